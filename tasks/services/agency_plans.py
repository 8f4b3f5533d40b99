"""Writing an agency's own plan: begun, its steps, its targets, issued. Each row's history keeps who changed what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from agencies.models import Agency, User
from plan_portal.locks import held_for_reference
from plan_portal.prepared import Prepared
from tasks.models import AgencyPlan, AgencyPlanState, Assignment, Plan, PlanStep
from tasks.rules.agency_plan import StepLine, digest_of, moved
from tasks.services.editing import set_targets


class AgencyPlanRefused(Exception):
    """Why an agency's plan cannot be changed so, for the person who asked."""


class StepsChangedMeanwhile(Exception):
    """Someone else changed the duty's steps since the page was opened: nothing was saved."""


@transaction.atomic
def start_agency_plan(
    *, plan: Plan, agency: Agency, by: User, now: datetime, from_last_year: bool = False
) -> AgencyPlan:
    """Begin a draft, empty or (`from_last_year`) with the steps of the agency's plan of the year before. One that was
    begun already is returned as it is, so that two people who press at once begin one plan.

    Raises AgencyPlanRefused if `by` does not act for the agency, it has no duty in the plan, or that is not in force.
    """
    plan = Plan.objects.locked(plan.pk)
    _check(plan, agency, by)
    own = {each.duty.code: each for each in assignments_in(plan, agency)}
    if not own:
        raise AgencyPlanRefused(_("The plan gives this agency no duty."))
    begun, made = AgencyPlan.objects.get_or_create(
        plan=plan, agency=agency, defaults={"edited_at": now, "edited_by": by}
    )
    if made and from_last_year and plan.previous:
        _copy_steps(plan.previous, agency, own, years=plan.year - plan.previous.year)
    return begun


@transaction.atomic
def set_steps(
    *,
    agency_plan: AgencyPlan,
    assignment: Assignment,
    lines: Sequence[StepLine],
    opened_on: str,
    by: User,
    now: datetime,
) -> int:
    """Make the steps of a duty exactly `lines`: those with a `pk` are kept and changed, the others are new, and what is
    not among them goes. `opened_on` is the digest of the steps that the person saw. Returns how many changed.

    Raises AgencyPlanRefused, StepsChangedMeanwhile, ValidationError for a step whose dates are in no order.
    """
    own = lock_agency_plan(agency_plan, by)
    # Held, so that nobody takes the duty from the agency while its steps are saved.
    if not held_for_reference(Assignment.objects.filter(pk=assignment.pk)):
        raise AgencyPlanRefused(_("This duty was taken from the agency meanwhile: its steps were not saved."))
    if (assignment.agency_id, assignment.duty.plan_id) != (own.agency_id, own.plan_id):
        raise AgencyPlanRefused(_("This duty is not in the agency's plan."))
    there = {step.pk: step for step in PlanStep.objects.filter(assignment=assignment)}
    if digest_of(step.line for step in there.values()) != opened_on:
        raise StepsChangedMeanwhile
    changed = sum(_put(assignment, there.pop(line.pk or 0, None), line) for line in lines)
    for step in there.values():
        step.delete()
    changed += len(there)
    if changed:
        touch(own, by=by, now=now)
    return changed


@transaction.atomic
def set_agency_targets(
    *, agency_plan: AgencyPlan, values: Mapping[int, Decimal | None], by: User, now: datetime
) -> int:
    """Set the agency's targets of the year, by indicator id; only for figures it is asked for. Returns how many
    changed. Raises AgencyPlanRefused."""
    Plan.objects.locked(
        agency_plan.plan_id
    )  # First, so that it is not closed between being asked and being written.
    own = lock_agency_plan(agency_plan, by)
    asked = set(own.agency.indicators.filter(plan=own.plan).values_list("pk", flat=True))
    if not asked >= values.keys():
        raise AgencyPlanRefused(_("This figure is not asked of the agency."))
    changed = set_targets(plan=own.plan, agency=own.agency, values=values)
    if changed:
        touch(own, by=by, now=now)
    return changed


@transaction.atomic
def issue_agency_plan(
    *, agency_plan: AgencyPlan, number: str, issued_on: date, by: User, now: datetime
) -> AgencyPlan:
    """The agency's approver says that the signed plan was issued, or issued anew with another number and day.

    Raises AgencyPlanRefused if `by` does not approve for the agency, or no duty has a step yet.
    """
    own = lock_agency_plan(agency_plan, by)
    if own.agency_id not in by.access.approves_for:
        raise AgencyPlanRefused(_("Only the agency's approver can confirm that its plan was issued."))
    if not PlanStep.objects.of(own.plan, own.agency).exists():
        raise AgencyPlanRefused(_("No duty has a step yet: enter at least one, then confirm."))
    own.state, own.number, own.issued_on = AgencyPlanState.IN_FORCE, number, issued_on
    own.confirmed_at, own.confirmed_by = now, by
    own.edited_at, own.edited_by = now, by
    own.save()
    return own


def touch(agency_plan: AgencyPlan, *, by: User, now: datetime) -> None:
    """Note who changed something of the plan last; the change itself is in its own row's history."""
    AgencyPlan.objects.filter(pk=agency_plan.pk).update(edited_at=now, edited_by=by)


def assignments_in(plan: Plan, agency: Agency) -> list[Assignment]:
    """The agency's duties in the plan, in its order."""
    return _assignments(plan.pk, agency.pk)


@Prepared
def _assignments(plan: int, agency: int) -> QuerySet[Assignment]:
    asked = Assignment.objects.filter(agency=agency, duty__plan=plan)
    return asked.select_related("duty").order_by("duty__order")


def lock_agency_plan(agency_plan: AgencyPlan, by: User) -> AgencyPlan:
    """The row as it now is, locked until the transaction ends. Raises AgencyPlanRefused where `by` may not change
    it."""
    own = (
        AgencyPlan.objects.select_for_update(of=("self",))
        .select_related("plan", "agency")
        .get(pk=agency_plan.pk)
    )
    _check(own.plan, own.agency, by)
    return own


def _check(plan: Plan, agency: Agency, by: User) -> None:
    if agency.pk not in by.access.own_agencies:
        raise AgencyPlanRefused(_("Only the agency's own people change its plan."))
    if not plan.is_in_force:
        raise AgencyPlanRefused(
            _("The plan of %(year)s is not in force: nothing of it is changed.") % {"year": plan.year}
        )


def _put(assignment: Assignment, step: PlanStep | None, line: StepLine) -> bool:
    """Bring one step in line with what was typed; says whether that changed anything."""
    if step is not None and step.line == line:
        return False
    step = step or PlanStep(assignment=assignment)
    step.what, step.unit = line.what, line.unit
    step.starts_on, step.ends_on, step.done_on = line.starts_on, line.ends_on, line.done_on
    step.full_clean(exclude=["assignment"])
    step.save()
    return True


def _copy_steps(previous: Plan, agency: Agency, own: Mapping[str, Assignment], *, years: int) -> None:
    """Last year's steps for the duties that are still there, by their code, on the same days of this year and not yet
    done; an agency takes over the steps of those it succeeded."""
    authors = Agency.objects.filter(Q(pk=agency.pk) | Q(successor=agency))
    steps = PlanStep.objects.of_plan(previous).filter(assignment__agency__in=authors)
    for step in steps.select_related("assignment__duty"):
        assignment = own.get(step.assignment.duty.code)
        if assignment is not None:
            line = replace(
                step.line,
                pk=None,
                done_on=None,
                starts_on=moved(step.starts_on, years=years),
                ends_on=moved(step.ends_on, years=years),
            )
            _put(assignment, None, line)
