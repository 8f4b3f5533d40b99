"""Adding to a plan, and taking back what nobody has used."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from agencies.changes import history_of, told
from tasks.models import Assignment, AssignmentRole, Duty, Field, Indicator, Plan, PlanState, Target
from tasks.services.adding import CodeTaken, add_duty, add_indicator, remove_duty, remove_indicator
from tasks.services.editing import ChangeRefused, PlanClosed, change_indicator, change_plan, set_targets
from tests.factories import (
    AgencyFactory,
    AssignmentFactory,
    DutyFactory,
    DutyGroupFactory,
    DutyResultFactory,
    IndicatorFactory,
    IndicatorValueFactory,
    PlanFactory,
    PlanStepFactory,
    TargetFactory,
    editor_of,
)

pytestmark = pytest.mark.django_db
RENAMED = "Called otherwise"


def new_figure(plan: Plan, code: str = "NEW", field: str = Field.DRUGS, **more: object) -> Indicator:
    return IndicatorFactory.build(plan=plan, code=code, field=field, **more)


def new_duty(plan: Plan, code: str = "NEW", **more: object) -> Duty:
    return DutyFactory.build(plan=plan, code=code, **more)


def renamed(row: Any, name: str = "name") -> Any:
    setattr(row, name, RENAMED)
    return row


def codes(plan: Plan) -> str:
    return " ".join(plan.indicators.order_by("order").values_list("code", flat=True))


@pytest.fixture
def plan() -> Plan:
    """H1 and H2 of HIV, D1 and D2 of drugs; their orders without a gap."""
    plan = PlanFactory()
    for order, code in enumerate(("H1", "H2", "D1", "D2"), 1):
        IndicatorFactory(plan=plan, code=code, order=order, field="hiv" if code[0] == "H" else "drugs")
    return plan


def test_it_is_the_last_of_its_field_and_has_its_reporters_and_a_history(plan: Plan) -> None:
    agency = AgencyFactory()
    made = add_indicator(by=editor_of(plan), indicator=new_figure(plan, field=Field.HIV), reporters=[agency])
    assert codes(plan) == "H1 H2 NEW D1 D2"
    assert list(made.reporters.all()) == [agency]
    assert made.history.get().history_type == "+"


@pytest.mark.parametrize(
    ("before", "field", "expected"),
    [
        ("H1", Field.HIV, "NEW H1 H2 D1 D2"),
        ("D2", Field.DRUGS, "H1 H2 D1 NEW D2"),
        (None, Field.DRUGS, "H1 H2 D1 D2 NEW"),
        (None, Field.REHAB, "H1 H2 D1 D2 NEW"),
    ],
)
def test_its_place_is_chosen_or_the_end(plan: Plan, before: str | None, field: str, expected: str) -> None:
    above = plan.indicators.get(code=before) if before else None
    add_indicator(by=editor_of(plan), indicator=new_figure(plan, field=field), reporters=[], before=above)
    assert codes(plan) == expected
    assert list(plan.indicators.order_by("order").values_list("order", flat=True)) == [1, 2, 3, 4, 5]


def test_the_first_of_a_plan_and_the_orders_of_others_left_alone(plan: Plan) -> None:
    other = PlanFactory()
    assert add_indicator(by=editor_of(other), indicator=new_figure(other, code="H1"), reporters=[]).order == 1
    assert codes(plan) == "H1 H2 D1 D2"


def test_who_stood_above_and_is_gone_meanwhile_leaves_the_end(plan: Plan) -> None:
    gone = plan.indicators.get(code="H1")
    remove_indicator(by=editor_of(plan), indicator=plan.indicators.get(code="H1"))
    add_indicator(by=editor_of(plan), indicator=new_figure(plan, field=Field.HIV), reporters=[], before=gone)
    assert codes(plan) == "H2 NEW D1 D2"


def test_that_others_moved_down_is_not_told_as_a_change_of_theirs(plan: Plan) -> None:
    add_indicator(by=editor_of(plan), indicator=new_figure(plan, field=Field.HIV), reporters=[])
    moved = plan.indicators.get(code="D1")
    moved.name = "Renamed"
    change_indicator(indicator=moved, reporters=[])
    note = told(history_of(Indicator, id=moved.pk))[0].note
    assert "Renamed" in note
    assert len(note.splitlines()) == 1


@pytest.mark.parametrize("code", ["H1", "h1"])
def test_a_code_is_there_once(plan: Plan, code: str) -> None:
    with pytest.raises(CodeTaken, match="H1"):
        add_indicator(by=editor_of(plan), indicator=new_figure(plan, code=code), reporters=[])
    DutyFactory(plan=plan, code="H1")
    with pytest.raises(CodeTaken, match="H1"):
        add_duty(
            by=editor_of(plan), duty=new_duty(plan, code=code), leads=[], coordinating=[], legal_documents=[]
        )


@pytest.mark.parametrize(
    "act",
    [
        lambda plan: add_indicator(by=editor_of(plan), indicator=new_figure(plan), reporters=[]),
        lambda plan: add_duty(
            by=editor_of(plan), duty=new_duty(plan), leads=[], coordinating=[], legal_documents=[]
        ),
        lambda plan: remove_indicator(by=editor_of(plan), indicator=plan.indicators.get(code="H1")),
        lambda plan: change_indicator(indicator=renamed(plan.indicators.get(code="H1")), reporters=[]),
        lambda plan: change_plan(plan=renamed(plan, "title")),
        lambda plan: set_targets(plan=plan, values={plan.indicators.get(code="H1").pk: Decimal(1)}),
    ],
    ids=["indicator", "duty", "remove", "change", "title", "target"],
)
def test_a_closed_plan_stays_as_it_is(plan: Plan, act: Callable[[Plan], object]) -> None:
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.CLOSED)  # Since the page was opened.
    with pytest.raises(PlanClosed, match="kết thúc"):
        act(plan)
    assert codes(plan) == "H1 H2 D1 D2"
    assert not Plan.objects.filter(title=RENAMED).exists()
    assert not Indicator.objects.filter(name=RENAMED).exists()
    assert not Target.objects.exists()


@pytest.mark.parametrize(
    "act",
    [
        lambda plan, by: add_indicator(by=by, indicator=new_figure(plan), reporters=[]),
        lambda plan, by: add_duty(by=by, duty=new_duty(plan), leads=[], coordinating=[], legal_documents=[]),
        lambda plan, by: remove_indicator(by=by, indicator=plan.indicators.get(code="H1")),
        lambda plan, by: remove_duty(by=by, duty=DutyFactory(plan=plan, code="D")),
    ],
    ids=["indicator", "duty", "remove indicator", "remove duty"],
)
def test_who_coordinates_another_plan_changes_nothing(plan: Plan, act: Callable[..., object]) -> None:
    with pytest.raises(ChangeRefused):
        act(plan, editor_of(PlanFactory()))
    assert codes(plan) == "H1 H2 D1 D2"
    assert not plan.duties.exclude(code="D").exists()


def test_an_indicator_that_nobody_used_is_taken_back(plan: Plan) -> None:
    made = add_indicator(by=editor_of(plan), indicator=new_figure(plan), reporters=[AgencyFactory()])
    remove_indicator(by=editor_of(plan), indicator=made)
    assert codes(plan) == "H1 H2 D1 D2"
    assert Indicator.history.filter(code="NEW", history_type="-").exists()


@pytest.mark.parametrize(
    ("use", "why"),
    [
        (lambda used: IndicatorValueFactory(indicator=used), "số liệu"),
        (lambda used: TargetFactory(indicator=used), "chỉ tiêu kế hoạch"),
        (lambda used: TargetFactory(indicator=used, agency=AgencyFactory()), "chỉ tiêu kế hoạch"),
        (lambda used: IndicatorFactory(plan=used.plan, code="PART", part_of=used), "PART"),
        (
            lambda used: IndicatorFactory(
                plan=used.plan, code="RATIO", nature="ratio", numerator=used, denominator=used
            ),
            "RATIO",
        ),
    ],
    ids=["figure", "target", "own target", "part", "ratio"],
)
def test_one_that_something_hangs_on_stays(plan: Plan, use: Callable[[Indicator], object], why: str) -> None:
    used = plan.indicators.get(code="D1")
    use(used)
    with pytest.raises(ChangeRefused, match=why):
        remove_indicator(by=editor_of(plan), indicator=used)
    assert Indicator.objects.filter(pk=used.pk).exists()


def test_a_duty_that_nothing_was_written_for_is_taken_back(plan: Plan) -> None:
    assignment = AssignmentFactory(duty__plan=plan, duty__code="NEW")
    remove_duty(by=editor_of(plan), duty=assignment.duty)
    assert not Assignment.objects.exists()
    assert Duty.history.filter(code="NEW", history_type="-").exists()
    assert Assignment.history.filter(agency=assignment.agency, history_type="-").exists()


@pytest.mark.parametrize(
    ("use", "why"),
    [
        (lambda used: DutyResultFactory(assignment=used), "báo cáo"),
        (lambda used: PlanStepFactory(assignment=used), "bước"),
    ],
    ids=["result", "step"],
)
def test_a_duty_that_something_was_written_for_stays(
    plan: Plan, use: Callable[[Assignment], object], why: str
) -> None:
    assignment = AssignmentFactory(duty__plan=plan)
    use(assignment)
    with pytest.raises(ChangeRefused, match=why):
        remove_duty(by=editor_of(plan), duty=assignment.duty)
    assert Assignment.objects.get() == assignment


def test_a_duty_stands_in_its_group_and_has_its_agencies() -> None:
    plan = PlanFactory()
    first, second = (DutyGroupFactory(plan=plan, order=order) for order in (1, 2))
    for order, (code, group) in enumerate([("C1", None), ("A1", first), ("B1", second)], 1):
        DutyFactory(plan=plan, code=code, group=group, order=order)
    lead, helper = AgencyFactory.create_batch(2)
    duty = add_duty(
        by=editor_of(plan),
        duty=new_duty(plan, code="A2", group=first),
        leads=[lead],
        coordinating=[helper],
        legal_documents=[],
    )
    add_duty(
        by=editor_of(plan), duty=new_duty(plan, code="C2"), leads=[lead], coordinating=[], legal_documents=[]
    )
    above = plan.duties.get(code="B1")
    above_all = {"leads": [lead], "coordinating": [], "legal_documents": [], "before": above}
    add_duty(by=editor_of(plan), duty=new_duty(plan, code="B0", group=second), **above_all)
    ordered = plan.duties.order_by("order").values_list("code", flat=True)
    assert list(ordered) == ["C1", "C2", "A1", "A2", "B0", "B1"]
    roles = dict(duty.assignments.values_list("agency", "role"))
    assert roles == {lead.pk: AssignmentRole.LEAD, helper.pk: AssignmentRole.COORDINATING}


def test_a_group_without_duties_follows_the_groups_above_it() -> None:
    plan = PlanFactory()
    first, empty, last = (DutyGroupFactory(plan=plan, order=order) for order in (1, 2, 3))
    DutyFactory(plan=plan, code="A1", group=first, order=1)
    DutyFactory(plan=plan, code="C1", group=last, order=2)
    add_duty(
        by=editor_of(plan),
        duty=new_duty(plan, code="B1", group=empty),
        leads=[],
        coordinating=[],
        legal_documents=[],
    )
    assert list(plan.duties.order_by("order").values_list("code", flat=True)) == ["A1", "B1", "C1"]
