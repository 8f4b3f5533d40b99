"""How a figure changed, in words: "tăng 12,5 %, tốt". One grammar for pages, charts and documents."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from django.utils.translation import get_language, gettext

from plan_portal.formatting import MOST_PLACES, Figure, exact, number, percent

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
        words = phrases()
        if self.way in {"unknown", "same"}:
            return words[self.way]
        if self.ratio is None:
            return words[f"zero {self.way} {self.verdict}"]
        return words[f"{self.way} {self.verdict}"] % {"percent": self._size(abs(self.ratio))}

    def _size(self, ratio: Decimal) -> str:
        places = telling_places(ratio * 100)
        if self.in_points:
            return phrases()["points"] % {"number": number(round(ratio * 100, places))}
        return percent(ratio, places)


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


def telling_places(size: Decimal) -> int:
    """How many decimals a change is told with: one, or as many as it takes not to read 0, up to a figure's own."""
    return next((places for places in range(1, MOST_PLACES) if round(size, places)), MOST_PLACES)


def _verdict(way: Way, better: Better) -> Verdict:
    if better == "neutral":
        return "neutral"
    return "good" if way == better else "bad"


def phrases() -> dict[str, str]:
    """All that is said of a change, by "way verdict"; `%(percent)s` is to be filled in. After a figure of 0 there is
    no percentage: "zero way verdict"."""
    return dict(_phrases(get_language()))


@lru_cache(maxsize=8)
def _phrases(_language: str | None) -> dict[str, str]:
    from_zero = gettext("down from 0")
    return {
        "unknown": gettext("cannot be compared"),
        "same": gettext("unchanged"),
        "up good": gettext("up %(percent)s, good"),
        "up bad": gettext("up %(percent)s, not good"),
        "up neutral": gettext("up %(percent)s"),
        "down good": gettext("down %(percent)s, good"),
        "down bad": gettext("down %(percent)s, not good"),
        "down neutral": gettext("down %(percent)s"),
        "zero up good": gettext("up from 0, good"),
        "zero up bad": gettext("up from 0, not good"),
        "zero up neutral": gettext("up from 0"),
        **{f"zero down {verdict}": from_zero for verdict in ("good", "bad", "neutral")},
        "points": gettext("%(number)s percentage points"),
    }
