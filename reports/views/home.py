"""The front door: each person to the page of his work."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from agencies.access import Access
from agencies.views.guards import person


def home(request: HttpRequest) -> HttpResponse:
    work = work_of(person(request).access)
    if work:
        return redirect(work)
    return render(request, "reports/no_role.html")


def work_of(access: Access) -> str:
    """The name of the page where this person's work is; "" for an account without a role."""
    if access.own_agencies:
        return "reports:my_agency"
    if access.is_coordinator:
        return "reports:periods"
    if access.is_leadership:
        return "reports:dashboard"
    return "agencies:administration" if access.is_administrator else ""
