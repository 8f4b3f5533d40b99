"""Writing a report: what is typed is saved or still on the page, whatever goes wrong and whoever else writes."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.models import DutyResult, IndicatorValue, ReportSection
from reports.services.editing import DutyEntry, FigureEntry, ReportChanges
from tests.factories import AssignmentFactory, IndicatorFactory, PeriodFactory, ReportFactory
from tests.support.browsing import browse
from tests.support.office import Office, office, ready

pytestmark = pytest.mark.django_db


def address(desk: Office, page: str) -> str:
    return reverse("reports:report_edit", args=[desk.pk, page])


def typed(client: Client, desk: Office, page: str, **changes: str) -> dict[str, str]:
    """The page's fields as the browser would send them, with `changes` typed in."""
    form = client.get(address(desk, page)).context["form"]
    fields = {name: form[name].value() for name in form.fields}
    return {name: str(value) for name, value in fields.items() if value is not None} | changes


def save(desk: Office, page: str, **changes: str) -> object:
    client = browse(desk.reporter)
    return client.post(address(desk, page), typed(client, desk, page, **changes))


def test_each_page_is_saved_and_leads_on() -> None:
    desk = office()
    duty, figure = desk.assignments[0].pk, desk.indicators[0].pk
    done = {f"status_{duty}": "done", f"done_{duty}": "Đã làm.", "go": "next"}
    assert save(desk, "duties", **done).url == address(desk, "figures")
    assert save(desk, "figures", **{f"value_{figure}": "1.234", "go": "next"}).url == address(
        desk, "narrative"
    )
    assert save(desk, "narrative", section_situation="Ổn định.", go="next").url == address(
        desk, "attachments"
    )
    assert DutyResult.objects.get().done == "Đã làm."
    assert IndicatorValue.objects.get().value == Decimal(1234)
    assert ReportSection.objects.get(section="situation").text == "Ổn định."
    assert desk.report.revision == 3


@pytest.mark.parametrize(("go", "page"), [("preview", "report"), ("send", "send_for_approval")])
def test_every_way_on_saves_first(go: str, page: str) -> None:
    desk = office()
    answer = save(desk, "narrative", section_causes="Vì mưa.", go=go)
    assert answer.url == reverse(f"reports:{page}", args=[desk.pk])
    assert ReportSection.objects.get(section="causes").text == "Vì mưa."


@pytest.mark.parametrize("wrong", ["mười hai", "1.5", "-3", "1,5"])
def test_one_wrong_figure_stays_as_typed_and_the_others_are_saved(wrong: str) -> None:
    desk = office(figures=3)
    first, second, third = (i.pk for i in desk.indicators)
    answer = save(desk, "figures", **{
        f"value_{first}": "12", f"value_{second}": wrong, f"explanation_{second}": "Vì thế.", f"value_{third}": "0",
    })  # fmt: skip
    form = answer.context["form"]
    assert answer.status_code == 422
    assert set(form.errors) == {f"value_{second}"}
    assert form[f"value_{second}"].value() == wrong
    assert form[f"explanation_{second}"].value() == "Vì thế."
    saved = dict(IndicatorValue.objects.values_list("indicator", "value"))
    assert saved == {first: 12, second: None, third: 0}
    assert f'href="#id_value_{second}"' in answer.content.decode()


def test_what_was_mended_after_an_error_is_saved_without_a_conflict() -> None:
    desk = office(figures=2)
    first, second = (i.pk for i in desk.indicators)
    answer = save(desk, "figures", **{f"value_{first}": "12", f"value_{second}": "x"})
    form = answer.context["form"]
    again = {name: str(form[name].value() or "") for name in form.fields} | {f"value_{second}": "3"}
    assert browse(desk.reporter).post(address(desk, "figures"), again).status_code == 302
    assert dict(IndicatorValue.objects.values_list("indicator", "value")) == {first: 12, second: 3}


def test_what_someone_else_wrote_while_an_error_stood_is_not_overwritten_unseen() -> None:
    desk = ready()
    client, name = browse(desk.reporter), f"value_{desk.indicators[0].pk}"
    wrong = client.post(address(desk, "figures"), typed(client, desk, "figures", **{name: "x"}))
    desk.save(ReportChanges(figures={desk.indicators[0].pk: FigureEntry(Decimal(5))}), by=desk.approver)
    again = client.post(address(desk, "figures"), sent_again(wrong) | {name: "3"})
    assert [clash.name for clash in again.context["clashes"]] == [name]
    assert IndicatorValue.objects.get().value == 5


def sent_again(answer: object) -> dict[str, str]:
    """The fields of the page that came back, as the browser would send them."""
    form = answer.context["form"]
    return {name: str(form[name].value() or "") for name in form.fields}


def test_an_emptied_figure_is_empty_and_not_zero() -> None:
    desk = ready()
    pk = desk.indicators[0].pk
    save(desk, "figures", **{f"value_{pk}": ""})
    assert IndicatorValue.objects.get().value is None


def test_two_who_write_at_once_lose_nothing() -> None:
    desk = ready()
    mine = browse(desk.reporter)
    sent = typed(mine, desk, "narrative", section_situation="Của tôi.", section_causes="Cũng của tôi.")
    other = {"situation": "Của người kia.", "directions": "Chỉ người kia."}
    desk.save(ReportChanges(sections=other), by=desk.approver)
    answer = mine.post(address(desk, "narrative"), sent)
    form, page = answer.context["form"], answer.content.decode()
    assert answer.status_code == 409
    assert [form[f"section_{s}"].value() for s in ("situation", "causes", "directions")] == [
        "Của tôi.", "Cũng của tôi.", "Chỉ người kia.",
    ]  # fmt: skip
    assert [(c.name, c.mine, c.theirs) for c in form.clashes] == [
        ("section_situation", "Của tôi.", "Của người kia.")
    ]
    assert str(desk.approver) in page
    assert "Của người kia." in page
    assert texts() == {**desk.changes.sections, **other, "causes": "Cũng của tôi."}


@pytest.mark.parametrize(("button", "stored"), [("keep", "Của tôi."), ("take", "Của người kia.")])
def test_of_two_versions_one_is_chosen(button: str, stored: str) -> None:
    desk = ready()
    mine = browse(desk.reporter)
    sent = typed(mine, desk, "narrative", section_situation="Của tôi.")
    desk.save(ReportChanges(sections={"situation": "Của người kia."}), by=desk.approver)
    answer = mine.post(address(desk, "narrative"), sent)
    chosen = mine.post(address(desk, "narrative"), sent_again(answer) | {button: "section_situation"})
    assert chosen.url == address(desk, "narrative")
    assert texts()["situation"] == stored


def texts() -> dict[str, str]:
    return dict(ReportSection.objects.values_list("section", "text"))


def test_a_figure_written_in_two_ways_is_no_conflict() -> None:
    desk = ready()
    mine, pk = browse(desk.reporter), desk.indicators[0].pk
    sent = typed(mine, desk, "figures", **{f"value_{pk}": " 1234 "})
    desk.save(ReportChanges(figures={pk: FigureEntry(Decimal(1234))}), by=desk.approver)
    assert mine.post(address(desk, "figures"), sent).status_code == 302


@pytest.mark.parametrize("base", ["", "{", "[]", json.dumps({"section_causes": 1})])
def test_a_page_that_does_not_say_what_it_was_opened_on_overwrites_nothing_unseen(base: str) -> None:
    desk = ready()
    answer = save(desk, "narrative", base=base, section_causes="Của tôi.")
    assert answer.status_code == 409
    assert [c.name for c in answer.context["clashes"]] == ["section_causes"]


def test_a_report_handed_in_meanwhile_keeps_what_was_typed_on_the_page() -> None:
    desk = ready()
    mine = browse(desk.reporter)
    sent = typed(mine, desk, "narrative", section_causes="Không được mất.")
    desk.submit()
    answer = mine.post(address(desk, "narrative"), sent)
    assert answer.status_code == 409
    assert "Không được mất." in answer.content.decode()
    assert str(desk.approver) in answer.content.decode()
    assert ReportSection.objects.get(section="causes").text == "On causes."


def test_another_agencys_fields_are_not_taken() -> None:
    desk, other = ready(), ready()
    foreign = other.assignments[0].pk
    save(desk, "duties", **{f"status_{foreign}": "behind", f"done_{foreign}": "Lạ."})
    assert not DutyResult.objects.filter(done="Lạ.").exists()


def test_a_text_far_too_long_is_refused_beside_its_field() -> None:
    desk = ready()
    answer = save(desk, "narrative", section_causes="x" * 20_001, section_proposals="Ngắn.")
    assert set(answer.context["form"].errors) == {"section_causes"}
    assert ReportSection.objects.get(section="proposals").text == "Ngắn."


def test_a_duty_is_called_by_its_code_in_the_form_and_in_its_errors() -> None:
    desk = ready()
    duty = desk.assignments[0]
    page = save(desk, "duties", **{f"done_{duty.pk}": "x" * 20_001}).content.decode()
    assert f'<a href="#id_done_{duty.pk}">Nhiệm vụ {duty.duty.code}, ' in page
    assert f'<span class="entry__number">{duty.duty.code}</span>' in page


@pytest.mark.parametrize("page", ["duties", "figures", "narrative", "attachments"])
def test_as_many_queries_for_three_times_as_many_entries(page: str, django_assert_num_queries) -> None:
    desk = ready()
    client = browse(desk.reporter)
    few = count(client, address(desk, page))
    AssignmentFactory.create_batch(4, agency=desk.report.agency, duty__plan=desk.period.plan)
    IndicatorFactory.create_batch(4, plan=desk.period.plan, reporters=[desk.report.agency])
    with django_assert_num_queries(few):
        client.get(address(desk, page))


def count(client: Client, url: str) -> int:
    client.get(url)  # The first page of a session writes the session.
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


def test_what_was_written_last_period_stands_beside_the_field() -> None:
    desk = ready()
    desk.save(ReportChanges(duties={desk.assignments[0].pk: DutyEntry("done", "Kỳ trước làm thế này.")}))
    desk.submit()
    later = next_period(desk)
    page = browse(desk.reporter).get(address(later, "duties")).content.decode()
    assert "Kỳ trước làm thế này." in page
    assert ">7<" in browse(desk.reporter).get(address(later, "figures")).content.decode()


def test_a_duty_that_was_shown_before_is_shown_as_it_is_now() -> None:
    desk = office()
    client, duty = browse(desk.reporter), desk.assignments[0]

    def page(language: str = "vi") -> str:
        client.cookies["django_language"] = language
        return client.get(address(desk, "duties")).content.decode()

    assert "Kết quả đã thực hiện" in page()
    desk.save(ReportChanges(duties={duty.pk: DutyEntry("done", "Đã mở <b>ba</b> lớp.")}))
    assert "Đã mở &lt;b&gt;ba&lt;/b&gt; lớp." in page()
    assert "What was done" in page("en")
    duty.duty.text = "Mở bốn lớp."
    duty.duty.save()
    assert "Mở bốn lớp." in page()


def next_period(desk: Office) -> Office:
    annual = PeriodFactory(plan=desk.period.plan, annual=True)
    pk = ReportFactory(period=annual, agency=desk.report.agency).pk
    return Office(
        annual, desk.assignments, desk.indicators, pk, desk.reporter, desk.approver, desk.coordinator
    )
