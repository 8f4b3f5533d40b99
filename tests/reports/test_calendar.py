"""The deadline calendar (domain.md, section 3): pure, so tested on any schedule, any year, any moment."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.calendar import (
    PORTAL_ZONE,
    around,
    deadline_for,
    is_alike,
    periods_of_year,
    start_of,
    timeliness,
)
from reports.rules.period_names import Before

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


@dataclass(frozen=True)
class Span:
    """A period: `code` in the plan `plan_id`, its months counted through."""

    plan_id: int
    code: str
    kind: str
    data_from: date
    data_to: date


def span(plan: int, code: str, kind: str, first: int, months: int) -> Span:
    """Of `months` from the `first` on, counted from 0 within the plan's year 2000 + `plan`."""
    begin, end = divmod(first, 12), divmod(first + months, 12)
    last = date(2000 + plan + end[0], end[1] + 1, 1) - timedelta(days=1)
    return Span(plan, code, kind, date(2000 + plan + begin[0], begin[1] + 1, 1), last)


def year_of(plan: int) -> dict[str, Span]:
    quarters = {f"Q{n + 1}": span(plan, f"Q{n + 1}", "quarterly", 3 * n, 3) for n in range(4)}
    halves = {"H1": span(plan, "H1", "half_year", 0, 6), "annual": span(plan, "annual", "annual", 0, 12)}
    return quarters | halves


LAST, THIS = year_of(1), year_of(2)


@pytest.mark.parametrize(
    ("period", "codes", "found"),
    [
        ("annual", ("H1", "annual"), (None, LAST["annual"], THIS["H1"])),
        ("H1", ("H1", "annual"), (LAST["annual"], LAST["H1"], None)),
        ("Q1", ("Q1", "Q2", "Q3", "Q4", "annual"), (LAST["Q4"], LAST["Q1"], None)),
        ("Q3", ("Q1", "Q2", "Q3", "Q4", "H1", "annual"), (THIS["Q2"], LAST["Q3"], None)),
        ("annual", ("Q1", "Q2", "Q3", "Q4", "annual"), (None, LAST["annual"], THIS["Q4"])),
        ("annual", (), (None, None, None)),
    ],
)
def test_every_page_takes_the_same_periods_for_the_last_and_last_years(
    period: str, codes: tuple[str, ...], found: tuple[Span | None, ...]
) -> None:
    now = THIS[period]
    earlier = [year[code] for year in (LAST, THIS) for code in codes if year[code].data_to <= now.data_to]
    near = around(now, [each for each in earlier if each is not now])
    assert (near.previous, near.year_before, near.within) == found
    assert around(now, reversed(earlier)) == near


def test_what_stands_beside_a_figure_is_called_what_it_is() -> None:
    half, whole, old = THIS["H1"], THIS["annual"], LAST["annual"]
    assert (around(whole, [half]).newest, around(whole, [half]).names.newest_is) == (half, Before.FIRST_HALF)
    assert around(whole, [THIS["Q3"]]).names.newest_is == Before.WITHIN
    assert (around(half, [old]).newest, around(half, [old]).names.newest_is) == (old, Before.PREVIOUS)
    assert (around(half, [old]).previous_is_alike, around(THIS["Q2"], [THIS["Q1"]]).previous_is_alike) == (
        False,
        True,
    )


@given(st.lists(st.sampled_from([*LAST.values(), *THIS.values()])), st.sampled_from([*THIS.values()]))
def test_a_period_is_never_compared_with_a_part_of_itself(earlier: list[Span], now: Span) -> None:
    near = around(now, earlier)
    for each in (near.previous, near.year_before):
        assert each is None or each.data_to < now.data_from
    assert near.previous is None or near.previous != near.year_before
    assert near.within is None or near.within.plan_id == now.plan_id
    if near.previous_is_alike:
        assert near.previous
        assert near.previous.kind == now.kind
