"""My agency's page: what is due, by when, what is missing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from agencies.models import Agency
from agencies.views.guards import person
from plan_portal.arrival import received_at
from reports.reading.desk import agency_page


def my_agency(request: HttpRequest, code: str = "") -> HttpResponse:
    """The agency named, or the first of the person's own."""
    user = person(request)
    own = Agency.objects.represented_by(user)
    agency = get_object_or_404(own, code=code) if code else get_object_or_404(own[:1])
    page = agency_page(agency, user, received_at(request))
    return render(request, "reports/my_agency.html", {"page": page, "agencies": list(own)})
