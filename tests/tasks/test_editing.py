"""Changing a plan that is there."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tasks.models import Assignment, AssignmentRole, Target
from tasks.services.editing import ChangeRefused, change_duty, change_indicator, set_targets
from tests.factories import (
    AgencyFactory,
    AssignmentFactory,
    DutyFactory,
    DutyResultFactory,
    IndicatorFactory,
    PlanFactory,
    TargetFactory,
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


def test_an_indicator_gets_its_reporters() -> None:
    indicator, agency = IndicatorFactory(), AgencyFactory()
    indicator.name = "Renamed"
    change_indicator(indicator=indicator, reporters=[agency])
    indicator.refresh_from_db()
    assert (indicator.name, list(indicator.reporters.all())) == ("Renamed", [agency])


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
