"""Which reminder is due (domain.md, section 6), as pure functions on plain values.

A reminder is an occasion: a kind, the moment it falls due, and a key that names it for good. At any time only the
newest occasion that has come counts, so a scheduler that was down sends one message and not all it missed. Days are
counted from the last day on which a report is on time (15/6 for "before 16/6"), at 08:00 in the portal's time zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from reports.rules.calendar import day_of, start_of
from reports.rules.workflow import State

HOUR = timedelta(hours=8)
LAPSE = timedelta(days=30)
_SATURDAY = 5


class Trigger(StrEnum):
    """What a rule's days are counted from; the values are the plan's (`tasks.models.ReminderTrigger`)."""

    OPENS = "opens"
    BEFORE_DEADLINE = "before"
    LAST_DAY = "last_day"
    AFTER_DEADLINE = "after"
    RETURNED = "returned"
    DIGEST = "digest"
    SUMMARY = "summary"


class Reminder(StrEnum):
    """What an occasion says; the values are kinds of notice (`reports.models.NoticeKind`)."""

    PERIOD_OPENS = "period_opens"
    DEADLINE_NEAR = "deadline_near"
    LAST_DAY = "last_day"
    OVERDUE = "overdue"
    RETURNED = "returned"
    DIGEST = "digest"
    SUMMARY = "summary"


_SAYS = {
    Trigger.OPENS: Reminder.PERIOD_OPENS,
    Trigger.BEFORE_DEADLINE: Reminder.DEADLINE_NEAR,
    Trigger.LAST_DAY: Reminder.LAST_DAY,
    Trigger.AFTER_DEADLINE: Reminder.OVERDUE,
    Trigger.RETURNED: Reminder.RETURNED,
    Trigger.DIGEST: Reminder.DIGEST,
    Trigger.SUMMARY: Reminder.SUMMARY,
}
_RANK = {kind: rank for rank, kind in enumerate(Reminder)}
_SIGN = {Trigger.BEFORE_DEADLINE: -1, Trigger.LAST_DAY: 0, Trigger.AFTER_DEADLINE: 1}


@dataclass(frozen=True)
class Rule:
    """One line of a plan's reminders: so many days before or after its trigger, tell these roles."""

    trigger: str
    days: int
    audience: frozenset[str]


@dataclass(frozen=True)
class Occasion:
    """One reminder. `key` names it among those of the same kind for the same report or period: a moved deadline, or
    another return, gives another key."""

    kind: Reminder
    key: str
    due_at: datetime
    audience: frozenset[str]


@dataclass(frozen=True)
class ReportFacts:
    """What decides about one report's reminders. `deadline` is the effective one, the first late moment;
    `deadline_set_at` is when an extension made it so, which told the agency itself."""

    opens_at: datetime
    deadline: datetime
    state: str
    first_submitted_at: datetime | None = None
    returned_at: datetime | None = None
    deadline_set_at: datetime | None = None


@dataclass(frozen=True)
class PeriodFacts:
    """What decides about a period's digests and summary. `owed` counts reports not yet submitted."""

    deadline: datetime
    owed: int


def last_day_of(deadline: datetime) -> date:
    """The last day on which a report is on time."""
    return day_of(deadline - timedelta(microseconds=1))


def is_to_be_mended(*, state: str, returned_at: datetime | None) -> bool:
    """Returned, and not submitted again since."""
    return returned_at is not None and state not in {State.SUBMITTED, State.ACCEPTED}


def is_owed(first_submitted_at: datetime | None, returned_at: datetime | None, state: str) -> bool:
    """Is something asked of the agency: to send its report, or to mend one that was returned?"""
    return first_submitted_at is None or is_to_be_mended(state=state, returned_at=returned_at)


def returned_key(returned_at: datetime, days: int = 0) -> str:
    """The key of the reminder so many days after a report was returned; 0 is the message that it was."""
    return f"{Trigger.RETURNED}-{days}:{stamp(returned_at)}"


def stamp(moment: datetime) -> str:
    """A moment as part of a key, e.g. 20220610T030000.000000Z."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")


def due_for_report(facts: ReportFacts, rules: Iterable[Rule], now: datetime) -> Occasion | None:
    """The newest reminder that has come for this report, or None: nothing is due for an agency that submitted,
    unless its report was returned; nothing later than 30 days after the last day, or after the return."""
    if facts.first_submitted_at is None:
        return _newest(_until_submitted(facts, rules), now, start_of(last_day_of(facts.deadline)))
    if facts.returned_at is not None and is_to_be_mended(state=facts.state, returned_at=facts.returned_at):
        return _newest(_until_mended(facts.returned_at, rules), now, facts.returned_at)
    return None


def due_for_period(facts: PeriodFacts, rules: Iterable[Rule], now: datetime) -> list[Occasion]:
    """The newest digest (only while someone owes, on working days) and the newest summary that have come."""
    last_day = last_day_of(facts.deadline)
    held = list(rules)
    digests = _around(last_day, held, Trigger.DIGEST) if facts.owed else ()
    working = (occasion for occasion in digests if day_of(occasion.due_at).weekday() < _SATURDAY)
    found = (
        _newest(occasions, now, start_of(last_day))
        for occasions in (working, _around(last_day, held, Trigger.SUMMARY))
    )
    return [occasion for occasion in found if occasion is not None]


def _newest(occasions: Iterable[Occasion], now: datetime, counted_from: datetime) -> Occasion | None:
    """Of two that fall on the same moment, the one that says more of the deadline."""
    if now >= counted_from + LAPSE + timedelta(days=1):
        return None
    come = [occasion for occasion in occasions if occasion.due_at <= now]
    return max(come, key=lambda occasion: (occasion.due_at, _RANK[occasion.kind], occasion.key), default=None)


def _until_submitted(facts: ReportFacts, rules: Iterable[Rule]) -> Iterator[Occasion]:
    """What fell before the period opened, or before an extension was granted, never came."""
    first = max(at_hour(day_of(facts.opens_at)), facts.deadline_set_at or facts.opens_at)
    occasions = (occasion for rule in rules for occasion in _towards_the_deadline(facts, rule))
    return (occasion for occasion in occasions if occasion.due_at >= first)


def _towards_the_deadline(facts: ReportFacts, rule: Rule) -> Iterator[Occasion]:
    last_day = last_day_of(facts.deadline)
    if rule.trigger == Trigger.OPENS:
        yield _occasion(
            rule, day_of(facts.opens_at) + timedelta(days=rule.days), f"{rule.trigger}-{rule.days}"
        )
    elif rule.trigger in _SIGN:
        day = last_day + timedelta(days=rule.days * _SIGN[Trigger(rule.trigger)])
        yield _occasion(rule, day, f"{rule.trigger}-{rule.days}:{last_day}")


def _until_mended(returned_at: datetime, rules: Iterable[Rule]) -> Iterator[Occasion]:
    """The message that it was returned is due at once, those after it at the hour."""
    for rule in rules:
        if rule.trigger == Trigger.RETURNED:
            hour = at_hour(day_of(returned_at) + timedelta(days=rule.days))
            yield Occasion(
                kind=Reminder.RETURNED,
                key=returned_key(returned_at, rule.days),
                due_at=hour if rule.days else returned_at,
                audience=rule.audience,
            )


def _around(last_day: date, rules: Iterable[Rule], trigger: Trigger) -> Iterator[Occasion]:
    for rule in rules:
        if rule.trigger == trigger:
            yield _occasion(rule, last_day + timedelta(days=rule.days), f"{trigger}{rule.days:+d}:{last_day}")


def _occasion(rule: Rule, day: date, key: str) -> Occasion:
    return Occasion(kind=_SAYS[Trigger(rule.trigger)], key=key, due_at=at_hour(day), audience=rule.audience)


def at_hour(day: date) -> datetime:
    """08:00 of the day in the portal's time zone."""
    return start_of(day) + HOUR
