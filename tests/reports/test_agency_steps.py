"""The agency's steps through its pages: done once, told plainly when refused, judged by when the request arrived."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from reports.models import Report, Submission
from reports.reading.step_page import link_to
from reports.rules.workflow import Action, Refusal, State
from reports.services.editing import FigureEntry, ReportChanges
from tasks.models import Indicator
from tests.factories import IndicatorFactory, PeriodFactory, ReportFactory
from tests.support.browsing import browse
from tests.support.office import Office, office, ready, sent

pytestmark = pytest.mark.django_db
MICROSECOND = timedelta(microseconds=1)


def post(desk: Office, step: str, user: object = None, **data: str) -> object:
    return browse(user or desk.approver).post(reverse(f"reports:{step}", args=[desk.pk]), data)


def test_a_report_goes_to_the_approver_back_and_out() -> None:
    desk = ready()
    assert post(desk, "send_for_approval", desk.reporter).status_code == 302
    assert post(desk, "send_back", comment="Say more.").status_code == 302
    assert desk.report.state == State.DRAFT
    shown = browse(desk.reporter).get(reverse("reports:report_edit", args=[desk.pk, "duties"]))
    assert "Say more." in shown.content.decode()
    assert post(desk, "send_for_approval", desk.reporter).status_code == 302
    answer = post(desk, "submit")
    assert answer.url == reverse("reports:submitted", args=[desk.pk])
    assert desk.report.state == State.SUBMITTED


def test_the_main_button_of_a_report_is_to_write_on_while_something_is_missing() -> None:
    missing, complete = office(), ready()
    for desk, main in ((missing, Action.SAVE), (complete, Action.SEND_FOR_APPROVAL)):
        answer = browse(desk.reporter).get(reverse("reports:report", args=[desk.pk]))
        assert answer.context["page"].steps[0] == link_to(main, desk.report)


def test_figures_are_counted_as_in_the_form_without_the_computed_ones() -> None:
    desk = office(figures=2)
    numerator, denominator = desk.indicators
    IndicatorFactory(
        plan=desk.period.plan,
        reporters=[desk.report.agency],
        nature="ratio",
        numerator=numerator,
        denominator=denominator,
    )
    desk.enter("1", "2")
    page = browse(desk.reporter).get(reverse("reports:send_for_approval", args=[desk.pk])).context["page"]
    assert page.figures == 2


def test_the_receipt_says_number_time_and_digest() -> None:
    desk = sent()
    receipt = Submission.objects.get()
    page = browse(desk.reporter).get(reverse("reports:submitted", args=[desk.pk])).content.decode()
    assert receipt.sha256 in page
    assert desk.report.agency.name in page


def test_sending_back_needs_a_word() -> None:
    desk = ready()
    desk.hand_in()
    answer = post(desk, "send_back", comment="   ")
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert desk.report.state == State.AWAITING_APPROVAL


def test_an_unfinished_report_is_not_submitted_and_each_gap_is_a_link() -> None:
    desk = office(duties=2, figures=3)
    desk.enter("1")
    answer = post(desk, "submit")
    assert answer.status_code == 422
    assert desk.report.state == State.DRAFT
    page, gaps = answer.content.decode(), answer.context["page"].blocking
    assert len(gaps) == 2 + 2 + 3
    assert all(f'href="{gap.url}"' in page for gap in gaps)


def test_what_an_approver_finds_missing_leads_to_where_it_is_read_not_to_the_locked_form() -> None:
    desk = office(duties=2, figures=3)
    desk.enter("1")
    desk.hand_in()
    client, read = browse(desk.approver), reverse("reports:report", args=[desk.pk])
    page = client.get(reverse("reports:submit", args=[desk.pk])).context["page"]
    shown = client.get(read).content.decode()
    for line in (*page.blocking, *page.asking):
        address, _hash, mark = line.url.partition("#")
        assert address == read
        assert f'id="{mark}"' in shown


def test_an_approver_finds_the_way_back_to_who_wrote_it() -> None:
    desk = office(duties=2, figures=3)
    desk.enter("1")
    submit = reverse("reports:submit", args=[desk.pk])
    assert browse(desk.approver).get(submit).context["page"].way_out is None, "nobody sent it for approval"
    desk.hand_in()
    answer = browse(desk.approver).get(submit)
    back = reverse("reports:send_back", args=[desk.pk])
    assert answer.context["page"].way_out.url == back
    assert f'href="{back}"' in answer.content.decode()


def test_an_unusual_figure_stands_on_the_checklist_until_it_is_explained() -> None:
    desk = ready()
    desk.submit()
    annual = PeriodFactory(plan=desk.period.plan, annual=True)
    desk.pk = ReportFactory(period=annual, agency=desk.report.agency).pk
    Indicator.objects.update(nature="stock")
    desk.save()
    desk.enter("70")
    answer = post(desk, "submit")
    [gap] = answer.context["page"].blocking
    assert answer.status_code == 422
    assert (gap.tone, gap.url.partition("#")[2]) == ("care", f"indicator-{desk.indicators[0].code}")
    figure = FigureEntry(Decimal(70), "Đợt cao điểm.")
    desk.save(ReportChanges(figures={desk.indicators[0].pk: figure}))
    assert post(desk, "submit").status_code == 302


def test_whoever_comes_second_is_told_who_was_first() -> None:
    desk = ready()
    desk.submit()
    answer = post(desk, "submit")
    assert answer.status_code == 409
    assert str(Refusal.WRONG_STATE.label) in answer.content.decode()
    assert str(desk.approver) in answer.content.decode()
    assert desk.trail().count("submit") == 1


def test_a_submission_is_withdrawn_only_before_its_review() -> None:
    desk = sent()
    assert post(desk, "withdraw").status_code == 302
    assert desk.report.state == State.DRAFT
    desk.submit()
    desk.open()
    answer = post(desk, "withdraw")
    assert answer.status_code == 409
    assert str(Refusal.REVIEW_OPENED.label) in answer.content.decode()


def test_a_get_takes_no_step() -> None:
    desk = ready()
    for step in ("send_for_approval", "submit", "send_back", "withdraw"):
        browse(desk.approver).get(reverse(f"reports:{step}", args=[desk.pk]))
    assert desk.trail() == ["save"]


@pytest.mark.parametrize(
    ("before", "is_late"), [(MICROSECOND, False), (timedelta(0), True), (-MICROSECOND, True)]
)
def test_what_counts_is_when_the_request_arrived(
    before: timedelta, is_late: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = ready()
    arrived = desk.period.deadline - before
    client = browse(desk.approver)
    with time_machine.travel(arrived, tick=False) as clock:
        reading = Report.objects.approvable_by

        def slowly(user: object) -> object:
            clock.shift(timedelta(minutes=5))
            return reading(user)

        monkeypatch.setattr(type(Report.objects), "approvable_by", lambda _self, user: slowly(user))
        client.post(reverse("reports:submit", args=[desk.pk]))
    submitted: datetime = desk.report.submitted_at
    assert submitted == arrived
    assert (submitted >= desk.period.deadline) == is_late
