"""How a step stands on a day, and its days in another year."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tasks.rules.agency_plan import (
    Standing,
    StepLine,
    digest_of,
    is_due_by,
    is_outside,
    moved,
    standing_on,
)

DAY = timedelta(days=1)
days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
pairs = st.tuples(days, days).map(sorted)
steps = st.builds(
    lambda pair, done, pk: StepLine("What", "Who", pair[0], pair[1], done, pk),
    pairs,
    st.none() | days,
    st.none() | st.integers(1, 99),
)


@given(steps, days)
def test_a_step_stands_one_way_on_a_day(step: StepLine, day: date) -> None:
    standing = standing_on(day, step)
    assert standing.is_done == (step.done_on is not None)
    assert (standing == Standing.OVERDUE) == (step.done_on is None and step.ends_on < day)
    assert (standing == Standing.DONE_LATE) == (step.done_on is not None and step.done_on > step.ends_on)


@pytest.mark.parametrize(
    ("offset", "standing"),
    [(-1, Standing.TO_COME), (0, Standing.UNDER_WAY), (9, Standing.UNDER_WAY), (10, Standing.OVERDUE)],
)
def test_its_first_and_last_day_count(offset: int, standing: Standing) -> None:
    first = date(2022, 3, 1)
    step = StepLine("What", "Who", first, first + 9 * DAY)
    assert standing_on(first + offset * DAY, step) == standing
    assert is_due_by(first + offset * DAY, step) == (offset >= 9)


@given(days, st.integers(-50, 50))
@example(date(2024, 2, 29), 1)
@example(date(2096, 2, 29), 4)
@example(date(2024, 2, 29), -24)
def test_a_day_in_another_year_is_the_same_day_or_the_last_of_february(day: date, years: int) -> None:
    other = moved(day, years=years)
    assert (other.year, other.month) == (day.year + years, day.month)
    assert other.day == min(day.day, monthrange(other.year, other.month)[1])


@given(steps, days)
def test_outside_the_year_is_any_day_outside(step: StepLine, day: date) -> None:
    assert is_outside(day.year, step) == ({step.starts_on.year, step.ends_on.year} != {day.year})


@given(st.lists(steps, max_size=4, unique_by=lambda step: step.pk or 0))
def test_a_digest_tells_steps_apart_and_knows_no_order(found: list[StepLine]) -> None:
    assert digest_of(found) == digest_of(reversed(found))
    changed = [replace(step, unit="Other") for step in found]
    assert (digest_of(found) == digest_of(changed)) == (not found)
