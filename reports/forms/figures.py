"""The agency's figures: one row each, beside what they are compared with. Empty is not zero."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from reports.forms.entry import EntryForm, Piece, TextEntry
from reports.forms.figure_rows import Around, Row, Words, render_rows
from reports.forms.sheet_words import ICONS, sheet_words
from reports.reading.entry import EntryNotes
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
        self.fields[value_name(indicator.pk)] = FigureEntryField(
            places=indicator.decimals, label=indicator.name
        )
        self.fields[explanation_name(indicator.pk)] = TextEntry(
            rows=2, label=gettext("Explanation: %(figure)s") % {"figure": indicator.name}
        )

    def _tables(self, indicators: Sequence[Indicator], notes: EntryNotes) -> list[Piece]:
        """One table for each field of the plan, in the plan's order, and what their script needs."""
        groups = [
            (Field(field).label, list(group)) for field, group in groupby(indicators, lambda i: i.field)
        ]
        kit = {"words": json.dumps(sheet_words(), ensure_ascii=False), "icons": ICONS}
        return [
            *(Sheet(title=str(title), indicators=group, notes=notes) for title, group in groups),
            Piece("reports/entry/sheet_kit.html", fields={}, **kit),
        ]


def _places(indicators: Sequence[Indicator]) -> Iterator[tuple[str, Place]]:
    for indicator in indicators:
        yield value_name(indicator.pk), Place(INDICATOR, indicator.pk, "value")
        yield explanation_name(indicator.pk), Place(INDICATOR, indicator.pk, "explanation")


class Sheet(Piece):
    """One table, its rows rendered when the page is: only then is it known what could not be read."""

    def __init__(self, *, title: str, indicators: Sequence[Indicator], notes: EntryNotes) -> None:
        super().__init__("reports/entry/figures.html", fields={}, title=title)
        self.indicators = indicators
        self.notes = notes

    def render(
        self, form: forms.BaseForm, context: Any, template_pack: str = "", **kwargs: Any
    ) -> SafeString:
        around = Around(self.notes, Words.spoken(), context.flatten())
        rows = [self._row(indicator, form, around) for indicator in self.indicators]
        entered = [row.value for row in rows if row.value]
        self.values |= {
            "rows": render_rows(rows),
            "filled": sum(1 for field in entered if field.value()),
            "asked": len(entered),
        }
        return super().render(form, context, template_pack, **kwargs)

    def _row(self, indicator: Indicator, form: forms.BaseForm, around: Around) -> Row:
        if indicator.is_computed:
            return Row(indicator, around)
        value, explanation = form[value_name(indicator.pk)], form[explanation_name(indicator.pk)]
        return Row(indicator, around, value, explanation)
