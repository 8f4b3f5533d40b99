"""What must hold of one indicator, whether it comes from a plan's file or from a page; and the codes still free."""

from __future__ import annotations

import re
from collections.abc import Iterable

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


def next_codes(codes: Iterable[str]) -> list[str]:
    """For every series of numbered codes the one that follows: of HIV-01, HIV-02 and DRG-01 HIV-03 and DRG-02."""
    last: dict[str, str] = {}
    for code in codes:
        if found := re.fullmatch(r"(.*[^0-9])([0-9]{1,4})", code):
            name, number = found.groups()
            last[name] = max(last.get(name, number), number, key=int)
    return [f"{name}{int(number) + 1:0{len(number)}}" for name, number in last.items()]
