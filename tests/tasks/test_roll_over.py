"""Next year's plan from this one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from agencies.models import Agency, Role
from tasks.models import AssignmentRole, Indicator, Plan, PlanState, Target
from tasks.rules.plan_file import parse_plan
from tasks.services.load_plan import load_plan
from tasks.services.roll_over import RollOverRefused, heirs_on, roll_over_plan, title_for
from tests.factories import (
    AgencyFactory,
    AssignmentFactory,
    DutyFactory,
    IndicatorFactory,
    PlanFactory,
    member,
)

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parents[2] / "tasks/plans/tra-vinh-2022.yaml"


def rolled(plan: Plan, year: int = 2023) -> Plan:
    by = member(Role.COORDINATOR, plan.coordinator)
    return roll_over_plan(plan=plan, year=year, code=f"next-{year}", by=by)


def content(plan: Plan) -> dict[str, object]:
    """What a plan says, without ids."""
    duties = plan.duties.order_by("order").select_related("group")
    return {
        "duties": [(d.code, d.order, d.field, d.text, d.group and d.group.title) for d in duties],
        "assignments": sorted(duties.values_list("code", "assignments__agency__code", "assignments__role")),
        "cited": sorted(
            duties.filter(legal_documents__isnull=False).values_list("code", "legal_documents__code")
        ),
        "indicators": list(
            plan.indicators.order_by("order").values_list(
                "code", "name", "nature", "numerator__code", "denominator__code", "part_of__code", "decimals"
            )
        ),
        "reporters": sorted(plan.indicators.values_list("code", "reporters__code")),
        "schedule": sorted(plan.schedule.values_list("code", "kind", "deadline_day", "from_year_offset")),
        "reminders": sorted(plan.reminders.values_list("trigger", "days")),
        "paragraphs": sorted(plan.paragraphs.values_list("part", "order", "text")),
        "documents": sorted(plan.legal_documents.values_list("code", flat=True)),
    }


def test_the_real_plan_is_carried_whole() -> None:
    plan = load_plan(plan_file=parse_plan(FILE.read_text(encoding="utf-8"))).plan
    Target.objects.create(indicator=plan.indicators.first(), value=5)
    made = rolled(plan)
    assert content(made) == content(plan)
    assert (made.state, made.previous, made.year) == (PlanState.DRAFT, plan, 2023)
    assert made.title == plan.title.replace("2022", "2023") != plan.title
    assert not Target.objects.filter(indicator__plan=made).exists()
    assert not made.periods.exists()
    parts = Indicator.objects.filter(plan=made).exclude(numerator=None)
    assert {part.numerator.plan_id for part in parts.select_related("numerator")} == {made.pk}


def test_successors_take_over_and_lead_where_either_led() -> None:
    plan = PlanFactory(year=2022)
    heir = AgencyFactory()
    old = AgencyFactory(dissolved_on=date(2022, 7, 1), successor=heir)
    older = AgencyFactory(dissolved_on=date(2021, 7, 1), successor=old)
    orphan = AgencyFactory(dissolved_on=date(2022, 7, 1))
    leaving_later = AgencyFactory(dissolved_on=date(2023, 7, 1), successor=heir)
    duty = DutyFactory(plan=plan)
    AssignmentFactory(duty=duty, agency=heir, role=AssignmentRole.COORDINATING)
    for agency in (older, orphan, leaving_later):
        AssignmentFactory(duty=duty, agency=agency)
    IndicatorFactory(plan=plan, reporters=[old, heir, orphan])
    made = rolled(plan)
    got = dict(made.duties.get().assignments.values_list("agency", "role"))
    assert got == {heir.pk: AssignmentRole.LEAD, leaving_later.pk: AssignmentRole.LEAD}
    assert list(made.indicators.get().reporters.all()) == [heir]


def test_two_agencies_that_succeed_each_other_have_no_heir() -> None:
    gone = {"dissolved_on": date(2020, 1, 1)}
    first, second = AgencyFactory(**gone), AgencyFactory(**gone)
    Agency.objects.filter(pk=first.pk).update(successor=second)
    Agency.objects.filter(pk=second.pk).update(successor=first)
    assert heirs_on(date(2022, 1, 1)) == {first.pk: None, second.pk: None}


def test_a_coordinator_that_ended_without_successor_is_told() -> None:
    plan = PlanFactory(coordinator=AgencyFactory(dissolved_on=date(2022, 7, 1)))
    with pytest.raises(RollOverRefused):
        rolled(plan)


def test_there_is_one_next_plan() -> None:
    plan = PlanFactory(year=2022)
    rolled(plan)
    with pytest.raises(RollOverRefused, match="next-2023"):
        rolled(plan, 2024)


@pytest.mark.parametrize(("year", "code"), [(2022, "free"), (2021, "free"), (2023, "taken")])
def test_year_and_code_must_be_free(year: int, code: str) -> None:
    plan = PlanFactory(year=2022)
    PlanFactory(code="taken")
    by = member(Role.COORDINATOR, plan.coordinator)
    with pytest.raises(RollOverRefused):
        roll_over_plan(plan=plan, year=year, code=code, by=by)
    assert not Plan.objects.filter(previous=plan).exists()


@pytest.mark.parametrize("role", [Role.REPORTER, Role.APPROVER, Role.COORDINATOR])
def test_nobody_but_its_coordinator_rolls_a_plan_over(role: Role) -> None:
    plan = PlanFactory()
    agency = AgencyFactory() if role == Role.COORDINATOR else plan.coordinator
    with pytest.raises(RollOverRefused):
        roll_over_plan(plan=plan, year=2023, code="next", by=member(role, agency))


def test_indicators_made_of_one_another_are_told() -> None:
    plan = PlanFactory()
    first, second = IndicatorFactory(plan=plan), IndicatorFactory(plan=plan)
    Indicator.objects.filter(pk=first.pk).update(part_of=second)
    Indicator.objects.filter(pk=second.pk).update(part_of=first)
    with pytest.raises(RollOverRefused):
        rolled(plan)


def test_the_title_says_the_new_year() -> None:
    assert (
        title_for(PlanFactory.build(title="Plan of 2022 and of 2021", year=2022), 2026)
        == "Plan of 2026 and of 2021"
    )
