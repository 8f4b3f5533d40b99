"""My agency's page: for every state one sentence, one button, and what is missing as links."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from agencies.models import Membership, Role, User
from reports.models import Submission
from reports.reading.deadlines import deadline_of
from reports.reading.headlines import headline_of
from reports.reading.places import Page
from reports.services.editing import ReportChanges
from reports.services.submitting import send_back
from tasks.models import PlanState
from tests.factories import (
    MOMENT,
    AgencyFactory,
    AssignmentFactory,
    IndicatorFactory,
    PeriodFactory,
    PlanFactory,
    ReportFactory,
)
from tests.support.browsing import browse
from tests.support.office import Office, office, ready, sent

pytestmark = pytest.mark.django_db


def page_of(user: User, now: object = MOMENT, code: str = ""):
    with time_machine.travel(now, tick=False):
        return browse(user).get(reverse("reports:my_agency", args=[code] if code else []))


def handed_in() -> Office:
    desk = ready()
    desk.hand_in()
    return desk


def returned() -> Office:
    desk = sent()
    desk.give_back("Số liệu chưa khớp.")
    return desk


def accepted() -> Office:
    desk = sent()
    desk.accept()
    return desk


@pytest.mark.parametrize(
    ("made", "button", "leads_to"),
    [
        (office, "Start the report", "report_edit"),
        (ready, "Go on writing", "report_edit"),
        (handed_in, "Read and approve", "report"),
        (returned, "Change as asked", "report_edit"),
        (sent, "Read the report", "report"),
        (accepted, "Read the report", "report"),
    ],
)
def test_each_state_has_its_sentence_and_its_button(
    made: Callable[[], Office], button: str, leads_to: str
) -> None:
    desk = made()
    with translation.override("en"):
        headline = headline_of(desk.report, desk.approver, MOMENT)
        args = [desk.pk, "duties"] if leads_to == "report_edit" else [desk.pk]
        assert (headline.button, headline.url) == (button, reverse(f"reports:{leads_to}", args=args))
        assert desk.period.name[1:] in headline.words
    assert headline.url in page_of(desk.approver).content.decode()


def test_a_reporter_is_not_asked_to_approve() -> None:
    desk = handed_in()
    with translation.override("en"):
        assert "nothing to do" in headline_of(desk.report, desk.reporter, MOMENT).words


def test_what_is_missing_stands_there_in_counts_each_a_link() -> None:
    desk = office(duties=3, figures=4)
    lines = page_of(desk.reporter).context["page"].desks[0].to_do
    assert [line.words.split()[0] for line in lines] == ["3", "4", "3"]
    assert [line.url.split("/edit/")[1].split("/")[0] for line in lines] == ["duties", "figures", "narrative"]


def test_while_it_waits_for_approval_nothing_is_offered_that_is_locked() -> None:
    desk = handed_in()
    page = page_of(desk.reporter).content.decode()
    assert reverse("reports:workbook", args=[desk.pk]) not in page
    assert "What is missing" not in page


def test_why_it_came_back_stands_there() -> None:
    desk = returned()
    assert "Số liệu chưa khớp." in page_of(desk.reporter).content.decode()


def test_the_approvers_reason_does_not_hide_the_coordinators() -> None:
    desk = returned()
    desk.save(ReportChanges(sections={"situation": "Đã sửa."}))
    desk.hand_in()
    send_back(report=desk.report, by=desk.approver, comment="Còn thiếu phụ lục.", now=desk.tick())
    form = browse(desk.reporter).get(reverse("reports:report_edit", args=[desk.pk, Page.DUTIES]))
    for answer in (page_of(desk.reporter), form):
        page = answer.content.decode()
        assert "Lý do người duyệt của đơn vị chuyển lại" in page
        assert page.index("Còn thiếu phụ lục.") < page.index("Số liệu chưa khớp.")
    desk.submit()
    desk.withdraw()
    assert "Số liệu chưa khớp." not in page_of(desk.reporter).content.decode(), "it was heeded and sent"


def test_a_sent_report_shows_its_receipt() -> None:
    desk = sent()
    assert Submission.objects.get().sha256[:12] in page_of(desk.reporter).content.decode()


@pytest.mark.parametrize(
    ("moved", "tone", "words"),
    [
        (timedelta(days=-10), "", "10 days left"),
        (timedelta(hours=-1), "near", "last day"),
        (timedelta(0), "past", "late"),
    ],
)
def test_the_deadline_in_words(moved: timedelta, tone: str, words: str) -> None:
    report = office().report
    with translation.override("en"):
        deadline = deadline_of(
            report, report.period.deadline + moved - timedelta(microseconds=1) * bool(moved)
        )
        said = f"{deadline.line} {[str(chip.word).lower() for chip in deadline.chips]}"
    assert deadline.tone == tone
    assert words in said


def test_an_extension_counts_and_says_so() -> None:
    report = office().report
    report.extended_deadline = report.period.deadline + timedelta(days=5)
    deadline = deadline_of(report, report.period.deadline)
    assert not deadline.timeliness.is_late
    assert len(deadline.chips) == 2


def test_when_nothing_is_open_it_says_when_the_next_period_opens() -> None:
    desk = office()
    page = page_of(desk.reporter, desk.period.opens_at - timedelta(days=1)).context["page"]
    assert page.desks == []
    assert page.next_period == desk.period


def test_a_plan_no_longer_in_force_asks_for_nothing() -> None:
    desk = office()
    desk.period.plan.state = PlanState.CLOSED
    desk.period.plan.save()
    page = page_of(desk.reporter).context["page"]
    assert (page.desks, page.next_period) == ([], None)


def test_each_plan_in_force_has_its_place_the_soonest_deadline_first() -> None:
    desk = office()
    sooner = PeriodFactory(plan=PlanFactory(), named_day=date(2022, 6, 12))
    ReportFactory(period=sooner, agency=desk.report.agency)
    desks = page_of(desk.reporter).context["page"].desks
    assert [d.report.period for d in desks] == [sooner, desk.period]


def test_a_person_of_two_agencies_goes_from_one_to_the_other() -> None:
    desk, second = office(), AgencyFactory()
    Membership.objects.create(user=desk.reporter, role=Role.APPROVER, agency=second)
    answer = page_of(desk.reporter, code=second.code)
    assert answer.context["page"].agency == second
    assert reverse("reports:my_agency", args=[desk.report.agency.code]) in answer.content.decode()


@pytest.mark.parametrize("made", [ready, returned, accepted])
def test_as_many_queries_for_three_times_as_much(made: Callable[[], Office]) -> None:
    desk = made()
    client = browse(desk.reporter)
    with time_machine.travel(MOMENT, tick=False):
        few = [_count(client, url) for url in _urls(desk)]
        AssignmentFactory.create_batch(4, agency=desk.report.agency, duty__plan=desk.period.plan)
        IndicatorFactory.create_batch(4, plan=desk.period.plan, reporters=[desk.report.agency])
        assert [_count(client, url) for url in _urls(desk)] == few


def _urls(desk: Office) -> list[str]:
    return [reverse("reports:my_agency"), reverse("reports:report", args=[desk.pk])]


def _count(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
