"""Extensions, reminders and the Excel list: what is recorded, who sees it, what a workbook holds."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from plan_portal.formatting import day
from reports.models import Extension, Notice, ReportEvent
from reports.reading.acts import acts_in
from reports.reading.history import history_for
from reports.reading.known import every_report_in
from reports.reading.overview import rows_of
from reports.rules.calendar import day_of
from reports.services.deadlines import NotExtended, extend_deadlines
from reports.services.notices import remind_now
from reports.services.reviewing import Remark, add_comment
from tests.factories import AgencyFactory, ReportFactory
from tests.support.office import Office, office, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_step")]
WORDS = "Please send it before noon."


@pytest.fixture
def owing() -> Iterator[Office]:
    made = office()
    with time_machine.travel(made.at, tick=False):
        yield made


@pytest.fixture
def desk(client: Client, owing: Office) -> Client:
    client.force_login(owing.coordinator)
    client.cookies["django_language"] = "en"
    return client


def remind(office: Office, *more: Any) -> list[Notice]:
    return remind_now(reports=[office.report, *more], by=office.coordinator, message=WORDS, now=office.at)


def test_a_reminder_is_a_line_of_the_reports_history(owing: Office) -> None:
    remind(owing)
    event = ReportEvent.objects.get(action="remind")
    assert (event.actor, event.at, event.comment) == (owing.coordinator, owing.at, WORDS)
    assert event.from_state == event.to_state == owing.report.state


@pytest.mark.parametrize("reader", ["reporter", "coordinator"])
def test_history_says_who_was_told_and_why(owing: Office, reader: str) -> None:
    remind(owing)
    line = history_for(getattr(owing, reader), owing.report)[0]
    assert (line.note, line.icon) == (WORDS, "bell")
    assert set(line.told) == {str(owing.reporter), str(owing.approver)}


def test_what_was_sent_is_not_reminded_of_and_not_recorded(owing: Office) -> None:
    done = sent().report
    assert remind_now(reports=[done], by=owing.coordinator, message="", now=owing.at) == []
    assert not ReportEvent.objects.filter(action="remind").exists()


def test_acts_are_shown_as_they_were_done_several_agencies_at_once(owing: Office) -> None:
    other = ReportFactory(period=owing.period, agency=AgencyFactory(short_name="Nobody's office"))
    remind(owing, other)
    last_day = day_of(owing.period.deadline + timedelta(days=4))
    by, later = owing.coordinator, owing.tick()
    extend_deadlines(reports=[owing.report], by=by, last_day=last_day, reason="A flood.", now=later)
    acts = acts_in(owing.period)
    extension, reminder = acts.acts
    assert (extension.last_day, extension.why, extension.told) == (last_day, "A flood.", 2)
    assert set(reminder.agencies) == {owing.report.agency.short_name, "Nobody's office"}
    assert (reminder.told, reminder.untold) == (2, ["Nobody's office"])
    assert acts.reminded == {owing.pk: reminder.at, other.pk: reminder.at}
    assert acts.reasons == {owing.pk: "A flood."}


def test_acts_are_told_on_the_periods_page(owing: Office, desk: Client) -> None:
    other = ReportFactory(period=owing.period, agency=AgencyFactory(short_name="Nobody's office"))
    remind(owing, other)
    last_day = day_of(owing.period.deadline + timedelta(days=4))
    extend_deadlines(
        reports=[owing.report], by=owing.coordinator, last_day=last_day, reason="A <flood>.", now=owing.tick()
    )
    page = desk.get(reverse("reports:period", args=[owing.period.pk])).content.decode()
    with translation.override("en"):
        assert f"1 agency given until the end of {day(last_day)}" in page
    assert '<p class="timeline__note">A &lt;flood&gt;.</p>' in page
    assert "2 agencies reminded" in page
    assert page.count("2 people told") == 2
    assert "Nobody could be told at: Nobody&#x27;s office" in page


def test_the_extensions_message_says_why(owing: Office) -> None:
    last_day = day_of(owing.period.deadline + timedelta(days=4))
    extend_deadlines(
        reports=[owing.report], by=owing.coordinator, last_day=last_day, reason="A flood.", now=owing.at
    )
    assert all("A flood." in notice.body for notice in Notice.objects.filter(kind="extended"))


def test_where_one_deadline_may_not_be_moved_none_is(owing: Office) -> None:
    elsewhere = office().report
    last_day = day_of(owing.period.deadline + timedelta(days=4))
    with pytest.raises(NotExtended) as refused:
        extend_deadlines(
            reports=[elsewhere, owing.report],
            by=owing.coordinator,
            last_day=last_day,
            reason="A flood.",
            now=owing.at,
        )
    assert refused.value.report == elsewhere
    assert refused.value.words == str(refused.value.__cause__)
    assert not Extension.objects.exists()


def test_the_period_and_the_audit_show_reminders(desk: Client, owing: Office) -> None:
    remind(owing)
    for address in (reverse("reports:period", args=[owing.period.pk]), reverse("reports:audit")):
        assert WORDS in desk.get(address).content.decode()


def test_an_agency_where_nobody_could_be_told_is_named(desk: Client, owing: Office) -> None:
    lonely = ReportFactory(period=owing.period)
    ticked = {"report": [lonely.pk, owing.pk], "message": WORDS}
    page = desk.post(reverse("reports:remind", args=[owing.period.pk]), ticked, follow=True)
    warned, said = (str(message) for message in page.context["messages"])
    assert lonely.agency.name in warned
    assert said == "A reminder goes to 1 agency."


def rows_in(answer: Any) -> list[tuple[Any, ...]]:
    sheet = load_workbook(io.BytesIO(answer.content)).active
    return list(sheet.iter_rows(min_row=4, values_only=True))


def test_the_excel_list_holds_the_chosen_reports(desk: Client, owing: Office) -> None:
    formula = ReportFactory(period=owing.period, agency=AgencyFactory(name="=1+1"))
    ReportFactory(period=owing.period)
    address = reverse("reports:period_export", args=[owing.period.pk])
    chosen = desk.get(address, {"report": [owing.pk, formula.pk]})
    assert {row[0] for row in rows_in(chosen)} == {owing.report.agency.name, "=1+1"}
    cells = [row[0] for row in load_workbook(io.BytesIO(chosen.content)).active.iter_rows(min_row=4)]
    assert {cell.data_type for cell in cells} == {"s"}, "text, and no formula"
    assert len(rows_in(desk.get(address))) == owing.period.reports.count(), "none chosen: all"
    assert rows_in(desk.get(address, {"report": ["nonsense"]})) == []
    assert load_workbook(io.BytesIO(desk.get(address).content)).sheetnames == ["List"]


def test_a_submission_counts_the_figures_that_changed() -> None:
    made = office(figures=3)
    made.save()
    first = made.submit()
    made.open()
    made.give_back()
    made.enter("8", "7", "9")
    second = made.submit()
    assert (first.figures_changed, second.figures_changed) == (None, 2)


def test_a_withdrawn_submission_is_no_measure() -> None:
    made = sent()
    made.withdraw()
    made.enter("8")
    assert made.submit().figures_changed is None


def test_open_comments_wait_until_the_report_is_sent_again() -> None:
    made = sent()
    remark = Remark("Why?")
    comment = add_comment(report=made.report, by=made.coordinator, remark=remark, now=made.tick())

    def shown() -> int:
        (row,) = rows_of(every_report_in([made.period]), made.period, with_warnings=False, now=made.at)
        return row.open_comments

    assert shown() == 1
    made.give_back()
    assert shown() == 1
    made.answer(comment)
    made.submit()
    assert shown() == 0


def test_after_a_reminder_the_table_is_shown_as_it_was_and_as_nothing_else(
    desk: Client, owing: Office
) -> None:
    asked = "state=not_started&sort=-agency&q=S%E1%BB%9F"
    shown = desk.get(reverse("reports:period", args=[owing.period.pk]) + f"?{asked}").content.decode()
    assert f'name="back" value="{asked.replace("&", "&amp;")}"' in shown
    address, ticked = reverse("reports:remind", args=[owing.period.pk]), {"report": [owing.pk]}
    page = desk.get(address, {**ticked, "back": f"{asked}&next=//evil.example&report=9"}).content.decode()
    kept = "q=S%E1%BB%9F&amp;state=not_started&amp;sort=-agency"
    assert f'name="back" value="{kept}"' in page
    answer = desk.post(address, {**ticked, "message": "", "back": kept.replace("&amp;", "&")})
    assert answer.url == reverse("reports:period", args=[owing.period.pk]) + "?" + kept.replace("&amp;", "&")
