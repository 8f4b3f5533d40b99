"""What must be read while one works is in sight: on a telephone as on a desk, and nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from reports.models import Consolidation
from tests.factories import ConsolidationFactory
from tests.support.browser import leave_by
from tests.support.office import Office, office

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
# The widest of the lines that a list can show, and the room it has for it, in pixels.
FITS = """select => {
    const style = getComputedStyle(select), canvas = document.createElement("canvas").getContext("2d");
    canvas.font = style.font;
    const widest = Math.max(...[...select.options].map((option) => canvas.measureText(option.text).width));
    return widest <= select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
}"""


@pytest.fixture
def desk() -> Office:
    return office(duties=2, figures=3)


def test_the_bar_for_chosen_agencies_is_in_sight_on_a_telephone(
    page: Page, sign_in: Callable[..., None], desk: Office, assert_accessible: Callable[[Page], None]
) -> None:
    for _n in range(5):
        office(period=desk.period)
    page.set_viewport_size(NARROW)
    sign_in(page, desk.coordinator)
    page.goto(reverse("reports:period", args=[desk.period.pk]))
    page.locator("[data-stops] tbody input[type=checkbox]").first.check()
    expect(page.get_by_role("button", name="Gia hạn nộp")).to_be_in_viewport(ratio=1)
    assert_accessible(page)


def test_whether_it_is_saved_is_in_sight_of_whoever_types_on_a_telephone(
    page: Page, sign_in: Callable[..., None], desk: Office, assert_accessible: Callable[[Page], None]
) -> None:
    page.set_viewport_size(NARROW)
    sign_in(page, desk.reporter)
    page.goto(reverse("reports:report_edit", args=[desk.pk, "duties"]))
    page.locator("textarea").first.fill("Đã triển khai.")
    expect(page.get_by_text("Đã lưu lúc")).to_be_in_viewport(ratio=1)
    assert_accessible(page)
    page.get_by_role("button", name="Lưu và tiếp tục").scroll_into_view_if_needed()
    expect(page.get_by_role("button", name="Lưu và tiếp tục")).to_be_in_viewport(ratio=1)


def test_the_words_of_a_figure_stand_beside_it_and_not_in_it_on_a_telephone(
    page: Page, sign_in: Callable[..., None], desk: Office
) -> None:
    page.set_viewport_size(NARROW)
    sign_in(page, desk.reporter)
    where = [desk.report.agency.code, desk.period.plan.code]
    page.goto(reverse("reports:agency_plan", args=where))
    leave_by(page.get_by_role("button", name="Lập kế hoạch mới"))
    page.goto(reverse("reports:agency_plan_targets", args=where))
    label = page.locator("td[data-label='Số đã báo cáo kỳ trước']").first
    assert label.evaluate("it => getComputedStyle(it, '::before').whiteSpace") == "normal"


def test_the_menu_says_that_there_is_more_of_it(
    page: Page, sign_in: Callable[..., None], desk: Office
) -> None:
    page.set_viewport_size(NARROW)
    sign_in(page, desk.coordinator)
    page.goto(reverse("reports:periods"))
    menu = page.locator(".primary-nav ul")
    assert menu.evaluate("it => it.scrollWidth > it.clientWidth")
    page.goto(reverse("reports:audit"))
    expect(page.locator(".primary-nav [aria-current]")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [1280, 1024, 800, 360])
def test_what_is_chosen_in_a_filter_is_read_whole(
    page: Page, sign_in: Callable[..., None], desk: Office, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, desk.coordinator)
    page.goto(reverse("reports:period", args=[desk.period.pk]) + "?q=%20")
    for name in ("state", "timing", "kind"):
        assert page.locator(f"#id_{name}").evaluate(FITS), name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_bar_of_number_and_signature_goes_over_the_whole_page(
    page: Page, sign_in: Callable[..., None], desk: Office
) -> None:
    version: Consolidation = ConsolidationFactory(period=desk.period, content={})
    sign_in(page, desk.coordinator)
    page.set_viewport_size(WIDE)
    page.goto(reverse("reports:consolidation_details", args=[version.pk]))
    bar, main = page.locator(".action-bar"), page.locator("main")
    assert bar.bounding_box()["width"] >= main.bounding_box()["width"]
