"""The figures of a report like a sheet, in a real browser: keys, pasting, ratios and checks at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from reports.models import IndicatorValue
from reports.services.editing import FigureEntry, ReportChanges
from tasks.models import Field, Indicator
from tests.factories import IndicatorFactory, PeriodFactory, ReportFactory, TargetFactory
from tests.support.browser import leave_by
from tests.support.office import Office, office

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PASTE = """(cell, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""
SAID = ".sheet .finding, .sheet .invalid-feedback, .sheet .change, .sheet output"
FOCUSED = "document.activeElement.name"


@pytest.fixture
def desk(page: Page, sign_in: Callable[..., None]) -> Office:
    """Twenty-two figures, the fourth a ratio of the second and the third; last time each was 100."""
    made = office(figures=3)
    plan, agency = made.period.plan, made.report.agency
    _first, numerator, denominator = made.indicators
    ratio = IndicatorFactory(
        plan=plan, reporters=[agency], nature="ratio", numerator=numerator, denominator=denominator, unit="%",
        decimals=1,
    )  # fmt: skip
    made.indicators += [ratio, *IndicatorFactory.create_batch(18, plan=plan, reporters=[agency], decimals=1)]
    Indicator.objects.exclude(pk=ratio.pk).update(nature="stock")
    entered = [each for each in made.indicators if each != ratio]
    figures = {each.pk: FigureEntry(Decimal(100)) for each in entered}
    made.save()
    made.save(ReportChanges(figures=figures))
    made.submit()
    second_half = PeriodFactory(
        plan=plan,
        code="H2",
        data_from=date(2022, 6, 15),
        data_to=date(2022, 12, 14),
        named_day=date(2022, 12, 16),
    )  # As long as the first: a change is said.
    made.pk = ReportFactory(period=second_half, agency=agency).pk
    sign_in(page, made.reporter)
    page.goto(f"/reports/{made.pk}/edit/figures/")
    return made


def cells(page: Page) -> Locator:
    return page.locator("input.sheet__input")


def row(page: Page, indicator: Indicator) -> Locator:
    return page.locator(f"#indicator-{indicator.code}")


def paste(page: Page, at: int, text: str) -> None:
    cells(page).nth(at).focus()
    cells(page).nth(at).evaluate(PASTE, text)


def saved(page: Page) -> dict[int, Decimal | None]:
    leave_by(page.locator("button[name=go][value=stay]").last)
    return dict(IndicatorValue.objects.filter(report__period__code="H2").values_list("indicator", "value"))


def test_a_column_of_twenty_figures_fills_down_and_skips_what_is_computed(page: Page, desk: Office) -> None:
    wanted = [Decimal(1000 + n) for n in range(2)] + [Decimal(n) + Decimal("0.5") for n in range(100, 118)]
    typed = ["1.000", "1001", *(f"{n},5" for n in range(100, 118))]
    paste(page, 1, "\r\n".join(typed) + "\r\n")
    assert cells(page).nth(0).input_value() == ""
    assert cells(page).nth(2).input_value() == "1.001"
    told = page.locator("#sheet-said")
    expect(told).to_contain_text("20 số liệu")
    expect(told).to_contain_text("1 dòng tự tính")
    entered = [each for each in desk.indicators if each.nature != "ratio" and each.numerator is None]
    assert {pk: value for pk, value in saved(page).items() if value is not None} == dict(
        zip([each.pk for each in entered[1:]], wanted, strict=True)
    )


def test_a_ratio_copied_along_stays_in_its_row(page: Page, desk: Office) -> None:
    paste(page, 1, "Số a\t30\nSố b\t40\nTỷ lệ\t75\nSố c\t12\n")
    assert [cells(page).nth(n).input_value() for n in (1, 2, 3)] == ["30", "40", "12"]
    expect(page.locator("#sheet-said")).to_contain_text("3 số liệu")
    cells(page).nth(4).press_sequentially("7")
    expect(page.locator("#sheet-said"), "whoever types on has heard it").to_be_empty()
    expect(page.locator("#sheet-undo")).to_be_hidden()


def test_what_cannot_be_read_stays_as_it_was_pasted_with_an_error_beside_it(page: Page, desk: Office) -> None:
    cells(page).nth(2).fill("7")
    paste(page, 0, '12\nmười hai\n\n1,234.5\n"1.5"\n')
    assert [cells(page).nth(n).input_value() for n in range(5)] == ["12", "mười hai", "7", "1,234.5", "1.5"]
    assert page.locator(".sheet .invalid-feedback").count() == 3
    assert cells(page).nth(1).get_attribute("aria-invalid") == "true"
    page.locator("#sheet-undo").click()
    assert [cells(page).nth(n).input_value() for n in range(5)] == ["", "", "7", "", ""]
    expect(page.locator(".sheet .invalid-feedback")).to_have_count(
        0
    )  # an answer to the pasted text may still come


def test_one_value_is_pasted_as_everywhere(page: Page, desk: Office) -> None:
    page.evaluate("document.addEventListener('paste', (e) => { window.prevented = e.defaultPrevented; })")
    paste(page, 0, "1.234\r\n")
    assert page.evaluate("window.prevented") is False
    expect(page.locator("#sheet-said")).to_be_empty()


def test_more_cells_than_rows_are_left_out_and_said(page: Page, desk: Office) -> None:
    last = cells(page).count() - 1
    paste(page, last, "1\n2\n3")
    assert cells(page).nth(last).input_value() == "1"
    expect(page.locator("#sheet-said")).to_contain_text("2 ô thừa")


def test_keys_move_between_the_cells(page: Page, desk: Office) -> None:
    names = [cell.get_attribute("name") for cell in cells(page).all()]
    cells(page).first.focus()
    steps = {
        "Enter": 1, "ArrowDown": 2, "ArrowUp": 1, "Shift+Enter": 0, "ArrowRight": 1, "ArrowLeft": 0,
    }  # fmt: skip
    for key, to in steps.items():
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED) == names[to], key
    page.keyboard.type("123")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(FOCUSED) == names[0]
    page.keyboard.press("ArrowRight")
    assert page.evaluate(FOCUSED) == names[0]
    page.keyboard.press("ArrowRight")
    assert page.evaluate(FOCUSED) == names[1]


def test_a_whole_section_by_keyboard_alone(page: Page, desk: Office) -> None:
    cells(page).first.focus()
    for number in range(cells(page).count()):
        page.keyboard.type(str(100 + number))
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('button[name=go][value=next]')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/narrative/")
    values = IndicatorValue.objects.filter(report__period__code="H2").values_list("value", flat=True)
    assert sorted(values) == [100 + number for number in range(21)]


def test_ratio_change_and_checks_answer_while_one_types(page: Page, desk: Office) -> None:
    numerator, denominator, ratio = desk.indicators[1:4]
    row(page, numerator).locator("input").press_sequentially("2")
    row(page, denominator).locator("input").press_sequentially("3")
    expect(page.locator(f"#computed-{ratio.code}")).to_have_text("66,7")
    expect(row(page, ratio).locator(".change")).to_contain_text("33,3 điểm phần trăm")
    expect(row(page, denominator).locator(".change")).to_contain_text("giảm 97")
    cell, explanation = row(page, numerator).locator("input"), row(page, numerator).locator("textarea")
    cell.fill("1500")
    expect(row(page, numerator).locator(".finding--care")).to_contain_text("1.400,0 %")
    expect(explanation).to_be_visible()
    cell.press("Enter")
    expect(cell).to_have_value("1.500")
    cell.fill("150")
    expect(row(page, numerator).locator(".finding")).to_have_count(0)
    cell.press("Tab")
    expect(explanation).to_be_hidden()


def test_how_much_of_the_target_is_said_while_one_types_and_after(page: Page, desk: Office) -> None:
    first = desk.indicators[0]
    TargetFactory(indicator=first, agency=desk.report.agency, value=200)
    page.reload()
    reached = row(page, first).locator(".sheet__reached")
    expect(reached).to_have_text("")
    row(page, first).locator("input").press_sequentially("150")
    expect(reached).to_have_text("bằng 75\u00a0% kế hoạch")
    saved(page)
    expect(reached, "the server says it in the same words").to_have_text("bằng 75\u00a0% kế hoạch")


def test_an_explanation_is_typed_under_its_figure_and_saved(page: Page, desk: Office) -> None:
    first = desk.indicators[0]
    row(page, first).locator("input").fill("0")
    row(page, first).locator("input").press("Tab")
    assert page.evaluate(FOCUSED) == f"explanation_{first.pk}"
    page.keyboard.type("Không phát sinh.")
    page.keyboard.press("ArrowDown")
    expect(row(page, first).locator(".finding")).to_have_count(0)
    assert saved(page)[first.pk] == 0
    assert row(page, first).locator("textarea").input_value() == "Không phát sinh."


def test_a_button_pressed_straight_after_typing_is_not_missed(page: Page, desk: Office) -> None:
    page.set_viewport_size({"width": 1280, "height": 6000})
    cells(page).first.fill("mười")
    leave_by(page.locator("button[value=next]"))
    expect(page.locator(".error-summary")).to_be_focused()
    expect(cells(page).first).to_have_value("mười")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_with_errors_and_warnings_the_page_is_accessible_and_fits(
    page: Page, desk: Office, assert_accessible: Callable[[Page], None], width: int, language: str
) -> None:
    if language == "en":
        leave_by(page.get_by_role("button", name="English"))
    page.set_viewport_size({"width": width, "height": 6000})  # The bar at the foot covers nothing.
    paste(page, 0, "999\nx\n90\n0\n12,5\n")
    cells(page).nth(8).focus()
    assert page.locator(".finding--care").count() >= 2
    assert page.locator(".sheet .invalid-feedback").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert_accessible(page)


def test_what_the_script_says_is_what_the_server_says(page: Page, desk: Office) -> None:
    part, whole = desk.indicators[0], desk.indicators[2]
    Indicator.objects.filter(pk=part.pk).update(part_of=whole)
    page.reload()
    paste(page, 0, "900\n0\n80\n3,5\n1.5\n")
    page.locator(".finding").first.wait_for()
    said = page.locator(SAID).all_inner_texts()
    page.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    leave_by(page.locator("button[name=go][value=stay]").last)
    assert page.locator(".finding").count()
    assert page.locator(SAID).all_inner_texts() == said


def test_tab_goes_from_figure_to_figure_over_the_groups(page: Page, desk: Office) -> None:
    """Nothing but what one types in is stopped at: no box around the figures of a field of the plan."""
    fields = [each for each, _label in Field.choices][:3]
    for n, indicator in enumerate(desk.indicators):
        Indicator.objects.filter(pk=indicator.pk).update(
            field=fields[n * len(fields) // len(desk.indicators)]
        )
    page.reload()
    assert page.locator(".sheet").count() == len(fields)
    names = [cell.get_attribute("name") for cell in cells(page).all()]
    cells(page).first.focus()
    reached = [names[0]]
    while reached[-1] != names[-1]:
        page.keyboard.press("Tab")
        assert page.evaluate("Boolean(document.activeElement.closest('.sheet-row'))")
        reached.append(page.evaluate(FOCUSED))
    assert [name for name in reached if name in names] == names


def test_on_a_telephone_the_word_for_the_change_stands_on_one_line(page: Page, desk: Office) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    change = page.locator(".sheet__change:has(.change)").first
    paste(page, 1, "30\n40\n")
    expect(change).to_be_visible()
    for each in page.locator(".sheet__change:has(.change)").all():
        assert each.evaluate("it => parseFloat(getComputedStyle(it, '::before').height)") < 30
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
