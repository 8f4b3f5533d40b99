"""What the pages of one report read of it over and over: each query's SQL is written once in a process."""

from __future__ import annotations

from decimal import Decimal
from itertools import takewhile

from django.db.models import QuerySet

from plan_portal.prepared import NOBODY, Prepared
from reports.models import Attachment, Report, ReportEvent, Review, ReviewComment, Submission
from reports.models.review import is_to_be_answered
from reports.rules.workflow import Action
from tasks.models import PlanStep, Target


def receipt_of(report: Report) -> Submission | None:
    """The newest submission that stands: what everyone outside the agency reads. Its content is read by its digest
    (`reports.services.sent_contents`)."""
    return _standing.first(report.pk)


def newest_two(report: Report) -> list[Submission]:
    """The newest submissions that stand, with their review, the newest first."""
    return _reviewed(report.pk)


def sent_before(report: Report) -> list[Submission]:
    """As `Submission.objects.sent_before`, with the year of each period's plan."""
    period = report.period
    plan_before = period.plan.previous_id or NOBODY  # The first year's plan has none before it.
    sent = _sent(report.agency_id, period.plan_id, plan_before)
    return [each for each in sent if each.report.period.deadline < period.deadline]


def targets_of(report: Report) -> dict[str, Decimal]:
    """What the report's agency means to reach in its plan's year, by indicator code."""
    return dict(_targets(report.period.plan_id, report.agency_id))


def steps_of(report: Report) -> list[PlanStep]:
    """Those of the agency's own plan, with the duty each belongs to."""
    return _steps(report.period.plan_id, report.agency_id)


def comments_to_answer(report: Report) -> list[ReviewComment]:
    """As `ReviewComment.objects.to_answer`."""
    return _told(report.pk) if is_to_be_answered(report) else []


def is_review_opened(report: Report) -> bool:
    """Of its newest submission that stands."""
    return bool(_review(report.pk))


def comments_on(report: Report) -> list[ReviewComment]:
    """On all its submissions, oldest first, with the number of the submission and the answer."""
    return _comments(report.pk)


def present_files(report: Report) -> list[Attachment]:
    """Its attachments but for removed ones, in the order they came."""
    return _present(report.pk)


def events_of(report: Report) -> list[ReportEvent]:
    """All that happened to it, newest first, with who acted and the number of what was sent."""
    return _events(report.pk)


def last_event_of(report: Report) -> ReportEvent | None:
    return _newest_event.first(report.pk)


def words_since_sent(report: Report) -> list[tuple[str, str]]:
    """What was done to it since it was last sent to the coordinator, newest first, with the comment on that; saving,
    extensions and reminders are left aside."""
    words = _words(report.pk)
    return list(takewhile(lambda word: word[0] != Action.SUBMIT, words))


@Prepared
def _standing(report: int) -> QuerySet[Submission]:
    return Submission.objects.receipts_of(report).standing()[:1]


@Prepared
def _reviewed(report: int) -> QuerySet[Submission]:
    return Submission.objects.standing_of(report)[:2]


@Prepared
def _sent(agency: int, plan: int, plan_before: int) -> QuerySet[Submission]:
    return Submission.objects.sent_under((plan, plan_before)).filter(report__agency=agency)


@Prepared
def _targets(plan: int, agency: int) -> QuerySet[Target, tuple[str, Decimal]]:
    return Target.objects.aims_of(plan, agency)


@Prepared
def _steps(plan: int, agency: int) -> QuerySet[PlanStep]:
    return PlanStep.objects.of(plan, agency)


@Prepared
def _told(report: int) -> QuerySet[ReviewComment]:
    return ReviewComment.objects.told_to_agency(report)


@Prepared
def _comments(report: int) -> QuerySet[ReviewComment]:
    return ReviewComment.objects.of_report(report)


@Prepared
def _review(report: int) -> QuerySet[Review, int]:
    return Review.objects.for_current_submission(report).values_list("pk", flat=True)


@Prepared
def _present(report: int) -> QuerySet[Attachment]:
    return Attachment.objects.of(report).present()


@Prepared
def _events(report: int) -> QuerySet[ReportEvent]:
    return ReportEvent.objects.of_report(report)


@Prepared
def _newest_event(report: int) -> QuerySet[ReportEvent]:
    return ReportEvent.objects.of_report(report)[:1]


@Prepared
def _words(report: int) -> QuerySet[ReportEvent, tuple[str, str]]:
    return ReportEvent.objects.words_on(report, but=(Action.SAVE, Action.EXTEND, Action.REMIND))
