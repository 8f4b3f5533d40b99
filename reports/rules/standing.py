"""How far duties are and which targets are met: shares for the dashboard. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from reports.rules.consolidation import Total
from reports.rules.content import ReportContent
from reports.rules.figures import Figure

ON_TRACK = frozenset({"in_progress", "done"})
GROWING = frozenset({"sum", "maximum"})
NOT_COUNTED = frozenset({"not_applicable"})


@dataclass(frozen=True)
class Share:
    """`part` of `whole`, as counts."""

    part: int
    whole: int

    @property
    def ratio(self) -> Figure:
        """Between 0 and 1; None where there is nothing to have a share of."""
        return Decimal(self.part) / Decimal(self.whole) if self.whole else None


def duties_on_track(contents: Iterable[ReportContent]) -> Share:
    """Of the duties that these reports answer for, those done or under way. A duty that did not arise in the period
    does not count; one of which nothing was said does, as not on track."""
    statuses = [duty.status for content in contents for duty in content.duties]
    counted = [status for status in statuses if status not in NOT_COUNTED]
    return Share(sum(status in ON_TRACK for status in counted), len(counted))


def targets_met(totals: Iterable[Total]) -> Share:
    """Of the totals with a target and a direction, those that reached it. An unknown total has not, nor has one that
    missing reports can still change."""
    judged = aimed(totals)
    return Share(sum(map(is_met, judged)), len(judged))


def aimed(totals: Iterable[Total]) -> list[Total]:
    """Those with a target and a direction."""
    return [
        total
        for total in totals
        if total.comparison.target is not None and total.asked.direction != "neutral"
    ]


def is_met(total: Total) -> bool:
    """At least the target where more is better, at most where less is. Where agencies are missing, only if none of them
    can change it any more: what only grows and is large enough."""
    value, target = total.value, total.comparison.target
    if value is None or target is None:
        return False
    if total.asked.direction == "down":
        return value <= target and total.is_whole
    return value >= target and (total.is_whole or total.asked.how in GROWING)
