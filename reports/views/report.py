"""The report as its reader sees it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from agencies.views.guards import person
from plan_portal.arrival import received_at
from reports.models import Report
from reports.reading.headlines import headline_of
from reports.reading.report_page import report_page


def report(request: HttpRequest, pk: int) -> HttpResponse:
    user, now = person(request), received_at(request)
    found = get_object_or_404(Report.objects.visible_to(user), pk=pk)
    page = report_page(found, user, now)
    headline = headline_of(found, user, now) if page.is_own else None
    return render(request, "reports/report.html", {"page": page, "report": found, "headline": headline})
