"""My agency's page: what is due, by when, what is missing."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from agencies.models import Agency
from agencies.views.guards import person
from plan_portal.arrival import received_at
from reports.reading.desk import agency_page


def my_agency(request: HttpRequest, code: str = "") -> HttpResponse:
    """The agency named, or the first of the person's own."""
    user = person(request)
    own = list(Agency.objects.represented_by(user))
    agency = next((each for each in own if code in {"", each.code}), None)
    if agency is None:
        raise Http404
    page = agency_page(agency, user, received_at(request))
    return render(request, "reports/my_agency.html", {"page": page, "agencies": own})
