"""Where a period's consolidated report stands: what the coordinator's page shows and offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from agencies.models import User
from plan_portal.prepared import Prepared
from reports.models import Consolidation, ConsolidationState, Report, ReportingPeriod
from reports.rules.workflow import State
from reports.services.consolidation import Obstacle, counted_and_accepted, obstacles_beside
from reports.services.heartbeat import is_beating

A_MOMENT = timedelta(seconds=20)  # in which a worker that has just started does its first work


@dataclass(frozen=True)
class Overview:
    """Counts of reports, the versions (newest first), and what stands between the newest and its being final."""

    period: ReportingPeriod
    expected: int
    accepted: int
    waiting: int
    versions: Sequence[Consolidation]
    obstacles: Sequence[Obstacle]
    newly_accepted: int
    news: int
    worker_is_alive: bool

    @property
    def unsent(self) -> int:
        return self.expected - self.accepted - self.waiting

    @property
    def latest(self) -> Consolidation | None:
        return self.versions[0] if self.versions else None

    @property
    def is_working(self) -> bool:
        return self.latest is not None and self.latest.is_working

    @property
    def is_final(self) -> bool:
        """The newest version is final: no correction of it is under way."""
        return self.latest is not None and self.latest.state == ConsolidationState.FINAL

    @property
    def can_build(self) -> bool:
        """Something is there to count, nothing is being built, nothing is final."""
        return not self.is_working and not self.is_final and self.accepted > 0

    @property
    def can_draft(self) -> bool:
        """A draft may also count what waits for review."""
        return not self.is_working and not self.is_final and self.waiting > 0


def overview_of(period: ReportingPeriod, *, now: datetime) -> Overview:
    counts = Report.objects.filter(period=period).counts_by_state()
    versions = list(
        Consolidation.objects.of(period).select_related("created_by", "edited_by", "finalised_by")
    )
    latest = versions[0] if versions else None
    ids = counted_and_accepted(latest) if latest else (frozenset(), frozenset())
    return Overview(
        period=period,
        expected=sum(counts.values()),
        accepted=counts[State.ACCEPTED],
        waiting=counts[State.SUBMITTED],
        versions=versions,
        obstacles=obstacles_beside(latest, ids) if latest else [],
        newly_accepted=len(ids[1] - ids[0]),
        news=latest.sections.with_news().count() if latest and latest.is_editable else 0,
        worker_is_alive=latest is None or is_in_hands(latest.leased_until, latest.created_at, now=now),
    )


def open_until(period: ReportingPeriod, *, now: datetime) -> datetime | None:
    """Until when reports that nobody has sent may still come in time, extensions counted; None if that is over."""
    due = [report.effective_deadline for report in Report.objects.still_owed(period)]
    return max((deadline for deadline in due if deadline > now), default=None)


def is_in_hands(leased_until: datetime | None, wanted_since: datetime, *, now: datetime) -> bool:
    """False if nobody seems to be there to do the work: no worker has it, it waits, and none gives a sign of life."""
    taken = leased_until is not None and leased_until > now
    return taken or wanted_since > now - A_MOMENT or is_beating(now=now)


def replaced_by(version: Consolidation) -> Consolidation | None:
    """The newest final version, where it is a later one: its number and since when it is final."""
    newest = _final_ones.first(version.period_id)
    return newest if newest and newest.version > version.version else None


@Prepared
def _final_ones(period: int) -> QuerySet[Consolidation]:
    """The newest first."""
    final = Consolidation.objects.final().filter(period=period).order_by("-version")
    return final.only("version", "finalised_at")


@dataclass(frozen=True)
class PeriodLine:
    """A period in the coordinator's list: `accepted` of `expected` reports, the newest version if there is one."""

    period: ReportingPeriod
    accepted: int
    expected: int
    newest: Consolidation | None


def period_lines(user: User) -> list[PeriodLine]:
    """The periods this person coordinates, the latest first, at a fixed number of queries."""
    periods = list(ReportingPeriod.objects.coordinated_by(user))
    newest = {c.period_id: c for c in Consolidation.objects.coordinated_by(user).newest_of_each_period()}
    counts = Report.objects.coordinated_by(user).accepted_by_period()
    return [PeriodLine(p, *counts.get(p.pk, (0, 0)), newest.get(p.pk)) for p in periods]
