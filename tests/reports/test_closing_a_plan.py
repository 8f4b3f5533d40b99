"""A plan is closed when its work is done, not before, and only by its coordinator."""

from __future__ import annotations

import pytest
from django.urls import reverse

from agencies.models import Role, User
from reports.models import ReportingPeriod
from reports.services.planning import close_plan
from tasks.models import Plan
from tasks.services.editing import ChangeRefused
from tests.factories import ConsolidationFactory, PeriodFactory, PlanFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(state="active")


@pytest.fixture
def coordinator(plan: Plan) -> User:
    return member(Role.COORDINATOR, plan.coordinator)


def finish(period: ReportingPeriod, by: User) -> None:
    ConsolidationFactory(period=period, state="final", finalised_by=by, finalised_at=period.deadline)


def test_a_plan_without_periods_or_with_an_open_one_stays(plan: Plan, coordinator: User) -> None:
    with pytest.raises(ChangeRefused):
        close_plan(plan=plan, by=coordinator)
    finish(PeriodFactory(plan=plan, code="H1"), coordinator)
    ConsolidationFactory(period=PeriodFactory(plan=plan, code="ANNUAL"), state="draft")
    with pytest.raises(ChangeRefused):
        close_plan(plan=plan, by=coordinator)


def test_once_all_is_final_it_closes_once(plan: Plan, coordinator: User) -> None:
    finish(PeriodFactory(plan=plan), coordinator)
    assert close_plan(plan=plan, by=coordinator).state == "closed"
    with pytest.raises(ChangeRefused):
        close_plan(plan=plan, by=coordinator)


def test_another_coordinator_may_not(plan: Plan, coordinator: User) -> None:
    finish(PeriodFactory(plan=plan), coordinator)
    with pytest.raises(ChangeRefused):
        close_plan(plan=plan, by=member(Role.COORDINATOR, PlanFactory().coordinator))


def test_the_page_says_why_not_and_closes_when_it_may(client, plan: Plan, coordinator: User) -> None:
    period = PeriodFactory(plan=plan)
    client.force_login(coordinator)
    client.post(reverse("reports:plan_close", args=[plan.code]))
    plan.refresh_from_db()
    assert plan.state == "active"
    finish(period, coordinator)
    client.post(reverse("reports:plan_close", args=[plan.code]))
    plan.refresh_from_db()
    assert plan.state == "closed"
