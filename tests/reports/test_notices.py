"""What the reminders of a plan and the acts with a report put into the outbox."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Role, User
from reports.models import Notice, NoticeKind, Report, ReportingPeriod, Section
from reports.notices.messages import MESSAGES
from reports.rules.calendar import start_of
from reports.rules.reminders import at_hour
from reports.services.notices import create_due_notices, due_notices, notify, remind_now
from reports.services.recipients import agencies_without_recipient
from reports.services.reviewing import accept_report, extend_deadline, reopen_report, return_report
from reports.services.steps import StepRefused
from reports.services.submitting import send_for_approval, submit_report
from tests.factories import (
    AgencyFactory,
    AssignmentFactory,
    DutyFactory,
    DutyResultFactory,
    IndicatorFactory,
    IndicatorValueFactory,
    PeriodFactory,
    PlanFactory,
    ReportFactory,
    ReportSectionFactory,
    member,
)

pytestmark = pytest.mark.django_db
LAST_DAY = date(2022, 6, 15)


def day(offset: int) -> datetime:
    return at_hour(LAST_DAY + timedelta(days=offset))


@pytest.fixture
def period() -> ReportingPeriod:
    return PeriodFactory(plan=PlanFactory(reminders=True))


@pytest.fixture
def report(period: ReportingPeriod) -> Report:
    """One agency that owes, with a reporter, an approver; a coordinator and a leader besides."""
    report = ReportFactory(period=period)
    member(Role.REPORTER, report.agency, username="reporter")
    member(Role.APPROVER, report.agency, username="approver")
    member(Role.COORDINATOR, period.plan.coordinator, username="coordinator")
    member(Role.LEADERSHIP, username="leader")
    return report


def begin(report: Report) -> None:
    """Someone saves it: it is a draft."""
    Report.objects.filter(pk=report.pk).update(
        state="draft", edited_at=day(-9), edited_by=User.objects.order_by("pk")[0]
    )


def told(now: datetime) -> set[tuple[str, str]]:
    return {(notice.kind, notice.recipient.username) for notice in create_due_notices(now=now)}


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (-29, {("period_opens", "reporter"), ("period_opens", "approver")}),
        (-14, {("deadline_near", "reporter")}),
        (-7, {("deadline_near", "reporter")}),
        (-3, {("deadline_near", "reporter"), ("deadline_near", "approver")}),
        (-1, {("deadline_near", "reporter"), ("deadline_near", "approver"), ("digest", "coordinator")}),
        (0, {("last_day", "reporter"), ("last_day", "approver"), ("digest", "coordinator")}),
        (
            1,
            {("overdue", who) for who in ("reporter", "approver", "coordinator")}
            | {("digest", "coordinator"), ("summary", "leader")},
        ),
        (28, {("overdue", who) for who in ("reporter", "approver", "coordinator")}),
    ],
)
def test_each_row_of_the_table_reaches_its_people_once(
    report: Report, offset: int, expected: set[tuple[str, str]]
) -> None:
    create_due_notices(now=day(offset) - timedelta(minutes=1))
    found = told(day(offset))
    assert found == expected
    assert not told(day(offset))
    assert not told(day(offset) + timedelta(hours=12))


def test_after_a_long_silence_only_the_newest_is_sent(report: Report) -> None:
    assert told(day(-2)) == {("deadline_near", "reporter"), ("deadline_near", "approver")} | {
        ("digest", "coordinator")
    }
    assert Notice.objects.filter(report=report).values_list("occasion", flat=True).distinct().count() == 1


def test_whoever_submitted_is_left_alone(period: ReportingPeriod) -> None:
    for state in ("submitted", "accepted"):
        member(Role.REPORTER, ReportFactory(period=period, **{state: True}).agency)
    assert not told(day(1)) - {("summary", "leader")}


def test_a_plan_not_in_force_reminds_nobody(report: Report) -> None:
    plan = report.period.plan
    plan.state = "closed"
    plan.save()
    assert not due_notices(now=day(0))


def test_an_extension_moves_the_reminders(report: Report) -> None:
    create_due_notices(now=day(0))
    coordinator = member(Role.COORDINATOR, report.period.plan.coordinator)
    later = start_of(LAST_DAY + timedelta(days=11))
    extend_deadline(
        report=report, by=coordinator, deadline=later, reason="flood", now=day(0) + timedelta(hours=1)
    )
    found = {notice.kind for notice in create_due_notices(now=day(1)) if notice.report}
    assert found == set()
    near = [n for n in create_due_notices(now=day(3)) if n.report]
    assert {n.kind for n in near} == {"deadline_near"}
    assert {n.kind for n in create_due_notices(now=day(11)) if n.report} == {"overdue"}


def test_only_active_people_are_told_and_nobody_twice(period: ReportingPeriod) -> None:
    report = ReportFactory(period=period, agency=period.plan.coordinator)
    both = member(Role.REPORTER, report.agency, username="both")
    for role in (Role.APPROVER, Role.COORDINATOR):
        both.memberships.create(role=role, agency=report.agency)
    member(Role.REPORTER, report.agency, is_active=False)
    assert told(day(1)) == {("overdue", "both"), ("digest", "both")}


def test_the_number_of_queries_does_not_grow_with_agencies(period: ReportingPeriod) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            create_due_notices(now=day(1))
        return len(captured)

    def add(count: int) -> None:
        for _turn in range(count):
            member(Role.REPORTER, ReportFactory(period=period).agency)

    add(2)
    few = queries()
    Notice.objects.all().delete()
    add(4)
    assert queries() == few


def test_agencies_nobody_can_be_told_for_are_listed(report: Report) -> None:
    silent = ReportFactory(period=report.period).agency
    left = member(Role.REPORTER, silent, is_active=False)
    member(Role.APPROVER, silent, email="")
    assert agencies_without_recipient(report.period) == [silent]
    left.is_active = True
    left.save()
    assert agencies_without_recipient(report.period) == []


def test_a_message_says_what_is_missing_and_nothing_of_the_report(report: Report) -> None:
    plan = report.period.plan
    duties = [AssignmentFactory(agency=report.agency, duty=DutyFactory(plan=plan)) for _ in range(3)]
    figures = [IndicatorFactory(plan=plan, reporters=[report.agency]) for _ in range(4)]
    begin(report)
    DutyResultFactory(report=report, assignment=duties[0], done="Canary words")
    IndicatorValueFactory(report=report, indicator=figures[0], value=987654)
    ReportSectionFactory(report=report, text="Canary words")
    notice = next(n for n in create_due_notices(now=day(-3)) if n.report)
    for text in (notice.body, notice.body_html):
        assert report.agency.name in text
        assert plan.title in text
        assert "987654" not in text
        assert "Canary" not in text
    [duties_line, figures_line, sections_line] = [x for x in notice.body.splitlines() if x.startswith("- ")]
    assert [duties_line[2], figures_line[2], sections_line[2]] == ["2", "3", "2"]
    assert "16/6/2022" in notice.body


def test_what_is_missing_is_for_the_agency_only(report: Report) -> None:
    bodies = {
        n.recipient.username: n.body for n in create_due_notices(now=day(1)) if n.kind == NoticeKind.OVERDUE
    }
    assert "\n- " in bodies["reporter"]
    assert "\n- " not in bodies["coordinator"]


def test_each_reader_is_led_to_where_he_acts(report: Report) -> None:
    create_due_notices(now=day(1))
    period = reverse("reports:period", args=[report.period.pk])
    assert set(Notice.objects.values_list("recipient__username", "kind", "path")) == {
        ("reporter", "overdue", reverse("reports:report", args=[report.pk])),
        ("approver", "overdue", reverse("reports:report", args=[report.pk])),
        ("coordinator", "overdue", period),
        ("coordinator", "digest", period),
        ("leader", "summary", reverse("reports:dashboard")),
    }


def test_links_come_from_the_setting_never_from_a_host(report: Report, settings) -> None:
    settings.PORTAL_URL = "https://portal.example"
    for notice in create_due_notices(now=day(1)):
        assert f"https://portal.example{notice.path}" in notice.body
        assert notice.body_html.count("http") == notice.body_html.count("https://portal.example/")
        assert notice.message_id.endswith("@portal.example>")


def test_a_deadline_is_told_as_the_plan_says_it(report: Report) -> None:
    """ "Before 16/6" names 16/6; "until the end of 15/6" does not."""
    bodies = []
    for named_day in (LAST_DAY + timedelta(days=1), LAST_DAY):
        ReportingPeriod.objects.update(named_day=named_day)
        Notice.objects.all().delete()
        bodies.append(create_due_notices(now=day(0))[0].body)
    assert ["16/6/2022" in body for body in bodies] == [True, False]
    assert all("15/6/2022" in body for body in bodies)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_kind_of_message_can_be_written(report: Report, language: str) -> None:
    for user in (m.user for m in report.agency.memberships.all()):
        user.language = language
        user.save()
    for kind in MESSAGES:
        [notice, *_rest] = notify(NoticeKind(kind), report=report, now=day(0), audience=["reporter"])
        assert notice.subject.count("\n") == 0
        assert "{" not in notice.subject + notice.body
        assert report.agency.name in notice.body
    assert set(MESSAGES) == set(NoticeKind)


def test_names_are_escaped_in_html_and_plain_in_text(period: ReportingPeriod) -> None:
    report = ReportFactory(period=period, agency=AgencyFactory(name="Sở <b>A & B</b>"))
    member(Role.REPORTER, report.agency)
    [notice] = notify(NoticeKind.ACCEPTED, report=report, now=day(0))
    assert "Sở <b>A & B</b>" in notice.body
    assert "Sở <b>A & B</b>" in notice.subject
    assert "<b>" not in notice.body_html
    assert "&amp;" in notice.body_html


@pytest.fixture
def people(report: Report) -> dict[str, User]:
    """The report is a draft ready to be sent; who may take which step with it."""
    begin(report)
    for section in Section:
        ReportSectionFactory(report=report, section=section)
    return {user.username: user for user in User.objects.filter(memberships__isnull=False)}


def told_at(now: datetime) -> set[tuple[str, str]]:
    return set(Notice.objects.filter(created_at=now).values_list("kind", "recipient__username"))


def test_each_step_of_a_report_tells_the_right_people(report: Report, people: dict[str, User]) -> None:
    hours = [day(-5) + timedelta(hours=n) for n in range(4)]
    send_for_approval(report=report, by=people["reporter"], now=hours[0])
    submit_report(report=report, by=people["approver"], received_at=hours[1])
    accept_report(report=report, by=people["coordinator"], now=hours[2])
    reopen_report(report=report, by=people["coordinator"], comment="again", now=hours[3])
    assert [told_at(hour) for hour in hours] == [
        {("awaiting", "approver")},
        {("submitted", "coordinator")},
        {("accepted", "reporter"), ("accepted", "approver")},
        {("returned", "reporter"), ("returned", "approver")},
    ]


def test_a_return_is_told_at_once_and_again_until_it_is_mended(
    report: Report, people: dict[str, User]
) -> None:
    office = {("returned", "reporter"), ("returned", "approver")}
    submit_report(report=report, by=people["approver"], received_at=day(-5))
    return_report(report=report, by=people["coordinator"], comment="mend", now=day(-4))
    assert told_at(day(-4)) == office
    assert [told(day(offset)) & office for offset in (-4, -3, -1, 0, 3)] == [
        set(),
        set(),
        office,
        set(),
        office,
    ]
    begin(report)
    submit_report(report=report, by=people["approver"], received_at=day(3))
    assert not told(day(20)) & office


def test_an_act_that_fails_tells_nobody(report: Report) -> None:
    stranger = member(Role.COORDINATOR, AgencyFactory())
    with pytest.raises(StepRefused):
        extend_deadline(report=report, by=stranger, deadline=day(20), reason="x", now=day(0))
    assert not Notice.objects.exists()


def test_a_coordinator_reminds_whoever_owes_in_his_own_words(report: Report) -> None:
    coordinator = report.period.plan.coordinator.memberships.get().user
    sent = ReportFactory(period=report.period, submitted=True)
    other = ReportFactory()
    for each in (sent, other):
        member(Role.REPORTER, each.agency)
    written = remind_now(
        reports=[report, sent, other], by=coordinator, message="Please <send> it.", now=day(0)
    )
    assert {n.recipient.username for n in written} == {"reporter", "approver"}
    assert "Please <send> it." in written[0].body
    assert "Please &lt;send&gt; it." in written[0].body_html
    assert not remind_now(reports=[report], by=coordinator, message="Please <send> it.", now=day(0))
