"""Changing a plan that is there."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tasks.models import Assignment, AssignmentRole, Indicator, PlanStep, Target
from tasks.services.adding import add_indicator
from tasks.services.editing import ChangeRefused, Unfit, change_duty, change_indicator, set_targets
from tests.factories import (
    AgencyFactory,
    AssignmentFactory,
    DutyFactory,
    DutyResultFactory,
    IndicatorFactory,
    IndicatorValueFactory,
    PlanFactory,
    PlanStepFactory,
    TargetFactory,
    editor_of,
)

pytestmark = pytest.mark.django_db
LEAD, COORDINATING = AssignmentRole.LEAD, AssignmentRole.COORDINATING


def test_a_duty_goes_to_exactly_the_agencies_given() -> None:
    duty = DutyFactory()
    stays, goes, changes, new, both = AgencyFactory.create_batch(5)
    kept = AssignmentFactory(duty=duty, agency=stays)
    AssignmentFactory(duty=duty, agency=goes)
    AssignmentFactory(duty=duty, agency=changes)
    change_duty(duty=duty, leads=[stays, both], coordinating=[changes, new, both], legal_documents=[])
    found = dict(duty.assignments.values_list("agency", "role"))
    wanted = {stays.pk: LEAD, both.pk: LEAD, changes.pk: COORDINATING, new.pk: COORDINATING}
    assert found == wanted
    assert kept.history.count() == 1
    assert Assignment.history.filter(agency=goes, history_type="-").exists()


def test_an_agency_that_reported_on_a_duty_keeps_it() -> None:
    held = AssignmentFactory()
    DutyResultFactory(assignment=held)
    held.duty.text = "Changed"
    with pytest.raises(ChangeRefused, match=held.agency.name):
        change_duty(duty=held.duty, leads=[AgencyFactory()], coordinating=[], legal_documents=[])
    held.duty.refresh_from_db()
    assert held.duty.text != "Changed"
    assert list(held.duty.assignments.all()) == [held]


def test_an_agency_that_planned_steps_for_a_duty_keeps_it() -> None:
    held = PlanStepFactory().assignment
    with pytest.raises(ChangeRefused, match=f"{held.agency.name}.*bước"):
        change_duty(duty=held.duty, leads=[AgencyFactory()], coordinating=[], legal_documents=[])
    assert list(held.duty.assignments.all()) == [held]
    assert PlanStep.objects.get().assignment == held


def test_of_what_was_reported_and_planned_the_report_is_named() -> None:
    held = PlanStepFactory().assignment
    DutyResultFactory(assignment=held)
    with pytest.raises(ChangeRefused, match="báo cáo"):
        change_duty(duty=held.duty, leads=[AgencyFactory()], coordinating=[], legal_documents=[])


def test_an_indicator_gets_its_reporters() -> None:
    indicator, agency = IndicatorFactory(), AgencyFactory()
    indicator.name = "Renamed"
    change_indicator(indicator=indicator, reporters=[agency])
    indicator.refresh_from_db()
    assert (indicator.name, list(indicator.reporters.all())) == ("Renamed", [agency])


RATIO = {"nature": "ratio", "across_agencies": "ratio", "across_periods": "ratio"}


def changed(indicator: Indicator, **values: object) -> Indicator:
    for name, value in values.items():
        setattr(indicator, name, value)
    return change_indicator(indicator=indicator, reporters=[])


def refused(indicator: Indicator, **values: object) -> str:
    """The field that the change is refused for; nothing of it is stored."""
    before = Indicator.objects.values().get(pk=indicator.pk)
    with pytest.raises(Unfit) as found:
        changed(indicator, **values)
    assert Indicator.objects.values().get(pk=indicator.pk) == before
    return found.value.name


def test_what_others_are_made_of_cannot_become_something_else() -> None:
    plan = PlanFactory()
    one, two = IndicatorFactory.create_batch(2, plan=plan)
    IndicatorFactory(plan=plan, numerator=one, denominator=two, **RATIO)
    part = IndicatorFactory(plan=plan, part_of=two)
    assert refused(one, numerator=two, denominator=two, **RATIO) == "nature"
    assert refused(two, nature="stock", across_periods="latest") == "nature"
    assert refused(part, nature="stock", across_periods="latest") == "part_of"
    two.refresh_from_db()
    assert refused(two, part_of=part) == "part_of"


def test_a_new_ratio_is_not_made_of_a_ratio() -> None:
    plan = PlanFactory()
    one = IndicatorFactory(plan=plan)
    ratio = IndicatorFactory(plan=plan, numerator=one, denominator=one, **RATIO)
    new = IndicatorFactory.build(plan=plan, code="NEW", numerator=ratio, denominator=one, **RATIO)
    with pytest.raises(Unfit):
        add_indicator(by=editor_of(plan), indicator=new, reporters=[])
    assert not plan.indicators.filter(code="NEW").exists()


@pytest.mark.parametrize("is_given", [True, False])
def test_the_nature_stays_once_a_figure_was_given(is_given: bool) -> None:
    """The figure that agencies entered would no longer be read; a ratio was shown from the day its parts were given."""
    plan = PlanFactory()
    figure, other = IndicatorFactory.create_batch(2, plan=plan)
    ratio = IndicatorFactory(plan=plan, numerator=other, denominator=other, **RATIO)
    if is_given:
        for each in (figure, other):
            IndicatorValueFactory(indicator=each)
    stock = {"nature": "stock", "across_agencies": "sum", "across_periods": "latest"}
    if is_given:
        assert (
            refused(figure, **stock) == refused(ratio, numerator=None, denominator=None, **stock) == "nature"
        )
        figure.refresh_from_db()
        assert changed(figure, name="Renamed").name == "Renamed"
    else:
        changed(figure, **stock)
        changed(ratio, numerator=None, denominator=None, **stock)
        assert set(plan.indicators.values_list("nature", flat=True)) == {"stock", "flow"}


def test_targets_of_the_province_are_set_changed_and_taken_away() -> None:
    plan = PlanFactory()
    new, changed, same, gone, none = IndicatorFactory.create_batch(5, plan=plan)
    for indicator in (changed, same, gone):
        TargetFactory(indicator=indicator, value=5)
    of_agency = TargetFactory(indicator=gone, agency=AgencyFactory(), value=1)
    values = {new.pk: Decimal(0), changed.pk: Decimal(7), same.pk: Decimal(5), gone.pk: None, none.pk: None}
    assert set_targets(plan=plan, values=values) == 3
    found = dict(Target.objects.filter(agency=None).values_list("indicator", "value"))
    assert found == {new.pk: 0, changed.pk: 7, same.pk: 5}
    assert Target.objects.filter(pk=of_agency.pk).exists()
    assert Target.history.filter(indicator=same).count() == 1
