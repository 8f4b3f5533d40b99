"""What agencies sent: of each report the newest submission that stands, never a draft."""

from __future__ import annotations

from collections.abc import Mapping

from reports.models import Report, ReportingPeriod, Submission
from reports.models.report import ReportQuerySet
from reports.rules.content import ReportContent

Contents = Mapping[int, Mapping[int, ReportContent]]


def sent_contents(reports: ReportQuerySet) -> Contents:
    """What was last sent, by period id and agency id, in one query; reports without a submission are left out."""
    found: dict[int, dict[int, ReportContent]] = {}
    newest = Submission.objects.newest().of_reports(reports).order_by("pk")
    for period, agency, content in newest.values_list("report__period", "report__agency", "content"):
        found.setdefault(period, {})[agency] = ReportContent.from_json(content)
    return found


def contents_before(report: Report) -> list[tuple[ReportingPeriod, ReportContent]]:
    """What the report's agency sent in earlier periods of this plan and of the one before, oldest period first."""
    sent = {s.report.period: s.content for s in Submission.objects.sent_before(report)}
    ordered = sorted(sent, key=lambda period: period.deadline)
    return [(period, ReportContent.from_json(sent[period])) for period in ordered]
