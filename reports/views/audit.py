"""The audit trail of reports: who took which step, when and why; and who brought or removed a signed file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.views.guards import person
from reports.reading.audit import agencies_to_choose, audit_page


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """For administrators and coordinators; for anyone else there is no such page."""
    user = person(request)
    if not (user.access.is_administrator or user.access.is_coordinator):
        raise Http404
    chosen = request.GET.get("agency", "")
    page, lines = audit_page(user, agency=chosen, number=request.GET.get("page", ""))
    context = {
        "page": page,
        "lines": lines,
        "agencies": agencies_to_choose(),
        "chosen": chosen,
    }
    return render(request, "reports/audit.html", context)
