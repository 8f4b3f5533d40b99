"""The audit trail of reports: who took which step, when and why."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.models import Agency
from agencies.views.guards import person
from reports.models import ReportEvent

A_PAGE = 50


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """For administrators and coordinators; for anyone else there is no such page."""
    user = person(request)
    if not (user.access.is_administrator or user.access.is_coordinator):
        raise Http404
    events = ReportEvent.objects.auditable_by(user).with_reports()
    chosen = request.GET.get("agency", "")
    context = {
        "page": Paginator(events.of_agency(chosen) if chosen else events, A_PAGE).get_page(
            request.GET.get("page")
        ),
        "agencies": Agency.objects.all(),
        "chosen": chosen,
    }
    return render(request, "reports/audit.html", context)
