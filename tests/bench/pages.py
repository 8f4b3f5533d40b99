"""The pages that are timed: an address by name, who asks for it, and which object. A new page is a new line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from agencies.models import User
from reports.models import Consolidation, Report, ReportingPeriod
from tasks.models import Duty, Plan

Arguments = Callable[[User], dict[str, Any]]


def nothing(_user: User) -> dict[str, Any]:
    return {}


def plan(_user: User) -> dict[str, Any]:
    return {"code": Plan.objects.order_by("year").first().code}


def duty(_user: User) -> dict[str, Any]:
    first = Duty.objects.order_by("plan__year", "order").first()
    return {"code": first.plan.code, "duty_code": first.code}


def period(_user: User) -> dict[str, Any]:
    return {"pk": ReportingPeriod.objects.order_by("deadline").first().pk}


def current_plan(_user: User) -> dict[str, Any]:
    return {"code": Plan.objects.order_by("year").last().code}


def own_plan(user: User) -> dict[str, Any]:
    agency = user.memberships.exclude(agency=None).get().agency
    return {"agency": agency.code, **current_plan(user)}


def own_report(user: User) -> dict[str, Any]:
    agencies = user.memberships.values("agency")
    return {"pk": Report.objects.filter(agency__in=agencies).order_by("period__deadline").first().pk}


def own_draft(user: User) -> dict[str, Any]:
    drafts = Report.objects.filter(
        agency__in=user.memberships.values("agency"), state__in=["draft", "returned"]
    )
    return {"pk": drafts.first().pk, "section": "figures"}


def accepted_report(_user: User) -> dict[str, Any]:
    return {"pk": Report.objects.filter(state="accepted").order_by("pk").first().pk}


def consolidation(_user: User) -> dict[str, Any]:
    return {"pk": Consolidation.objects.order_by("pk").first().pk}


@dataclass(frozen=True)
class Page:
    """A page for one of the demonstration's accounts."""

    name: str
    username: str
    arguments: Arguments = nothing

    def address(self) -> str:
        return reverse(self.name, kwargs=self.arguments(User.objects.get(username=self.username)))


PAGES = [
    Page("reports:my_agency", "so-y-te.reporter"),
    Page("reports:report", "so-y-te.reporter", own_report),
    Page("reports:report_edit", "so-y-te.reporter", own_draft),
    Page("reports:agency_plan", "so-y-te.reporter", own_plan),
    Page("reports:agency_plan_targets", "so-y-te.reporter", own_plan),
    Page("reports:agency_plans", "coordinator", current_plan),
    Page("reports:periods", "coordinator"),
    Page("reports:period", "coordinator", period),
    Page("reports:review", "coordinator-2", accepted_report),
    Page("reports:consolidations", "coordinator"),
    Page("reports:consolidation", "coordinator", period),
    Page("reports:consolidation_read", "leadership", consolidation),
    Page("reports:dashboard", "leadership"),
    Page("reports:notices", "coordinator"),
    Page("tasks:plans", "leadership"),
    Page("tasks:plan", "leadership", plan),
    Page("tasks:duty", "leadership", duty),
    Page("tasks:indicators", "leadership", plan),
    Page("agencies:administration", "administrator"),
    Page("agencies:users", "administrator"),
    Page("agencies:agencies", "administrator"),
    Page("agencies:audit", "administrator"),
]
