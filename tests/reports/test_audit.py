"""The audit trail: coordinators see their plans', administrators all, nobody else that there is one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Role, User
from reports.models import Report, ReportEvent
from tests.factories import ReportEventFactory, ReportFactory, member

pytestmark = pytest.mark.django_db
URL = reverse("reports:audit")


@pytest.fixture
def event() -> ReportEvent:
    return ReportEventFactory(report=ReportFactory())


@pytest.fixture
def coordinator(event: ReportEvent) -> User:
    return member(Role.COORDINATOR, event.report.period.plan.coordinator)


def page(client, user: User, query: str = "") -> list[ReportEvent]:
    client.force_login(user)
    return list(client.get(URL + query).context["page"])


def test_a_coordinator_reads_the_steps_of_his_plans_only(
    client, event: ReportEvent, coordinator: User
) -> None:
    elsewhere = ReportEventFactory(report=ReportFactory())
    assert page(client, coordinator) == [event]
    assert set(page(client, member(Role.ADMINISTRATOR))) == {event, elsewhere}


@pytest.mark.parametrize("role", [Role.REPORTER, Role.APPROVER, Role.LEADERSHIP])
def test_for_others_there_is_no_such_page(client, event: ReportEvent, role: Role) -> None:
    agency = None if role == Role.LEADERSHIP else event.report.agency
    client.force_login(member(role, agency))
    assert client.get(URL).status_code == 404


def test_one_agencys_steps_can_be_chosen(client, event: ReportEvent, coordinator: User) -> None:
    other: Report = ReportFactory(period=event.report.period)
    theirs = ReportEventFactory(report=other)
    assert page(client, coordinator, f"?agency={other.agency.code}") == [theirs]
    assert page(client, coordinator, "?agency=nobody") == []


def test_three_times_the_steps_take_the_same_queries(client, event: ReportEvent, coordinator: User) -> None:
    page(client, coordinator)
    with CaptureQueriesContext(connection) as once:
        page(client, coordinator)
    for _ in range(2):
        ReportEventFactory(report=ReportFactory(period=event.report.period))
    with CaptureQueriesContext(connection) as thrice:
        page(client, coordinator)
    assert len(thrice) == len(once)
