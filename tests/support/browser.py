"""A real browser: Debian's Chromium, driven by Playwright, and axe to judge what it shows."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    if chromium() is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop in this thread.
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), headless=True, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser, live_server) -> Iterator[Page]:
    """A fresh window on the live server: Vietnamese, wide. A page that logs an error (a refused script, a missing
    file) fails the test."""
    context = browser.new_context(
        base_url=live_server.url,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        viewport={"width": 1280, "height": 900},
    )
    context.set_default_timeout(15_000)
    opened = context.new_page()
    logged: list[str] = []
    opened.on("console", lambda said: logged.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: logged.append(str(error)))
    yield opened
    context.close()
    let_the_server_finish()
    unexpected = [text for text in logged if "status of 4" not in text]
    assert not unexpected, unexpected


def leave_by(control: Locator) -> None:
    """Click what leads to another page, and be there. A bare click comes back while the old page still stands: what
    follows would be done to that one."""
    with control.page.expect_navigation():
        control.click()


def let_the_server_finish() -> None:
    """Wait for what the closed window had still asked for: the emptying of the database that follows would meet a save
    that is half done, and PostgreSQL would call it a deadlock."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=30)


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Axe finds nothing on the page as it stands."""

    def check(page: Page) -> None:
        found = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": AXE_TAGS})
        assert found.violations_count == 0, found.generate_report()

    return check


@pytest.fixture
def sign_in(client, live_server) -> Callable[..., None]:
    """Put a signed-in session into the browser, without walking through the form: `sign_in(page, user)`."""

    def put(page: Page, user) -> None:
        client.force_login(user)
        value = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])

    return put
