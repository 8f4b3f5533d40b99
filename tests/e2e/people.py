"""The people of the whole job, each in a browser of his own, doing what he does by what he reads on the page."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.browser import leave_by
from tests.support.portal import PASSWORD, Portal

PATIENCE = (
    300_000  # Milliseconds for a worker to build a report: on a busy machine, after what waits before it.
)


class Person:
    """Someone who signs in by the form, with the pages in English, the language of the code."""

    def __init__(self, browser: Browser, portal: Portal, username: str) -> None:
        context = browser.new_context(
            base_url=portal.url,
            locale="en-GB",
            timezone_id="Asia/Ho_Chi_Minh",
            viewport={"width": 1280, "height": 900},
        )
        context.set_default_timeout(20_000)
        self.page = context.new_page()
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.goto("/")
        self.press("English")
        self.page.get_by_label("Username or email").fill(username)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Sign in")

    def press(self, name: str) -> None:
        """A button that leads to another page."""
        leave_by(self.page.get_by_role("button", name=name, exact=True).first)

    def follow(self, name: str | re.Pattern[str]) -> None:
        """A link to another page."""
        leave_by(self.link(name, self.page))

    def link(self, name: str | re.Pattern[str], within: Page | Locator) -> Locator:
        return within.get_by_role("link", name=name, exact=isinstance(name, str)).first

    def reads(self, words: str | re.Pattern[str]) -> None:
        """The page says so, somewhere a person sees it."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def is_on(self, heading: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)


class Reporter(Person):
    def fill_in_what_is_missing(self) -> None:
        """From my agency's page through the form, section by section, leaving alone what is there."""
        self.follow("Go on writing")
        self.is_on("Duties")
        for duty in self.page.locator("fieldset.entry--duty").all():
            if not duty.locator("input[type=radio]:checked").count():
                duty.locator("label.status", has_text="Done").click()
                duty.get_by_label("What was done").fill("Đã tổ chức 3 hội nghị.")
        self.press("Save and go on")
        self.is_on("Figures")
        for row in self.page.locator("tbody:has(input.is-number)").all():
            figure = row.locator("input.is-number")
            if not figure.input_value():
                self.enter(row, row.locator("td").nth(2).inner_text().strip("–") or "0")
        self.press("Save and go on")
        self.is_on("Narrative")
        for section in self.page.locator("form textarea").all():
            if not section.input_value():
                section.fill("Tình hình ổn định.")
        self.press("Check and send")

    def enter(self, row: Locator, figure: str) -> None:
        """A figure, and a word of explanation where one is asked for."""
        row.locator("input.is-number").fill(figure)
        row.locator("input.is-number").press("Tab")
        expect(self.page.locator("#save-state")).to_have_attribute("data-state", re.compile("saved|held"))
        if row.get_by_label("Explanation").is_visible():
            row.get_by_label("Explanation").fill("Đã rà soát, đúng với thực tế.")

    def send_for_approval(self) -> None:
        self.is_on("Send for approval")
        expect(self.page.get_by_text("still missing")).to_have_count(0)
        self.press("Send for approval")

    def mend_what_came_back(self, figure: str, value: str) -> None:
        """Open the returned report from my agency's page, see the comment at the figure, change it, mark the
        comment as done, send it again."""
        self.follow("My agency")
        self.follow("Change as asked")
        self.follow(re.compile("^Figures"))
        row = self.page.locator("tbody", has=self.page.get_by_label(figure, exact=True)).first
        self.enter(row, value)
        still_open = self.page.get_by_role("button", name="Done as asked")
        for left in reversed(range(still_open.count())):
            still_open.first.click()
            expect(still_open).to_have_count(left)
        expect(self.page.locator(".ask.aside-note--good").first).to_be_visible()
        self.press("Check and send")


class Approver(Person):
    def approve_and_submit(self) -> str:
        """The SHA-256 on the receipt."""
        self.follow("My agency")
        self.follow("Read and approve")
        self.follow("Approve and submit")
        self.is_on("Approve and submit")
        self.press("Approve and submit")
        self.is_on("The report has been submitted")
        return self.page.locator(".receipt .mono").inner_text()


class Coordinator(Person):
    def open_the_review_of(self, agency: str, period: str) -> None:
        self.follow("Reporting periods")
        self.follow(period)
        self.follow(agency)
        self.press("Open the review")

    def comment_on(self, what: str, words: str) -> None:
        self.link(re.compile(rf"^Comment\s?: {re.escape(what)}$"), self.page).click()
        self.page.get_by_label(f"Comment on: {what}", exact=True).fill(words)
        self.page.get_by_role("button", name="Add the comment", exact=True).click()
        self.reads(words)

    def return_it(self, words: str) -> None:
        self.page.locator("#decision textarea").fill(words)
        self.press("Return to be mended")

    def consolidate(self, period: str) -> None:
        """Build the period's report, watch it being made, number and sign it, make it final."""
        self.follow("Consolidated reports")
        self.follow(period)
        self.press("Build the report")
        expect(self.page.get_by_role("progressbar").first).to_be_visible()
        expect(self.page.get_by_role("link", name="PDF: the report")).to_be_visible(timeout=PATIENCE)
        self.follow("Number, signature, recipients")
        for label, value in {"Number": "5", "Date": "2026-12-20", "Post": "PHÓ GIÁM ĐỐC"}.items():
            self.page.get_by_label(label, exact=False).first.fill(value)
        self.page.get_by_label("Full name, with rank or title").fill("(Minh họa)")
        self.press("Save")
        self.follow("Make it final")
        self.press("Make version 1 final")
        expect(self.page.get_by_text(re.compile("Version 1 is final")).first).to_be_visible(timeout=PATIENCE)
        expect(self.page.get_by_role("link", name="PDF: the report")).to_be_visible(timeout=PATIENCE)


class Leader(Person):
    def download_the_report(self, period: str, folder: Path) -> tuple[bytes, str]:
        """The PDF, and the beginning of its SHA-256 as the page shows it."""
        self.is_on("Dashboard")
        self.follow("Consolidated reports")
        self.follow(period)
        line = self.page.locator(".files li", has_text="PDF: the report")
        with self.page.expect_download() as download:
            self.link(re.compile("PDF"), line).click()
        path = folder / download.value.suggested_filename
        download.value.save_as(path)
        shown = re.search(r"SHA-256 ([0-9a-f]+)", line.inner_text())
        assert shown
        return path.read_bytes(), shown[1]

    def download_the_rest(self, start: int) -> bytes:
        """The PDF again, from a byte on, as a browser does when its line was cut."""
        link = self.page.locator(".files li", has_text="PDF: the report").get_by_role("link")
        rest = self.page.request.get(link.get_attribute("href") or "", headers={"Range": f"bytes={start}-"})
        assert rest.status == 206
        return rest.body()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
