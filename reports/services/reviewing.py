"""The coordinator's side of the workflow: review, comment, return, accept, reopen, extend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import User
from reports.models import CommentTarget, Extension, Report, ReportEvent, Review, ReviewComment
from reports.rules.workflow import Action
from reports.services.annexes import queue_annex
from reports.services.steps import check_step, lock_report, take_step


@dataclass(frozen=True)
class Remark:
    """A comment to be pinned: to the report, or to a section, duty or indicator by its code."""

    text: str
    target: CommentTarget = CommentTarget.REPORT
    target_code: str = ""


@transaction.atomic
def open_review(*, report: Report, by: User, now: datetime) -> Review:
    """Open the review of the report's current submission; from then on it cannot be withdrawn.

    Opening it again returns the review that is open. Raises StepRefused.
    """
    report = lock_report(report)
    check_step(Action.OPEN_REVIEW, report, by)
    submission = report.submissions.latest("number")
    review, created = Review.objects.get_or_create(
        submission=submission, defaults={"opened_by": by, "opened_at": now}
    )
    if created:
        take_step(Action.OPEN_REVIEW, report, by=by, now=now, submission=submission)
    return review


@transaction.atomic
def add_comment(*, report: Report, by: User, remark: Remark, now: datetime) -> ReviewComment:
    """Pin a comment to the report's current submission, opening its review if need be.

    Raises StepRefused, or ValidationError for an empty comment.
    """
    if not remark.text.strip():
        raise ValidationError(_("Write the comment."))
    review = open_review(report=report, by=by, now=now)
    return ReviewComment.objects.create(
        review=review,
        target=remark.target,
        target_code=remark.target_code,
        text=remark.text.strip(),
        author=by,
        at=now,
    )


@transaction.atomic
def return_report(*, report: Report, by: User, comment: str, now: datetime) -> ReportEvent:
    """Return the report to its agency, saying what must be mended. Raises StepRefused."""
    report = lock_report(report)
    check_step(Action.RETURN, report, by, comment=comment)
    review = _decide(report, by, Review.Decision.RETURNED, now)
    report.returned_at = now
    return take_step(Action.RETURN, report, by=by, now=now, comment=comment, submission=review.submission)


@transaction.atomic
def accept_report(*, report: Report, by: User, now: datetime, comment: str = "") -> ReportEvent:
    """Accept the report's current submission; its annex is then wanted. Whoever submitted it may
    not. Raises StepRefused."""
    report = lock_report(report)
    check_step(Action.ACCEPT, report, by)
    review = _decide(report, by, Review.Decision.ACCEPTED, now)
    queue_annex(review.submission, now=now)
    return take_step(Action.ACCEPT, report, by=by, now=now, comment=comment, submission=review.submission)


@transaction.atomic
def reopen_report(*, report: Report, by: User, comment: str, now: datetime) -> ReportEvent:
    """Give an accepted report back, saying why; refused once the period's consolidated report is final."""
    report = lock_report(report)
    check_step(Action.REOPEN, report, by, comment=comment)
    report.returned_at = now
    submission = report.submissions.latest("number")
    return take_step(Action.REOPEN, report, by=by, now=now, comment=comment, submission=submission)


@transaction.atomic
def extend_deadline(*, report: Report, by: User, deadline: datetime, reason: str, now: datetime) -> Extension:
    """Give one report a later deadline: `deadline` is the first moment that will be late.

    The period keeps the original. Raises StepRefused, or ValidationError if the new deadline is not later than the
    one in force or already past.
    """
    report = lock_report(report)
    check_step(Action.EXTEND, report, by, comment=reason)
    if deadline <= max(report.effective_deadline, now):
        raise ValidationError(_("The new deadline must be later than the present one, and not past."))
    report.extended_deadline = deadline
    take_step(Action.EXTEND, report, by=by, now=now, comment=reason)
    return Extension.objects.create(
        report=report, deadline=deadline, reason=reason.strip(), granted_by=by, granted_at=now
    )


def _decide(report: Report, by: User, decision: Review.Decision, now: datetime) -> Review:
    review = open_review(report=report, by=by, now=now)
    review.decision = decision
    review.decided_by = by
    review.decided_at = now
    review.save()
    return review
