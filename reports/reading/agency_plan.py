"""One agency's own plan as it is read: its steps duty by duty, its targets, its signed papers, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from agencies.changes import history_of
from agencies.models import Agency, User
from plan_portal.chips import Chip
from plan_portal.prepared import Prepared
from reports.chips import AGENCY_PLAN_CHIPS, NO_AGENCY_PLAN
from reports.models import Report, SignedPlan
from reports.reading.agency_plans import Coverage, covered_words, steps_counted, targets_words
from reports.reading.places import ToDo
from reports.reading.plan_steps import StepShown
from reports.rules.period_names import Named, named_unless
from reports.services.content import submitted_content
from tasks.models import AgencyPlan, AgencyPlanState, Assignment, Indicator, Plan, PlanStep, Target
from tasks.rules.agency_plan import is_outside
from tasks.services.agency_plans import assignments_in


@dataclass(frozen=True)
class DutyPlan:
    """A duty of the agency and its steps, in the order of their days."""

    assignment: Assignment
    steps: Sequence[StepShown] = ()


@dataclass(frozen=True)
class TargetShown:
    name: str
    unit: str
    value: Decimal | None
    province: Decimal | None


@dataclass(frozen=True)
class AgencyPlanPage:
    """`own` is None where the agency has no plan yet; only its own people see that page."""

    plan: Plan
    agency: Agency
    own: AgencyPlan | None
    coverage: Coverage = field(default_factory=Coverage)
    duties: Sequence[DutyPlan] = ()
    targets: Sequence[TargetShown] = ()
    signed: Sequence[SignedPlan] = ()
    is_own: bool = False
    may_edit: bool = False
    may_issue: bool = False
    sees_changes: bool = False
    last_year: AgencyPlan | None = None

    @property
    def to_do(self) -> list[ToDo]:
        """What is missing, each a link to its place; nothing of it keeps the plan from being issued."""
        counts, where = self.coverage, [self.agency.code, self.plan.code]
        bare = [each for each in self.duties if not each.steps]
        lines = []
        if bare:
            place = reverse("reports:agency_plan_steps", args=[*where, bare[0].assignment.duty.code])
            lines.append(ToDo(covered_words(counts), place, "care"))
        if counts.targets < counts.figures:
            place = reverse("reports:agency_plan_targets", args=where)
            lines.append(ToDo(targets_words(counts), place, "care"))
        return lines

    @property
    def chip(self) -> Chip:
        return AGENCY_PLAN_CHIPS[self.own.state] if self.own else NO_AGENCY_PLAN


def agency_plan_page(
    plan: Plan, agency: Agency, own: AgencyPlan | None, user: User, today: date
) -> AgencyPlanPage:
    """At a fixed number of queries."""
    is_own = agency.pk in user.access.own_agencies
    may_edit = is_own and plan.is_in_force
    if own is None:
        return AgencyPlanPage(
            plan=plan,
            agency=agency,
            own=None,
            is_own=is_own,
            may_edit=may_edit,
            last_year=AgencyPlan.objects.of(plan.previous, agency) if plan.previous else None,
        )
    duties, targets = duty_plans(plan, agency, today), _targets(plan, agency)
    return AgencyPlanPage(
        plan=plan,
        agency=agency,
        own=own,
        coverage=_coverage(duties, targets),
        duties=duties,
        targets=targets,
        signed=_signed(own.pk),
        is_own=is_own,
        may_edit=may_edit,
        may_issue=may_edit and agency.pk in user.access.approves_for,
        sees_changes=is_own or plan.is_edited_by(user),
    )


def histories_for(user: User, own: AgencyPlan) -> list[QuerySet[Any]]:
    """Who changed what, as far as this person may know: the agency all of it, the coordinator what was changed since
    the plan was first issued, nobody else anything."""
    of_own = history_of(AgencyPlan, id=own.pk)
    histories = [
        of_own,
        history_of(PlanStep, assignment__duty__plan=own.plan_id, assignment__agency=own.agency_id),
        history_of(Target, indicator__plan=own.plan_id, agency=own.agency_id),
    ]
    if own.agency_id in user.access.own_agencies:
        return histories
    first = of_own.filter(state=AgencyPlanState.IN_FORCE).order_by("history_date").first()
    if first is None or not own.plan.is_edited_by(user):
        return []
    return [each.filter(history_date__gte=first.history_date) for each in histories]


def duty_plans(plan: Plan, agency: Agency, day: date) -> list[DutyPlan]:
    """Every duty of the agency with its steps as they stand on `day`, in two queries."""
    steps: dict[int, list[PlanStep]] = {}
    for step in _steps(plan.pk, agency.pk):
        steps.setdefault(step.assignment_id, []).append(step)
    return [
        DutyPlan(
            assignment,
            [
                StepShown(step, step.standing_on(day), is_outside(plan.year, step.line))
                for step in steps.get(assignment.pk, [])
            ],
        )
        for assignment in assignments_in(plan, agency)
    ]


@dataclass(frozen=True)
class Reported:
    """What an agency last reported under the plan before, by indicator code; `period` where that was not the year
    before."""

    values: Mapping[str, Decimal | None] = field(default_factory=dict)
    period: Named | None = None


def last_reported(plan: Plan, agency: Agency) -> Reported:
    """What a target is set against."""
    report = _reported.first(plan.previous.pk, agency.pk) if plan.previous else None
    content = submitted_content(report) if report else None
    if report is None or content is None:
        return Reported()
    return Reported(content.values(), named_unless(report.period, plan.year - 1))


def _targets(plan: Plan, agency: Agency) -> list[TargetShown]:
    aims = {(pk, whose): value for pk, whose, value in _aims(plan.pk, agency.pk)}
    return [
        TargetShown(name, unit, aims.get((pk, agency.pk)), aims.get((pk, None)))
        for pk, name, unit in _asked(plan.pk, agency.pk)
    ]


def _coverage(duties: Sequence[DutyPlan], targets: Sequence[TargetShown]) -> Coverage:
    """As `agency_plans.coverage` counts it, from what is at hand."""
    return Coverage(
        duties=len(duties),
        covered=sum(1 for duty in duties if duty.steps),
        figures=len(targets),
        targets=sum(1 for target in targets if target.value is not None),
        **steps_counted(step.standing for duty in duties for step in duty.steps),
    )


@Prepared
def _reported(plan: int, agency: int) -> QuerySet[Report]:
    """The agency's reports in a plan, the one due last first."""
    return Report.objects.of_agency(agency).of_plan(plan)[:1]


@Prepared
def _steps(plan: int, agency: int) -> QuerySet[PlanStep]:
    """The agency's, in the order of their days."""
    return PlanStep.objects.of(plan, agency).select_related(None).order_by("starts_on", "ends_on", "pk")


@Prepared
def _aims(plan: int, agency: int) -> QuerySet[Target, tuple[int, int | None, Decimal]]:
    return Target.objects.beside(plan, agency)


@Prepared
def _asked(plan: int, agency: int) -> QuerySet[Indicator, tuple[int, str, str]]:
    return Indicator.objects.asked_of(plan, agency).values_list("pk", "name", "unit")


@Prepared
def _signed(own: int) -> QuerySet[SignedPlan]:
    return SignedPlan.objects.of(own)
