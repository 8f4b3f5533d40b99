"""The inbox, and the coordinator's delivery record of a period."""

from __future__ import annotations

from datetime import date

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Role, User
from reports.context import navigation
from reports.models import DeliveryState, Notice, NoticeKind, Report
from reports.rules.reminders import at_hour
from reports.services.delivery import deliver_one
from reports.services.inbox import unread_count
from reports.services.notices import create_due_notices, notify
from tests.factories import PeriodFactory, PlanFactory, ReportFactory, member

pytestmark = pytest.mark.django_db
NOW = at_hour(date(2022, 6, 12))


@pytest.fixture
def report() -> Report:
    return ReportFactory(period=PeriodFactory(plan=PlanFactory(reminders=True)))


@pytest.fixture
def reporter(report: Report) -> User:
    return member(Role.REPORTER, report.agency)


@pytest.fixture
def coordinator(report: Report) -> User:
    return member(Role.COORDINATOR, report.period.plan.coordinator)


@pytest.fixture
def notice(reporter: User) -> Notice:
    return next(n for n in create_due_notices(now=NOW) if n.recipient == reporter)


def test_the_inbox_shows_ones_own_and_no_other(client, report: Report, notice: Notice) -> None:
    other = member(Role.REPORTER, ReportFactory(period=report.period).agency)
    client.force_login(notice.recipient)
    assert notice.subject in client.get(reverse("reports:notices")).content.decode()
    client.force_login(other)
    assert notice.subject not in client.get(reverse("reports:notices")).content.decode()


def test_unread_come_first_and_are_counted(client, report: Report, notice: Notice, rf) -> None:
    notify(NoticeKind.ACCEPTED, report=report, now=NOW)
    older, newer = Notice.objects.filter(recipient=notice.recipient).order_by("pk")
    user = notice.recipient
    assert unread_count(user) == 2
    client.force_login(user)
    client.post(reverse("reports:notice_read", args=[newer.pk]))
    shown = client.get(reverse("reports:notices")).content.decode()
    assert shown.index(older.subject) < shown.index(newer.subject)
    request = rf.get("/")
    request.user = user
    assert navigation(request)["notices"].count == 1
    client.post(reverse("reports:notices_read"))
    assert unread_count(user) == 0


def test_opening_marks_it_read_and_leads_on(client, notice: Notice) -> None:
    client.force_login(notice.recipient)
    response = client.post(reverse("reports:notice_open", args=[notice.pk]))
    assert (response.status_code, response.url) == (302, notice.path)
    notice.refresh_from_db()
    first = notice.read_at
    assert first
    client.post(reverse("reports:notice_read", args=[notice.pk]))
    notice.refresh_from_db()
    assert notice.read_at == first


@pytest.mark.parametrize("name", ["notice_open", "notice_read"])
def test_a_stranger_meets_nothing_and_a_get_changes_nothing(client, notice: Notice, name: str) -> None:
    url = reverse(f"reports:{name}", args=[notice.pk])
    client.force_login(member(Role.REPORTER, ReportFactory().agency))
    assert client.post(url).status_code == 404
    client.force_login(notice.recipient)
    assert client.get(url).status_code == 405
    client.logout()
    assert client.post(url).status_code == 302
    notice.refresh_from_db()
    assert notice.read_at is None


def test_the_record_is_the_coordinators(client, report: Report, coordinator: User, notice: Notice) -> None:
    url = reverse("reports:period_notices", args=[report.period.pk])
    client.force_login(coordinator)
    shown = client.get(url).content.decode()
    assert notice.recipient.email in shown
    assert report.agency.short_name in shown
    elsewhere = member(Role.COORDINATOR, ReportFactory().agency)
    for stranger in (notice.recipient, elsewhere, member(Role.LEADERSHIP), member(Role.ADMINISTRATOR)):
        client.force_login(stranger)
        assert client.get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302


def test_the_record_shows_failures_with_their_answer_and_silent_agencies(
    client, report: Report, coordinator: User, notice: Notice
) -> None:
    silent = ReportFactory(period=report.period).agency
    Notice.objects.filter(pk=notice.pk).update(delivery=DeliveryState.FAILED, answer="550 no <such> user")
    client.force_login(coordinator)
    url = reverse("reports:period_notices", args=[report.period.pk])
    shown = client.get(url).content.decode()
    assert "550 no &lt;such&gt; user" in shown
    assert silent.name in shown
    assert "550 no" in client.get(url, {"delivery": "failed"}).content.decode()
    assert "550 no" not in client.get(url, {"delivery": "sent"}).content.decode()
    assert client.get(url, {"delivery": "'\"<", "page": "x"}).status_code == 200


def test_an_empty_record_and_an_empty_inbox_say_why(client, report: Report, coordinator: User) -> None:
    client.force_login(coordinator)
    for url in (reverse("reports:notices"), reverse("reports:period_notices", args=[report.period.pk])):
        assert 'class="empty"' in client.get(url).content.decode()


def test_queries_do_not_grow_with_notices(client, report: Report, coordinator: User) -> None:
    urls = [reverse("reports:notices"), reverse("reports:period_notices", args=[report.period.pk])]
    client.force_login(coordinator)

    def add(count: int) -> None:
        for _turn in range(count):
            owing = ReportFactory(period=report.period, submitted=True)
            member(Role.REPORTER, owing.agency)
            notify(NoticeKind.SUBMITTED, report=owing, now=NOW, audience=["reporter", "coordinator"])

    def queries() -> list[int]:
        found = []
        for url in urls:
            with CaptureQueriesContext(connection) as captured:
                client.get(url)
            found.append(len(captured))
        return found

    add(3)
    queries()
    few = queries()
    add(6)
    assert queries() == few


def test_a_hostile_host_never_gets_into_mail(
    client, report: Report, coordinator: User, reporter: User
) -> None:
    client.force_login(reporter)
    assert client.get(reverse("reports:notices"), headers={"host": "evil.test"}).status_code == 400
    create_due_notices(now=NOW)
    while deliver_one(now=NOW):
        pass
    assert mail.outbox
    assert not [sent for sent in mail.outbox if "evil.test" in sent.message().as_string()]
