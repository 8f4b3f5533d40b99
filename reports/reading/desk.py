"""An agency's page: for each report that is open, what to do now and by when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from agencies.models import Agency, User
from plan_portal.chips import Chip
from reports.models import Report, ReportingPeriod, ReviewComment, Submission
from reports.reading.agency_plans import ToDoLine, lines_for
from reports.reading.deadlines import Deadline, deadline_of
from reports.reading.entry import CameBack, open_comments, why_it_came_back
from reports.reading.headlines import Headline, headline_of
from reports.reading.known import reports_of
from reports.reading.places import ToDo, missing_in_short
from reports.reading.sent import contents_among
from reports.rules.calendar import day_of
from reports.rules.checks import Finding
from reports.rules.content import ReportContent
from reports.rules.workflow import State
from reports.services.content import content_of
from reports.services.past import past_beside
from reports.services.readiness import findings_beside

BEING_WRITTEN = frozenset({State.NOT_STARTED, State.DRAFT, State.RETURNED})


@dataclass(frozen=True)
class Desk:
    """One open report on its agency's page."""

    report: Report
    deadline: Deadline
    headline: Headline
    content: ReportContent
    to_do: Sequence[ToDo] = ()
    comments: Sequence[ReviewComment] = ()
    came_back: Sequence[CameBack] = ()
    receipt: Submission | None = None

    @property
    def is_being_written(self) -> bool:
        return self.report.state in BEING_WRITTEN


@dataclass(frozen=True)
class SentLine:
    """One report that was sent, with its newest receipt."""

    report: Report
    receipt: Submission
    chips: Sequence[Chip]


@dataclass(frozen=True)
class AgencyPage:
    """`desks` are the open reports, the most pressing first; `past` the reports already sent, newest first."""

    agency: Agency
    desks: Sequence[Desk] = ()
    past: Sequence[SentLine] = ()
    next_period: ReportingPeriod | None = None
    own_plans: Sequence[ToDoLine] = ()


def agency_page(agency: Agency, user: User, now: datetime) -> AgencyPage:
    reports = reports_of(agency)
    receipts = Submission.objects.receipts_by_report(reports)
    return AgencyPage(
        agency=agency,
        desks=[desk_of(report, user, now, reports, receipts) for report in current_reports(reports, now)],
        past=[SentLine(r, receipts[r.pk][0], deadline_of(r, now).chips) for r in reports if r.pk in receipts],
        next_period=next_period(reports, now),
        own_plans=lines_for(agency, user, day_of(now)),
    )


def current_reports(reports: Sequence[Report], now: datetime) -> list[Report]:
    """What is still open, the soonest deadline first; if nothing is, the report that was accepted last."""
    opened = [r for r in reports if r.period.opens_at <= now and r.period.plan.state == "active"]
    unfinished = [r for r in opened if r.state != State.ACCEPTED]
    if not unfinished:
        return sorted(opened, key=lambda r: r.accepted_at or r.effective_deadline)[-1:]
    return sorted(unfinished, key=lambda r: (r.state in _RESTING, r.effective_deadline, r.pk))


def next_period(reports: Iterable[Report], now: datetime) -> ReportingPeriod | None:
    """The period in force that opens next for the agency of these reports."""
    coming = [r.period for r in reports if r.period.opens_at > now and r.period.plan.is_in_force]
    return min(coming, key=lambda period: period.opens_at, default=None)


_RESTING = frozenset({State.SUBMITTED})


def desk_of(
    report: Report,
    user: User,
    now: datetime,
    reports: Sequence[Report],
    receipts: Mapping[int, Sequence[Submission]],
) -> Desk:
    """`reports` are all of the agency, `receipts` its submissions by report id, newest first."""
    content = content_of(report)
    findings: list[Finding] = []
    if report.state in BEING_WRITTEN:
        past = past_beside(report.period, contents_among(report, reports, receipts))
        findings = findings_beside(report, content, past)
    comments = open_comments(report)
    return Desk(
        report=report,
        deadline=deadline_of(report, now),
        headline=headline_of(report, user, now),
        content=content,
        to_do=missing_in_short(report, findings, comments),
        comments=comments,
        came_back=why_it_came_back(report),
        receipt=next((r for r in receipts.get(report.pk, ()) if r.withdrawn_at is None), None),
    )
