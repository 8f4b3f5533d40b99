"""Agencies, the groups a plan addresses, and the administration's first page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from agencies.access import Role
from agencies.changes import history_of, page_of_changes
from agencies.forms.agencies import AgencyForm, GroupForm
from agencies.forms.filters import AgencyFilter
from agencies.models import Agency, AgencyGroup, Membership, User
from agencies.reading import GroupLine, every_agency_with_people, groups_with_agencies
from agencies.services.agencies import save_agency, save_group
from agencies.tables import AgencyTable
from agencies.views.guards import administrators_only
from plan_portal.arrival import received_at
from plan_portal.statuses import status_of


@administrators_only
def administration(request: HttpRequest) -> HttpResponse:
    """Counts only: an administrator sees to people, not to reports."""
    people = Membership.objects.people_by_role()
    context = {
        "roles": [(role, people[role.value]) for role in Role],
        "users": User.objects.count(),
        "agencies": Agency.objects.active_on(timezone.localdate(received_at(request))).count(),
        "without_people": Agency.objects.without_people(timezone.localdate(received_at(request))),
    }
    return render(request, "agencies/administration.html", context)


@administrators_only
def audit(request: HttpRequest) -> HttpResponse:
    histories = [history_of(model) for model in (User, Membership, Agency)]
    page, changes = page_of_changes(histories, request.GET.get("page"))
    return render(request, "agencies/audit.html", {"page": page, "changes": changes})


@administrators_only
def agencies(request: HttpRequest) -> HttpResponse:
    groups = groups_with_agencies()
    every = Agency.objects.with_people().select_related("successor")
    chosen = AgencyFilter(request.GET, queryset=every, groups=groups)
    is_narrowed = any(request.GET.get(name) for name in chosen.filters)
    table = AgencyTable(list(chosen.qs) if is_narrowed else every_agency_with_people())
    table.groups = _names_by_agency(groups)
    RequestConfig(request, paginate={"per_page": 100}).configure(table)
    return render(request, "agencies/agencies.html", {"filter": chosen, "table": table, "groups": groups})


def _names_by_agency(groups: Iterable[GroupLine]) -> dict[int, list[str]]:
    named: dict[int, list[str]] = {}
    for group in groups:
        for agency, _short in group.agencies:
            named.setdefault(agency, []).append(group.name)
    return named


@administrators_only
def agency_new(request: HttpRequest) -> HttpResponse:
    return _agency_page(request, AgencyForm(request.POST or None))


@administrators_only
def agency_edit(request: HttpRequest, code: str) -> HttpResponse:
    agency = get_object_or_404(Agency, code=code)
    return _agency_page(request, AgencyForm(request.POST or None, instance=agency))


def _agency_page(request: HttpRequest, form: AgencyForm) -> HttpResponse:
    name = form.instance.name
    if request.method == "POST" and form.is_valid():
        agency = save_agency(agency=form.instance, groups=form.cleaned_data["groups"])
        messages.success(request, _("%(agency)s was saved.") % {"agency": agency.name})
        return redirect("agencies:agencies")
    context: dict[str, Any] = {"form": form, "name": name}
    if form.instance.pk:
        context["people"] = form.instance.memberships.select_related("user")
        page, changes = page_of_changes([history_of(Agency, id=form.instance.pk)], request.GET.get("page"))
        context |= {"page": page, "changes": changes}
    return render(request, "agencies/agency_form.html", context, status=status_of(form))


@administrators_only
def group_edit(request: HttpRequest, code: str) -> HttpResponse:
    group = get_object_or_404(AgencyGroup, code=code)
    name = group.name
    form = GroupForm(request.POST or None, instance=group)
    if request.method == "POST" and form.is_valid():
        save_group(group=group, agencies=form.cleaned_data["agencies"])
        messages.success(request, _("The group “%(group)s” was saved.") % {"group": group.name})
        return redirect("agencies:agencies")
    context = {"form": form, "name": name}
    return render(request, "agencies/group_form.html", context, status=status_of(form))
