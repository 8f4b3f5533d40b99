"""What every step of a report (domain.md, section 4) shares: who stands how towards it, the check, the event."""

from __future__ import annotations

from datetime import datetime

from agencies.models import User
from reports.models import Consolidation, NoticeKind, Report, ReportEvent, Submission
from reports.rules.workflow import STEPS, Action, Part, Refusal, Standing, State, refusal
from reports.services.notices import MOST_WORDS, notify
from reports.services.of_report import is_review_opened

# What a step is told as; saving, withdrawing and opening a review concern nobody else.
TOLD_AS = {
    Action.SEND_FOR_APPROVAL: NoticeKind.AWAITING_APPROVAL,
    Action.SEND_BACK: NoticeKind.SENT_BACK,
    Action.SUBMIT: NoticeKind.SUBMITTED,
    Action.RETURN: NoticeKind.RETURNED,
    Action.REOPEN: NoticeKind.RETURNED,
    Action.ACCEPT: NoticeKind.ACCEPTED,
    Action.EXTEND: NoticeKind.EXTENDED,
}


class StepRefused(Exception):
    """A step that may not be taken: `refusal` says why, `last_event` what happened last, if anything did."""

    def __init__(self, refusal: Refusal, last_event: ReportEvent | None = None) -> None:
        super().__init__(str(refusal.label))
        self.refusal = refusal
        self.last_event = last_event


def parts_of(user: User, report: Report) -> frozenset[Part]:
    """The parts that `user` plays towards `report`."""
    access = user.access
    held = {
        Part.REPORTER: report.agency_id in access.reports_for,
        Part.APPROVER: report.agency_id in access.approves_for,
        Part.COORDINATOR: report.period.plan.coordinator_id in access.coordinates_for,
    }
    return frozenset(part for part, holds in held.items() if holds)


def standing_of(user: User, report: Report) -> Standing:
    """What decides about this person's steps with this report, read now."""
    parts = parts_of(user, report)
    is_sent = report.state in {State.SUBMITTED, State.ACCEPTED}
    may_reopen = (
        report.state == State.ACCEPTED and Part.COORDINATOR in parts
    )  # To nobody else is it a question.
    return Standing(
        state=State(report.state),
        parts=parts,
        is_submitter=is_sent and report.submitted_by_id == user.pk,
        review_opened=report.state == State.SUBMITTED and is_review_opened(report),
        period_is_final=may_reopen and Consolidation.objects.settles(report.period_id),
    )


def lock_report(report: Report) -> Report:
    """The report as it now stands, its row locked until the transaction ends."""
    return Report.objects.select_for_update(of=("self",)).with_context().get(pk=report.pk)


def check_step(action: Action, report: Report, by: User, *, comment: str = "") -> None:
    """Raises StepRefused if `by` may not take this step with the locked report."""
    refused = refusal(action, standing_of(by, report), comment=comment)
    if refused is not None:
        raise StepRefused(refused, report.events.select_related("actor").last())


def take_step(
    action: Action,
    report: Report,
    *,
    by: User,
    now: datetime,
    comment: str = "",
    submission: Submission | None = None,
) -> ReportEvent:
    """Move a locked report along, write the event and tell whom it concerns. For services only: they check first and
    set the times."""
    from_state = report.state
    report.state = STEPS[State(from_state), action].to
    if report.state != from_state:  # More time does not make a report that awaits approval wait anew.
        report.sent_for_approval_at = now if report.state == State.AWAITING_APPROVAL else None
        report.accepted_at = now if report.state == State.ACCEPTED else None
    report.save()
    event = ReportEvent.objects.create(
        report=report,
        at=now,
        actor=by,
        action=action,
        from_state=from_state,
        to_state=report.state,
        comment=comment.strip(),
        submission=submission,
    )
    if action in TOLD_AS:
        reason = comment.strip()[:MOST_WORDS] if action == Action.EXTEND else ""
        notify(TOLD_AS[action], report=report, now=now, by=by, words=reason)
    return event
