"""The agency's figures: one row each, beside what they are compared with. Empty is not zero."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, cast

from crispy_forms.layout import LayoutObject
from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from plan_portal.change import Better
from reports.forms.entry import EntryForm, Piece, TextEntry
from reports.forms.figure_rows import NOTHING, Entered, Row, Typed, render_sheet
from reports.forms.sheet_words import ICONS, sheet_words
from reports.reading.entry import EntryNotes
from reports.rules.checks import FigureRule
from reports.rules.fields import INDICATOR, Place, Value
from reports.rules.numbers import NotAFigure, parse_figure
from tasks.models import Field, Indicator


class FigureEntryField(forms.CharField):
    """A figure in Vietnamese notation with at most so many decimals; nothing typed is None."""

    def __init__(self, *, places: int, **kwargs: Any) -> None:
        keyboard = "decimal" if places else "numeric"
        attrs = {"class": "form-control is-number", "inputmode": keyboard, "autocomplete": "off"}
        super().__init__(required=False, widget=forms.TextInput(attrs=attrs), max_length=40, **kwargs)
        self.places = places

    def clean(self, value: Any) -> Any:
        """A Decimal or None, unlike a CharField's."""
        try:
            return parse_figure(super().clean(value), self.places)
        except NotAFigure as error:
            raise forms.ValidationError(str(error), code=error.fault.value) from error


def value_name(indicator: int) -> str:
    return f"value_{indicator}"


def explanation_name(indicator: int) -> str:
    return f"explanation_{indicator}"


class FiguresForm(EntryForm):
    def __init__(
        self,
        data: Any = None,
        *,
        indicators: Sequence[Indicator],
        stored: Mapping[Place, Value],
        notes: EntryNotes | None = None,
    ) -> None:
        self.entered = [i for i in indicators if not i.is_computed]
        super().__init__(data, places=dict(_places(self.entered)), stored=stored)
        for indicator in self.entered:
            self._add_fields(indicator)
        if notes is not None:
            self.lay_out(*self._tables(indicators, notes))

    def _add_fields(self, indicator: Indicator) -> None:
        explained = gettext("Explanation: %(figure)s") % {"figure": indicator.name}
        self.fields[value_name(indicator.pk)] = _labelled(_figure(indicator.decimals), indicator.name)
        self.fields[explanation_name(indicator.pk)] = _labelled(_explanation(), explained)

    def _tables(self, indicators: Sequence[Indicator], notes: EntryNotes) -> list[LayoutObject]:
        """One table for each field of the plan, in the plan's order, and what their script needs."""
        groups = [
            (Field(field).label, list(group)) for field, group in groupby(indicators, lambda i: i.field)
        ]
        kit = {"words": sheet_words(notes.earlier.names), "icons": ICONS}
        return [
            *(Sheet(title=str(title), indicators=group, notes=notes) for title, group in groups),
            Piece("reports/entry/sheet_kit.html", fields={}, **kit),
        ]


@lru_cache(maxsize=8)
def _figure(places: int) -> forms.Field:
    return FigureEntryField(places=places)


@lru_cache(maxsize=1)
def _explanation() -> forms.Field:
    return TextEntry(rows=2)


def _labelled(field: forms.Field, label: str) -> forms.Field:
    """A field that was made once, under another name: to make it anew would cost more than to write its row."""
    named = copy(field)
    named.label = label
    return named


def _places(indicators: Sequence[Indicator]) -> Iterator[tuple[str, Place]]:
    for indicator in indicators:
        yield value_name(indicator.pk), Place(INDICATOR, indicator.pk, "value")
        yield explanation_name(indicator.pk), Place(INDICATOR, indicator.pk, "explanation")


class Sheet(LayoutObject):
    """One table, its rows rendered when the page is: only then is it known what could not be read."""

    def __init__(self, *, title: str, indicators: Sequence[Indicator], notes: EntryNotes) -> None:
        self.title = title
        self.indicators = indicators
        self.notes = notes

    def render(
        self, form: forms.BaseForm, context: Any, template_pack: str = "", **kwargs: Any
    ) -> SafeString:
        assert isinstance(form, EntryForm)
        shown = Shown(form, self.notes, context.flatten())
        return render_sheet(
            self.title, [shown.row(indicator) for indicator in self.indicators], self.notes.earlier.names
        )


@dataclass(frozen=True)
class Shown:
    """The figures as they are shown on one page; `context` is that of the page's template."""

    form: EntryForm
    notes: EntryNotes
    context: Mapping[str, Any]

    def row(self, indicator: Indicator) -> Row:
        code, notes, earlier = indicator.code, self.notes, self.notes.earlier
        rule = notes.rules.get(code) or FigureRule(decimals=indicator.decimals)
        return Row(
            code=code,
            name=indicator.name,
            unit=indicator.unit,
            places=indicator.decimals,
            better=cast(Better, indicator.direction),
            rule=rule,
            is_part=indicator.part_of_id is not None,
            is_required=indicator.required,
            numerator=indicator.numerator.code if indicator.numerator else "",
            denominator=indicator.denominator.code if indicator.denominator else "",
            value=notes.values.get(code),
            target=notes.targets.get(code),
            newest=earlier.newest_values.get(code),
            year_before=earlier.year_before_values.get(code),
            names=earlier.names,
            entered=None if indicator.is_computed else self._entered(indicator),
        )

    def _entered(self, indicator: Indicator) -> Entered:
        comments = self.notes.comments_on(INDICATOR, indicator.code)
        findings = self.notes.spoken_on(INDICATOR, indicator.code)
        return Entered(
            value=self._typed(value_name(indicator.pk)),
            explanation=self._typed(explanation_name(indicator.pk)),
            asks=self._piece("reports/parts/asks.html", comments=comments) if comments else NOTHING,
            findings=self._piece("reports/parts/findings.html", findings=findings) if findings else NOTHING,
            is_asked=any(finding.asks for finding in findings),
        )

    def _typed(self, name: str) -> Typed:
        clashes = any(clash.name == name for clash in self.form.clashes)
        return Typed(
            name,
            self.form.text_in(name),
            tuple(str(wrong) for wrong in self.form.errors.get(name, ())),
            self._piece("reports/entry/trouble.html", form=self.form, field=self.form[name])
            if clashes
            else NOTHING,
        )

    def _piece(self, template: str, **values: object) -> SafeString:
        return render_to_string(template, {**self.context, **values})
