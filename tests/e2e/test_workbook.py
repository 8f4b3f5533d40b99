"""A report is filled in with Excel: downloaded in the browser, filled in without it, sent back, looked at, applied."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from reports.models import IndicatorValue, ReportSection
from reports.rules.fields import INDICATOR, SECTION, Place
from tests.reports.workbook.filling import address, changed, spots_of
from tests.support.browser import leave_by
from tests.support.office import Office, office

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def download(page: Page, desk: Office) -> bytes:
    page.goto(address(desk))
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tải biểu Excel").click()
    return Path(waiting.value.path()).read_bytes()


def send(page: Page, content: bytes, folder: Path) -> None:
    file = folder / "biểu đã điền.xlsx"
    file.write_bytes(content)
    page.get_by_label("Biểu Excel đã điền").set_input_files(file)
    leave_by(page.get_by_role("button", name="Tải lên và xem thay đổi"))


def test_filled_in_offline_sent_looked_at_and_applied(
    page: Page, sign_in: Callable[..., None], assert_accessible: Callable[[Page], None], tmp_path: Path
) -> None:
    desk = office(figures=2)
    sign_in(page, desk.reporter)
    content = download(page, desk)
    spots = spots_of(content)
    first, second = (spots[Place(INDICATOR, i.pk, "value")] for i in desk.indicators)
    causes = spots[Place(SECTION, "causes", "text")]
    send(page, changed(content, {first: "mười", second: 7, causes: "- Do mưa."}), tmp_path)
    expect(page.get_by_role("heading", name="1 ô không đọc được")).to_be_visible()
    expect(page.get_by_text(str(first), exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Nhập cả")).to_have_count(0)
    assert_accessible(page)
    leave_by(page.get_by_role("link", name="Tải lên biểu khác"))
    send(page, changed(content, {first: "1.234", second: 7, causes: "- Do mưa."}), tmp_path)
    expect(page.locator("ins")).to_contain_text(["1.234", "7", "- Do mưa."])
    assert_accessible(page)
    leave_by(page.get_by_role("button", name="Nhập cả 3 thay đổi"))
    expect(page.get_by_text("Đã nhập 3 thay đổi")).to_be_visible()
    assert list(IndicatorValue.objects.order_by("indicator__order").values_list("value", flat=True)) == [
        1234,
        7,
    ]
    assert ReportSection.objects.get(section="causes").text == "- Do mưa."


def test_what_was_changed_in_the_portal_meanwhile_is_shown_on_both_sides(
    page: Page, sign_in: Callable[..., None], assert_accessible: Callable[[Page], None], tmp_path: Path
) -> None:
    desk = office()
    desk.enter("5")
    sign_in(page, desk.reporter)
    content = download(page, desk)
    desk.enter("6")
    spot = spots_of(content)[Place(INDICATOR, desk.indicators[0].pk, "value")]
    page.set_viewport_size({"width": 360, "height": 740})
    send(page, changed(content, {spot: 8}), tmp_path)
    expect(page.get_by_role("heading", name="1 ô cũng đã được sửa trên Cổng")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert_accessible(page)
