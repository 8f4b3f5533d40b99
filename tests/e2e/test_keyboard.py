"""The portal without a mouse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.portal import PASSWORD, Portal

pytestmark = pytest.mark.e2e

READY = """
import json
from django.utils import timezone
from reports.models import Report
due = Report.objects.filter(period__deadline__gt=timezone.now())
waiting = due.filter(state="awaiting_approval").earliest("agency__order")
print(json.dumps(f"{waiting.agency.code}.approver"))
"""
FOCUS = "document.activeElement"


@pytest.fixture
def keyboard(browser: Browser, portal: Portal) -> Iterator[Page]:
    context = browser.new_context(base_url=portal.url, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def sign_in(page: Page, username: str) -> None:
    page.goto("/")
    tab_to(page, "#id_login")
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/agency/")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there; wherever it stops on the way, it can be seen."""
    for _step in range(120):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), page.evaluate(f"{FOCUS}.outerHTML")
        if page.evaluate(f"{FOCUS}.matches({selector!r})"):
            return
    pytest.fail(f"Tab does not lead to {selector}")


SEEN = """() => {
    const it = document.activeElement, style = getComputedStyle(it);
    const box = it.getBoundingClientRect();
    const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== "none";
    return it === document.body || ringed && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
}"""


def test_a_report_is_approved_and_submitted_by_keyboard_alone(keyboard: Page, portal: Portal) -> None:
    sign_in(keyboard, portal.ask(READY))
    tab_to(keyboard, "main a.btn-primary")
    keyboard.keyboard.press("Enter")
    keyboard.wait_for_url("**/reports/*/")
    tab_to(keyboard, "main a.btn-primary")
    keyboard.keyboard.press("Enter")
    keyboard.wait_for_url("**/submit/")
    tab_to(keyboard, "main button.btn-primary")
    keyboard.keyboard.press("Enter")
    keyboard.wait_for_url("**/submitted/")
    assert len(keyboard.locator(".receipt .mono").inner_text()) == 64


def test_the_first_tab_skips_to_the_content(keyboard: Page) -> None:
    keyboard.goto("/")
    keyboard.keyboard.press("Tab")
    assert keyboard.evaluate(f"{FOCUS}.className") == "skip-link"
    assert keyboard.evaluate(SEEN)
    keyboard.keyboard.press("Enter")
    assert keyboard.evaluate(f"{FOCUS}.id") == "main"


def test_the_account_menu_opens_and_closes(keyboard: Page) -> None:
    sign_in(keyboard, "so-y-te.reporter")
    tab_to(keyboard, "details.menu > summary")
    keyboard.keyboard.press("Enter")
    tab_to(keyboard, ".menu__panel a")
    keyboard.keyboard.press("Escape")
    assert not keyboard.locator(".menu__panel").is_visible()
    assert keyboard.evaluate(f"{FOCUS}.tagName") == "SUMMARY"
