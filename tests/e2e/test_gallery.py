"""Every component in a real browser at both widths: axe finds nothing, nothing is wider than the window."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
from playwright.sync_api import Page

TEMPLATES = Path(__file__).parent / "gallery" / "templates"

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.urls("tests.e2e.gallery.urls"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(autouse=True)
def _gallery(settings) -> None:
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"].append(TEMPLATES)
    settings.TEMPLATES = templates


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize(
    "path", ["/", "/form/", "/form/?cases=x", "/review/", "/accounts/login/", "/errors/404/"]
)
def test_fits_and_is_accessible(
    page: Page, assert_accessible: Callable[[Page], None], path: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(path)
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0
    assert_accessible(page)


def test_after_a_failed_form_the_list_of_errors_has_the_focus_and_leads_to_the_field(page: Page) -> None:
    page.goto("/form/?cases=x")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.get_by_role("link", name="Số vụ phát hiện").click()
    assert page.evaluate("document.activeElement.id") == "id_cases"


def test_the_account_menu_by_keyboard(page: Page) -> None:
    page.goto("/")
    summary = page.locator("details.menu > summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator(".menu__panel").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".menu__panel").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_guarded_form_warns_before_what_was_typed_is_lost(page: Page) -> None:
    page.goto("/form/")
    page.on("dialog", lambda dialog: dialog.accept())
    done = page.locator("#id_done")
    done.press_sequentially("Đã tổ chức")
    with page.expect_event("dialog", lambda dialog: dialog.type == "beforeunload"):
        page.goto("/form/")
    typed_before = done.input_value()
    done.press_sequentially("Đã tổ chức")
    done.fill(typed_before)
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    page.goto("/review/")
    assert asked == []


def test_paper_has_no_navigation_and_says_the_hour(page: Page) -> None:
    page.goto("/")
    page.emulate_media(media="print")
    assert not page.locator(".primary-nav").is_visible()
    assert page.locator(".where .print-only").is_visible()
