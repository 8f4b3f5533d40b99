"""How a figure changed, in words: "tăng 12,5 %, tốt". One grammar for pages, charts and documents."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext

from plan_portal.formatting import Figure, exact, number, percent

Better = Literal["up", "down", "neutral"]
Way = Literal["up", "down", "same", "unknown"]
Verdict = Literal["good", "bad", "neutral"]


@dataclass(frozen=True)
class Change:
    """`ratio` is None where a percentage means nothing: something unknown, or a rise from zero."""

    way: Way
    verdict: Verdict
    ratio: Decimal | None = None
    in_points: bool = False

    @property
    def icon(self) -> str:
        return {"up": "arrow-up", "down": "arrow-down", "same": "equal", "unknown": "minus"}[self.way]

    @property
    def words(self) -> str:
        """The whole phrase is one message, so that each language keeps its own order of words."""
        if self.way == "unknown":
            return gettext("cannot be compared")
        if self.way == "same":
            return gettext("unchanged")
        if self.ratio is None:
            return _from_zero(self.way, self.verdict)
        return _phrase(self.way, self.verdict) % {"percent": self._size(abs(self.ratio))}

    def _size(self, ratio: Decimal) -> str:
        if self.in_points:
            return gettext("%(number)s percentage points") % {
                "number": number((ratio * 100).quantize(Decimal("0.1")))
            }
        return percent(ratio)


def change_of(
    value: Figure | None, previous: Figure | None, better: Better = "neutral", in_points: bool = False
) -> Change:
    """Compare `value` with `previous`; `better` says which way is good. Rates differ by percentage points."""
    if value is None or previous is None:
        return Change("unknown", "neutral")
    now, before = exact(value), exact(previous)
    if now == before:
        return Change("same", "neutral", Decimal(0))
    way: Way = "up" if now > before else "down"
    if in_points:
        return Change(way, _verdict(way, better), now - before, in_points=True)
    return Change(way, _verdict(way, better), (now - before) / abs(before) if before else None)


def _verdict(way: Way, better: Better) -> Verdict:
    if better == "neutral":
        return "neutral"
    return "good" if way == better else "bad"


def _from_zero(way: Way, verdict: Verdict) -> str:
    if way == "down":
        return gettext("down from 0")
    return {
        "good": gettext("up from 0, good"),
        "bad": gettext("up from 0, not good"),
        "neutral": gettext("up from 0"),
    }[verdict]


def _phrase(way: Way, verdict: Verdict) -> str:
    return {
        ("up", "good"): gettext("up %(percent)s, good"),
        ("up", "bad"): gettext("up %(percent)s, not good"),
        ("up", "neutral"): gettext("up %(percent)s"),
        ("down", "good"): gettext("down %(percent)s, good"),
        ("down", "bad"): gettext("down %(percent)s, not good"),
        ("down", "neutral"): gettext("down %(percent)s"),
    }[way, verdict]
