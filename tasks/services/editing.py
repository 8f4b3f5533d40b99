"""Changing a plan that is there. Who changed what is kept by the history of each row."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from agencies.models import Agency
from tasks.models import Assignment, AssignmentRole, Duty, Indicator, LegalDocument, Plan, Target


class ChangeRefused(Exception):
    """Why a change of the plan cannot be made, for the person who asked."""


class PlanClosed(ChangeRefused):
    """Its reports were added up and made final by what it says: nothing of it changes any more."""


def open_plan(pk: int) -> Plan:
    """The plan's row as it now is, locked until the transaction ends. Raises PlanClosed."""
    plan = Plan.objects.select_for_update().select_related(None).get(pk=pk)
    if plan.is_closed:
        raise PlanClosed(_("This plan is closed: nothing in it is changed any more."))
    return plan


@transaction.atomic
def change_duty(
    *,
    duty: Duty,
    leads: Collection[Agency],
    coordinating: Collection[Agency],
    legal_documents: Collection[LegalDocument],
) -> Duty:
    """Save a duty's changed fields and make its agencies exactly those given; one given as both leads.

    Raises PlanClosed, or ChangeRefused where an agency would lose a duty it has already reported on.
    """
    open_plan(duty.plan_id)
    duty.save()
    duty.legal_documents.set(legal_documents)
    wanted = dict.fromkeys(coordinating, AssignmentRole.COORDINATING) | dict.fromkeys(
        leads, AssignmentRole.LEAD
    )
    for assignment in duty.assignments.select_related("agency", "duty"):
        role = wanted.pop(assignment.agency, None)
        if role is None:
            _take_away(assignment)
        elif role != assignment.role:
            assignment.role = role
            assignment.save()
    for agency, role in wanted.items():
        Assignment.objects.create(duty=duty, agency=agency, role=role)
    return duty


def _take_away(assignment: Assignment) -> None:
    try:
        with transaction.atomic():
            assignment.delete()
    except ProtectedError as error:
        raise ChangeRefused(
            _("%s has already reported on this duty and must keep it.") % assignment.agency
        ) from error


@transaction.atomic
def change_indicator(*, indicator: Indicator, reporters: Collection[Agency]) -> Indicator:
    """Save an indicator's changed fields and who reports it. Raises PlanClosed."""
    open_plan(indicator.plan_id)
    indicator.save()
    indicator.reporters.set(reporters)
    return indicator


@transaction.atomic
def change_plan(*, plan: Plan) -> Plan:
    """Save a plan's number, day and title. Raises PlanClosed."""
    open_plan(plan.pk)
    plan.save(update_fields=["title", "number", "issued_on"])
    return plan


@transaction.atomic
def set_targets(*, plan: Plan, values: Mapping[int, Decimal | None], agency: Agency | None = None) -> int:
    """Set the targets of `agency`, or (None) of the province, for indicators of `plan`, by their id; None takes a
    target away. Returns how many targets changed. Raises PlanClosed."""
    open_plan(plan.pk)
    indicators = {each.pk: each for each in plan.indicators.select_for_update()}
    there = {
        target.indicator_id: target
        for target in Target.objects.filter(indicator__in=indicators, agency=agency)
    }
    changed = 0
    for pk, value in values.items():
        target = there.get(pk) or Target(indicator=indicators[pk], agency=agency)
        if target.value == value:
            continue
        changed += 1
        if value is None:
            target.delete()
        else:
            target.value = value
            target.save()
    return changed
