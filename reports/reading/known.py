"""Reports of periods, or of an agency, that are at hand already."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from agencies.models import Agency
from plan_portal.prepared import Prepared
from reports.models import Report, ReportingPeriod
from reports.models.report import ReportQuerySet


def reports_in(periods: Iterable[ReportingPeriod], reports: ReportQuerySet) -> list[Report]:
    """Those of `reports` that are of `periods`, each with its agency and the very period given: a province's reports
    would otherwise bring the period, its plan and the coordinator thirty times over."""
    known = {period.pk: period for period in periods}
    found = list(reports.of_periods(known.values()).select_related(None).select_related("agency"))
    for report in found:
        report.period = known[report.period_id]
    return found


def every_report_in(periods: Iterable[ReportingPeriod]) -> list[Report]:
    """The same of all reports, in the official order of each period: for those who oversee the periods."""
    found = []
    for period in periods:
        for report in _of_period(period.pk):
            report.period = period
            found.append(report)
    return found


@Prepared
def _of_period(period: int) -> QuerySet[Report]:
    return Report.objects.filter(period=period).with_agency().in_official_order()


def reports_of(agency: Agency) -> list[Report]:
    """All of an agency that is at hand already, the one due last first, each with its period, its plan and the very
    agency given."""
    found = _of_agency(agency.pk)
    for report in found:
        report.agency = agency
    return found


@Prepared
def _of_agency(agency: int) -> QuerySet[Report]:
    return Report.objects.of_agency(agency).select_related(None).select_related("period__plan")
