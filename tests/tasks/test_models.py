"""Which plans a person sees and edits, and what plans and duties say of themselves."""

import pytest

from agencies.models import Role, User
from tasks.models import Duty, Indicator, LegalDocument, Plan, PlanParagraph, PlanState
from tests.factories import (
    AgencyFactory,
    AssignmentFactory,
    DutyFactory,
    DutyGroupFactory,
    IndicatorFactory,
    PlanFactory,
    ScheduleEntryFactory,
    TargetFactory,
    UserFactory,
    member,
)

pytestmark = pytest.mark.django_db


def _people(plan: Plan) -> dict[str, User]:
    return {
        "nobody": UserFactory(),
        "coordinator": member(Role.COORDINATOR, plan.coordinator),
        "coordinator elsewhere": member(Role.COORDINATOR, AgencyFactory()),
        "reporter": member(Role.REPORTER, plan.coordinator),
        "leadership": member(Role.LEADERSHIP),
        "administrator": member(Role.ADMINISTRATOR),
    }


@pytest.mark.parametrize("state", PlanState.values)
def test_issued_plans_are_everyones_drafts_their_coordinators(state: str) -> None:
    plan = PlanFactory(state=state)
    duty = DutyFactory(plan=plan)
    people = _people(plan)
    expected = {"coordinator"} if plan.is_draft else people.keys() - {"nobody"}
    assert {who for who, user in people.items() if plan in Plan.objects.visible_to(user)} == expected
    assert {who for who, user in people.items() if duty in Duty.objects.visible_to(user)} == expected
    assert {who for who, user in people.items() if plan in Plan.objects.coordinated_by(user)} == {
        "coordinator"
    }
    assert {who for who, user in people.items() if plan.is_edited_by(user)} == {"coordinator"}
    assert (plan in Plan.objects.in_force()) is (state == PlanState.ACTIVE)


def test_those_who_must_report_have_a_duty_of_this_plan() -> None:
    plan = PlanFactory()
    late, early = AgencyFactory(order=2), AgencyFactory(order=1)
    for agency in (late, early, late):
        AssignmentFactory(duty=DutyFactory(plan=plan), agency=agency)
    AssignmentFactory()
    assert list(plan.agencies()) == [early, late]


def test_a_duty_knows_who_leads_at_a_fixed_number_of_queries(django_assert_num_queries) -> None:
    duty = DutyFactory(group=None)
    lead = AssignmentFactory(duty=duty).agency
    helper = AssignmentFactory(duty=duty, role="coordinating").agency
    with django_assert_num_queries(3):
        [found] = Duty.objects.of_plan(duty.plan)
        assert (found.leads, found.coordinating) == ([lead], [helper])
    assert list(Duty.objects.assigned(lead.code, "")) == [duty]
    assert list(Duty.objects.assigned(lead.code, "coordinating")) == []
    assert list(Duty.objects.assigned("", "")) == [duty]


def test_duties_are_found_with_or_without_accents() -> None:
    duty = DutyFactory(text="Tuyên truyền phòng, chống ma túy")
    DutyFactory(text="Bố trí kinh phí")
    assert list(Duty.objects.matching("ma tuy")) == [duty]
    assert Duty.objects.matching("").count() == 2


def test_only_a_ratio_is_computed() -> None:
    one = IndicatorFactory()
    ratio = IndicatorFactory(plan=one.plan, nature="ratio", numerator=one, denominator=one, order=31000)
    assert (one.is_computed, ratio.is_computed) == (False, True)
    assert list(Indicator.objects.of_plan(one.plan)) == [one, ratio]


def test_each_says_what_it_is() -> None:
    group = DutyGroupFactory(label="a)", title="Công an tỉnh")
    assert str(group) == "a) Công an tỉnh"
    assignment = AssignmentFactory(duty__code="C1")
    assert str(assignment).startswith("C1 - ")
    assert str(assignment.duty).startswith("C1 ")
    assert str(assignment.duty.plan).endswith("(2022)")
    target = TargetFactory(value=5)
    assert str(target) == f"{target.indicator.code}: 5"
    assert target.indicator.name in str(target.indicator)
    assert str(PlanParagraph(text="Why.")) == "Why."
    assert str(ScheduleEntryFactory(code="H1")) == "H1"
    rule = PlanFactory(reminders=[("before", 3, ["reporter"])]).reminders.get()
    assert str(rule).endswith(" 3")
    assert str(LegalDocument(kind="law", title="Luật")) == str(LegalDocument(kind="law").get_kind_display())
    assert str(LegalDocument(kind="law", number="1/QH")).endswith("1/QH")
