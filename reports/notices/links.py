"""Where a message leads: the page on which its reader acts, as a path. Mail puts PORTAL_URL before it."""

from __future__ import annotations

from django.urls import reverse

from reports.models import NoticeKind, Report, ReportingPeriod
from reports.notices.letter import Side


def path_for(kind: str, side: Side, period: ReportingPeriod, report: Report | None) -> str:
    """The agency's people go to their report, the coordinator to the review or the period, leadership to the
    dashboard."""
    if side == Side.LEADERSHIP:
        return reverse("reports:dashboard")
    if report is None:
        return reverse("reports:period", args=[period.pk])
    if kind == NoticeKind.AGENCY_PLAN:
        return reverse("reports:agency_plan", args=[report.agency.code, period.plan.code])
    if side == Side.OFFICE:
        return reverse("reports:report", args=[report.pk])
    if kind == NoticeKind.SUBMITTED:
        return reverse("reports:review", args=[report.pk])
    return reverse("reports:period", args=[period.pk])
