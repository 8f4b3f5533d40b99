"""Fetching a plan is the authorisation: who may not see or edit it meets 404."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from agencies.views.guards import person
from tasks.models import Plan


def plan_to_read(request: HttpRequest, code: str) -> Plan:
    plans = Plan.objects.visible_to(person(request)).select_related("coordinator", "previous")
    return get_object_or_404(plans, code=code)


def plan_to_audit(request: HttpRequest, code: str) -> Plan:
    return get_object_or_404(
        Plan.objects.auditable_by(person(request)).select_related("coordinator"), code=code
    )


def plan_to_edit(request: HttpRequest, code: str) -> Plan:
    return get_object_or_404(
        Plan.objects.coordinated_by(person(request)).select_related("coordinator"), code=code
    )
