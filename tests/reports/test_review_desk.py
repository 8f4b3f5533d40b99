"""At the reviewer's desk: what is marked, what changed, comments in their place, one report after the other."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from agencies.models import Agency, User
from reports.models import CommentTarget, Report, ReviewComment
from reports.reading.targets import reached_words
from reports.services.editing import FigureEntry
from reports.services.reviewing import Remark, accept_report, add_comment, open_review
from tests.factories import (
    IndicatorFactory,
    PeriodFactory,
    PlanFactory,
    ReportFactory,
    SubmissionFactory,
    member,
)
from tests.support.office import Office, office, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_step")]


@pytest.fixture
def again() -> Office:
    """A report that came back, was amended in one figure and one section, and was sent again; its review is open."""
    made = office(duties=2, figures=3)
    made.save()
    made.submit()
    made.open()
    made.give_back()
    made.enter("8")
    made.save(replace(made.changes, sections={"causes": "Written anew."}, duties={}, figures={}))
    made.submit()
    made.open()
    return made


def desk_of(client: Client, user: User) -> Client:
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def desk(client: Client, again: Office) -> Client:
    return desk_of(client, again.coordinator)


def address(report: Report | Office, step: str = "") -> str:
    return reverse(f"reports:review_{step}" if step else "reports:review", args=[report.pk])


def places(page: Any) -> set[str]:
    return {margin.anchor for margin in page.context["sheet"].margins}


def test_only_what_changed_is_shown_on_wish(desk: Client, again: Office) -> None:
    changed = {"report", "section-causes", f"indicator-{again.indicators[0].code}"}
    assert places(desk.get(address(again), {"only": "changed"})) == changed
    assert places(desk.get(address(again))) > changed


def test_what_was_answered_is_shown_with_what_changed(client: Client) -> None:
    made = office(duties=2, figures=2)
    made.save()
    made.submit()
    place, code = CommentTarget.DUTY, made.assignments[1].duty.code
    add_comment(report=made.report, by=made.coordinator, remark=Remark("Why?", place, code), now=made.tick())
    made.give_back()
    comment = ReviewComment.objects.get()
    made.answer(comment, "Because of the flood.")
    made.submit()
    page = desk_of(client, made.coordinator).get(address(made), {"only": "changed"})
    assert places(page) == {"report", f"duty-{code}"}
    assert "Because of the flood." in page.content.decode()
    assert [margin.anchor for margin in page.context["sheet"].answered] == [f"duty-{code}"]


def test_only_what_changed_is_highlighted(desk: Client, again: Office) -> None:
    page = desk.get(address(again))
    assert page.content.decode().count("place--changed") == 2
    assert f'href="{address(again)}?only=changed"' in page.content.decode()


def test_a_first_submission_has_no_switch_and_is_shown_whole(client: Client) -> None:
    made = sent()
    page = desk_of(client, made.coordinator).get(address(made), {"only": "changed"})
    assert not page.context["sheet"].is_partial
    assert 'href="?only=changed"' not in page.content.decode()


def test_marks_are_listed_each_with_the_way_to_its_place(client: Client) -> None:
    last_year = PlanFactory(year=2021)
    plan = PlanFactory(previous=last_year, coordinator=last_year.coordinator)
    made = office(period=PeriodFactory(plan=plan), figures=2)
    part = IndicatorFactory(plan=plan, part_of=made.indicators[0], reporters=[made.report.agency])
    past = ReportFactory(period=PeriodFactory(plan=last_year), agency=made.report.agency, accepted=True)
    figures = {**made.changes.figures, part.pk: FigureEntry(Decimal(5))}
    made.save(replace(made.changes, figures=figures))
    content = made.submit().content
    content["figures"][2]["value"] = "9"
    SubmissionFactory(report=made.report, number=2, content=content, sha256="1" * 64)
    content["figures"][1]["value"] = "1"
    SubmissionFactory(report=past, content=content, sha256="2" * 64)
    page = desk_of(client, made.coordinator).get(address(made))
    found = {(mark.margin.code, mark.finding.check.value) for mark in page.context["sheet"].marks}
    assert {(part.code, "part"), (made.indicators[1].code, "unusual")} <= found
    words = page.content.decode()
    assert all(f'href="#{mark.margin.anchor}"' in words for mark in page.context["sheet"].marks)


def test_the_plans_words_and_the_last_result_stand_beside_a_duty(client: Client) -> None:
    made = sent()
    page = desk_of(client, made.coordinator).get(address(made)).content.decode()
    assert made.assignments[0].duty.text in page


@pytest.mark.parametrize(("closed", "has_form"), [({}, True), ({"closed": "1"}, False)])
def test_htmx_fetches_the_form_of_one_place(
    desk: Client, again: Office, closed: dict[str, str], has_form: bool
) -> None:
    place = {"target": "section", "target_code": "causes", **closed}
    part = desk.get(address(again, "comment"), place, headers={"hx-request": "true"}).content.decode()
    assert ("<textarea" in part) is has_form
    assert "<html" not in part


def test_without_script_the_page_opens_the_form_at_its_place(desk: Client, again: Office) -> None:
    place = {"target": "section", "target_code": "causes", "only": "changed"}
    answer = desk.get(address(again, "comment"), place)
    assert answer["Location"] == f"{address(again)}?only=changed&at=section-causes#section-causes"
    page = desk.get(answer["Location"]).content.decode()
    assert 'id="id-section-causes-text"' in page
    answer = desk.post(address(again, "comment"), {**place, "text": "Say more."})
    assert answer["Location"] == f"{address(again)}?only=changed#section-causes"


def test_a_comment_comes_back_with_the_count_for_the_bar(desk: Client, again: Office) -> None:
    data = {"target": "report", "target_code": "", "text": "Say more.", "account": again.coordinator.pk}
    part = desk.post(address(again, "comment"), data, headers={"hx-request": "true"}).content.decode()
    assert "1 comment made" in part
    assert ReviewComment.objects.get().text in part


def another(again: Office) -> Office:
    made = office(period=again.period)
    made.save()
    made.submit()
    return made


def test_a_decision_leads_on_and_the_last_one_back_to_the_period(desk: Client, again: Office) -> None:
    other = another(again)
    answer = desk.post(address(again, "accept"), {"comment": ""})
    assert answer["Location"] == address(other)
    desk.post(address(other, "open"))
    answer = desk.post(address(other, "return"), {"comment": "Mend it."})
    assert answer["Location"] == reverse("reports:period", args=[again.period.pk])


def test_what_a_colleague_has_open_or_oneself_sent_is_passed_over(desk: Client, again: Office) -> None:
    held, own = another(again), another(again)
    colleague = member("coordinator", again.period.plan.coordinator)
    open_review(report=held.report, by=colleague, now=timezone.now())
    Report.objects.filter(pk=own.pk).update(submitted_by=again.coordinator)
    Agency.objects.filter(pk=again.report.agency_id).update(order=99)
    assert desk.get(address(again)).context["after"] is None
    period = reverse("reports:period", args=[again.period.pk])
    for filters in ({}, {"state": "submitted"}):
        assert desk.get(period, filters).context["next_to_review"] == again.report
    accept_report(report=held.report, by=colleague, now=timezone.now())
    assert desk.get(period).context["next_to_review"] == again.report


def test_a_figure_says_how_much_of_its_target_is_reached() -> None:
    with translation.override("en"):
        assert reached_words(Decimal(30), Decimal(40)) == "75\u00a0% of the target"
    assert reached_words(None, Decimal(40)) == reached_words(Decimal(30), None) == ""
