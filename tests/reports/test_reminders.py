"""When a reminder is due (domain.md, section 6): pure, so tested on any deadline and any moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.models import NoticeKind
from reports.rules.calendar import PORTAL_ZONE, day_of, start_of
from reports.rules.reminders import (
    LAPSE,
    Occasion,
    PeriodFacts,
    Reminder,
    ReportFacts,
    Rule,
    Trigger,
    at_hour,
    due_for_period,
    due_for_report,
    last_day_of,
)
from reports.rules.workflow import State
from tasks.models import ReminderTrigger
from tests.factories import REMINDERS

RULES = [Rule(trigger, days, frozenset(audience)) for trigger, days, audience in REMINDERS]
LAST_DAY = date(2022, 6, 15)
DEADLINE = start_of(date(2022, 6, 16))
FACTS = ReportFacts(opens_at=start_of(date(2022, 5, 17)), deadline=DEADLINE, state=State.NOT_STARTED)
OFFICE, REPORTERS = {"reporter", "approver"}, {"reporter"}
MINUTE = timedelta(minutes=1)

last_days = st.dates(min_value=date(2001, 1, 1), max_value=date(2099, 12, 31))
hours = st.integers(min_value=-60 * 24, max_value=60 * 24)


def facts_for(last_day: date, **more: object) -> ReportFacts:
    deadline = start_of(last_day + timedelta(days=1))
    return replace(FACTS, opens_at=deadline - timedelta(days=30), deadline=deadline, **more)


def day(offset: int) -> datetime:
    return at_hour(LAST_DAY + timedelta(days=offset))


@pytest.mark.parametrize(
    ("offset", "kind", "audience"),
    [
        (-29, Reminder.PERIOD_OPENS, OFFICE),
        (-14, Reminder.DEADLINE_NEAR, REPORTERS),
        (-7, Reminder.DEADLINE_NEAR, REPORTERS),
        (-3, Reminder.DEADLINE_NEAR, OFFICE),
        (-1, Reminder.DEADLINE_NEAR, OFFICE),
        (0, Reminder.LAST_DAY, OFFICE),
        *((days, Reminder.OVERDUE, {*OFFICE, "coordinator"}) for days in (1, 3, 7, 14, 21, 28)),
    ],
)
def test_each_row_of_the_table_falls_due_at_eight(offset: int, kind: Reminder, audience: set[str]) -> None:
    at_eight = due_for_report(FACTS, RULES, day(offset))
    assert at_eight is not None
    assert (at_eight.kind, at_eight.audience, at_eight.due_at) == (kind, audience, day(offset))
    assert due_for_report(FACTS, RULES, day(offset) - MINUTE) != at_eight
    assert (at_eight.due_at.astimezone(PORTAL_ZONE).hour, at_eight.due_at.astimezone(UTC).hour) == (8, 1)


@pytest.mark.parametrize("days", [0, 3, 7])
def test_a_returned_report_is_reminded_until_it_is_sent_again(days: int) -> None:
    returned = datetime(2022, 6, 20, 7, 30, tzinfo=UTC)
    facts = replace(FACTS, state=State.DRAFT, first_submitted_at=DEADLINE, returned_at=returned)
    due = returned if not days else at_hour(day_of(returned) + timedelta(days=days))
    found = due_for_report(facts, RULES, due)
    assert found is not None
    assert (found.kind, found.audience, found.due_at) == (Reminder.RETURNED, OFFICE, due)
    assert due_for_report(facts, RULES, due - MINUTE) != found
    for state in (State.SUBMITTED, State.ACCEPTED):
        assert due_for_report(replace(facts, state=state), RULES, due) is None


def test_a_second_return_is_another_occasion() -> None:
    def key(returned: datetime) -> str:
        facts = replace(FACTS, state=State.RETURNED, first_submitted_at=DEADLINE, returned_at=returned)
        found = due_for_report(facts, RULES, returned)
        assert found is not None
        return found.key

    assert key(DEADLINE) != key(DEADLINE + MINUTE)


@given(last_day=last_days, offset=hours)
def test_what_is_due_is_the_newest_that_has_come(last_day: date, offset: int) -> None:
    """Against a plain reading of the table: list every day on which something is sent, take the last before now."""
    now = start_of(last_day) + timedelta(hours=offset)
    offsets = [-29, -14, -7, -3, -1, 0, 1, 3, 7, 14, 21, 28]
    come = [due for days in offsets if (due := at_hour(last_day + timedelta(days=days))) <= now]
    found = due_for_report(facts_for(last_day), RULES, now)
    lapsed = day_of(now) > last_day + LAPSE
    assert (found and found.due_at) == (None if lapsed or not come else come[-1])


@given(last_day=last_days, offset=hours, state=st.sampled_from(State))
def test_whoever_submitted_owes_nothing(last_day: date, offset: int, state: State) -> None:
    now = start_of(last_day) + timedelta(hours=offset)
    assert due_for_report(facts_for(last_day, state=state, first_submitted_at=now), RULES, now) is None


@given(last_day=last_days, later=st.integers(min_value=1, max_value=60), offset=hours)
def test_an_extended_deadline_reminds_anew(last_day: date, later: int, offset: int) -> None:
    now = start_of(last_day) + timedelta(hours=offset)
    both = [facts_for(last_day), facts_for(last_day + timedelta(days=later))]
    found = [occasion for facts in both if (occasion := due_for_report(facts, RULES, now))]
    keys = [occasion.key for occasion in found if occasion.kind != Reminder.PERIOD_OPENS]
    assert len(set(keys)) == len(keys)


@given(
    granted=hours, later=st.integers(min_value=1, max_value=60), wait=st.integers(min_value=0, max_value=2000)
)
def test_an_extension_is_not_followed_by_what_fell_before_it(granted: int, later: int, wait: int) -> None:
    at = DEADLINE + timedelta(hours=granted)
    extended = DEADLINE + timedelta(days=later)
    found = due_for_report(
        replace(FACTS, deadline=extended, deadline_set_at=at), RULES, at + timedelta(hours=wait)
    )
    assert found is None or found.due_at >= at


def test_a_period_that_opens_late_skips_what_fell_before() -> None:
    facts = replace(FACTS, opens_at=start_of(LAST_DAY - timedelta(days=2)))
    found = due_for_report(facts, RULES, day(-2) + MINUTE)
    assert found is not None
    assert found.kind == Reminder.PERIOD_OPENS


def digests(last_day: date, owed: int) -> list[Occasion]:
    """Every digest a tick a minute past eight would find, day by day."""
    facts = PeriodFacts(deadline=start_of(last_day + timedelta(days=1)), owed=owed)
    moments = [at_hour(last_day + timedelta(days=offset)) + MINUTE for offset in range(-10, 45)]
    found = [
        each for now in moments for each in due_for_period(facts, RULES, now) if each.kind == Reminder.DIGEST
    ]
    return list(dict.fromkeys(found))


@given(last_day=last_days)
def test_a_digest_comes_each_working_day_around_the_deadline(last_day: date) -> None:
    around = [last_day + timedelta(days=offset) for offset in range(-3, 8)]
    assert [day_of(each.due_at) for each in digests(last_day, owed=1)] == [
        d for d in around if d.isoweekday() < 6
    ]
    assert not digests(last_day, owed=0)


@given(last_day=last_days, owed=st.integers(min_value=0, max_value=33))
def test_leadership_gets_one_summary_the_day_after(last_day: date, owed: int) -> None:
    facts = PeriodFacts(deadline=start_of(last_day + timedelta(days=1)), owed=owed)
    due = at_hour(last_day + timedelta(days=1))
    [found] = [each for each in due_for_period(facts, RULES, due) if each.kind == Reminder.SUMMARY]
    assert (found.due_at, found.audience) == (due, {"leadership"})
    assert not [each for each in due_for_period(facts, RULES, due - MINUTE) if each.kind == Reminder.SUMMARY]


def test_keys_fit_the_column_and_values_are_those_of_the_models() -> None:
    facts = replace(FACTS, state=State.RETURNED, first_submitted_at=DEADLINE, returned_at=DEADLINE)
    found = due_for_report(facts, [Rule("returned", -32768, frozenset())], DEADLINE + timedelta(days=1))
    assert found is not None
    assert len(found.key) <= 60
    assert set(Trigger) == set(ReminderTrigger.values)
    assert set(Reminder) <= set(NoticeKind.values)
    assert last_day_of(DEADLINE) == LAST_DAY
