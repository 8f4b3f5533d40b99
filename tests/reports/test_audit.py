"""The audit trail: coordinators see their plans', administrators all, nobody else that there is one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Role, User
from reports.models import Report, ReportEvent, SignedCopy
from tests.factories import (
    MOMENT,
    ConsolidationFactory,
    ReportEventFactory,
    ReportFactory,
    SignedCopyFactory,
    UserFactory,
    member,
)

pytestmark = pytest.mark.django_db
URL = reverse("reports:audit")


@pytest.fixture
def event() -> ReportEvent:
    return ReportEventFactory(report=ReportFactory())


@pytest.fixture
def coordinator(event: ReportEvent) -> User:
    return member(Role.COORDINATOR, event.report.period.plan.coordinator)


def page(client, user: User, query: str = "") -> list[ReportEvent | SignedCopy]:
    client.force_login(user)
    return [line.source for line in client.get(URL + query).context["lines"]]


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


def signed_copy(event: ReportEvent, version: int = 1, **more: Any) -> SignedCopy:
    """Of the report that the event's period comes to."""
    found = event.report.period.consolidations.filter(version=version).first()
    return SignedCopyFactory(
        consolidation=found or ConsolidationFactory(period=event.report.period, final=True), **more
    )


def test_who_brought_and_who_removed_a_signed_file_is_there(
    client, event: ReportEvent, coordinator: User
) -> None:
    hour = timedelta(hours=1)
    removed = signed_copy(event, name="Nhầm.pdf", removed_at=MOMENT + hour, removed_by=coordinator, file="")
    refused = signed_copy(event, refused=True, uploaded_at=MOMENT + 2 * hour)
    ReportEvent.objects.filter(pk=event.pk)._raw_delete(using="default")
    SignedCopyFactory()  # Of another's plan.
    client.force_login(coordinator)
    lines = list(client.get(URL).context["lines"])
    assert [(line.source, line.at, line.step, line.who) for line in lines] == [
        (refused, refused.uploaded_at, _("Upload the signed file"), refused.uploaded_by),
        (removed, removed.removed_at, _("Remove the signed file"), coordinator),
        (removed, removed.uploaded_at, _("Upload the signed file"), removed.uploaded_by),
    ]
    assert "không có chữ ký số nào" in lines[0].comment
    assert lines[1].comment.startswith("Nhầm.pdf, SHA-256")
    own = event.report.period.plan.coordinator.code
    assert page(client, coordinator, f"?agency={own}") == [refused, removed, removed]


def test_three_times_the_steps_take_the_same_queries(client, event: ReportEvent, coordinator: User) -> None:
    signed_copy(event, removed_at=MOMENT, removed_by=UserFactory(), file="")
    page(client, coordinator)
    with CaptureQueriesContext(connection) as once:
        page(client, coordinator)
    for _more in range(2):
        ReportEventFactory(report=ReportFactory(period=event.report.period))
        signed_copy(event, removed_at=MOMENT, removed_by=UserFactory(), file="")
    with CaptureQueriesContext(connection) as thrice:
        page(client, coordinator)
    assert len(thrice) == len(once)
