"""The agency's steps of a report (domain.md, section 4), each atomic, its event in the same transaction.

Every service locks the report's row and raises `StepRefused` with a reason for the person if the step may not be
taken: of two people acting at once the first wins, the other is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from agencies.models import User
from reports.models import Report, ReportEvent, Submission
from reports.rules.checks import Finding
from reports.rules.content import figures_changed
from reports.rules.workflow import Action, Refusal
from reports.services.content import content_of, submitted_content
from reports.services.readiness import blocking_findings
from reports.services.steps import StepRefused, check_step, lock_report, take_step


class NotReady(Exception):
    """The report lacks what a report must have: `findings` lists it, each with its place."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(f"{len(findings)} things are missing from the report")
        self.findings = list(findings)


@transaction.atomic
def send_for_approval(*, report: Report, by: User, now: datetime) -> ReportEvent:
    """The reporter hands the draft to the approver. Raises StepRefused."""
    report = lock_report(report)
    check_step(Action.SEND_FOR_APPROVAL, report, by)
    return take_step(Action.SEND_FOR_APPROVAL, report, by=by, now=now)


@transaction.atomic
def send_back(*, report: Report, by: User, comment: str, now: datetime) -> ReportEvent:
    """The approver gives the report back to the reporter, saying why. Raises StepRefused."""
    report = lock_report(report)
    check_step(Action.SEND_BACK, report, by, comment=comment)
    return take_step(Action.SEND_BACK, report, by=by, now=now, comment=comment)


@transaction.atomic
def submit_report(
    *, report: Report, by: User, received_at: datetime, expected_revision: int | None = None
) -> Submission:
    """Freeze the report's content as a numbered submission. `received_at` is when the request reached the server:
    it alone decides whether the report is on time.

    `expected_revision` is the report's as the approver read it. Raises StepRefused, also if someone saved since then,
    or NotReady if something that must be there is missing.
    """
    report = lock_report(report)
    check_step(Action.SUBMIT, report, by)
    if expected_revision not in {None, report.revision}:
        raise StepRefused(Refusal.EDITED, report.events.select_related("actor").last())
    content = content_of(report)
    if findings := blocking_findings(report, content):
        raise NotReady(findings)
    last = report.submissions.aggregate(last=Max("number"))["last"] or 0
    before = submitted_content(report) if last else None
    submission = Submission.objects.create(
        report=report,
        number=last + 1,
        submitted_at=received_at,
        submitted_by=by,
        content=content.to_json(),
        sha256=content.sha256,
        # What was sent before never changes, so this is counted once and not whenever a list is shown.
        figures_changed=None if before is None else figures_changed(before, content),
    )
    report.submitted_at = received_at
    report.submitted_by = by
    report.first_submitted_at = report.first_submitted_at or received_at
    take_step(Action.SUBMIT, report, by=by, now=received_at, submission=submission)
    return submission


@transaction.atomic
def withdraw_report(*, report: Report, by: User, now: datetime) -> ReportEvent:
    """The agency takes its submission back before a reviewer has opened it. What counts as submitted is then what
    the submissions say that still stand; none, if this was the only one. Raises StepRefused."""
    report = lock_report(report)
    check_step(Action.WITHDRAW, report, by)
    submission = report.submissions.latest("number")
    submission.withdrawn_at = now
    submission.save(update_fields=["withdrawn_at"])
    standing = list(report.submissions.standing().defer("content").order_by("number"))
    report.first_submitted_at = standing[0].submitted_at if standing else None
    report.submitted_at = standing[-1].submitted_at if standing else None
    report.submitted_by_id = standing[-1].submitted_by_id if standing else None
    return take_step(Action.WITHDRAW, report, by=by, now=now, submission=submission)
