"""The review of one report: what is read, marked and compared; steps taken and refused; nothing typed is lost."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.models import Role, User
from reports.models import Report, Review, ReviewComment, Submission
from reports.rules.content import DutyContent, FigureContent, ReportContent, SectionContent
from reports.services.reviewing import accept_report, open_review, return_report
from tests.factories import (
    AgencyFactory,
    IndicatorFactory,
    MembershipFactory,
    PeriodFactory,
    PlanFactory,
    ReportFactory,
    ReportSectionFactory,
    SubmissionFactory,
    TargetFactory,
    member,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_step")]


def content(report: Report, figures: int = 1, value: int = 100) -> ReportContent:
    return ReportContent(
        plan_code=report.period.plan.code,
        period_code=report.period.code,
        agency_code=report.agency.code,
        agency_name=report.agency.name,
        sections=(SectionContent("situation", "As it was sent."), SectionContent("causes", "")),
        duties=(DutyContent("II.1.1", "What is asked.", "drugs", "lead", "in_progress", "Twelve courses."),),
        figures=tuple(
            FigureContent(f"DRG-0{n}", f"Figure number {n}", "case", "drugs", value=Decimal(value))
            for n in range(figures)
        ),
    )


def sent(report: Report, what: ReportContent, number: int = 1) -> Submission:
    return SubmissionFactory(report=report, number=number, content=what.to_json(), sha256=what.sha256)


@pytest.fixture
def report() -> Report:
    last_year = PlanFactory(year=2021)
    plan = PlanFactory(previous=last_year, coordinator=last_year.coordinator)
    report = ReportFactory(period=PeriodFactory(plan=plan), submitted=True)
    sent(report, content(report))
    return report


@pytest.fixture
def coordinator(report: Report) -> User:
    return member(Role.COORDINATOR, report.period.plan.coordinator)


@pytest.fixture
def desk(client: Client, coordinator: User) -> Client:
    client.force_login(coordinator)
    client.cookies["django_language"] = "en"
    return client


def address(report: Report, step: str = "") -> str:
    return reverse(f"reports:review_{step}" if step else "reports:review", args=[report.pk])


def opened(report: Report, by: User) -> Review:
    return open_review(report=report, by=by, now=timezone.now())


def test_what_was_sent_is_read_never_the_draft(desk: Client, report: Report) -> None:
    ReportSectionFactory(report=report, section="situation", text="What the agency types now.")
    words = desk.get(address(report)).content.decode()
    assert "As it was sent." in words
    assert "What the agency types now." not in words


def test_opening_comes_first_and_takes_a_post(desk: Client, report: Report, coordinator: User) -> None:
    page = desk.get(address(report))
    assert address(report, "open") in page.content.decode()
    assert address(report, "comment") not in page.content.decode()
    assert desk.get(address(report, "open")).status_code == 405
    assert not Review.objects.exists()
    desk.post(address(report, "open"))
    assert Review.objects.get().opened_by == coordinator
    assert address(report, "comment") in desk.get(address(report)).content.decode()


@pytest.mark.parametrize(
    ("target", "code"),
    [("report", ""), ("section", "situation"), ("duty", "II.1.1"), ("indicator", "DRG-00")],
)
def test_a_comment_is_pinned_where_the_pen_is(
    desk: Client, report: Report, coordinator: User, target: str, code: str
) -> None:
    opened(report, coordinator)
    data = {"target": target, "target_code": code, "text": "Say more."}
    answer = desk.post(address(report, "comment"), data)
    assert answer["Location"].endswith(f"#{target}-{code}" if code else "#report")
    comment = ReviewComment.objects.get()
    assert (comment.target, comment.target_code, comment.text) == (target, code, "Say more.")
    margins = desk.get(address(report)).context["sheet"].margins
    [margin] = [m for m in margins if (m.target, m.code) == (target, code)]
    assert list(margin.comments) == [comment]


def test_with_htmx_the_thread_comes_back(desk: Client, report: Report, coordinator: User) -> None:
    opened(report, coordinator)
    data = {"target": "section", "target_code": "situation", "text": "Say more.", "account": coordinator.pk}
    part = desk.post(address(report, "comment"), data, headers={"hx-request": "true"}).content.decode()
    assert "Say more." in part
    assert "<html" not in part


@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}])
def test_an_empty_comment_is_explained_in_its_place(
    desk: Client, report: Report, coordinator: User, headers: dict[str, str]
) -> None:
    opened(report, coordinator)
    data = {"target": "duty", "target_code": "II.1.1", "text": "  ", "account": coordinator.pk}
    page = desk.post(address(report, "comment"), data, headers=headers)
    assert page.context["typed"]["anchor"] == "duty-II.1.1"
    assert "id-duty-II.1.1-error" in page.content.decode()


def test_a_comment_on_nothing_is_not_found(desk: Client, report: Report, coordinator: User) -> None:
    opened(report, coordinator)
    data = {"target": "duty", "target_code": "II.9.9", "text": "Say more."}
    assert desk.post(address(report, "comment"), data).status_code == 404
    assert not ReviewComment.objects.exists()


@pytest.mark.parametrize(("step", "state"), [("accept", "accepted"), ("return", "returned")])
def test_deciding(desk: Client, report: Report, coordinator: User, step: str, state: str) -> None:
    opened(report, coordinator)
    following = ReportFactory(period=report.period, submitted=True)
    sent(following, content(following))
    page = desk.post(address(report, step), {"comment": "Well done or not."}, follow=True)
    report.refresh_from_db()
    assert report.state == state
    assert page.context["report"] == following, "it leads on to the next report that waits"
    assert report.agency.name in str(next(iter(page.context["messages"])))


def test_returning_needs_words(desk: Client, report: Report, coordinator: User) -> None:
    opened(report, coordinator)
    page = desk.post(address(report, "return"), {"comment": ""})
    assert page.context["decision_form"].errors
    report.refresh_from_db()
    assert report.state == "submitted"


def test_two_reviewers_the_second_is_told_and_keeps_what_he_typed(
    desk: Client, report: Report, coordinator: User
) -> None:
    opened(report, coordinator)
    colleague = member(Role.COORDINATOR, report.period.plan.coordinator)
    accept_report(report=report, by=colleague, now=timezone.now())
    words = desk.post(address(report, "return"), {"comment": "A long remark."}).content.decode()
    assert "A long remark." in words
    assert colleague.full_name in words
    comment = {"target": "section", "target_code": "situation", "text": "Another remark."}
    assert "Another remark." in desk.post(address(report, "comment"), comment).content.decode()
    assert not ReviewComment.objects.exists()


def test_a_report_withdrawn_meanwhile_leads_back_with_words(
    desk: Client, report: Report, monkeypatch: Any
) -> None:
    """Between fetching the report and opening the review the agency takes it back."""
    real = open_review

    def withdrawn_first(**given: Any) -> Review:
        Report.objects.update(state="draft", first_submitted_at=None, submitted_at=None, submitted_by=None)
        return real(**given)

    monkeypatch.setattr("reports.views.review.open_review", withdrawn_first)
    answer = desk.post(address(report, "open"))
    assert answer["Location"] == reverse("reports:period", args=[report.period_id])


def test_nobody_reviews_his_own_submission(client: Client, report: Report) -> None:
    submitter = report.submitted_by
    MembershipFactory(user=submitter, role=Role.COORDINATOR, agency=report.period.plan.coordinator)
    client.force_login(submitter)
    client.cookies["django_language"] = "en"
    page = client.get(address(report))
    assert "You submitted this report yourself" in page.content.decode()
    assert not page.context["can_open"]
    assert client.post(address(report, "open")).status_code == 409
    assert not Review.objects.exists()


def test_reopening_an_accepted_report(desk: Client, report: Report, coordinator: User) -> None:
    accept_report(report=report, by=coordinator, now=timezone.now())
    assert desk.post(address(report, "reopen"), {"comment": " "}).context["reopen_form"].errors
    desk.post(address(report, "reopen"), {"comment": "An error was found."})
    report.refresh_from_db()
    assert report.state == "returned"


def test_figures_stand_beside_target_and_past_and_unusual_ones_are_marked(
    desk: Client, report: Report
) -> None:
    plan, agency = report.period.plan, report.agency
    indicator = IndicatorFactory(plan=plan, code="DRG-00", reporters=[agency])
    TargetFactory(indicator=indicator, agency=agency, value=90)
    past = ReportFactory(period=PeriodFactory(plan=plan.previous), agency=agency, accepted=True)
    sent(past, content(past, value=40))
    entry = desk.get(address(report)).context["sheet"].figures[0]
    assert (entry.content.value, entry.target, entry.year_before, entry.reference) == (100, 90, 40, 40)
    assert [finding.check for finding in entry.margin.findings] == ["unusual"]


def test_differences_to_the_earlier_submission(desk: Client, report: Report, coordinator: User) -> None:
    return_report(report=report, by=coordinator, comment="Mend it.", now=timezone.now())
    first = content(report)
    second = replace(
        first,
        sections=(SectionContent("situation", "Written anew."),),
        figures=content(report, value=7).figures,
    )
    sent(report, second, number=2)
    Report.objects.filter(pk=report.pk).update(state="submitted", returned_at=None)
    sheet = desk.get(address(report)).context["sheet"]
    changed = {
        (e.margin.target, d.before, d.after)
        for e in (*sheet.sections, *sheet.figures)
        for d in e.margin.changes
    }
    assert changed == {("section", "As it was sent.", "Written anew."), ("indicator", "100", "7")}
    assert sheet.earlier_number == 1


def test_a_withdrawn_submission_is_nobodys_to_read(desk: Client, report: Report) -> None:
    back = replace(content(report), sections=(SectionContent("situation", "Taken back."),))
    SubmissionFactory(
        report=report, number=2, content=back.to_json(), sha256=back.sha256, withdrawn_at=report.submitted_at
    )
    assert "Taken back." not in desk.get(address(report)).content.decode()


def test_as_many_queries_for_many_figures(desk: Client, report: Report) -> None:
    def queries(of: Report) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert desk.get(address(of)).status_code == 200
        return len(caught)

    larger = ReportFactory(period=report.period, agency=AgencyFactory(), submitted=True)
    sent(larger, content(larger, figures=9))
    for each in (report, larger):  # The session is renewed once, and contents are read once.
        queries(each)
    assert queries(larger) == queries(report)
