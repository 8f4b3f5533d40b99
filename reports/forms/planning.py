"""Targets for a plan's indicators: the province's, or an agency's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from reports.rules.numbers import NotAFigure, parse_figure, write_figure
from tasks.models import Field, Indicator


class TargetField(forms.CharField):
    """One figure, written the Vietnamese way; nothing means that no target is set."""

    def __init__(self, *, places: int, **kwargs: Any) -> None:
        self.places = places
        widget = forms.TextInput(attrs={"class": "is-number", "inputmode": "decimal", "autocomplete": "off"})
        super().__init__(required=False, max_length=30, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        """A Decimal or None, unlike a CharField's."""
        try:
            return parse_figure(super().clean(value), self.places)
        except NotAFigure as fault:
            raise ValidationError(str(fault), code=fault.fault.value) from fault


@lru_cache(maxsize=8)
def _target(places: int) -> TargetField:
    """Made once: to make it anew for each of a plan's figures would cost more than to write it."""
    return TargetField(places=places)


class TargetsForm(forms.Form):
    """One field for each indicator; `values` are the targets now set, by indicator id."""

    def __init__(
        self,
        *args: Any,
        indicators: Sequence[Indicator],
        values: Mapping[int, Decimal | None],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.indicators = indicators
        for each in indicators:
            field = copy(_target(each.decimals))
            field.label, field.initial = f"{each.code} {each.name}", write_figure(values.get(each.pk))
            self.fields[f"target-{each.pk}"] = field

    def by_field(self) -> Iterator[tuple[str, list[tuple[Indicator, BoundField]]]]:
        """Each indicator with its field, under the names of the indicators' own fields (HIV/AIDS, drugs …)."""
        for field, of in groupby(self.indicators, key=attrgetter("field")):
            yield str(Field(field).label), [(each, self[f"target-{each.pk}"]) for each in of]

    def values(self) -> dict[int, Decimal | None]:
        """The targets by indicator id, from a valid form."""
        return {each.pk: self.cleaned_data[f"target-{each.pk}"] for each in self.indicators}
