"""The agency's figures: one row each, beside what they are compared with. Empty is not zero."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext

from reports.forms.entry import EntryForm, Piece, TextEntry
from reports.reading.entry import EntryNotes
from reports.reading.places import mark_of
from reports.rules.fields import INDICATOR, Place, Value
from reports.rules.numbers import NotAFigure, parse_figure, write_figure
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
        """One table for each field of the plan, in the plan's order."""
        return [
            Piece(
                "reports/entry/figures.html",
                fields={},
                title=Field(field).label,
                rows=[self._row(indicator, notes) for indicator in group],
            )
            for field, group in groupby(indicators, key=lambda i: i.field)
        ]

    def _row(self, indicator: Indicator, notes: EntryNotes) -> dict[str, Any]:
        code = indicator.code
        row: dict[str, Any] = {
            "indicator": indicator,
            "mark": mark_of("indicator", code),
            "target": _shown(notes.targets.get(code)),
            "previous": _shown(notes.earlier.previous_values.get(code)),
            "year_before": _shown(notes.earlier.year_before_values.get(code)),
            "comments": notes.comments_on("indicator", code),
            "findings": notes.spoken_on("indicator", code),
            "computed": _shown(notes.computed.get(code)),
        }
        if not indicator.is_computed:
            row |= {
                "value": self[value_name(indicator.pk)],
                "explanation": self[explanation_name(indicator.pk)],
            }
        return row


def _places(indicators: Sequence[Indicator]) -> Iterator[tuple[str, Place]]:
    for indicator in indicators:
        yield value_name(indicator.pk), Place(INDICATOR, indicator.pk, "value")
        yield explanation_name(indicator.pk), Place(INDICATOR, indicator.pk, "explanation")


def _shown(value: Decimal | None) -> str:
    """As it would be typed: one notation on one page."""
    return write_figure(value) or "–"
