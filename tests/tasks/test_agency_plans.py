"""Writing an agency's own plan: who may, what is refused, what is kept."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import ProtectedError

from agencies.models import Role, User
from tasks.models import AgencyPlan, AgencyPlanState, Assignment, PlanState, PlanStep, Target
from tasks.rules.agency_plan import StepLine, digest_of
from tasks.services.agency_plans import (
    AgencyPlanRefused,
    StepsChangedMeanwhile,
    issue_agency_plan,
    set_agency_targets,
    set_steps,
    start_agency_plan,
)
from tests.factories import (
    AgencyFactory,
    AgencyPlanFactory,
    AssignmentFactory,
    DutyFactory,
    IndicatorFactory,
    PlanFactory,
    PlanStepFactory,
    TargetFactory,
    member,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 4, 5, 3, 0, tzinfo=UTC)
LINE = StepLine("Train", "Office", date(2022, 3, 1), date(2022, 4, 1))


@dataclass
class Desk:
    own: AgencyPlan
    assignment: Assignment
    people: dict[Role, User]

    def put(self, *lines: StepLine, by: Role = Role.REPORTER, opened_on: str | None = None) -> int:
        stored = digest_of(step.line for step in self.assignment.steps.all())
        return set_steps(
            agency_plan=self.own,
            assignment=self.assignment,
            lines=lines,
            opened_on=stored if opened_on is None else opened_on,
            by=self.people[by],
            now=NOW,
        )

    def issue(self, by: Role = Role.APPROVER, number: str = "45/KH-SYT") -> AgencyPlan:
        return issue_agency_plan(
            agency_plan=self.own, number=number, issued_on=date(2022, 4, 1), by=self.people[by], now=NOW
        )


@pytest.fixture
def desk() -> Desk:
    assignment = AssignmentFactory()
    plan, agency = assignment.duty.plan, assignment.agency
    where = {Role.REPORTER: agency, Role.APPROVER: agency, Role.COORDINATOR: plan.coordinator}
    people = {role: member(role, where.get(role)) for role in Role}
    return Desk(AgencyPlanFactory(plan=plan, agency=agency), assignment, people)


def test_steps_are_made_changed_and_taken_away_and_what_agrees_is_left_alone(desk: Desk) -> None:
    assert desk.put(LINE, replace(LINE, what="Inspect")) == 2
    first, second = desk.assignment.steps.order_by("pk")
    kept, changed = first.line, replace(second.line, done_on=date(2022, 4, 2))
    assert desk.put(kept, changed) == 1
    assert (first.history.count(), second.history.count()) == (1, 2)
    assert desk.put(changed) == 1
    assert [step.line for step in desk.assignment.steps.all()] == [changed]
    assert PlanStep.history.filter(id=first.pk, history_type="-").exists()
    desk.own.refresh_from_db()
    assert (desk.own.edited_at, desk.own.edited_by) == (NOW, desk.people[Role.REPORTER])


def test_saving_what_is_there_already_is_no_change(desk: Desk) -> None:
    step, edited_at = PlanStepFactory(assignment=desk.assignment), desk.own.edited_at
    assert desk.put(step.line) == 0
    desk.own.refresh_from_db()
    assert desk.own.edited_at == edited_at


def test_what_another_saved_meanwhile_is_not_written_over(desk: Desk) -> None:
    opened_on = digest_of([])
    desk.put(LINE)
    with pytest.raises(StepsChangedMeanwhile):
        desk.put(replace(LINE, what="Mine"), opened_on=opened_on)
    assert desk.assignment.steps.get().what == LINE.what


def test_a_step_of_another_duty_is_not_taken_over(desk: Desk) -> None:
    other = PlanStepFactory()
    desk.put(replace(LINE, pk=other.pk))
    other.refresh_from_db()
    assert other.assignment != desk.assignment
    assert desk.assignment.steps.get().pk != other.pk


def test_dates_out_of_order_are_refused_whole(desk: Desk) -> None:
    with pytest.raises(ValidationError):
        desk.put(LINE, replace(LINE, ends_on=date(2022, 2, 1)))
    assert not desk.assignment.steps.exists()


def test_who_is_quick_is_done_before_the_planned_day(desk: Desk) -> None:
    early = LINE.starts_on - timedelta(days=1)
    desk.put(replace(LINE, done_on=early))
    assert desk.assignment.steps.get().done_on == early


def test_a_duty_that_is_not_the_agencys_is_refused(desk: Desk) -> None:
    desk.assignment = AssignmentFactory(duty=desk.assignment.duty)
    with pytest.raises(AgencyPlanRefused, match="không thuộc"):
        desk.put(LINE)


ACTS: dict[str, tuple[Callable[[Desk, Role], object], set[Role]]] = {
    "start": (
        lambda desk, role: start_agency_plan(
            plan=desk.own.plan, agency=desk.own.agency, by=desk.people[role], now=NOW
        ),
        {Role.REPORTER, Role.APPROVER},
    ),
    "steps": (lambda desk, role: desk.put(LINE, by=role), {Role.REPORTER, Role.APPROVER}),
    "targets": (
        lambda desk, role: set_agency_targets(agency_plan=desk.own, values={}, by=desk.people[role], now=NOW),
        {Role.REPORTER, Role.APPROVER},
    ),
    "issue": (lambda desk, role: desk.issue(by=role), {Role.APPROVER}),
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", ACTS)
def test_who_may_do_what(desk: Desk, act: str, role: Role) -> None:
    PlanStepFactory(assignment=desk.assignment)
    do, allowed = ACTS[act]
    if role in allowed:
        do(desk, role)
    else:
        with pytest.raises(AgencyPlanRefused):
            do(desk, role)


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.CLOSED])
@pytest.mark.parametrize("act", ACTS)
def test_only_while_the_plan_is_in_force(desk: Desk, act: str, state: str) -> None:
    PlanStepFactory(assignment=desk.assignment)
    desk.own.plan.state = state
    desk.own.plan.save()
    with pytest.raises(AgencyPlanRefused, match="2022"):
        ACTS[act][0](desk, Role.APPROVER)


def test_it_is_issued_once_there_is_a_step_and_may_be_issued_anew(desk: Desk) -> None:
    with pytest.raises(AgencyPlanRefused, match="bước"):
        desk.issue()
    desk.put(LINE)
    assert desk.issue().state == AgencyPlanState.IN_FORCE
    assert desk.issue(number="60/KH-SYT").number == "60/KH-SYT"
    numbers = desk.own.history.order_by("history_id").values_list("number", flat=True)
    assert list(numbers) == ["", "45/KH-SYT", "60/KH-SYT"]


def test_targets_are_the_agencys_own_and_only_for_figures_it_is_asked(desk: Desk) -> None:
    plan, agency = desk.own.plan, desk.own.agency
    asked, other = IndicatorFactory(plan=plan, reporters=[agency]), IndicatorFactory(plan=plan)
    province = TargetFactory(indicator=asked, value=9)
    given = {"agency_plan": desk.own, "by": desk.people[Role.REPORTER], "now": NOW}
    assert set_agency_targets(values={asked.pk: Decimal(3)}, **given) == 1
    assert set_agency_targets(values={asked.pk: Decimal(3)}, **given) == 0
    assert Target.objects.of_agency(plan, agency) == {asked.code: 3}
    province.refresh_from_db()
    assert province.value == 9
    with pytest.raises(AgencyPlanRefused):
        set_agency_targets(values={other.pk: Decimal(3)}, **given)


def test_an_agency_without_a_duty_has_nothing_to_plan(desk: Desk) -> None:
    agency = AgencyFactory()
    with pytest.raises(AgencyPlanRefused):
        start_agency_plan(plan=desk.own.plan, agency=agency, by=member(Role.REPORTER, agency), now=NOW)
    assert AgencyPlan.objects.get() == desk.own


def test_last_years_steps_come_along_on_the_same_days_not_done(desk: Desk) -> None:
    old = desk.assignment
    PlanStepFactory(assignment=old, done_on=date(2022, 5, 1))
    gone = AssignmentFactory(agency=old.agency, duty__plan=old.duty.plan)
    PlanStepFactory(assignment=gone)
    plan = PlanFactory(year=2024, previous=old.duty.plan)
    duty = DutyFactory(plan=plan, code=old.duty.code)
    heir = AgencyFactory()
    old.agency.dissolved_on, old.agency.successor = date(2023, 7, 1), heir
    old.agency.save()
    new = AssignmentFactory(duty=duty, agency=heir)
    by = member(Role.REPORTER, heir)
    own = start_agency_plan(plan=plan, agency=heir, by=by, now=NOW, from_last_year=True)
    step = PlanStep.objects.of(plan, heir).get()
    assert (step.assignment, step.starts_on, step.ends_on) == (new, date(2024, 3, 1), date(2024, 5, 31))
    assert step.done_on is None
    assert own.is_draft
    assert start_agency_plan(plan=plan, agency=heir, by=by, now=NOW, from_last_year=True) == own
    assert PlanStep.objects.of(plan, heir).count() == 1


def test_no_duty_leaves_an_agency_that_has_steps_for_it(desk: Desk) -> None:
    step = PlanStepFactory(assignment=desk.assignment)
    with pytest.raises(ProtectedError):
        desk.assignment.delete()
    assert PlanStep.objects.get() == step


def test_steps_of_a_duty_that_was_taken_away_meanwhile_are_refused(desk: Desk) -> None:
    Assignment.objects.filter(pk=desk.assignment.pk).delete()
    with pytest.raises(AgencyPlanRefused, match="vừa được rút"):
        desk.put(LINE, opened_on=digest_of([]))
    assert not PlanStep.objects.exists()


def _at_once(*acts: Callable[[], object]) -> list[object]:
    """What each gave or raised, all of them begun at the same moment."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except StepsChangedMeanwhile as changed:
            return changed
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_who_save_at_once_one_wins_and_the_others_are_told(desk: Desk) -> None:
    lines = [replace(LINE, what=f"Line {n}") for n in range(8)]
    nothing = digest_of([])
    found = _at_once(*(lambda line=line: desk.put(line, opened_on=nothing) for line in lines))
    assert [type(each) for each in found].count(StepsChangedMeanwhile) == len(lines) - 1
    assert desk.assignment.steps.get().what == lines[found.index(1)].what


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_who_begin_at_once_all_find_the_same_plan(desk: Desk) -> None:
    plan, agency, by = desk.own.plan, desk.own.agency, desk.people[Role.REPORTER]
    desk.own.delete()
    begin = partial(start_agency_plan, plan=plan, agency=agency, by=by, now=NOW)
    assert len(set(_at_once(*[begin] * 8))) == 1
    assert AgencyPlan.objects.count() == 1
