"""What the earlier periods are called that figures stand beside. A plan may be rolled over from one of years ago: then
"last year" would be false, and the real year is named. One place for every page, chart, workbook and document; plain
values in, so that they can be frozen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Protocol

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reports.rules.figures import Measure

_WORDS = {
    "monthly": _("month %(n)s of %(year)s"),
    "quarterly": _("quarter %(n)s of %(year)s"),
    "half_year": _("the first six months of %(year)s"),
    "annual": _("the year %(year)s"),
}


class Before(models.TextChoices):
    """What the newest earlier figure is called where it stands beside this period's."""

    PREVIOUS = "previous", _("Last period")
    FIRST_HALF = "first_half", _("First six months")
    WITHIN = "within", _("Earlier this year")


class Dated(Protocol):
    """What of a period decides its name."""

    code: str
    kind: str
    data_from: date
    data_to: date


@dataclass(frozen=True)
class Named:
    """A period by what it is called after; `str()` as it stands in a sentence, in the reader's language."""

    kind: str
    code: str
    year: int

    def __str__(self) -> str:
        counted = re.search(r"\d+", self.code)
        return str(_WORDS[self.kind]) % {"n": counted[0] if counted else self.code, "year": self.year}

    @property
    def label(self) -> str:
        words = str(self)
        return words[0].upper() + words[1:]


@dataclass(frozen=True)
class Names:
    """`same_year` is the year of the same period where that is not the year before; `last` is the last period where it
    is of neither this year nor the one before. None where the usual words are true."""

    newest_is: Before = Before.PREVIOUS
    same_year: int | None = None
    last: Named | None = None

    @property
    def same_label(self) -> str:
        """Over a column of the same period's figures."""
        if self.same_year is None:
            return gettext("Same period last year")
        return gettext("Same period of %(year)s") % {"year": self.same_year}

    @property
    def last_label(self) -> str:
        return str(Before.PREVIOUS.label) if self.last is None else self.last.label

    @property
    def newest_label(self) -> str:
        return self.last_label if self.newest_is == Before.PREVIOUS else str(self.newest_is.label)

    def measured(self, measure: Measure) -> str:
        """What a figure is measured by, as it stands in a sentence."""
        if measure == Measure.LAST_YEAR and self.same_year is not None:
            return gettext("the same period of %(year)s") % {"year": self.same_year}
        if measure == Measure.PREVIOUS and self.last is not None:
            return str(self.last)
        return str(measure.label)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Names:
        """The inverse of `to_json`; what was frozen before names were has the usual words."""
        last = plain.get("last")
        return cls(
            newest_is=Before(plain.get("newest_is", Before.PREVIOUS)),
            same_year=plain.get("same_year"),
            last=Named(**last) if last else None,
        )


def year_of(period: Dated) -> int:
    """The year most of its figures are of: a year's may begin or end some weeks beside the calendar's."""
    return (period.data_from + (period.data_to - period.data_from) / 2).year


def same_year(period: Dated, before: Dated | None) -> int | None:
    """As in `Names`."""
    return None if before is None or year_of(before) == year_of(period) - 1 else year_of(before)


def if_long_ago(period: Dated, earlier: Dated | None) -> Named | None:
    """Its name, where "the last period" would let one think of this year or the one before."""
    if earlier is None or year_of(earlier) >= year_of(period) - 1:
        return None
    return _named(earlier)


def named_unless(period: Dated, year: int) -> Named | None:
    """Its name, where it is of another year than the reader would think."""
    return None if year_of(period) == year else _named(period)


def _named(period: Dated) -> Named:
    return Named(period.kind, period.code, year_of(period))
