"""A coordinator's acts on the reports of a period: more time, reminders. Who, when, to whom, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import QuerySet

from agencies.models import User
from plan_portal.prepared import Prepared
from reports.models import Extension, Notice, ReportEvent, ReportingPeriod
from reports.rules.calendar import day_of
from reports.rules.workflow import Action

A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Act:
    """One act on one report or several. `told` counts people; `untold` are agencies where nobody could be told;
    `last_day` is an extension's new one."""

    at: datetime
    who: User
    action: str
    why: str
    agencies: Sequence[str]
    told: int = 0
    untold: Sequence[str] = ()
    last_day: date | None = None

    @property
    def is_extension(self) -> bool:
        return self.action == Action.EXTEND


@dataclass(frozen=True)
class Acts:
    """Newest first. `reminded` says when each report was last reminded of, by report id; `reasons` why its deadline
    was last extended."""

    acts: Sequence[Act] = ()
    reminded: Mapping[int, datetime] = field(default_factory=dict)
    reasons: Mapping[int, str] = field(default_factory=dict)


def acts_in(period: ReportingPeriod) -> Acts:
    """In three queries, however many."""
    events = _events(period.pk)
    told = _told(period) if events else {}
    last_days = _last_days(period) if events else {}
    oldest_first = events[::-1]
    return Acts(
        acts=[
            _act(list(together), told, last_days)
            for _same, together in groupby(events, key=lambda e: (e.at, e.actor_id, e.action))
        ],
        reminded={e.report_id: e.at for e in oldest_first if e.action == Action.REMIND},
        reasons={e.report_id: e.comment for e in oldest_first if e.action == Action.EXTEND},
    )


def _act(
    events: Sequence[ReportEvent],
    told: Mapping[tuple[datetime, int], int],
    last_days: Mapping[datetime, date],
) -> Act:
    first = events[0]
    people = {event: told.get((event.at, event.report_id), 0) for event in events}
    return Act(
        at=first.at,
        who=first.actor,
        action=first.action,
        why=first.comment,
        agencies=[event.report.agency.short_name for event in events],
        told=sum(people.values()),
        untold=[event.report.agency.short_name for event, count in people.items() if not count],
        last_day=last_days.get(first.at) if first.action == Action.EXTEND else None,
    )


def _last_days(period: ReportingPeriod) -> dict[datetime, date]:
    return {at: day_of(deadline - A_MOMENT) for at, deadline in _granted(period.pk)}


def _told(period: ReportingPeriod) -> dict[tuple[datetime, int], int]:
    """How many people were told, by when it was written and report id."""
    return {(at, report): people for at, report, people in _counted(period.pk)}


@Prepared
def _events(period: int) -> QuerySet[ReportEvent]:
    return ReportEvent.objects.acts_in(period)


@Prepared
def _counted(period: int) -> QuerySet[Notice, tuple[datetime, int, int]]:
    return Notice.objects.counted_by_act(period)


@Prepared
def _granted(period: int) -> QuerySet[Extension, tuple[datetime, datetime]]:
    granted = Extension.objects.filter(report__period=period).order_by()
    return granted.values_list("granted_at", "deadline").distinct()
