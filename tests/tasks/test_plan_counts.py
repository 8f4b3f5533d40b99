"""What stands beside each plan in the list."""

from __future__ import annotations

import pytest

from tasks.models import Assignment, Duty, Indicator, Plan
from tests import factories

pytestmark = pytest.mark.django_db


def test_each_count_is_of_its_own_plan() -> None:
    empty = factories.PlanFactory()
    for plan in (factories.PlanFactory(), factories.PlanFactory()):
        for duty in factories.DutyFactory.create_batch(2, plan=plan):
            factories.AssignmentFactory.create_batch(3, duty=duty)
        factories.IndicatorFactory.create_batch(4, plan=plan)
    for plan in Plan.objects.with_counts():
        assert plan.duty_count == Duty.objects.filter(plan=plan).count()
        assert plan.agency_count == plan.agencies().count()
        assert plan.indicator_count == Indicator.objects.filter(plan=plan).count()
    assert Plan.objects.with_counts().get(pk=empty.pk).duty_count == 0
    assert Assignment.objects.count() == 12
