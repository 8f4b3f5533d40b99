"""The reviewer's desk in a browser: without a mouse, several agencies at once, only what changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Dialog, Locator, Page, Route, expect

from reports.models import Report, ReportEvent, ReviewComment
from tests.support.browser import leave_by
from tests.support.office import Office, office

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("one_step"),
]
FOCUSED = ":focus"


@pytest.fixture
def again() -> Office:
    """A report that came back and was sent again with one figure changed; another waits, a third agency owes its."""
    made = office(duties=2, figures=3)
    made.save()
    made.submit()
    made.open()
    made.give_back()
    made.enter("8")
    made.submit()
    other = office(period=made.period)
    other.save()
    other.submit()
    office(period=made.period)
    return made


@pytest.fixture
def desk(page: Page, sign_in: Callable[..., None], again: Office, live_server: Any) -> Page:
    sign_in(page, again.coordinator)
    speak(page, live_server, "en")
    page.on("dialog", Dialog.accept)
    page.goto(f"/periods/{again.period.pk}/")
    return page


def speak(page: Page, live_server: Any, language: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])


def review_of(page: Page, made: Office, query: str = "") -> None:
    page.goto(f"/reports/{made.pk}/review/{query}")


def test_a_whole_review_by_keyboard_alone(desk: Page, again: Office) -> None:
    keys = desk.keyboard
    keys.press("j")
    expect(desk.locator(FOCUSED)).to_have_text(again.report.agency.name)
    keys.press("Enter")
    desk.wait_for_url("**/review/")
    keys.press("o")
    keys.press("Enter")
    expect(desk.locator("#decision")).to_be_visible()
    expect(desk.locator("[data-keys-help]")).to_be_visible()  # Shown by the script: from now on keys act.
    keys.press("j")
    keys.press("c")
    expect(desk.locator(FOCUSED)).to_have_attribute("name", "text")
    keys.type("Why is that, j and k?")
    keys.press("Control+Enter")
    expect(desk.locator(".said")).to_contain_text("Why is that, j and k?")
    expect(desk.locator("#comments-made")).to_have_text("1 comment made")
    expect(desk.locator(".place:has(:focus)")).to_have_attribute("id", "section-situation")
    keys.press("d")
    keys.type("Please mend it.")
    keys.press("Tab")
    keys.press("Enter")
    desk.wait_for_url(lambda url: f"/reports/{again.pk}/" not in url)
    assert Report.objects.get(pk=again.pk).state == "returned"
    expect(desk.get_by_role("heading", level=1)).not_to_have_text(again.report.agency.name)


def test_all_shown_are_chosen_and_reminded(desk: Page, again: Office) -> None:
    owing = list(again.period.reports.not_sent())
    bar = desk.locator("[data-chosen-bar]")
    expect(bar).to_be_hidden()
    desk.get_by_label("Choose all").check()
    expect(bar).to_contain_text(f"{again.period.reports.count()} agencies chosen")
    leave_by(bar.get_by_role("button", name="Remind now"))
    desk.get_by_label("Message").fill("Please send it before noon.")
    leave_by(desk.get_by_role("button", name="Send the reminder"))
    expect(desk.locator(".timeline__note")).to_have_text("Please send it before noon.")
    reminded = ReportEvent.objects.filter(action="remind").values_list("report", flat=True)
    assert set(reminded) == {report.pk for report in owing}


def test_chosen_rows_are_exported(desk: Page, again: Office) -> None:
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    desk.keyboard.press("b")
    expect(desk.locator(FOCUSED)).to_have_text(re.compile("Remind now"))
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Export to Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_only_what_changed_and_back(desk: Page, again: Office) -> None:
    review_of(desk, again)
    everything = desk.locator(".place").count()
    desk.keyboard.press("v")
    desk.wait_for_url("**?only=changed")
    changed = desk.locator(".place")
    expect(changed).to_have_count(1)
    expect(changed).to_have_class(re.compile("place--changed"))
    desk.keyboard.press("v")
    expect(desk.locator(".place")).to_have_count(everything)


def test_keys_leave_fields_alone_and_can_be_switched_off(desk: Page) -> None:
    desk.keyboard.press("/")
    desk.keyboard.type("jk?")
    expect(desk.get_by_label("Name of the agency")).to_have_value("jk?")
    dialog = desk.locator("dialog")
    expect(dialog).to_be_hidden()
    desk.get_by_role("button", name="Keys").click()
    dialog.get_by_label("Use keys of one character").uncheck()
    dialog.get_by_role("button", name="Close").click()
    desk.reload()
    desk.keyboard.press("j")
    desk.keyboard.press("?")
    expect(dialog).to_be_hidden()
    assert desk.evaluate("document.activeElement === document.body")


def test_control_enter_decides_nothing(desk: Page, again: Office) -> None:
    again.open()
    review_of(desk, again)
    desk.get_by_label("Overall comment").fill("Good work.")
    desk.keyboard.press("Control+Enter")
    desk.locator("[data-comment]").first.click()
    desk.locator(".thread textarea").fill("Đang gõ")
    desk.locator(".thread textarea").dispatch_event(
        "keydown", {"key": "Enter", "ctrlKey": True, "isComposing": True, "bubbles": True}
    )
    desk.keyboard.type(" tiếp.")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".said")).to_have_text(re.compile("Đang gõ tiếp."))
    expect(desk.get_by_label("Overall comment")).to_have_value("Good work.")
    assert Report.objects.get(pk=again.pk).state == "submitted"


def commenting(page: Page, made: Office, text: str) -> Locator:
    """At the first place, with `text` typed: the field."""
    made.open()
    review_of(page, made)
    page.locator("[data-comment]").first.click()
    field = page.locator(".thread textarea")
    expect(field).to_be_focused()
    field.fill(text)
    return field


def cut(route: Route) -> None:
    route.abort()


def foreign(route: Route) -> None:
    route.fulfill(body="<h1>Sign in to the network</h1>")


def test_a_comment_that_does_not_arrive_is_said_kept_and_sent_again(
    desk: Page, again: Office, sign_in: Callable[..., None], assert_accessible: Callable[[Page], None]
) -> None:
    page = desk.context.new_page()  # The browser complains about the cut line; that is meant.
    field, alert = commenting(page, again, "Why?"), page.locator(".thread [role=alert]")
    for answer in (cut, foreign):
        page.route("**/review/comment/**", answer, times=1)
        field.press("Control+Enter")
        expect(alert).to_contain_text("could not be reached")
    assert_accessible(page)
    Session.objects.all().delete()
    field.press("Control+Enter")
    expect(alert).to_contain_text("your session has ended")
    expect(field).to_have_value("Why?")
    sign_in(page, again.coordinator)
    page.evaluate("document.cookie = `csrftoken=${'a'.repeat(32)}; path=/`")
    field.press("Control+Enter")
    expect(page.locator(".said")).to_contain_text("Why?")
    expect(alert).to_have_count(0)


def test_whoever_writes_elsewhere_meanwhile_keeps_the_focus_and_is_warned_of_it(
    desk: Page, again: Office
) -> None:
    field = commenting(desk, again, "Why?")
    under_way: list[Route] = []

    def hold(route: Route) -> None:
        under_way.append(route)

    desk.route("**/review/comment/**", hold, times=1)
    with desk.expect_request("**/review/comment/**"):
        field.press("Control+Enter")
    overall = desk.get_by_label("Overall comment")
    overall.fill("On the whole")
    under_way[0].continue_()
    expect(desk.locator(".said")).to_contain_text("Why?")
    expect(overall).to_be_focused()
    with desk.expect_event("dialog", lambda dialog: dialog.type == "beforeunload"):
        desk.goto("/")


def test_escape_asks_before_a_typed_comment_is_dropped(desk: Page, again: Office) -> None:
    field = commenting(desk, again, "Why?")
    desk.remove_listener("dialog", Dialog.accept)
    desk.once("dialog", lambda dialog: dialog.dismiss())
    field.press("Escape")
    expect(field).to_have_value("Why?")
    desk.once("dialog", lambda dialog: dialog.accept())
    field.press("Escape")
    expect(field).to_have_count(0)
    expect(desk.locator(FOCUSED)).to_have_attribute("data-comment", "")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_scripts_show_is_accessible(
    desk: Page, again: Office, live_server: Any, assert_accessible: Callable[[Page], None], language: str
) -> None:
    again.open()
    speak(desk, live_server, language)
    desk.goto(f"/periods/{again.period.pk}/")
    desk.locator("[data-choose-all]").check()
    assert_accessible(desk)
    desk.keyboard.press("?")
    assert_accessible(desk)
    review_of(desk, again)
    desk.keyboard.press("j")
    desk.keyboard.press("c")
    expect(desk.locator(".thread textarea")).to_be_focused()
    assert_accessible(desk)
    review_of(desk, again, "?only=changed")
    desk.set_viewport_size({"width": 360, "height": 780})
    assert_accessible(desk)
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_return_without_words_is_refused_before_anybody_is_asked(desk: Page, again: Office) -> None:
    again.open()
    review_of(desk, again)
    asked: list[str] = []
    desk.on("dialog", lambda dialog: asked.append(dialog.message))
    give_back = desk.get_by_role("button", name="Return to be mended")
    leave_by(give_back)
    expect(desk.locator(".error-summary")).to_be_focused()
    assert asked == []
    desk.get_by_label("Overall comment").fill("Please mend it.")
    leave_by(give_back)
    assert len(asked) == 1
    assert Report.objects.get(pk=again.pk).state == "returned"


def test_opening_the_review_keeps_to_what_changed(desk: Page, again: Office) -> None:
    review_of(desk, again, "?only=changed")
    leave_by(desk.get_by_role("button", name="Open the review"))
    expect(desk).to_have_url(re.compile(r"\?only=changed$"))
    expect(desk.locator("#decision")).to_be_visible()


def test_a_comment_typed_under_another_account_is_kept_and_not_sent(
    desk: Page, again: Office, sign_in: Callable[..., None]
) -> None:
    page = desk.context.new_page()  # The browser complains about the refusal; that is meant.
    page.on("dialog", Dialog.accept)
    field = commenting(page, again, "Why?")
    sign_in(page, again.approver)
    field.press("Control+Enter")
    expect(page.locator(".thread [role=alert]")).to_contain_text("another account")
    expect(field).to_have_value("Why?")
    page.get_by_label("Overall comment").fill("Again.")
    leave_by(page.get_by_role("button", name="Return to be mended"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("another account")
    expect(page.get_by_label("What you had typed")).to_have_value("Again.")
    assert Report.objects.get(pk=again.pk).state == "submitted"
    assert not ReviewComment.objects.filter(text="Why?").exists()
