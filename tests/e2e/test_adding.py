"""A figure added to a plan in force, in a real browser: what is wrong is said beside it, nothing typed is lost, and the
new line is in view; the agency's draft asks for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.factories import AgencyGroupFactory, AssignmentFactory, IndicatorFactory
from tests.support.browser import leave_by
from tests.support.office import Office, ready

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}


@pytest.fixture
def desk() -> Office:
    """Enough figures that the last line is far below."""
    desk = ready()
    for n in range(30):
        IndicatorFactory(plan=desk.period.plan, code=f"DRG-{n:02}", reporters=[desk.report.agency])
    return desk


def press(page: Page, name: str) -> None:
    leave_by(page.get_by_role("button", name=name, exact=True))


def fill(page: Page, agency: str) -> None:
    page.get_by_label("Tên", exact=True).fill("Số vụ mới")
    page.get_by_label("Đơn vị tính", exact=True).fill("vụ")
    for label, choice in {
        "Lĩnh vực": "Ma túy",
        "Chiều hướng tốt": "Càng ít càng tốt",
        "Tính chất": "Cộng dồn theo thời gian",
        "Cách cộng giữa các đơn vị": "Tổng",
        "Cách cộng giữa các kỳ": "Tổng",
    }.items():
        page.get_by_label(label, exact=True).select_option(label=choice)
    page.get_by_label(agency).check()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_new_figure_is_added_and_asked_for(
    page: Page,
    sign_in: Callable[..., None],
    desk: Office,
    assert_accessible: Callable[[Page], None],
    size: dict[str, int],
) -> None:
    page.set_viewport_size(size)
    sign_in(page, desk.coordinator)
    page.goto(reverse("tasks:indicators", args=[desk.period.plan.code]))
    leave_by(page.get_by_role("link", name="Thêm chỉ tiêu"))
    fill(page, desk.report.agency.name)
    page.get_by_label("Mã", exact=True).fill("drg-29")
    press(page, "Thêm")
    expect(page.get_by_label("Mã", exact=True)).to_have_value("drg-29")
    expect(page.get_by_label("Tên", exact=True)).to_have_value("Số vụ mới")
    assert_accessible(page)
    page.get_by_label("Mã", exact=True).fill("DRG-30")
    press(page, "Thêm")
    expect(page.get_by_text("Đã thêm chỉ tiêu DRG-30.")).to_be_in_viewport(ratio=1)
    expect(page.locator("#indicator-DRG-30")).to_be_in_viewport()
    assert_accessible(page)
    page.context.clear_cookies()
    sign_in(page, desk.reporter)
    page.goto(reverse("reports:report_edit", args=[desk.pk, "figures"]))
    expect(page.get_by_text("Số vụ mới").first).to_be_attached()


def test_agencies_are_ticked_all_at_once_or_by_group(
    page: Page, sign_in: Callable[..., None], desk: Office, assert_accessible: Callable[[Page], None]
) -> None:
    plan, agencies = (
        desk.period.plan,
        [AssignmentFactory(duty__plan=desk.period.plan).agency for _ in range(3)],
    )
    AgencyGroupFactory(name="UBND các huyện").agencies.set(agencies[:2])
    AgencyGroupFactory(name="Không có ở đây")
    sign_in(page, desk.coordinator)
    page.goto(reverse("tasks:indicator_new", args=[plan.code]))
    several, boxes = (
        page.locator("[data-tick-several]"),
        page.locator("#div_id_reporters input[type=checkbox]"),
    )
    expect(several.get_by_role("button")).to_have_text(["Chọn tất cả", "UBND các huyện", "Bỏ chọn tất cả"])
    several.get_by_role("button", name="UBND các huyện").click()
    expect(several.get_by_role("status")).to_have_text(f"Đã chọn 2/{boxes.count()}")
    assert {box.input_value() for box in boxes.all() if box.is_checked()} == {str(a.pk) for a in agencies[:2]}
    several.get_by_role("button", name="Chọn tất cả", exact=True).click()
    assert all(box.is_checked() for box in boxes.all())
    boxes.first.uncheck()
    expect(several.get_by_role("status")).to_have_text(f"Đã chọn {boxes.count() - 1}/{boxes.count()}")
    assert_accessible(page)
    several.get_by_role("button", name="Bỏ chọn tất cả").click()
    assert not any(box.is_checked() for box in boxes.all())


def test_the_place_of_a_new_figure_is_chosen_among_its_field(
    page: Page, sign_in: Callable[..., None], desk: Office
) -> None:
    plan = desk.period.plan
    plan.indicators.update(field="drugs")
    other = IndicatorFactory(plan=plan, code="HIV-1", field="hiv")
    sign_in(page, desk.coordinator)
    page.goto(reverse("tasks:indicator_new", args=[plan.code]))
    offered = page.locator("#id_before option:enabled")
    expect(offered).to_have_count(1)  # The last place: no field is chosen yet.
    page.get_by_label("Lĩnh vực", exact=True).select_option("hiv")
    expect(offered).to_have_count(2)
    page.locator("#id_before").select_option(str(other.pk))
    page.get_by_label("Lĩnh vực", exact=True).select_option("drugs")
    expect(offered).to_have_count(1 + plan.indicators.filter(field="drugs").count())
    expect(page.locator("#id_before")).to_have_value("")


@pytest.mark.parametrize("is_of_the_whole", [False, True], ids=["of a field", "of the whole"])
def test_a_form_that_came_back_with_an_error_is_not_left_unasked(
    page: Page, sign_in: Callable[..., None], desk: Office, is_of_the_whole: bool
) -> None:
    sign_in(page, desk.coordinator)
    page.goto(reverse("tasks:indicator_new", args=[desk.period.plan.code]))
    fill(page, desk.report.agency.name)
    press(page, "Thêm")  # Without a code: its field, the one that is wrong, is empty.
    expect(page.get_by_label("Mã", exact=True)).to_have_value("")
    expect(page.locator("[aria-invalid=true]")).to_have_count(1)
    if is_of_the_whole:  # As where the services refuse: no field is marked.
        page.evaluate("document.querySelector('[aria-invalid]').removeAttribute('aria-invalid')")
        page.evaluate("document.querySelector('.error-summary li').textContent = 'Refused.'")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("Mã", exact=True).focus()
    leave_by(page.get_by_role("link", name="Các kế hoạch").or_(page.locator(".primary-nav a")).first)
    assert asked == ["beforeunload"]
    page.goto(reverse("tasks:indicator_new", args=[desk.period.plan.code]))
    fill(page, desk.report.agency.name)
    page.get_by_label("Mã", exact=True).fill("DRG-30")
    press(page, "Thêm")
    expect(page.get_by_text("Đã thêm chỉ tiêu DRG-30.")).to_be_attached()
    assert asked == ["beforeunload"]
