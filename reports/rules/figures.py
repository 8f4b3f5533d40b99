"""Adding figures up (domain.md, section 7): across agencies, across periods, and beside what they compare with.

Decimal throughout. Empty is not zero: a figure nobody entered is None, and a total of nothing is None. A `Tally` is
what has been added so far; tallies add up in any order and grouping to the same, and are resolved only at the end,
so that averages and ratios are divided after adding.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

Figure = Decimal | None

TENTH = Decimal("0.1")
KEPT = Decimal("0.0001")  # As many places as the database keeps.
STOCK = "stock"  # A figure that is a value at the end of its period (`tasks.models.Nature`).


@dataclass(frozen=True)
class Tally:
    """Figures added so far: of `expected` agencies, `entered` gave one. For a ratio `base` adds the denominators."""

    entered: int = 0
    expected: int = 0
    total: Figure = None
    largest: Figure = None
    base: Figure = None

    @property
    def is_whole(self) -> bool:
        return self.entered == self.expected

    def resolve(self, how: str) -> Figure:
        """The one figure, by `how` it adds across agencies: sum, average, maximum or ratio (of the sums, in %).

        Raises ValueError for another word.
        """
        match how:
            case "sum":
                return self.total
            case "average":
                return (
                    None if self.total is None else (self.total / self.entered).quantize(KEPT, ROUND_HALF_UP)
                )
            case "maximum":
                return self.largest
            case "ratio":
                return ratio_percent(self.total, self.base)
        raise ValueError(f"figures do not add by {how!r}")


NOT_ENTERED = Tally(expected=1)


def tally(value: Figure) -> Tally:
    """What one expected agency adds."""
    if value is None:
        return NOT_ENTERED
    return Tally(entered=1, expected=1, total=value, largest=value)


def ratio_tally(numerator: Figure, denominator: Figure) -> Tally:
    """What one expected agency adds to a ratio. It counts only with both its parts: a numerator whose denominator
    is missing would push the ratio up."""
    if numerator is None or denominator is None:
        return NOT_ENTERED
    return Tally(entered=1, expected=1, total=numerator, base=denominator)


def added(tallies: Iterable[Tally]) -> Tally:
    """One tally of them all."""
    every = list(tallies)
    entered = [each for each in every if each is not NOT_ENTERED]
    return Tally(
        entered=sum(each.entered for each in entered),
        expected=len(every) - len(entered) + sum(each.expected for each in entered),
        total=_sum(each.total for each in entered),
        largest=max((each.largest for each in entered if each.largest is not None), default=None),
        base=_sum(each.base for each in entered),
    )


def ratio_percent(numerator: Figure, denominator: Figure) -> Figure:
    """`numerator` of `denominator` in %, one decimal, halves rounded up. None if a part is missing or nothing is
    there to divide by."""
    if numerator is None or not denominator:
        return None
    return (numerator * 100 / denominator).quantize(TENTH, ROUND_HALF_UP)


def over_time(figures: Sequence[Figure], how: str) -> Figure:
    """One figure from those of consecutive periods, oldest first: a flow by sum, a stock by its latest value.

    A ratio is divided from its parts, each brought over time: `ratio_percent(over_time(...), over_time(...))`.
    Raises ValueError for another word.
    """
    entered = [figure for figure in figures if figure is not None]
    if how not in {"sum", "latest"}:
        raise ValueError(f"figures do not add over time by {how!r}")
    if not entered:
        return None
    return sum(entered, Decimal(0)) if how == "sum" else entered[-1]


def change_percent(value: Figure, base: Figure) -> Figure:
    """By how many per cent `value` differs from `base`, one decimal. None where that means nothing: one is
    missing, or the base is zero."""
    if value is None or not base:
        return None
    return ((value - base) * 100 / abs(base)).quantize(TENTH, ROUND_HALF_UP)


class Measure(models.TextChoices):
    """What a figure is measured by (`measured_by`)."""

    WITHIN = "within", _("the report before it in the same year")
    PREVIOUS = "previous", _("the previous period")
    LAST_YEAR = "last_year", _("the same period last year")


def measured_by(
    nature: str, *, same_last_year: Figure, previous: Figure, is_alike: bool, within: Figure = None
) -> tuple[Figure, Measure]:
    """The one figure that a change is said against and the ±50 % check measures by (docs/decisions/0017), on every page
    and in every document: the same period last year; where that is not known, the previous period if it is as long
    (`reports.rules.calendar.is_alike`). A stock, counted at a moment, has no length: there the newest earlier figure
    serves, a year's own first half (`within`) first. None where there is nothing to measure by."""
    is_stock = nature == STOCK
    ways = [
        (same_last_year, Measure.LAST_YEAR, True),
        (within, Measure.WITHIN, is_stock),
        (previous, Measure.PREVIOUS, is_stock or is_alike),
    ]
    found = ((figure, measure) for figure, measure, serves in ways if serves and figure is not None)
    return next(found, (None, Measure.PREVIOUS))


@dataclass(frozen=True)
class Comparison:
    """A total beside what it is compared with. `previous_is_alike` is false for a previous period of another length:
    its figure is shown, and only what is a stock by its `nature` is measured by it.

    What some agencies gave says nothing beside what others did: a change is said, and a bar of the past drawn, only of
    a figure that `is_whole`, every agency asked having given it, against one that was whole too."""

    value: Figure
    target: Figure = None
    previous: Figure = None
    same_last_year: Figure = None
    previous_is_alike: bool = True
    nature: str = ""
    is_whole: bool = True
    previous_is_whole: bool = True
    last_year_is_whole: bool = True

    @property
    def change(self) -> Figure:
        """In % of the previous period."""
        return change_percent(self.value, self.previous)

    @property
    def previous_beside(self) -> Figure:
        """`previous` where a bar of it says something beside this one: whole, and of a stock or of a period as long."""
        is_like = self.previous_is_alike or self.nature == STOCK
        return self.previous if is_like and self.is_whole and self.previous_is_whole else None

    @property
    def last_year_beside(self) -> Figure:
        """`same_last_year` where a bar of it says something beside this one."""
        return self.same_last_year if self.is_whole and self.last_year_is_whole else None

    @property
    def measured(self) -> tuple[Figure, Measure]:
        """What there is to measure by, whole or not."""
        return measured_by(
            self.nature,
            same_last_year=self.same_last_year,
            previous=self.previous,
            is_alike=self.previous_is_alike,
        )

    @property
    def reference(self) -> Figure:
        """What the change is shown against; None where one of the two is not whole."""
        figure, measure = self.measured
        then_is_whole = self.last_year_is_whole if measure == Measure.LAST_YEAR else self.previous_is_whole
        return figure if self.is_whole and then_is_whole else None

    @property
    def is_withheld(self) -> bool:
        """Both figures are known and not compared, because one of them is not whole."""
        return self.value is not None and self.measured[0] is not None and self.reference is None

    @property
    def shown_change(self) -> Figure:
        """In % of `reference`."""
        return change_percent(self.value, self.reference)


def _sum(figures: Iterable[Figure]) -> Figure:
    there = [figure for figure in figures if figure is not None]
    return sum(there, Decimal(0)) if there else None
