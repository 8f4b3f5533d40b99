"""The coordinator's periods and acts on several reports: what is shown, filtered, refused, written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Role, User
from agencies.models.agency import AgencyKind
from plan_portal.statuses import OK, UNREADABLE
from reports.models import Extension, Notice, Report, ReportingPeriod
from reports.rules.calendar import start_of
from reports.rules.workflow import State
from reports.services.content import content_of
from tests.factories import (
    AgencyFactory,
    IndicatorFactory,
    PeriodFactory,
    ReportFactory,
    SubmissionFactory,
    member,
)
from tests.support.memos import forget

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_step")]
TRAITS: list[dict[str, Any]] = [
    {},
    {"draft": True},
    {"awaiting_approval": True},
    {"submitted": True},
    {"returned": True},
    {"accepted": True},
]


@pytest.fixture
def period() -> ReportingPeriod:
    return PeriodFactory()


@pytest.fixture
def coordinator(period: ReportingPeriod) -> User:
    return member(Role.COORDINATOR, period.plan.coordinator)


@pytest.fixture
def now(period: ReportingPeriod) -> Any:
    """Five days before the last day."""
    with time_machine.travel(period.deadline - timedelta(days=5, hours=12), tick=False):
        yield


@pytest.fixture
def desk(client: Client, coordinator: User, now: Any) -> Client:
    client.force_login(coordinator)
    client.cookies["django_language"] = "en"
    return client


def in_every_state(period: ReportingPeriod) -> list[Report]:
    reports = [ReportFactory(period=period, **trait) for trait in TRAITS]
    for report in reports:
        if report.first_submitted_at:
            SubmissionFactory(report=report, content=content_of(report).to_json())
    return reports


def shown(client: Client, period: ReportingPeriod, **query: str) -> set[str]:
    """Names of the agencies whose rows are in the table."""
    page = client.get(reverse("reports:period", args=[period.pk]), query)
    return {row.record.report.agency.name for row in page.context["table"].rows}


def names(*reports: Report) -> set[str]:
    return {report.agency.name for report in reports}


def test_the_strip_counts_every_state_and_the_sentence_says_what_to_do(
    desk: Client, period: ReportingPeriod
) -> None:
    in_every_state(period)
    page = desk.get(reverse("reports:period", args=[period.pk]))
    assert [cell["count"] for cell in page.context["strip"]] == [1] * len(State)
    words = "3 agencies have not sent their reports, 5 days are left; 1 report waits for review."
    assert words in page.content.decode()


def test_periods_are_listed_newest_deadline_first_with_their_sentence(
    desk: Client, period: ReportingPeriod
) -> None:
    ReportFactory(period=period)
    annual = PeriodFactory(plan=period.plan, annual=True)
    page = desk.get(reverse("reports:periods"))
    assert [each.period for each in page.context["summaries"]] == [annual, period]
    assert "1 agency has not sent its report, 5 days are left" in page.content.decode()


@pytest.mark.parametrize("state", State.values)
def test_filter_by_state(desk: Client, period: ReportingPeriod, state: str) -> None:
    wanted = next(report for report in in_every_state(period) if report.state == state)
    assert shown(desk, period, state=state) == names(wanted)


def test_filter_by_timing(desk: Client, period: ReportingPeriod, coordinator: User) -> None:
    deadline, day = period.deadline, timedelta(days=1)
    in_time = ReportFactory(period=period, submitted=True, at=deadline - day)
    late = ReportFactory(period=period, submitted=True, at=deadline)
    extended = ReportFactory(
        period=period, submitted=True, at=deadline + day, extended_deadline=deadline + 2 * day
    )
    owing = ReportFactory(period=period)
    assert shown(desk, period, timing="on_time") == names(in_time, extended)
    assert shown(desk, period, timing="late") == names(late)
    assert shown(desk, period, timing="extended") == names(extended)
    assert shown(desk, period, timing="not_sent") == names(owing)
    assert shown(desk, period, timing="overdue") == set()
    with time_machine.travel(deadline, tick=False):
        desk.force_login(coordinator)
        assert shown(desk, period, timing="overdue") == names(owing)


def test_search_without_accents_and_filter_by_kind(desk: Client, period: ReportingPeriod) -> None:
    health = ReportFactory(period=period, agency=AgencyFactory(name="Sở Y tế"))
    district = ReportFactory(
        period=period, agency=AgencyFactory(name="Huyện Càng Long", kind=AgencyKind.DISTRICT)
    )
    assert shown(desk, period, q="so y") == names(health)
    assert shown(desk, period, kind="district") == names(district)
    assert shown(desk, period, q="nowhere") == set()
    assert shown(desk, period, state="nonsense") == names(health, district), (
        "an unknown filter filters nothing"
    )


def test_sorting_by_lateness_puts_the_longest_first(desk: Client, period: ReportingPeriod) -> None:
    deadlines = [period.deadline + timedelta(days=days) for days in (2, 0, 5)]
    reports = [ReportFactory(period=period, submitted=True, at=at) for at in deadlines]
    page = desk.get(reverse("reports:period", args=[period.pk]), {"sort": "-timing"})
    order = [row.record.report for row in page.context["table"].rows]
    assert order == [reports[2], reports[0], reports[1]]


def test_measures_against_both_deadlines(desk: Client, period: ReportingPeriod) -> None:
    deadline = period.deadline
    ReportFactory(period=period, submitted=True, at=deadline - timedelta(microseconds=1))
    ReportFactory(period=period, submitted=True, at=deadline, extended_deadline=deadline + timedelta(days=1))
    ReportFactory(period=period)
    measures = desk.get(reverse("reports:period", args=[period.pk])).context["summary"].measures
    assert [count for _label, count, _rate in measures] == [3, 2, 1, 2]


def test_leadership_sees_states_but_neither_warnings_nor_contents(
    client: Client, period: ReportingPeriod
) -> None:
    in_every_state(period)
    client.force_login(member(Role.LEADERSHIP))
    page = client.get(reverse("reports:period", args=[period.pk]))
    assert "warnings" not in page.context["table"].columns.names()
    for address in ("reports:review", "reports:extend", "reports:remind"):
        assert reverse(address, args=[period.pk]).split("/")[-2] + "/" not in page.content.decode()


def test_administrators_see_counts_and_no_agency(client: Client, period: ReportingPeriod) -> None:
    reports = in_every_state(period)
    client.force_login(member(Role.ADMINISTRATOR))
    words = client.get(reverse("reports:period", args=[period.pk])).content.decode()
    assert not any(name in words for name in names(*reports))


def test_warnings_are_those_of_what_was_sent(desk: Client, period: ReportingPeriod) -> None:
    report = ReportFactory(period=period, submitted=True)
    IndicatorFactory(plan=period.plan, reporters=[report.agency])
    SubmissionFactory(report=report, content=content_of(report).to_json())
    page = desk.get(reverse("reports:period", args=[period.pk]))
    missing = ["situation", "achievements", "directions", "the figure"]
    assert page.context["table"].rows[0].record.warnings == len(missing)


@pytest.mark.parametrize("name", ["reports:period", "reports:periods"])
def test_as_many_queries_for_many_agencies(desk: Client, period: ReportingPeriod, name: str) -> None:
    address = reverse(name, args=[period.pk] if name == "reports:period" else [])

    def queries() -> int:
        forget()
        with CaptureQueriesContext(connection) as caught:
            assert desk.get(address).status_code == 200
        return len(caught)

    in_every_state(period)
    queries()  # The session is renewed once.
    few = queries()
    for _ in range(2):
        in_every_state(period)
    assert queries() == few


def extend(client: Client, period: ReportingPeriod, *reports: Report, **data: str) -> Any:
    ticked = {"report": [report.pk for report in reports]}
    return client.post(reverse("reports:extend", args=[period.pk]), {**ticked, **data})


def test_extending_moves_the_deadline_of_all_ticked(desk: Client, period: ReportingPeriod) -> None:
    reports = [ReportFactory(period=period), ReportFactory(period=period, returned=True)]
    last_day = period.last_day + timedelta(days=3)
    answer = extend(desk, period, *reports, last_day=last_day.isoformat(), reason="A flood.")
    assert answer.status_code == 302
    new = start_of(last_day + timedelta(days=1))
    assert {each.deadline for each in Extension.objects.all()} == {new}
    assert set(Report.objects.extended()) == set(reports)
    period.refresh_from_db()
    assert period.deadline < new, "the original stays"


@pytest.mark.parametrize(
    ("days", "reason", "field"),
    [(0, "A flood.", "last_day"), (-9, "A flood.", "last_day"), (3, " ", "reason")],
)
def test_an_extension_that_cannot_be_is_explained_and_nothing_typed_is_lost(
    desk: Client, period: ReportingPeriod, days: int, reason: str, field: str
) -> None:
    report = ReportFactory(period=period)
    last_day = (period.last_day + timedelta(days=days)).isoformat()
    page = extend(desk, period, report, last_day=last_day, reason=reason)
    assert field in page.context["form"].errors
    assert last_day in page.content.decode()
    assert not Extension.objects.exists()


def test_one_that_cannot_be_extended_holds_back_the_others(desk: Client, period: ReportingPeriod) -> None:
    """All or none: the person is told which, and decides."""
    late = period.deadline + timedelta(days=9)
    plain, already = ReportFactory(period=period), ReportFactory(period=period, extended_deadline=late)
    last_day = period.last_day + timedelta(days=2)
    page = extend(desk, period, plain, already, last_day=last_day.isoformat(), reason="A flood.")
    assert already.agency.name in str(page.context["form"].errors["last_day"])
    assert not Extension.objects.exists()


@pytest.mark.parametrize("name", ["reports:extend", "reports:remind"])
def test_only_those_that_owe_in_this_period_can_be_chosen(
    desk: Client, period: ReportingPeriod, name: str
) -> None:
    owing, sent = ReportFactory(period=period), ReportFactory(period=period, submitted=True)
    elsewhere = ReportFactory()
    ticked = {"report": [owing.pk, sent.pk, elsewhere.pk, "nonsense"]}
    page = desk.get(reverse(name, args=[period.pk]), ticked)
    assert page.context["choice"].reports == [owing]
    assert page.context["choice"].left_out == 1
    assert elsewhere.agency.name not in page.content.decode()


@pytest.mark.parametrize(
    ("name", "status"),
    [("reports:extend", UNREADABLE), ("reports:remind", OK)],  # An extension asks for its day, too.
)
def test_a_ticked_number_that_no_database_holds_is_left_out(
    desk: Client, period: ReportingPeriod, name: str, status: int
) -> None:
    for number in ("9" * 19, "9" * 5000):
        page = desk.post(reverse(name, args=[period.pk]), {"report": [number]})
        assert (page.status_code, page.context["choice"].reports) == (status, [])


@pytest.mark.parametrize("name", ["reports:extend", "reports:remind"])
def test_nobody_chosen_says_what_to_do(desk: Client, period: ReportingPeriod, name: str) -> None:
    page = desk.get(reverse(name, args=[period.pk]))
    assert "No agency chosen" in page.content.decode()
    assert desk.post(reverse(name, args=[period.pk])).status_code == 200
    assert not Notice.objects.exists()


def test_a_reminder_goes_to_the_people_of_the_ticked_agencies(desk: Client, period: ReportingPeriod) -> None:
    ticked, other = ReportFactory(period=period), ReportFactory(period=period)
    reporter = member(Role.REPORTER, ticked.agency)
    member(Role.REPORTER, other.agency)
    answer = desk.post(
        reverse("reports:remind", args=[period.pk]), {"report": [ticked.pk], "message": "Please hurry."}
    )
    assert answer.status_code == 302
    notice = Notice.objects.get()
    assert (notice.recipient, notice.report) == (reporter, ticked)
    assert "Please hurry." in notice.body


def test_a_period_whose_reports_are_all_accepted_is_one_sentence(
    desk: Client, period: ReportingPeriod
) -> None:
    ReportFactory.create_batch(3, period=period, accepted=True)
    page = desk.get(reverse("reports:periods")).text
    assert "All 3 expected reports are accepted." in page
    assert "Must report" not in page
    ReportFactory(period=period, submitted=True)
    assert "Must report" in desk.get(reverse("reports:periods")).text
