"""Periods and deadlines as pure functions (domain.md, section 3).

"Trước ngày 16/6" means before that day begins: a report is on time if first submitted before 00:00 on 16/6 in the
portal's time zone. What counts is when the request reached the server.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from reports.rules.period_names import Before, Names, if_long_ago, same_year
from tasks.rules import schedule

PORTAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class Entry(schedule.Entry, Protocol):
    """One entry of a plan's schedule: days and months, years as offsets from the plan's year."""

    code: str
    kind: str
    named_day_counts: bool
    opens_days_before: int


@dataclass(frozen=True)
class PeriodDates:
    """The dates of one period. `deadline` is the first moment that is late."""

    code: str
    kind: str
    data_from: date
    data_to: date
    opens_at: datetime
    named_day: date
    deadline: datetime


def start_of(day: date) -> datetime:
    """The first moment of `day` in the portal's time zone, as an aware datetime."""
    return datetime.combine(day, time.min, tzinfo=PORTAL_ZONE)


def day_of(moment: datetime) -> date:
    """The calendar day of an aware `moment` in the portal's time zone."""
    return moment.astimezone(PORTAL_ZONE).date()


def deadline_for(named_day: date, *, named_day_counts: bool) -> datetime:
    """The first late moment for a deadline that names a day: that day's start, or the next day's if it still counts."""
    return start_of(named_day + timedelta(days=1) if named_day_counts else named_day)


def periods_of_year(entries: list[Entry], year: int) -> list[PeriodDates]:
    """The periods that a schedule's `entries` give in `year`, ordered by deadline.

    Raises ValueError where an entry names a day that does not exist in that year (30/2).
    """
    return sorted((_period(entry, year) for entry in entries), key=lambda period: period.deadline)


def _period(entry: Entry, year: int) -> PeriodDates:
    days = schedule.days_of(entry, year)
    deadline = deadline_for(days.named_day, named_day_counts=entry.named_day_counts)
    return PeriodDates(
        code=entry.code,
        kind=entry.kind,
        data_from=days.data_from,
        data_to=days.data_to,
        opens_at=start_of(day_of(deadline) - timedelta(days=entry.opens_days_before)),
        named_day=days.named_day,
        deadline=deadline,
    )


class Window(Protocol):
    """What a period's figures cover. Months, quarters, half years and years differ in `kind`; the same period of
    another year has the same `code` in that year's plan."""

    plan_id: int
    code: str
    kind: str
    data_from: date
    data_to: date


P = TypeVar("P")
W = TypeVar("W", bound=Window)


def is_alike(period: Window, earlier: Window) -> bool:
    """Whether a change from `earlier` to `period` says something (domain.md, section 7): it is over, and as long.

    A year beside its own first half always looks like growth, a half year beside a whole one like decline.
    """
    return period.kind == earlier.kind and earlier.data_to < period.data_from


@dataclass(frozen=True)
class Around(Generic[P]):
    """The periods that one stands beside (docs/decisions/0017). `previous` is the newest that was over before it began,
    unless that is `year_before`, the same period in the plan that this one was rolled over from, which is named once.
    `within` is the newest that is a part of it, as the half year is of the year: never "the last period", for it is
    counted again in this one. `names` says what each is called.
    """

    previous: P | None = None
    year_before: P | None = None
    within: P | None = None
    previous_is_alike: bool = False
    names: Names = field(default_factory=Names)

    @property
    def newest(self) -> P | None:
        """What an agency's figures are shown beside, as `names.newest_label`."""
        return self.within or self.previous


def around(period: W, earlier: Iterable[W]) -> Around[W]:
    """Which of the `earlier` periods, of this plan and the plan of the year before, `period` stands beside. The one
    place that says so: the form, the report, the dashboard and the consolidated report all ask here."""
    known = list(earlier)
    over = sorted(
        (each for each in known if each.data_to < period.data_from),
        key=lambda each: (each.data_to, each.kind == period.kind, each.data_from),
    )
    last = over[-1] if over else None
    same = [each for each in over if each.plan_id != period.plan_id and each.code == period.code]
    year_before = same[-1] if same else None
    previous = None if last is year_before else last
    parts = sorted((each for each in known if _is_part(each, period)), key=lambda each: each.data_to)
    within = parts[-1] if parts else None
    return Around(
        previous=previous,
        year_before=year_before,
        within=within,
        previous_is_alike=previous is not None and is_alike(period, previous),
        names=Names(_called(within), same_year(period, year_before), if_long_ago(period, previous)),
    )


def _called(within: Window | None) -> Before:
    if within is None:
        return Before.PREVIOUS
    return Before.FIRST_HALF if within.kind == "half_year" else Before.WITHIN


def _is_part(each: Window, period: Window) -> bool:
    is_inside = period.data_from <= each.data_from and each.data_to <= period.data_to
    return is_inside and each.plan_id == period.plan_id and each.kind != period.kind


@dataclass(frozen=True)
class Timeliness:
    """How a report stands towards a deadline.

    `days` is how many days are left (0 on the last day) or, once late, how many days late it is (1 on the first
    late day).
    """

    is_late: bool
    is_settled: bool
    days: int


def timeliness(*, deadline: datetime, first_submitted_at: datetime | None, now: datetime) -> Timeliness:
    """Is it, or was it, on time? A report not yet submitted is judged at `now`; all three are aware datetimes."""
    moment = first_submitted_at or now
    is_late = moment >= deadline
    day = day_of(moment)
    if is_late:
        days = (day - day_of(deadline)).days + 1
    else:
        days = (day_of(deadline - timedelta(microseconds=1)) - day).days
    return Timeliness(is_late=is_late, is_settled=first_submitted_at is not None, days=days)
