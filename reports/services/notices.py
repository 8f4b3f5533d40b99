"""Who must be told what now: the reminders of plans in force, and acts with a report. Mailing is
`reports.services.delivery`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery

from agencies.models import User
from reports.models import Extension, Notice, NoticeKind, Report, ReportEvent, ReportingPeriod
from reports.notices.messages import MESSAGES
from reports.rules.reminders import (
    Occasion,
    PeriodFacts,
    ReportFacts,
    Rule,
    due_for_period,
    due_for_report,
    is_owed,
    stamp,
)
from reports.rules.workflow import Action, State
from reports.services.outbox import Planned, not_yet_written, write
from reports.services.recipients import Directory

MOST_WORDS = 2000


def due_notices(*, now: datetime) -> list[Planned]:
    """What the reminders of plans in force make due at `now` and is not in the outbox yet. Writes nothing; the number
    of queries does not grow with agencies, people or periods."""
    periods = list(
        ReportingPeriod.objects.open_at(now)
        .select_related("plan__coordinator")
        .prefetch_related("plan__reminders")
    )
    reports = _unsent_or_returned(periods)
    directory = _directory(periods, reports)
    return not_yet_written(
        [
            Planned(NoticeKind(occasion.kind), occasion.key, period, report, recipient, side)
            for period, report, occasion in _due(periods, reports, now)
            for recipient, side in directory.told(period, report, occasion.audience)
        ]
    )


def create_due_notices(*, now: datetime) -> list[Notice]:
    """Write what is due at `now` into the outbox. Returns what this call wrote, not what another wrote first."""
    return write(due_notices(now=now), now=now)


@transaction.atomic
def notify(
    kind: NoticeKind,
    *,
    report: Report,
    now: datetime,
    by: User | None = None,
    audience: Collection[str] | None = None,
    words: str = "",
) -> list[Notice]:
    """Tell of an act with a report, in the transaction of that act: each kind knows whom (`reports.notices.messages`).

    `by`, who acted, is not told. `audience` (roles) replaces the kind's own; `words` are his who acted. Called again
    for the same act, at the same `now`, it writes nothing.
    """
    message = MESSAGES[kind]
    told = message.audience if audience is None else audience
    return write(_planned([report], kind, message.occasion(report, stamp(now)), told, by, words), now=now)


@transaction.atomic
def remind_now(*, reports: Sequence[Report], by: User, message: str, now: datetime) -> list[Notice]:
    """A coordinator reminds agencies now, in words of his own (2,000 characters at most are sent); each
    report's history says so.

    Left out are reports of plans that `by` does not coordinate, and agencies that owe nothing. An agency without
    anyone to tell gets nothing, and its report's history says that it was tried: see `agencies_without_recipient`.
    """
    # Locked always in the same order, so that what is recorded holds when it is recorded.
    locked = Report.objects.coordinated_by(by).chosen(report.pk for report in reports).order_by("pk")
    owed = [
        report
        for report in locked.select_for_update(of=("self",))
        if is_owed(report.first_submitted_at, report.returned_at, report.state)
    ]
    words = message.strip()[:MOST_WORDS]
    ReportEvent.objects.bulk_create(
        ReportEvent(
            report=report,
            at=now,
            actor=by,
            action=Action.REMIND,
            from_state=report.state,
            to_state=report.state,
            comment=words,
        )
        for report in owed
    )
    return tell_now(kind=NoticeKind.REMINDER, reports=owed, by=by, message=words, now=now)


def tell_now(
    *, kind: NoticeKind, reports: Sequence[Report], by: User, message: str, now: datetime
) -> list[Notice]:
    """Write a message of a coordinator to the people of these reports' agencies, once for this moment. Whoever calls
    this has asked whether `by` may."""
    words = message.strip()[:MOST_WORDS]
    return write(_planned(reports, kind, stamp(now), MESSAGES[kind].audience, by, words), now=now)


def _planned(
    reports: Sequence[Report],
    kind: NoticeKind,
    occasion: str,
    audience: Collection[str],
    by: User | None,
    words: str = "",
) -> list[Planned]:
    directory = _directory([report.period for report in reports], reports)
    return [
        Planned(kind, occasion, report.period, report, recipient, side, words)
        for report in reports
        for recipient, side in directory.told(report.period, report, audience)
        if recipient != by
    ]


def _directory(periods: Iterable[ReportingPeriod], reports: Iterable[Report]) -> Directory:
    agencies = {report.agency_id for report in reports}
    return Directory.read(agencies | {period.plan.coordinator_id for period in periods})


def _unsent_or_returned(periods: Sequence[ReportingPeriod]) -> list[Report]:
    """Of reports that are with their agencies; annotated with when an extension set the present deadline."""
    granted = Extension.objects.filter(report=OuterRef("pk"), deadline=OuterRef("extended_deadline"))
    return list(
        Report.objects.filter(period__in=periods)
        .exclude(state__in=[State.SUBMITTED, State.ACCEPTED])
        .with_context()
        .annotate(deadline_set_at=Subquery(granted.order_by("-granted_at").values("granted_at")[:1]))
        .in_official_order()
    )


def _due(
    periods: Sequence[ReportingPeriod], reports: Sequence[Report], now: datetime
) -> Iterator[tuple[ReportingPeriod, Report | None, Occasion]]:
    rules = {period.pk: _rules(period) for period in periods}
    for report in reports:
        occasion = due_for_report(_report_facts(report), rules[report.period_id], now)
        if occasion is not None:
            yield report.period, report, occasion
    for period in periods:
        owed = sum(1 for r in reports if r.period_id == period.pk and r.first_submitted_at is None)
        for occasion in due_for_period(PeriodFacts(period.deadline, owed), rules[period.pk], now):
            yield period, None, occasion


def _rules(period: ReportingPeriod) -> list[Rule]:
    return [Rule(rule.trigger, rule.days, frozenset(rule.audience)) for rule in period.plan.reminders.all()]


def _report_facts(report: Report) -> ReportFacts:
    return ReportFacts(
        opens_at=report.period.opens_at,
        deadline=report.effective_deadline,
        state=report.state,
        first_submitted_at=report.first_submitted_at,
        returned_at=report.returned_at,
        deadline_set_at=getattr(report, "deadline_set_at", None),
    )
