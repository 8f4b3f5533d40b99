"""What changed between two submissions of a report."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from agencies.views.guards import person
from reports.models import Report
from reports.reading.comparing import compare_page


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """The two submissions whose numbers the address gives as `from` and `to`; without them the newest two."""
    user = person(request)
    report = get_object_or_404(Report.objects.comparable_by(user), pk=pk)
    page = compare_page(report, user, _number(request, "from"), _number(request, "to"))
    if page is None:
        raise Http404
    is_own = report.agency_id in user.access.own_agencies
    return render(request, "reports/compare.html", {"page": page, "report": report, "is_own": is_own})


def _number(request: HttpRequest, name: str) -> int | None:
    said = request.GET.get(name, "")
    if not said:
        return None
    if not (said.isascii() and said.isdecimal() and len(said) < 6):
        raise Http404
    return int(said)
