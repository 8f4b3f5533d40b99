"""An agency plans while its plan changes, on PostgreSQL: who comes second waits, is told, and keeps his words."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from tasks.models import AgencyPlan, Assignment, Plan, PlanState, PlanStep, Target
from tasks.rules.agency_plan import StepLine
from tasks.rules.agency_plan import digest_of as steps_digest
from tasks.services.agency_plans import set_steps
from tasks.services.editing import ChangeRefused
from tests.factories import AgencyPlanFactory
from tests.reports.test_races import TAKEN, elsewhere, until_it_waits
from tests.support.browsing import browse
from tests.support.office import Office, office

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def plans(desk: Office) -> None:
    """The first step that the agency plans for the duty."""
    assignment = Assignment.objects.get(pk=desk.assignments[0].pk)
    set_steps(
        agency_plan=AgencyPlan.objects.get(),
        assignment=assignment,
        lines=[StepLine("Train", "Office", date(2022, 3, 1), date(2022, 4, 1))],
        opened_on=steps_digest([]),
        by=desk.reporter,
        now=desk.at,
    )


def with_own_plan() -> Office:
    desk = office(figures=1)
    AgencyPlanFactory(plan=desk.period.plan, agency=desk.report.agency)
    return desk


@pytest.mark.parametrize("what", ["duty", "assignment"])
def test_who_takes_a_duty_waits_for_who_plans_steps_for_it(what: str) -> None:
    desk = with_own_plan()
    with transaction.atomic():
        plans(desk)
        other = elsewhere(lambda: TAKEN[what](desk))
        until_it_waits(other)
    with pytest.raises(ChangeRefused, match="bước"):
        other.result()
    assert PlanStep.objects.get().assignment == desk.assignments[0]


@pytest.mark.parametrize("what", ["duty", "assignment"])
def test_who_plans_steps_for_a_duty_that_is_being_taken_keeps_the_words(what: str) -> None:
    desk = with_own_plan()
    agency, duty = desk.report.agency, desk.assignments[0].duty
    client = browse(desk.reporter)
    address = reverse("reports:agency_plan_steps", args=[agency.code, duty.plan.code, duty.code])
    typed = {"what": "Tập huấn", "unit": "Văn phòng", "starts_on": "2022-03-01", "ends_on": "2022-04-01"}
    data = {f"steps-0-{name}": value for name, value in typed.items()} | {
        "steps-TOTAL_FORMS": "1",
        "steps-INITIAL_FORMS": "0",
        "opened_on": steps_digest([]),
    }
    with transaction.atomic():
        TAKEN[what](desk)
        other = elsewhere(lambda: client.post(address, data))
        until_it_waits(other)
    answer = other.result()
    assert isinstance(answer, HttpResponse)
    assert answer.status_code == 409
    assert "Tập huấn" in answer.content.decode()
    assert not PlanStep.objects.exists()


def test_targets_of_a_plan_that_is_being_closed_are_refused_and_stay_as_typed() -> None:
    desk = with_own_plan()
    plan, agency, figure = desk.period.plan, desk.report.agency, desk.indicators[0]
    address = reverse("reports:agency_plan_targets", args=[agency.code, plan.code])
    client = browse(desk.reporter)
    with transaction.atomic():
        locked = Plan.objects.locked(plan.pk)
        locked.state = PlanState.CLOSED
        locked.save()
        other = elsewhere(lambda: client.post(address, {f"target-{figure.pk}": "4321"}))
        until_it_waits(other)
    answer = other.result()
    assert isinstance(answer, HttpResponse)
    assert answer.status_code == 422
    assert "4321" in answer.content.decode()
    assert not Target.objects.exists()
