"""What the same agency wrote before: in the last period, and in the same period of the year before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from reports.models import Report, ReportingPeriod
from reports.reading.sent import contents_before
from reports.rules.calendar import is_alike
from reports.rules.content import DutyContent, ReportContent


@dataclass(frozen=True)
class Earlier:
    """Contents as they were last submitted; None where nothing was. `previous_is_alike` says whether a change from
    `previous` would mean something (`reports.rules.calendar.is_alike`)."""

    previous: ReportContent | None = None
    year_before: ReportContent | None = None
    previous_is_alike: bool = True

    @cached_property
    def previous_values(self) -> Mapping[str, Decimal | None]:
        return self.previous.values() if self.previous else {}

    @cached_property
    def year_before_values(self) -> Mapping[str, Decimal | None]:
        return self.year_before.values() if self.year_before else {}

    @cached_property
    def previous_sections(self) -> dict[str, str]:
        return {s.code: s.text for s in self.previous.sections} if self.previous else {}

    @cached_property
    def previous_duties(self) -> dict[str, DutyContent]:
        return {d.code: d for d in self.previous.duties} if self.previous else {}


def earlier_of(
    report: Report, sent: Sequence[tuple[ReportingPeriod, ReportContent]] | None = None
) -> Earlier:
    """In one query, whatever the report's size; from `sent`, the contents before it, without one."""
    sent = contents_before(report) if sent is None else sent
    year_before = [
        content
        for period, content in sent
        if period.plan_id != report.period.plan_id and period.code == report.period.code
    ]
    return Earlier(
        previous=sent[-1][1] if sent else None,
        year_before=year_before[-1] if year_before else None,
        previous_is_alike=not sent or is_alike(report.period, sent[-1][0]),
    )
