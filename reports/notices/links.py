"""Where a message leads: the page on which its reader acts, as a path. Mail puts PORTAL_URL before it."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from reports.models import NoticeKind, Report, ReportingPeriod
from reports.notices.letter import Side


def path_for(kind: str, side: Side, period: ReportingPeriod, report: Report | None) -> str:
    """The agency's people go to their report, the coordinator to the review or the period, leadership to the
    dashboard."""
    if side == Side.LEADERSHIP:
        return _address("reports:dashboard")
    if report is None:
        return _address("reports:period", period.pk)
    if side == Side.OFFICE:
        return _address("reports:report", report.pk)
    if kind == NoticeKind.SUBMITTED:
        return _address("reports:review", report.pk)
    return _address("reports:period", period.pk)


def _address(name: str, *args: int) -> str:
    # Pages are still being built: until one exists, its messages lead to the notices themselves.
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return reverse("reports:notices")
