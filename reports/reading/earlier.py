"""What the same agency wrote before: in the last period, and in the same period of the year before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from reports.models import Report, Submission
from reports.rules.content import DutyContent, ReportContent


@dataclass(frozen=True)
class Earlier:
    """Contents as they were last submitted; None where nothing was."""

    previous: ReportContent | None = None
    year_before: ReportContent | None = None

    @property
    def previous_values(self) -> Mapping[str, Decimal | None]:
        return self.previous.values() if self.previous else {}

    @property
    def year_before_values(self) -> Mapping[str, Decimal | None]:
        return self.year_before.values() if self.year_before else {}

    @property
    def previous_sections(self) -> dict[str, str]:
        return {s.code: s.text for s in self.previous.sections} if self.previous else {}

    @property
    def previous_duties(self) -> dict[str, DutyContent]:
        return {d.code: d for d in self.previous.duties} if self.previous else {}


def earlier_of(report: Report) -> Earlier:
    """In one query, whatever the report's size."""
    sent = {s.report.period: s.content for s in Submission.objects.sent_before(report)}
    last = max(sent, key=lambda period: period.deadline, default=None)
    year_before = next(
        (p for p in sent if p.plan_id != report.period.plan_id and p.code == report.period.code), None
    )
    return Earlier(
        previous=ReportContent.from_json(sent[last]) if last else None,
        year_before=ReportContent.from_json(sent[year_before]) if year_before else None,
    )
