"""What must hold of one indicator and between those of a plan, whether they come from a plan's file or from a page; and
the codes still free."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Misfit(models.TextChoices):
    """Why an indicator cannot add up as it says: the value for who writes a plan's file, the label for the screen."""

    RATIO = (
        "a ratio, and only a ratio, adds up as 'ratio' both ways",
        _("A ratio, and only a ratio, adds up as the ratio of the sums."),
    )
    STOCK = (
        "a stock is not summed across periods: it would count people twice",
        _("A value at the end of the period is not summed over the periods: it would count the same twice."),
    )


def misfits(*, nature: str, across_agencies: str, across_periods: str) -> dict[str, Misfit]:
    """By the name of the field that does not fit the indicator's nature (domain.md, section 7)."""
    ways = {"across_agencies": across_agencies, "across_periods": across_periods}
    found = {name: Misfit.RATIO for name, way in ways.items() if (way == "ratio") != (nature == "ratio")}
    if nature == "stock" and across_periods == "sum":
        found["across_periods"] = Misfit.STOCK
    return found


class Clash(models.TextChoices):
    """Why a plan's indicators contradict one another; `other` is the second of two. Said of the one whose field it is,
    and of the other, where that one's change of nature is the reason."""

    RATIO_OF_RATIO = (
        "ratio_of_ratio",
        _("A ratio is made of figures that agencies give, and %(other)s is none in this plan."),
    )
    OTHER_NATURE = ("other_nature", _("A part and its whole must be of the same nature: see %(other)s."))
    CIRCLE = ("circle", _("%(other)s is itself a part of this indicator, so it cannot be its whole."))


NATURE_IS_NEEDED = _("%(other)s is made of this indicator or a part of it, and does not allow this nature.")


@dataclass(frozen=True)
class Made:
    """What an indicator is made of, by code; "" for nothing."""

    nature: str
    numerator: str = ""
    denominator: str = ""
    part_of: str = ""


@dataclass(frozen=True)
class Contradiction:
    """What the indicator `code` says in its field `name` does not go with the indicator `other`."""

    code: str
    name: str
    other: str
    clash: Clash

    @property
    def words(self) -> str:
        return str(self.clash.label) % {"other": self.other}

    def seen_from(self, code: str) -> tuple[str, str]:
        """The field of the indicator `code`, one of the two, in which it is to be mended, and what is wrong."""
        if code == self.code:
            return self.name, self.words
        return "nature", str(NATURE_IS_NEEDED) % {"other": self.code}


def contradictions(plan: Mapping[str, Made]) -> list[Contradiction]:
    """All that does not fit between a plan's indicators, by their codes (domain.md, section 7). Ratios are divided
    after adding, so they are made of figures that add up; a part is held against its whole, so both are of one
    nature; and no figure is a part of itself, by whatever way round."""
    return [
        found
        for code, made in plan.items()
        for found in (*_in_ratio(plan, code, made), *_in_part(plan, code, made))
    ]


def contradictions_at(plan: Mapping[str, Made], code: str) -> list[Contradiction]:
    """Those in which the indicator `code` has a part, its own first."""
    found = [each for each in contradictions(plan) if code in (each.code, each.other)]
    return sorted(found, key=lambda each: each.code != code)


def _in_ratio(plan: Mapping[str, Made], code: str, made: Made) -> list[Contradiction]:
    parts = {"numerator": made.numerator, "denominator": made.denominator}
    return [
        Contradiction(code, name, other, Clash.RATIO_OF_RATIO)
        for name, other in parts.items()
        if other and (other not in plan or plan[other].nature == "ratio")
    ]


def _in_part(plan: Mapping[str, Made], code: str, made: Made) -> list[Contradiction]:
    whole = made.part_of
    if not whole:
        return []
    if whole not in plan or plan[whole].nature != made.nature:
        return [Contradiction(code, "part_of", whole, Clash.OTHER_NATURE)]
    return [Contradiction(code, "part_of", whole, Clash.CIRCLE)] if _leads_back(plan, code) else []


def _leads_back(plan: Mapping[str, Made], code: str) -> bool:
    """Whether from an indicator by its whole, that one's whole and so on one comes to it again."""
    passed: set[str] = set()
    here = plan[code].part_of
    while here in plan and here not in passed and here != code:
        passed.add(here)
        here = plan[here].part_of
    return here == code


def next_codes(codes: Iterable[str]) -> list[str]:
    """For every series of numbered codes the one that follows: of HIV-01, HIV-02 and DRG-01 HIV-03 and DRG-02."""
    last: dict[str, str] = {}
    for code in codes:
        if found := re.fullmatch(r"(.*[^0-9])([0-9]{1,4})", code):
            name, number = found.groups()
            last[name] = max(last.get(name, number), number, key=int)
    return [f"{name}{int(number) + 1:0{len(number)}}" for name, number in last.items()]
