"""Periods and deadlines as pure functions (domain.md, section 3).

"Trước ngày 16/6" means before that day begins: a report is on time if first submitted before 00:00 on 16/6 in the
portal's time zone. What counts is when the request reached the server.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

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
    """What a period's figures cover. Months, quarters, half years and years differ in `kind`."""

    kind: str
    data_from: date
    data_to: date


def is_alike(period: Window, earlier: Window) -> bool:
    """Whether a change from `earlier` to `period` says something (domain.md, section 7): it is over, and as long.

    A year beside its own first half always looks like growth, a half year beside a whole one like decline.
    """
    return period.kind == earlier.kind and earlier.data_to < period.data_from


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
