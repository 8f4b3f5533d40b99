"""A report filled in with Excel: what went out and was changed comes back, all of it or nothing, seen before."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reports.models import DutyResult, IndicatorValue, ReportSection, Section
from reports.rules.fields import DUTY, INDICATOR, LONGEST_TEXT, SECTION, Place
from reports.rules.workbook import FIGURES, KEY
from reports.rules.workflow import State
from reports.services.editing import DutyEntry, FigureEntry, ReportChanges
from reports.services.sweeping import sweep_orphans
from reports.services.workbook import kept_workbook
from tests.factories import AssignmentFactory, IndicatorFactory, TargetFactory
from tests.reports.workbook.filling import address, agree, downloaded, filled, opened, send, spots_of
from tests.support.browsing import browse
from tests.support.office import Office, office, ready

pytestmark = pytest.mark.django_db


def duty(desk: Office, aspect: str) -> Place:
    return Place(DUTY, desk.assignments[0].pk, aspect)


def figure(desk: Office, aspect: str = "value", n: int = 0) -> Place:
    return Place(INDICATOR, desk.indicators[n].pk, aspect)


def section(code: str) -> Place:
    return Place(SECTION, code, "text")


def errors(answer) -> list[tuple[str, str]]:
    return [(error.cell, error.message) for error in answer.context["preview"].errors]


def test_a_report_is_filled_in_with_excel_alone() -> None:
    desk = office(figures=2)
    typed = {
        duty(desk, "status"): "Đã hoàn thành",
        duty(desk, "done"): "- Đã tổ chức 12 lớp.\n=Tổng kết trong tháng.",
        figure(desk): 1234,
        figure(desk, n=1): "1.234",
        section("situation"): "Ổn định.",
    }
    answer = send(desk, filled(downloaded(desk), typed))
    assert [line.field.aspect for sheet in answer.context["preview"].changes for line in sheet.lines] == [
        "status",
        "done",
        "value",
        "value",
        "text",
    ]
    assert desk.report.state == State.NOT_STARTED
    assert agree(desk, answer).status_code == 302
    assert DutyResult.objects.get().done == typed[duty(desk, "done")]
    assert list(IndicatorValue.objects.values_list("value", flat=True)) == [1234, 1234]
    assert ReportSection.objects.get(section="situation").text == "Ổn định."
    assert (desk.report.state, desk.trail()) == (State.DRAFT, ["save"])
    assert kept_workbook(desk.report, desk.reporter) is None


def test_an_untouched_workbook_changes_nothing() -> None:
    desk = ready()
    answer = send(desk, downloaded(desk))
    preview = answer.context["preview"]
    assert (preview.changes, preview.conflicts, preview.errors) == ([], [], [])
    assert agree(desk, answer).status_code == 409
    assert desk.trail() == ["save"]


def test_an_emptied_cell_empties_and_an_empty_one_is_not_zero() -> None:
    desk = office(figures=2)
    desk.enter("5", None)
    typed = {figure(desk): None, figure(desk, n=1): 0}
    agree(desk, send(desk, filled(downloaded(desk), typed)))
    assert dict(IndicatorValue.objects.values_list("indicator", "value")) == {
        desk.indicators[0].pk: None,
        desk.indicators[1].pk: 0,
    }


def test_every_wrong_cell_is_named_and_nothing_is_taken_over() -> None:
    desk = office(figures=4)
    typed = {
        figure(desk): "mười hai",
        figure(desk, n=1): -3,
        figure(desk, n=2): 1.5,
        figure(desk, n=3): 7,
        duty(desk, "status"): "xong",
        section("causes"): "x" * 20_001,
    }
    content = downloaded(desk)
    answer = send(desk, filled(content, typed))
    spots = spots_of(content)
    wrong = [place for place in spots if place in typed and place != figure(desk, n=3)]
    assert [spot for spot, _message in errors(answer)] == [str(spots[place]) for place in wrong]
    assert "Nhiệm vụ!D5" in answer.content.decode()
    assert agree(desk, answer).status_code == 409
    assert not IndicatorValue.objects.exists()


def test_a_formula_in_a_cell_to_fill_in_is_refused_with_its_place() -> None:
    desk = ready()
    content = downloaded(desk)
    answer = send(desk, filled(content, {figure(desk): "=1+1", duty(desk, "done"): "Xong."}))
    assert [spot for spot, _message in errors(answer)] == [str(spots_of(content)[figure(desk)])]


def test_what_the_checks_will_ask_is_said_by_cell_and_prevents_nothing() -> None:
    desk = office(figures=2)
    whole, part = desk.indicators
    type(part).objects.filter(pk=part.pk).update(part_of=whole)
    content = downloaded(desk)
    typed = {figure(desk): 5, figure(desk, n=1): 6, duty(desk, "status"): "Chậm tiến độ"}
    answer = send(desk, filled(content, typed))
    spots = spots_of(content)
    asked = [spots[duty(desk, "difficulties")], spots[figure(desk, n=1)]]
    assert [told.cell for told in answer.context["preview"].findings] == [str(spot) for spot in asked]
    assert agree(desk, answer).status_code == 302


def test_what_only_the_portal_changed_stays_and_what_both_did_is_a_conflict() -> None:
    desk = ready()
    content = downloaded(desk)
    portal = {"situation": "Trên Cổng.", "directions": "Chỉ Cổng."}
    desk.save(ReportChanges(sections=portal), by=desk.approver)
    typed = {section("situation"): "Trong sổ.", section("causes"): "Chỉ sổ."}
    answer = send(desk, filled(content, typed))
    (conflict,) = (line for sheet in answer.context["preview"].conflicts for line in sheet.lines)
    assert (conflict.stored, conflict.sent) == ("Trên Cổng.", "Trong sổ.")
    assert agree(desk, answer).status_code == 409
    assert ReportSection.objects.get(section="causes").text == "On causes."
    agree(desk, send(desk, filled(downloaded(desk), typed)))
    texts = dict(ReportSection.objects.values_list("section", "text"))
    assert [texts[code] for code in ("situation", "causes", "directions")] == [
        "Trong sổ.",
        "Chỉ sổ.",
        "Chỉ Cổng.",
    ]


def test_what_both_sides_changed_alike_is_no_conflict() -> None:
    desk = ready()
    content = downloaded(desk)
    desk.save(ReportChanges(figures={desk.indicators[0].pk: FigureEntry(Decimal(1234))}))
    preview = send(desk, filled(content, {figure(desk): " 1.234 "})).context["preview"]
    assert (preview.total, preview.conflicts) == (0, [])


def test_a_change_in_the_portal_after_the_preview_is_not_overwritten() -> None:
    desk = ready()
    answer = send(desk, filled(downloaded(desk), {duty(desk, "done"): "Sổ.", section("causes"): "Sổ."}))
    desk.save(ReportChanges(duties={desk.assignments[0].pk: DutyEntry("done", "Cổng.")}), by=desk.approver)
    late = agree(desk, answer)
    assert (late.status_code, len(late.context["preview"].conflicts)) == (409, 1)
    assert DutyResult.objects.get().done == "Cổng."
    assert ReportSection.objects.get(section="causes").text == "On causes."


def test_only_the_workbook_that_was_looked_at_is_applied() -> None:
    desk = ready()
    first = send(desk, filled(downloaded(desk), {section("causes"): "Một."}))
    send(desk, filled(downloaded(desk), {section("causes"): "Hai."}))
    assert agree(desk, first).status_code == 409
    assert ReportSection.objects.get(section="causes").text == "On causes."


def test_each_person_finds_only_what_he_sent() -> None:
    desk = ready()
    send(desk, filled(downloaded(desk), {section("causes"): "Của tôi."}))
    other = browse(desk.approver).get(address(desk, "workbook_preview"))
    assert other.url == address(desk)


def test_a_report_on_its_way_is_not_changed_by_a_workbook() -> None:
    desk = ready()
    content = filled(downloaded(desk), {section("causes"): "Muộn."})
    answer = send(desk, content)
    desk.submit()
    assert agree(desk, answer).status_code == 409
    assert send(desk, content).status_code == 409
    assert browse(desk.reporter).get(address(desk)).status_code == 200
    assert ReportSection.objects.get(section=Section.CAUSES).text == "On causes."


def test_as_many_queries_for_three_times_as_many_entries() -> None:
    desk, large = ready(), office(duties=3, figures=3)
    large.save()
    for page in ("workbook_file", "workbook_preview"):
        assert queries(desk, page) == queries(large, page)


def queries(desk: Office, page: str) -> int:
    send(desk, filled(downloaded(desk), {section("causes"): "Khác.", figure(desk): 9}))
    client = browse(desk.reporter)
    client.get(address(desk, page))  # The first page of a session writes the session.
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address(desk, page)).status_code == 200
    return len(captured)


def test_a_plan_that_changed_after_the_upload_leads_back_to_a_new_download() -> None:
    desk = ready()
    answer = send(desk, filled(downloaded(desk), {section("causes"): "Sổ."}))
    AssignmentFactory(agency=desk.report.agency, duty__plan=desk.period.plan)
    assert agree(desk, answer).url == address(desk)
    assert ReportSection.objects.get(section="causes").text == "On causes."


def test_a_text_that_no_cell_holds_is_locked_and_left_as_it_is() -> None:
    desk = ready()
    ReportSection.objects.filter(section="causes").update(text="😀" * LONGEST_TEXT)
    content = downloaded(desk)
    preview = send(desk, filled(content, {section("causes"): "Khác.", figure(desk): 8})).context["preview"]
    assert [line.cell for sheet in preview.changes for line in sheet.lines] == [
        spots_of(content)[figure(desk)].cell
    ]


def test_what_was_never_agreed_to_is_swept_after_a_day() -> None:
    desk = ready()
    send(desk, filled(downloaded(desk), {section("causes"): "Sổ."}))
    now = timezone.now()
    assert sweep_orphans(now=now) == 0
    assert sweep_orphans(now=now + timedelta(days=2)) == 1
    assert kept_workbook(desk.report, desk.reporter) is None


def test_last_period_target_part_and_ratio_stand_in_locked_cells() -> None:
    desk = office(figures=2)
    whole, part = desk.indicators
    type(part).objects.filter(pk=part.pk).update(part_of=whole)
    agency = desk.report.agency
    ratio = IndicatorFactory(
        plan=desk.period.plan,
        reporters=[agency],
        order=30_001,
        nature="ratio",
        numerator=part,
        denominator=whole,
    )
    TargetFactory(indicator=whole, agency=agency, value=90)
    content = downloaded(desk)
    sheet, spots = opened(content)[FIGURES], spots_of(content)
    rows = {n: spots[figure(desk, n=n)].row for n in (0, 1)}
    assert sheet.cell(rows[0], 7).value == 90
    assert sheet.cell(rows[1], 2).alignment.indent > 0
    last = sheet.cell(sheet.max_row, 4)
    assert sheet.cell(sheet.max_row, 2).value == ratio.name
    assert last.value.startswith(f'=IFERROR(IF(OR(D{rows[1]}="",D{rows[0]}=""')
    unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert unlocked == {spot.cell for spot in spots.values() if spot.sheet == FIGURES}
    assert sheet.protection.sheet
    assert opened(content)[KEY].sheet_state == "veryHidden"
