"""An agency's own plan in a real browser: begun, filled in, signed, issued; and what is wrong said where it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tasks.models import AgencyPlan, PlanStep, Target
from tests.reports.test_uploads import pdf
from tests.support.browser import leave_by
from tests.support.office import Office, office

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 360, "height": 740}


@pytest.fixture
def desk() -> Office:
    return office(duties=2, figures=1)


def press(page: Page, name: str) -> None:
    leave_by(page.get_by_role("button", name=name, exact=True).first)


def type_step(page: Page, n: int, what: str) -> None:
    line = page.locator("fieldset.step-entry").nth(n)
    line.get_by_label("Nội dung thực hiện").fill(what)
    line.get_by_label("Bộ phận thực hiện").fill("Văn phòng")
    line.get_by_label("Từ ngày").fill("2022-03-01")
    line.get_by_label("Đến ngày").fill("2022-05-31")


def test_a_plan_from_nothing_to_issued(
    page: Page, sign_in: Callable[..., None], desk: Office, assert_accessible: Callable[[Page], None]
) -> None:
    sign_in(page, desk.approver)
    page.goto(reverse("reports:my_agency"))
    leave_by(page.get_by_role("link", name="Lập ngay"))
    press(page, "Lập kế hoạch mới")
    leave_by(page.get_by_role("link", name="Nhập các bước thực hiện").first)
    type_step(page, 0, "Tập huấn")
    assert_accessible(page)
    press(page, "Lưu, sang nhiệm vụ sau")
    type_step(page, 0, "Kiểm tra")
    press(page, "Lưu")
    leave_by(page.get_by_role("link", name="Đặt chỉ tiêu kế hoạch năm"))
    page.get_by_label(desk.indicators[0].name).fill("1.234")
    press(page, "Lưu chỉ tiêu kế hoạch")
    leave_by(page.get_by_role("link", name="Đính kèm bản ký").last)
    page.set_input_files("input[type=file]", {"name": "bản ký.pdf", "mimeType": "", "buffer": pdf()})
    page.get_by_label("Số của kế hoạch đã ký").fill("45/KH-SYT")
    page.get_by_label("Ngày của kế hoạch đã ký").fill("2022-04-01")
    press(page, "Đính kèm")
    leave_by(page.get_by_role("link", name="Xác nhận đã ban hành"))
    press(page, "Xác nhận đã ban hành")
    expect(page.get_by_text("Kế hoạch số 45/KH-SYT ngày 1/4/2022").first).to_be_visible()
    page.set_viewport_size(NARROW)
    assert_accessible(page)
    assert AgencyPlan.objects.get().number == "45/KH-SYT"
    assert list(PlanStep.objects.values_list("what", flat=True)) == ["Tập huấn", "Kiểm tra"]
    assert Target.objects.get().value == 1234


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    page: Page, sign_in: Callable[..., None], desk: Office, assert_accessible: Callable[[Page], None]
) -> None:
    sign_in(page, desk.reporter)
    where = [desk.report.agency.code, desk.period.plan.code]
    page.goto(reverse("reports:agency_plan", args=where))
    press(page, "Lập kế hoạch mới")
    leave_by(page.get_by_role("link", name="Nhập các bước thực hiện").first)
    type_step(page, 0, "Tập huấn")
    page.locator("fieldset.step-entry").first.get_by_label("Đến ngày").fill("2022-02-01")
    press(page, "Lưu, sang nhiệm vụ sau")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_label("Nội dung thực hiện").first).to_have_value("Tập huấn")
    assert_accessible(page)
    page.locator("fieldset.step-entry").first.get_by_label("Đến ngày").fill("2022-06-01")
    press(page, "Lưu, sang nhiệm vụ sau")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        f"Nhiệm vụ {desk.assignments[1].duty.code}: các bước thực hiện"
    )
