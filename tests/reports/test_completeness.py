"""Reporting and on-time rates: what is late by a microsecond is late, an extension moves only its own deadline."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.completeness import Filing, completeness

DEADLINE = datetime(2022, 6, 16, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
A_DAY = timedelta(days=1)
spans = st.timedeltas(min_value=timedelta(days=-40), max_value=timedelta(days=40))
filings = st.builds(
    lambda submitted, more: Filing(
        DEADLINE, DEADLINE + more, None if submitted is None else DEADLINE + submitted
    ),
    st.none() | spans,
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=20)),
)


@pytest.mark.parametrize(("micros", "on_time"), [(-1_000_000, True), (-1, True), (0, False), (1, False)])
def test_the_deadline_is_the_first_late_moment(micros: int, on_time: bool) -> None:
    filing = Filing(DEADLINE, DEADLINE, DEADLINE + timedelta(microseconds=micros))
    assert (filing.was_on_time, filing.was_in_its_time) == (on_time, on_time)


def test_an_extension_counts_only_for_the_effective_rate() -> None:
    counted = completeness(
        [
            Filing(DEADLINE, DEADLINE, DEADLINE - A_DAY),
            Filing(DEADLINE, DEADLINE + 2 * A_DAY, DEADLINE + A_DAY),
            Filing(DEADLINE, DEADLINE, DEADLINE + A_DAY),
            Filing(DEADLINE, DEADLINE),
        ]
    )
    assert (counted.expected, counted.actual, counted.late, counted.missing) == (4, 3, 1, 1)
    rates = (counted.reporting_rate, counted.on_time_rate, counted.effective_on_time_rate)
    assert rates == (Decimal(75), Decimal(25), Decimal(50))


@given(st.lists(filings))
def test_counts_fit_together(given_: list[Filing]) -> None:
    counted = completeness(given_)
    assert 0 <= counted.on_time <= counted.in_their_time <= counted.actual <= counted.expected == len(given_)
    assert counted.in_their_time + counted.late + counted.missing == counted.expected


def test_nothing_expected_has_no_rate() -> None:
    assert completeness([]).reporting_rate is None
