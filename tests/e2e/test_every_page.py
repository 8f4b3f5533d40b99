"""Every page of the portal, in both languages, wide and narrow: nothing that axe finds, nothing wider than the window,
one heading, no error said by the browser. With PORTAL_PICTURES=folder it keeps a picture of each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Response

from tests.e2e.pages import ANONYMOUS, BETWEEN_STEPS, NO_PAGES, PAGES, TWO_STEPS, PageRow, named_addresses
from tests.support.portal import PASSWORD, Portal

pytestmark = pytest.mark.e2e
EXAMPLES = Path(__file__).parent / "examples.py"
PICTURES = os.environ.get("PORTAL_PICTURES", "")
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 780}


@pytest.fixture(scope="module")
def examples(portal: Portal) -> dict[str, Any]:
    return portal.ask(EXAMPLES.read_text(encoding="utf-8"))


class Window:
    """One window of a browser, which hears everything the browser complains about."""

    def __init__(self, browser: Browser, portal: Portal, examples: dict[str, Any]) -> None:
        self.context = browser.new_context(base_url=portal.url, viewport=WIDE, timezone_id="Asia/Ho_Chi_Minh")
        self.portal, self.examples = portal, examples
        self.page = self.context.new_page()
        self.heard: list[str] = []
        self.page.on(
            "console",
            lambda said: self.heard.append(said.text) if said.type in {"error", "warning"} else None,
        )
        self.page.on("pageerror", lambda error: self.heard.append(str(error)))
        self.page.on("requestfailed", self._hear_failure)
        self.page.on("response", self._hear)

    def _hear(self, response: Response) -> None:
        if response.status >= 400:
            self.heard.append(f"{response.status}: {response.url}")

    def _hear_failure(self, request: Request) -> None:
        # A page that is left takes its unfinished requests with it (the picture of the tab, mostly): not a fault of it.
        if request.failure != "net::ERR_ABORTED":
            self.heard.append(f"failed: {request.url}: {request.failure}")

    def _give_password(self, username: str) -> None:
        self.page.goto("/accounts/login/")
        self.page.locator("#id_login").fill(username)
        self.page.locator("#id_password").fill(PASSWORD)
        self.page.locator("#id_password").press("Enter")
        self.page.wait_for_url("**/2fa/**")

    def open(self, row: PageRow, language: str) -> Page:
        self.context.clear_cookies()
        cookies = {"django_language": language}
        if row.who not in {ANONYMOUS, BETWEEN_STEPS}:
            cookies["sessionid"] = self.examples["signed_in"][row.username(self.examples)]
        self.context.add_cookies(
            [{"name": n, "value": v, "url": self.portal.url} for n, v in cookies.items()]
        )
        self.page.set_viewport_size(WIDE)
        if row.who == BETWEEN_STEPS:
            self._give_password(TWO_STEPS)
        self.heard.clear()
        self.page.goto(row.address(self.examples), wait_until="load")
        return self.page


@pytest.fixture(scope="module")
def window(browser: Browser, portal: Portal, examples: dict[str, Any]) -> Iterator[Window]:
    opened = Window(browser, portal, examples)
    yield opened
    opened.context.close()


def keep_picture(page: Page, row: PageRow, language: str) -> None:
    if PICTURES:
        name = f"{row.words}.{language}.{page.viewport_size['width']}".replace(":", "-").replace("/", "-")
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def test_every_address_is_a_page_here_or_known_to_be_none() -> None:
    named, pages = set(named_addresses()), {row.name for row in PAGES}
    assert named - pages - NO_PAGES == set(), "give it a row in tests/e2e/pages.py"
    assert (pages | NO_PAGES) - named == set(), "a row whose address is gone"


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.words)
def test_page(window: Window, assert_accessible: Callable[[Page], None], row: PageRow, language: str) -> None:
    page = window.open(row, language)
    assert page.url == window.portal.url + row.address(window.examples), "led elsewhere"
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == language
    assert page.title().strip(" –")
    keep_picture(page, row, language)
    assert window.heard == []
    if language == "vi":
        assert_accessible(page)
    page.set_viewport_size(NARROW)
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    keep_picture(page, row, language)
    assert wider <= 0
    assert_accessible(page)


def test_pages_of_different_kinds_have_different_titles(window: Window) -> None:
    titles: dict[str, set[str]] = {}
    for row in PAGES:
        kind = row.name.removeprefix("account_").removeprefix("mfa_")  # Either way one proves who one is.
        titles.setdefault(window.open(row, "vi").title(), set()).add(kind)
    assert {title: names for title, names in titles.items() if len(names) > 1} == {}
