"""The agency's side in a real browser: the reporter fills in and hands over, the approver submits; once by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from agencies.models import User
from reports.models import IndicatorValue
from reports.rules.workflow import State
from tests.support.browser import leave_by
from tests.support.office import Office, office

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def sign_in(page: Page, user: User) -> None:
    """The session's cookie, as the sign-in page would have set it; signing in has its own tests."""
    client = Client()
    client.force_login(user)
    page.context.clear_cookies()
    page.context.add_cookies([
        {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": page.context.base_url},
    ])  # fmt: skip


@pytest.fixture
def desk(page: Page, live_server) -> Office:
    page.context.base_url = live_server.url
    return office(duties=2, figures=2)


def test_from_an_empty_report_to_the_receipt(
    page: Page, desk: Office, assert_accessible: Callable[[Page], None]
) -> None:
    sign_in(page, desk.reporter)
    page.goto("/")
    assert_accessible(page)
    leave_by(page.locator("a.btn-primary"))
    for group in page.locator("fieldset.statuses").all():
        group.locator("input").nth(3).check()
    for words in page.locator("textarea[name^=done_]").all():
        words.fill("Đã triển khai đủ.")
    go_on(page, assert_accessible)
    first, second = page.locator("input[name^=value_]").all()
    first.fill("1.234")
    second.fill("mười")
    leave_by(page.locator("button[value=next]"))
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("input[name^=value_]").first).to_have_value("1.234")
    page.locator("input[name^=value_]").nth(1).fill("0")
    go_on(page, assert_accessible)
    for words in page.locator("textarea").all():
        words.fill("Nội dung.")
    go_on(page, assert_accessible)
    leave_by(page.locator("a.btn-primary"))
    assert_accessible(page)
    leave_by(page.locator("form.panel button.btn-primary"))
    assert desk.report.state == State.AWAITING_APPROVAL
    sign_in(page, desk.approver)
    page.goto("/")
    leave_by(page.locator("a.btn-primary"))
    assert_accessible(page)
    leave_by(page.locator("a.btn-primary"))
    leave_by(page.locator("form.panel button.btn-primary"))
    expect(page.locator(".receipt")).to_contain_text(desk.report.submissions.get().sha256)
    assert_accessible(page)


def go_on(page: Page, assert_accessible: Callable[[Page], None]) -> None:
    before = page.url
    leave_by(page.locator("button[value=next]"))
    expect(page).not_to_have_url(before)
    assert_accessible(page)


def test_by_keyboard_on_a_telephone(
    page: Page, desk: Office, assert_accessible: Callable[[Page], None]
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page, desk.reporter)
    page.goto(f"/reports/{desk.pk}/edit/figures/")
    for typed in ("12", "3"):
        tab_to(page, "input[name^=value_]:focus")
        page.keyboard.type(typed)
    tab_to(page, "button[value=stay]:focus")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("input[name^=value_]").first).to_have_value("12")
    assert sorted(IndicatorValue.objects.values_list("value", flat=True)) == [3, 12]
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert_accessible(page)


def tab_to(page: Page, selector: str) -> None:
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.locator(selector).count():
            return
    pytest.fail(f"the keyboard does not reach {selector}")
