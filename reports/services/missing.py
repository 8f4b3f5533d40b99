"""What reports still lack, in counts, for many at once: a fixed number of queries however many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, QuerySet

from reports.models import DutyResult, IndicatorValue, Report, ReportingPeriod, ReportSection, Section
from reports.notices.letter import Missing, PeriodStanding
from tasks.models import Assignment, Indicator, Nature

_REQUIRED_SECTIONS = [section.value for section in Section if section.is_required]


def missing_by_report(reports: Sequence[Report]) -> dict[int, Missing]:
    """By the report's id: duties without a result, required figures and sections left empty."""
    plans = {report.period.plan_id for report in reports}
    asked = Indicator.objects.filter(plan__in=plans, required=True).exclude(nature=Nature.RATIO)
    duties = _counts(Assignment.objects.filter(duty__plan__in=plans), "duty__plan", "agency")
    figures = _counts(asked, "plan", "reporters")
    results = _counts(DutyResult.objects.filter(report__in=reports).exclude(status=""), "report")
    values = _counts(
        IndicatorValue.objects.filter(report__in=reports, value__isnull=False, indicator__in=asked), "report"
    )
    written = ReportSection.objects.filter(report__in=reports, section__in=_REQUIRED_SECTIONS).exclude(
        text=""
    )
    sections = _counts(written, "report")

    def missing(report: Report) -> Missing:
        key = (report.period.plan_id, report.agency_id)
        return Missing(
            duties=max(0, duties[key] - results[report.pk,]),
            figures=max(0, figures[key] - values[report.pk,]),
            sections=len(_REQUIRED_SECTIONS) - sections[report.pk,],
        )

    return {report.pk: missing(report) for report in reports}


def standing_of_period(period: ReportingPeriod) -> PeriodStanding:
    """How the period's reports stand now; on time is judged by each report's effective deadline."""
    reports = list(Report.objects.filter(period=period).with_context().in_official_order())
    sent = [report for report in reports if report.first_submitted_at is not None]
    return PeriodStanding(
        expected=len(reports),
        submitted=len(sent),
        on_time=sum(1 for r in sent if r.first_submitted_at and r.first_submitted_at < r.effective_deadline),
        owed=tuple(report.agency for report in reports if report.first_submitted_at is None),
    )


def _counts(rows: QuerySet[Any], *by: str) -> Counter[tuple[int, ...]]:
    counted = rows.order_by().values_list(*by).annotate(n=Count("pk"))
    return Counter({tuple(key): n for *key, n in counted})
