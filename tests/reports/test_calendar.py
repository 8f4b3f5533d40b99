"""The deadline calendar (domain.md, section 3): pure, so tested on any schedule, any year, any moment."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.calendar import PORTAL_ZONE, deadline_for, is_alike, periods_of_year, start_of, timeliness

MICROSECOND = timedelta(microseconds=1)
days = st.dates(min_value=date(2000, 1, 2), max_value=date(2100, 12, 30))


@dataclass
class Entry:
    """An entry of the 2022 plan's schedule, by default the 6-month report of its section III.3."""

    code: str = "H1"
    kind: str = "half_year"
    deadline_day: int = 16
    deadline_month: int = 6
    deadline_year_offset: int = 0
    named_day_counts: bool = False
    from_day: int = 15
    from_month: int = 12
    from_year_offset: int = -1
    to_day: int = 14
    to_month: int = 6
    to_year_offset: int = 0
    opens_days_before: int = 30


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "UTC", "America/New_York"])
@given(day=days)
def test_before_a_day_means_before_it_begins_whatever_the_servers_zone(zone: str, day: date) -> None:
    deadline = deadline_for(day, named_day_counts=False)
    last_moment = (deadline - MICROSECOND).astimezone(ZoneInfo(zone))
    assert last_moment.astimezone(PORTAL_ZONE).date() == day - timedelta(days=1)
    assert not timeliness(deadline=deadline, first_submitted_at=last_moment, now=deadline).is_late
    assert timeliness(deadline=deadline, first_submitted_at=deadline.astimezone(UTC), now=deadline).is_late


@given(day=days)
def test_a_named_day_that_counts_gives_exactly_one_day_more(day: date) -> None:
    plain = deadline_for(day, named_day_counts=False)
    counting = deadline_for(day, named_day_counts=True)
    assert counting - plain == timedelta(days=1)


@given(day=days, hours=st.integers(min_value=-2000, max_value=2000))
def test_days_left_and_days_late_count_calendar_days(day: date, hours: int) -> None:
    deadline = start_of(day)
    moment = deadline + timedelta(hours=hours)
    found = timeliness(deadline=deadline, first_submitted_at=None, now=moment)
    moved = (moment.astimezone(PORTAL_ZONE).date() - day).days
    assert found.is_late == (hours >= 0)
    assert found.days == (moved + 1 if found.is_late else -moved - 1)
    assert not found.is_settled


@given(year=st.integers(min_value=2001, max_value=2099))
def test_the_half_year_of_any_year_covers_what_the_decree_says(year: int) -> None:
    [period] = periods_of_year([Entry()], year)
    assert (period.data_from, period.data_to) == (date(year - 1, 12, 15), date(year, 6, 14))
    assert period.deadline == datetime(year, 6, 16, tzinfo=PORTAL_ZONE)
    assert period.deadline - period.opens_at == timedelta(days=30)


@given(st.permutations([("Q1", 4), ("Q2", 7), ("Q3", 10), ("M12", 12)]))
def test_periods_come_in_the_order_of_their_deadlines(months: list[tuple[str, int]]) -> None:
    found = periods_of_year([Entry(code=code, deadline_month=month) for code, month in months], 2023)
    assert [period.code for period in found] == ["Q1", "Q2", "Q3", "M12"]


def test_a_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="day"):
        periods_of_year([Entry(deadline_day=30, deadline_month=2)], 2023)


@given(st.integers(2001, 2099), st.integers(2001, 2099))
def test_a_year_is_measured_by_an_earlier_year_and_never_by_half_of_one(year: int, other: int) -> None:
    annual = Entry("annual", "annual", deadline_month=12, to_month=12)
    (half, whole), earlier = (periods_of_year([Entry(), annual], each) for each in (year, other))
    assert [is_alike(whole, each) for each in (half, *earlier)] == [False, False, other < year]
    assert [is_alike(half, each) for each in (whole, *earlier)] == [False, other < year, False]


def test_a_quarter_is_measured_by_the_one_before_and_not_by_itself() -> None:
    months = {"Q1": (1, 3), "Q2": (4, 6)}
    first, second = periods_of_year(
        [
            Entry(
                code,
                "quarterly",
                deadline_month=to,
                from_day=1,
                from_month=begins,
                from_year_offset=0,
                to_month=to,
            )
            for code, (begins, to) in months.items()
        ],
        2022,
    )
    assert [is_alike(second, first), is_alike(first, second), is_alike(first, first)] == [True, False, False]
