"""The pages of an agency's own plan: begun, filled in, signed, issued; read by the coordinator; beside the report."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from reports.models import DeliveryState, Notice, NoticeKind, SignedPlan
from reports.reading.agency_plans import lines_for
from reports.reading.plan_steps import steps_in_period
from reports.services.agency_plans import ask_for_agency_plans, without_issued_plan
from reports.services.delivery import deliver_one
from reports.services.signed_plans import add_signed_plan
from reports.services.sweeping import sweep_orphans
from reports.services.uploads import MOST_FILES, CheckedUpload
from tasks.models import AgencyPlan, PlanState, PlanStep, Target
from tasks.rules.agency_plan import Standing
from tests.factories import (
    MOMENT,
    AgencyPlanFactory,
    AssignmentFactory,
    DutyFactory,
    IndicatorFactory,
    PlanFactory,
    PlanStepFactory,
    SignedPlanFactory,
    TargetFactory,
)
from tests.reports.test_uploads import pdf
from tests.support.browsing import browse
from tests.support.office import Office, office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(MOMENT, tick=False):
        yield


@pytest.fixture
def desk() -> Office:
    return office(duties=2, figures=2)


def begun(desk: Office, **more: Any) -> AgencyPlan:
    return AgencyPlanFactory(plan=desk.period.plan, agency=desk.report.agency, **more)


def url(desk: Office, name: str = "agency_plan", *more: Any) -> str:
    return reverse(f"reports:{name}", args=[desk.report.agency.code, desk.period.plan.code, *more])


def steps_url(desk: Office, n: int = 0) -> str:
    return url(desk, "agency_plan_steps", desk.assignments[n].duty.code)


LINE = {"what": "Tập huấn", "unit": "Văn phòng", "starts_on": "2022-03-01", "ends_on": "31/05/2022"}


def typed(client: Client, address: str, *lines: dict[str, str], go: str = "") -> dict[str, str]:
    """The form of steps as a browser would send it, with `lines` typed into its lines from the first on."""
    form = client.get(address).context["form"]
    data = {"go": go, "opened_on": form.stored_digest}
    for prefix, fields in (("steps", form.management_form), *((f.prefix, f) for f in form)):
        data |= {f"{prefix}-{field.name}": field.value() for field in fields if field.value() is not None}
    for n, line in enumerate(lines):
        data |= {f"steps-{n}-{name}": value for name, value in line.items()}
    return {name: str(value) for name, value in data.items()}


def save(desk: Office, *lines: dict[str, str], go: str = "", n: int = 0) -> Any:
    client = browse(desk.reporter)
    return client.post(steps_url(desk, n), typed(client, steps_url(desk, n), *lines, go=go))


def test_without_a_plan_the_page_says_why_one_is_asked_for_and_begins_it(desk: Office) -> None:
    client = browse(desk.reporter)
    page = client.get(url(desk)).content.decode()
    assert "I.3" in page
    assert "last-year" not in page
    assert client.post(url(desk, "agency_plan_start")).url == url(desk)
    assert AgencyPlan.objects.get().is_draft
    assert client.get(url(desk)).context["shown"].own == AgencyPlan.objects.get()


def test_last_years_plan_is_offered_and_copied(desk: Office) -> None:
    plan, agency = desk.period.plan, desk.report.agency
    plan.previous = PlanFactory(year=2021)
    plan.save()
    old = AssignmentFactory(
        agency=agency, duty=DutyFactory(plan=plan.previous, code=desk.assignments[0].duty.code)
    )
    PlanStepFactory(assignment=old, what="Năm trước")
    AgencyPlanFactory(plan=plan.previous, agency=agency)
    client = browse(desk.reporter)
    assert 'value="last-year"' in client.get(url(desk)).content.decode()
    client.post(url(desk, "agency_plan_start"), {"from": "last-year"})
    assert [step.what for step in PlanStep.objects.of(plan, agency)] == ["Năm trước"]


@pytest.mark.parametrize(
    ("go", "place"), [("", "plan"), ("more", "same"), ("next", "next")], ids=["plan", "same", "next"]
)
def test_steps_are_saved_and_lead_on(desk: Office, go: str, place: str) -> None:
    begun(desk)
    wanted = {
        "plan": f"{url(desk)}#duty-{desk.assignments[0].duty.code}",
        "same": steps_url(desk),
        "next": steps_url(desk, 1),
    }
    assert save(desk, LINE, go=go).url == wanted[place]
    step = PlanStep.objects.get()
    assert (step.what, step.unit, step.assignment) == ("Tập huấn", "Văn phòng", desk.assignments[0])


def test_a_step_is_marked_as_done_and_taken_away(desk: Office) -> None:
    begun(desk)
    save(desk, LINE, LINE)
    save(desk, {"done_on": "2022-06-01"}, {"DELETE": "on"})
    assert PlanStep.objects.get().done_on.day == 1


def test_a_step_done_before_its_planned_day_is_taken_as_it_is(desk: Office) -> None:
    begun(desk)
    assert save(desk, LINE | {"done_on": "2022-02-28"}).status_code == 302
    assert PlanStep.objects.get().done_on == date(2022, 2, 28)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends_on": "2022-02-01"}, "ends_on"),
        ({"starts_on": "hôm qua"}, "starts_on"),
        ({"unit": ""}, "unit"),
        ({"done_on": "2022-06-11"}, "done_on"),
    ],
)
def test_what_is_wrong_stays_as_typed_with_words_beside_it(
    desk: Office, wrong: dict[str, str], field: str
) -> None:
    begun(desk)
    answer = save(desk, LINE | wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].forms[0].errors) == {field}
    assert "Tập huấn" in answer.content.decode()
    assert not PlanStep.objects.exists()


def test_the_errors_in_short_name_the_step_and_the_page_its_duty(desk: Office) -> None:
    begun(desk)
    page = save(desk, LINE, LINE | {"unit": ""}).content.decode()
    assert '<a href="#id_steps-1-unit">Bước 2, ' in page
    assert f"Nhiệm vụ {desk.assignments[0].duty.code}: " in page


def test_days_outside_the_plans_year_are_a_warning(desk: Office) -> None:
    begun(desk)
    answer = save(desk, LINE | {"starts_on": "2021-12-15"})
    assert answer.status_code == 302
    for address in (steps_url(desk), url(desk)):
        page = browse(desk.reporter).get(address).content.decode()
        assert "ngoài năm kế hoạch" in page


def test_another_persons_save_meanwhile_is_shown_and_not_written_over(desk: Office) -> None:
    begun(desk)
    client = browse(desk.reporter)
    mine = typed(client, steps_url(desk), LINE | {"what": "Của tôi"})
    save(desk, LINE)
    answer = client.post(steps_url(desk), mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Của tôi" in page
    assert "Tập huấn" in page
    assert PlanStep.objects.get().what == "Tập huấn"
    assert (
        client.post(steps_url(desk), mine | {"opened_on": answer.context["form"].stored_digest}).status_code
        == 302
    )
    assert PlanStep.objects.get().what == "Của tôi"


def test_a_closed_plan_keeps_what_was_typed_and_says_why(desk: Office) -> None:
    begun(desk)
    client = browse(desk.reporter)
    data = typed(client, steps_url(desk), LINE)
    desk.period.plan.state = PlanState.CLOSED
    desk.period.plan.save()
    answer = client.post(steps_url(desk), data)
    assert answer.status_code == 409
    assert "Tập huấn" in answer.content.decode()
    assert "/duties/" not in client.get(url(desk)).content.decode()


def test_targets_are_typed_the_vietnamese_way(desk: Office) -> None:
    begun(desk)
    first, second = desk.indicators
    client = browse(desk.reporter)
    address = url(desk, "agency_plan_targets")
    assert (
        client.post(address, {f"target-{first.pk}": "1.234", f"target-{second.pk}": "x"}).status_code == 422
    )
    answer = client.post(address, {f"target-{first.pk}": "1.234", f"target-{second.pk}": ""})
    assert answer.url == url(desk) + "#targets"
    assert Target.objects.of_agency(desk.period.plan, desk.report.agency) == {first.code: 1234}
    assert "1.234" in client.get(url(desk)).content.decode()


def attach(desk: Office, content: bytes = b"", **more: str) -> Any:
    data = {
        "file": SimpleUploadedFile("bản ký.pdf", content or pdf()),
        "number": "45/KH-SYT",
        "dated": "2022-04-01",
    }
    return browse(desk.reporter).post(url(desk, "agency_plan_files"), data | more)


def test_the_signed_paper_is_checked_kept_handed_out_and_removed(desk: Office) -> None:
    begun(desk)
    assert attach(desk, b"<html>").status_code == 422
    assert attach(desk, dated="2999-01-01").status_code == 422
    content = pdf()
    assert attach(desk, content).url == url(desk)
    assert attach(desk, content).status_code == 422
    signed = SignedPlan.objects.get()
    answer = browse(desk.approver).get(url(desk, "agency_plan_file", signed.pk))
    assert b"".join(answer.streaming_content) == content
    assert answer["X-Content-Type-Options"] == "nosniff"
    browse(desk.reporter).post(url(desk, "agency_plan_file_remove", signed.pk))
    signed.refresh_from_db()
    assert signed.removed_at == MOMENT
    assert browse(desk.approver).get(url(desk, "agency_plan_file", signed.pk)).status_code == 404


def test_one_signed_paper_too_many_is_refused_and_not_kept(desk: Office, settings: Any) -> None:
    own = begun(desk)
    SignedPlanFactory.create_batch(MOST_FILES, agency_plan=own)
    with pytest.raises(ValidationError, match=str(MOST_FILES)):
        add_signed_plan(
            agency_plan=own,
            by=desk.approver,
            chunks=[b"x"],
            upload=CheckedUpload("a.pdf", ".pdf", "application/pdf"),
            number="45/KH-SYT",
            dated=MOMENT.date(),
            now=MOMENT,
        )
    assert own.signed_plans.count() == MOST_FILES
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_the_approver_issues_it_with_what_the_signed_paper_says(desk: Office) -> None:
    own = begun(desk)
    SignedPlanFactory(agency_plan=own, number="77/KH-SYT")
    PlanStepFactory(assignment=desk.assignments[0])
    client, address = browse(desk.approver), url(desk, "agency_plan_issue")
    form = client.get(address).context["form"]
    given = {name: str(form[name].value()) for name in form.fields}
    assert given["number"] == "77/KH-SYT"
    assert client.post(address, given | {"issued_on": "2999-01-01"}).status_code == 422
    assert client.post(address, given).url == url(desk)
    own.refresh_from_db()
    assert (own.state, own.number, own.confirmed_by) == ("in_force", "77/KH-SYT", desk.approver)
    assert browse(desk.coordinator).get(url(desk)).status_code == 200


def test_the_coordinator_learns_only_of_changes_since_it_was_issued(desk: Office) -> None:
    own = begun(desk)
    PlanStepFactory(assignment=desk.assignments[0], what="Bước còn nháp")
    with time_machine.travel(MOMENT + timedelta(hours=1), tick=False):
        browse(desk.approver).post(url(desk, "agency_plan_issue"), {"number": "1", "issued_on": "2022-06-01"})
    address = url(desk, "agency_plan_changes")
    assert browse(desk.reporter).get(address).context["page"].paginator.count == 3
    assert browse(desk.coordinator).get(address).context["page"].paginator.count == 1
    assert "còn nháp" not in browse(desk.coordinator).get(address).content.decode()
    assert own.history.count() == 2


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("none", "no plan of its own"),
        ("draft", "not issued yet: 1 of 2 duties have steps; 1 of 2 figures have a target"),
        ("issued", "0 of 1 step is done, 1 is overdue. The signed paper is not attached"),
        ("signed", "0 of 1 step is done, 1 is overdue."),
    ],
)
def test_my_agencys_page_says_what_is_to_be_done(desk: Office, state: str, words: str) -> None:
    if state != "none":
        own = begun(desk, issued=state != "draft")
        PlanStepFactory(assignment=desk.assignments[0])
        TargetFactory(indicator=desk.indicators[0], agency=desk.report.agency)
        if state == "signed":
            SignedPlanFactory(agency_plan=own)
    with translation.override("en"):
        (line,) = lines_for(desk.report.agency, desk.reporter, MOMENT.date())
    assert words in line.words
    assert line.url in browse(desk.reporter).get(reverse("reports:my_agency")).content.decode()


def test_the_coordinator_sees_who_has_one_and_asks_the_others(desk: Office) -> None:
    begun(desk)
    issued = office(period=desk.period)
    begun(issued, issued=True)
    client, plan = browse(desk.coordinator), desk.period.plan
    address = reverse("reports:agency_plans", args=[plan.code])
    counts = [cell["count"] for cell in client.get(address).context["strip"]]
    assert counts == [0, 1, 1, 1]
    for state, names in {"draft": desk, "in_force": issued, "unsigned": issued}.items():
        rows = client.get(address, {"state": state}).context["rows"]
        assert [row.agency for row in rows] == [names.report.agency]
    assert client.get(address, {"state": "none"}).context["rows"] == []
    ask = reverse("reports:agency_plans_ask", args=[plan.code])
    assert client.get(ask).context["agencies"] == [desk.report.agency]
    assert client.post(ask, {"message": "Đề nghị gửi sớm."}).url == address
    told = Notice.objects.filter(kind=NoticeKind.AGENCY_PLAN)
    assert {notice.recipient for notice in told} == {desk.reporter, desk.approver}
    assert {notice.path for notice in told} == {url(desk)}
    assert all("Đề nghị gửi sớm." in notice.body for notice in told)


@pytest.mark.parametrize("issued", [False, True])
def test_who_has_issued_it_meanwhile_is_not_asked_by_mail(desk: Office, issued: bool) -> None:
    plan = desk.period.plan
    given = {"plan": plan, "agencies": without_issued_plan(plan), "message": "", "now": MOMENT}
    assert ask_for_agency_plans(by=desk.approver, **given) == []
    assert len(ask_for_agency_plans(by=desk.coordinator, **given)) == 2
    begun(desk, issued=issued)
    while deliver_one(now=MOMENT):
        pass
    delivered = set(Notice.objects.values_list("delivery", flat=True))
    assert delivered == {DeliveryState.DROPPED if issued else DeliveryState.SENT}


def test_the_signed_paper_is_no_orphan(desk: Office) -> None:
    begun(desk)
    attach(desk)
    assert sweep_orphans(now=MOMENT + timedelta(days=9000)) == 0
    SignedPlan.objects.all().delete()
    assert sweep_orphans(now=MOMENT + timedelta(days=9000)) == 1


def test_the_report_form_shows_the_steps_of_its_period(desk: Office) -> None:
    begun(desk)
    duty, end = desk.assignments[0], desk.period.data_to
    day = timedelta(days=1)
    made = [
        PlanStepFactory(assignment=duty, ends_on=end),
        PlanStepFactory(assignment=duty, ends_on=end, done_on=end),
        PlanStepFactory(assignment=duty, ends_on=end + day),
    ]
    later = PlanStepFactory(assignment=duty, starts_on=end + day, ends_on=end + day)
    shown = {each.step: (each.standing, each.is_due) for each in steps_in_period(desk.report)[duty.duty.code]}
    wanted = [(Standing.UNDER_WAY, True), (Standing.DONE, False), (Standing.UNDER_WAY, False)]
    assert shown == dict(zip(made, wanted, strict=True))
    page = (
        browse(desk.reporter).get(reverse("reports:report_edit", args=[desk.pk, "duties"])).content.decode()
    )
    assert all(step.what in page for step in made)
    assert later.what not in page


def test_as_many_queries_for_three_times_as_much(desk: Office) -> None:
    begun(desk, issued=True)
    agency, plan = desk.report.agency, desk.period.plan
    addresses = {
        desk.reporter: [
            url(desk),
            url(desk, "agency_plan_changes"),
            steps_url(desk),
            url(desk, "agency_plan_targets"),
            reverse("reports:my_agency"),
            reverse("reports:report_edit", args=[desk.pk, "duties"]),
        ],
        desk.coordinator: [url(desk), reverse("reports:agency_plans", args=[plan.code])],
    }
    PlanStepFactory(assignment=desk.assignments[0])
    TargetFactory(indicator=desk.indicators[0], agency=agency)
    few = _counts(addresses)
    more = AssignmentFactory.create_batch(4, agency=agency, duty__plan=plan)
    for assignment in [*desk.assignments, *more]:
        PlanStepFactory.create_batch(2, assignment=assignment)
    for indicator in IndicatorFactory.create_batch(4, plan=plan, reporters=[agency]):
        TargetFactory(indicator=indicator, agency=agency)
    for each in (office(period=desk.period), office(period=desk.period)):
        SignedPlanFactory(agency_plan=begun(each, issued=True))
    assert _counts(addresses) == few


def _counts(addresses: dict[Any, list[str]]) -> list[int]:
    counts = []
    for user, pages in addresses.items():
        client = browse(user)
        for address in pages:
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            counts.append(len(captured))
    return counts
