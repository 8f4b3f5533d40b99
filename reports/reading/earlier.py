"""What the same agency wrote before: in the last period, and in the same period of the year before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from reports.models import Report, ReportingPeriod, Submission
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
    """At a fixed number of queries, whatever the report's size."""
    before = ReportingPeriod.objects.before(report.period)
    year_before = ReportingPeriod.objects.a_year_before(report.period)
    sent = Submission.objects.newest_by_period(report.agency_id, [p.pk for p in (before, year_before) if p])

    def content(period: ReportingPeriod | None) -> ReportContent | None:
        submission = sent.get(period.pk) if period else None
        return ReportContent.from_json(submission.content) if submission else None

    return Earlier(content(before), content(year_before))
