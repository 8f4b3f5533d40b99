"""What agencies sent: of each report the newest submission that stands, never a draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet

from plan_portal.prepared import Prepared
from reports.models import Report, ReportingPeriod, Submission
from reports.models.report import ReportQuerySet
from reports.models.submission import SubmissionQuerySet
from reports.rules.content import ReportContent
from reports.rules.workflow import State
from reports.services.of_report import sent_before
from reports.services.sent_contents import read_contents

Sent = tuple[int, int, str, int]  # Report, submission, its SHA-256, period.
Contents = Mapping[int, Mapping[str, ReportContent]]


def sent_contents(reports: ReportQuerySet) -> Contents:
    """What was last sent, by period id and by its SHA-256; reports without a submission are left out."""
    return _contents(_told(Submission.objects.of_reports(reports)))


def accepted_contents(periods: Iterable[ReportingPeriod]) -> Contents:
    """The same of every accepted report: for those who oversee the periods."""
    return _contents(row for period in periods for row in _accepted(period.pk))


@Prepared
def _accepted(period: int) -> QuerySet[Submission, Sent]:
    accepted = Submission.objects.filter(report__period=period, report__state=State.ACCEPTED)
    return _told(accepted)


def _told(submissions: SubmissionQuerySet) -> QuerySet[Submission, Sent]:
    """Those that stand, the newest of a report last."""
    standing = submissions.standing().order_by("pk")
    return standing.values_list("report", "pk", "sha256", "report__period")


def _contents(sent: Iterable[Sent]) -> Contents:
    # The newest of a report takes the place of those before it.
    rows = sorted({report: (pk, digest, period) for report, pk, digest, period in sent}.values())
    contents = read_contents({pk: digest for pk, digest, _period in rows})
    found: dict[int, dict[str, ReportContent]] = {}
    for pk, digest, period in rows:
        found.setdefault(period, {})[digest] = contents[pk]
    return found


def contents_before(report: Report) -> list[tuple[ReportingPeriod, ReportContent]]:
    """What the report's agency sent in earlier periods of this plan and of the one before, oldest period first."""
    return _read({s.report.period: s for s in sent_before(report)})


def contents_among(
    report: Report, others: Iterable[Report], receipts: Mapping[int, Sequence[Submission]]
) -> list[tuple[ReportingPeriod, ReportContent]]:
    """The same where all of the agency's reports and, by report id, its submissions, newest first, are at hand."""
    period = report.period
    earlier = [
        other
        for other in others
        if other.period.plan_id in {period.plan_id, period.plan.previous_id}
        and other.period.deadline < period.deadline
    ]
    standing = {r.period: [s for s in receipts.get(r.pk, ()) if s.withdrawn_at is None] for r in earlier}
    return _read({period: sent[0] for period, sent in standing.items() if sent})


def _read(sent: Mapping[ReportingPeriod, Submission]) -> list[tuple[ReportingPeriod, ReportContent]]:
    contents = read_contents({s.pk: s.sha256 for s in sent.values()})
    ordered = sorted(sent, key=lambda period: period.deadline)
    return [(period, contents[sent[period].pk]) for period in ordered]
