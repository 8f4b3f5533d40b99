"""Changing a plan that is there. Who changed what is kept by the history of each row."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from agencies.models import Agency
from tasks.models import Assignment, AssignmentRole, Duty, Indicator, LegalDocument, Plan, Target
from tasks.rules.indicators import Made, contradictions_at
from tasks.services.kept import is_only_planned


class ChangeRefused(Exception):
    """Why a change of the plan cannot be made, for the person who asked."""


class PlanClosed(ChangeRefused):
    """Its reports were added up and made final by what it says: nothing of it changes any more."""


class Unfit(ChangeRefused):
    """What an indicator now says in the field `name` does not fit."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(words)
        self.name = name


def open_plan(pk: int) -> Plan:
    """The plan's row as it now is, locked until the transaction ends. Raises PlanClosed."""
    plan = Plan.objects.locked(pk)
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

    Raises PlanClosed, or ChangeRefused where an agency would lose a duty it has already reported on or planned steps
    for.
    """
    open_plan(duty.plan_id)
    duty.save()
    duty.legal_documents.set(legal_documents)
    wanted = dict.fromkeys(coordinating, AssignmentRole.COORDINATING) | dict.fromkeys(
        leads, AssignmentRole.LEAD
    )
    # Who is writing about it holds the row: then wait, and find what he wrote.
    for assignment in duty.assignments.select_for_update(of=("self",)).select_related("agency", "duty"):
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
        if is_only_planned(error):
            words = _("%s has planned steps for this duty and keeps it until it takes them out of its plan.")
        else:
            words = _("%s has already reported on this duty and must keep it.")
        raise ChangeRefused(words % assignment.agency) from error


@transaction.atomic
def change_indicator(*, indicator: Indicator, reporters: Collection[Agency]) -> Indicator:
    """Save an indicator's changed fields and who reports it.

    Raises PlanClosed, Unfit where it would contradict another indicator of the plan, or change its nature though
    agencies have already given figures.
    """
    plan = open_plan(indicator.plan_id)
    check_between(plan.indicators.made() | {indicator.code: indicator.made}, indicator.code)
    stored = plan.indicators.select_for_update(of=("self",)).filter(pk=indicator.pk).first()
    if stored and stored.nature != indicator.nature and is_given(stored):
        raise Unfit("nature", _("Agencies have already given figures: its nature stays as it is."))
    indicator.save()
    indicator.reporters.set(reporters)
    return indicator


def check_between(plan: Mapping[str, Made], code: str) -> None:
    """Raises Unfit where the indicator `code` contradicts another one of its plan, as it would be."""
    for found in contradictions_at(plan, code):
        raise Unfit(*found.seen_from(code))


def is_given(indicator: Indicator) -> bool:
    """Whether agencies have given figures for it; of a ratio, for what it is made of. They are known by what keeps an
    indicator from being deleted: who keeps them is no matter of the plan's."""
    parts = [each for each in (indicator, indicator.numerator, indicator.denominator) if each]
    keepers = [each for each in Indicator._meta.related_objects if each.on_delete is models.PROTECT]
    return any(
        keeper.related_model._base_manager.filter(**{f"{keeper.field.name}__in": parts}).exists()
        for keeper in keepers
    )


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
    indicators = {each.pk: each for each in plan.indicators.select_for_update(no_key=True)}
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
