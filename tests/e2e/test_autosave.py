"""The form saves itself: while one types, across a cut line and an ended session, and beside someone else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from time import sleep

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from agencies.models import User
from reports.models import DutyResult, ReportSection
from tests.e2e.test_agency import sign_in, tab_to
from tests.support.office import Office, office

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
CAUSES, SITUATION = "#id_section_causes", "#id_section_situation"
PASSWORD = "a-password-for-this-test"
FAILED = re.compile("net::ERR_|status of 4|htmx:(sendError|afterRequest)|Response Status Error Code 4")


@pytest.fixture
def desk() -> Office:
    return office(duties=1, figures=1)


@pytest.fixture
def open_form(browser: Browser, live_server, desk: Office) -> Iterator[Callable[..., Page]]:
    """A window of its own per person, on one section; whatever the browser complains about fails the test, but for
    the cut lines and refusals that are meant."""
    contexts: list[BrowserContext] = []
    heard: list[str] = []

    def open_for(user: User, section: str = "narrative", width: int = 1280) -> Page:
        context = browser.new_context(
            base_url=live_server.url, locale="vi-VN", viewport={"width": width, "height": 900}
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.context.base_url = live_server.url
        page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: heard.append(str(error)))
        sign_in(page, user)
        page.goto(f"/reports/{desk.pk}/edit/{section}/")
        return page

    yield open_for
    for context in contexts:
        context.close()
    assert [text for text in heard if not FAILED.search(text)] == []


def stands(page: Page, state: str) -> None:
    """What the bar at the foot says of the form."""
    expect(page.locator("#save-state")).to_have_attribute("data-state", state)
    expect(page.locator(f'#save-state [data-when="{state}"]')).to_be_visible()


def texts() -> dict[str, str]:
    return dict(ReportSection.objects.values_list("section", "text"))


def kept(page: Page) -> int:
    return page.evaluate(
        "Object.keys(localStorage).filter(key => key.startsWith('plan-portal:typed:')).length"
    )


def test_every_change_is_saved_without_a_button(
    open_form, desk: Office, assert_accessible: Callable[[Page], None]
) -> None:
    page = open_form(desk.reporter)
    expect(page.locator("#ring-narrative")).to_contain_text("0/3")
    page.locator(SITUATION).press_sequentially("Ổn định.")
    stands(page, "saving")
    stands(page, "saved")
    expect(page.locator("#saved-at")).to_have_text(re.compile(r"^Đã lưu lúc \d\d:\d\d$"))
    expect(page.locator("#ring-narrative")).to_contain_text("1/3")
    assert texts() == {"situation": "Ổn định."}
    assert kept(page) == 0
    assert_accessible(page)
    page.reload()
    expect(page.locator(SITUATION)).to_have_value("Ổn định.")


def test_a_status_and_what_it_asks_for(open_form, desk: Office) -> None:
    page = open_form(desk.reporter, "duties")
    page.locator("label.status", has_text="Chậm tiến độ").click()
    notes = page.locator(f"#notes-duty-{desk.assignments[0].duty.code}")
    expect(notes.locator(".finding")).to_have_count(1)
    page.locator("textarea[name^=difficulties_]").fill("Thiếu kinh phí.")
    expect(notes.locator(".finding")).to_have_count(0)
    stands(page, "saved")
    result = DutyResult.objects.get()
    assert (result.status, result.difficulties) == ("behind", "Thiếu kinh phí.")


def test_what_is_typed_while_the_line_is_cut_is_saved_when_it_is_back(
    open_form, desk: Office, assert_accessible: Callable[[Page], None]
) -> None:
    page = open_form(desk.reporter)
    page.clock.install()
    page.context.set_offline(True)
    page.locator(CAUSES).fill("Vì mưa")
    page.clock.run_for(1_000)
    stands(page, "retrying")
    assert_accessible(page)
    page.locator(CAUSES).press_sequentially(", vì gió.")
    page.clock.run_for(30_000)
    stands(page, "retrying")
    assert kept(page) == 1
    page.context.set_offline(False)
    page.clock.run_for(1_000)
    stands(page, "saved")
    assert texts() == {"causes": "Vì mưa, vì gió."}
    assert kept(page) == 0


def test_a_page_of_the_line_is_not_taken_for_saved(open_form, desk: Office) -> None:
    page = open_form(desk.reporter)
    page.locator(SITUATION).fill("Ổn định.")
    stands(page, "saved")
    page.route("**/save/**", lambda route: route.fulfill(body="<h1>Sign in to the network</h1>"), times=1)
    page.locator(CAUSES).fill("Vì mưa.")
    stands(page, "retrying")
    assert kept(page) == 1
    stands(page, "saved")
    assert texts() == {"causes": "Vì mưa.", "situation": "Ổn định."}


def test_a_window_closed_while_the_line_is_cut_loses_nothing(open_form, desk: Office) -> None:
    page = open_form(desk.reporter)
    page.route("**/save/**", lambda route: route.abort())
    page.locator(CAUSES).fill("Vì mưa.")
    stands(page, "retrying")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.close(run_before_unload=True)
    again = page.context.new_page()
    again.goto(f"/reports/{desk.pk}/edit/narrative/")
    expect(again.locator(CAUSES)).to_have_value("Vì mưa.")
    stands(again, "saved")
    assert asked == ["beforeunload"]
    assert texts() == {"causes": "Vì mưa."}


def test_signing_out_leaves_nothing_typed_in_the_browser(open_form, desk: Office) -> None:
    page = open_form(desk.reporter)
    page.route("**/save/**", lambda route: route.abort())
    page.locator(CAUSES).fill("Vì mưa.")
    stands(page, "retrying")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("details.menu > summary").click()
    page.locator("details.menu form button").click()
    page.wait_for_url("**/accounts/login/**")
    assert asked == ["confirm"]
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('typed'))") == []


def test_an_answer_that_got_lost_is_no_clash_with_oneself(open_form, desk: Office) -> None:
    page = open_form(desk.reporter)

    def lose_the_answer(route) -> None:
        route.fetch()
        route.abort()

    page.route("**/save/**", lose_the_answer, times=1)
    page.locator(CAUSES).fill("Vì mưa.")
    stands(page, "retrying")
    assert texts() == {"causes": "Vì mưa."}
    page.locator(CAUSES).fill("Vì mưa, vì gió.")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    stands(page, "saved")
    expect(page.locator(".clash")).to_have_count(0)
    assert texts() == {"causes": "Vì mưa, vì gió."}


def test_after_the_session_ended_one_signs_in_on_the_page_and_everything_is_saved(
    open_form, desk: Office, assert_accessible: Callable[[Page], None]
) -> None:
    desk.reporter.set_password(PASSWORD)
    desk.reporter.save()
    page = open_form(desk.reporter)
    Session.objects.all().delete()
    page.locator(CAUSES).fill("Vì mưa.")
    stands(page, "expired")
    page.locator(SITUATION).fill("Ổn định.")
    assert texts() == {}
    assert_accessible(page)
    page.locator("#sign-in-again-open").click()
    page.keyboard.type("not-the-password")
    page.keyboard.press("Enter")
    expect(page.locator("#sign-in-again [role=alert]")).not_to_be_empty()
    assert_accessible(page)
    page.locator("#sign-in-again-password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#sign-in-again")).to_be_hidden()
    stands(page, "saved")
    assert texts() == {"causes": "Vì mưa.", "situation": "Ổn định."}


def test_whoever_signs_in_by_the_sign_in_page_finds_everything_again(open_form, desk: Office) -> None:
    page = open_form(desk.reporter)
    Session.objects.all().delete()
    page.locator(CAUSES).fill("Vì mưa.")
    stands(page, "expired")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    sign_in(page, desk.approver)
    page.goto(f"/reports/{desk.pk}/edit/narrative/")
    expect(page.locator(CAUSES)).to_have_value("")
    sign_in(page, desk.reporter)
    page.reload()
    stands(page, "saved")
    expect(page.locator(CAUSES)).to_have_value("Vì mưa.")
    assert texts() == {"causes": "Vì mưa."}


def test_two_people_on_different_fields(open_form, desk: Office) -> None:
    mine, theirs = open_form(desk.reporter), open_form(desk.approver)
    mine.locator(CAUSES).fill("Vì mưa.")
    theirs.locator(SITUATION).fill("Ổn định.")
    for page in (mine, theirs):
        stands(page, "saved")
    assert texts() == {"causes": "Vì mưa.", "situation": "Ổn định."}


@pytest.mark.parametrize(("choice", "stored"), [("keep", "Của tôi."), ("take", "Của người kia.")])
def test_two_people_on_one_field_see_both_versions_and_choose(
    open_form, desk: Office, assert_accessible: Callable[[Page], None], choice: str, stored: str
) -> None:
    mine, theirs = open_form(desk.reporter), open_form(desk.approver)
    theirs.locator(CAUSES).fill("Của người kia.")
    stands(theirs, "saved")
    mine.locator(CAUSES).fill("Của tôi.")
    stands(mine, "held")
    clash = mine.locator("#trouble-section_causes .clash")
    for words in ("Của tôi.", "Của người kia.", str(desk.approver)):
        expect(clash).to_contain_text(words)
    assert_accessible(mine)
    assert texts() == {"causes": "Của người kia."}
    clash.locator(f"button[name={choice}]").press("Enter")
    stands(mine, "saved")
    expect(clash).to_have_count(0)
    expect(mine.locator(CAUSES)).to_be_focused()
    expect(mine.locator(CAUSES)).to_have_value(stored)
    assert texts() == {"causes": stored}


def test_whoever_goes_on_is_saved_first(open_form, desk: Office) -> None:
    page = open_form(desk.reporter)
    page.locator(CAUSES).fill("Vì mưa.")
    page.locator("button[value=preview]").click()
    page.wait_for_url(f"**/reports/{desk.pk}/")
    expect(page.locator("main")).to_contain_text("Vì mưa.")


def test_the_way_on_is_taken_once_by_a_server_that_takes_its_time(open_form, desk: Office) -> None:
    page = open_form(desk.reporter)
    asked: list[str] = []

    def answer_late(route: Route) -> None:
        asked.append(route.request.method)
        sleep(1.5)  # Longer than the pause after which what is typed would have been sent.
        route.continue_()

    page.route("**/edit/narrative/", answer_late)
    by_script = (
        "(field, value) => { field.value = value; field.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    page.locator(CAUSES).evaluate(by_script, "Vì mưa.")  # As a pasted column comes in.
    page.locator("button[value=preview]").click()
    page.wait_for_url(f"**/reports/{desk.pk}/")
    assert asked == ["POST"]


def test_with_a_cut_line_the_way_on_stays_closed(open_form, desk: Office) -> None:
    page = open_form(desk.reporter)
    page.context.set_offline(True)
    page.locator(CAUSES).fill("Vì mưa.")
    page.locator("button[value=preview]").click()
    stands(page, "retrying")
    expect(page.locator(CAUSES)).to_have_value("Vì mưa.")


def test_a_report_sent_off_by_someone_else_says_so_and_keeps_what_was_typed(open_form, desk: Office) -> None:
    desk.save()
    page = open_form(desk.reporter)
    desk.submit()
    page.locator(CAUSES).fill("Không được mất.")
    stands(page, "refused")
    expect(page.locator("#save-refused")).to_contain_text(str(desk.approver))
    expect(page.locator(CAUSES)).to_have_value("Không được mất.")


def test_a_wrong_figure_is_said_beside_it_by_keyboard_on_a_telephone(
    open_form, desk: Office, assert_accessible: Callable[[Page], None]
) -> None:
    page = open_form(desk.reporter, "figures", width=360)
    tab_to(page, "input[name^=value_]:focus")
    page.keyboard.type("mười")
    page.keyboard.press("Tab")
    stands(page, "held")
    field = page.locator("input[name^=value_]")
    expect(page.locator(".trouble .invalid-feedback")).to_be_visible()
    expect(field).to_have_attribute("aria-invalid", "true")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert_accessible(page)
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("1.234")
    stands(page, "saved")
    expect(page.locator(".trouble .invalid-feedback")).to_have_count(0)
    assert [str(value.value) for value in desk.report.values.all()] == ["1234.0000"]


def test_an_answer_that_does_not_arrive_is_said_beside_it_and_each_field_guards_its_own_words(
    open_form, desk: Office
) -> None:
    desk.save()
    desk.submit()
    desk.open()
    first, second = [desk.remark(target="section", code="causes").pk for _ in range(2)]
    desk.give_back()
    page = open_form(desk.reporter)
    for comment in (first, second):
        page.locator(f"#id_answer_{comment}").fill("Đã bổ sung.")
    comment = page.locator(f"#comment-{first}")
    page.route(f"**/comments/{first}/**", lambda route: route.abort(), times=1)
    comment.get_by_role("button", name="Trả lời").click()
    expect(comment.get_by_role("alert")).to_be_visible()
    expect(comment.locator("textarea")).to_have_value("Đã bổ sung.")
    comment.get_by_role("button", name="Trả lời").click()
    expect(comment.locator(".reply")).to_be_focused()
    page.on("dialog", lambda dialog: dialog.accept())
    with page.expect_event("dialog"):
        page.goto("/")


def test_without_script_the_buttons_do_it_all(browser: Browser, live_server, desk: Office) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.context.base_url = live_server.url
    sign_in(page, desk.reporter)
    page.goto(f"/reports/{desk.pk}/edit/narrative/")
    page.locator(CAUSES).fill("Vì mưa.")
    with page.expect_navigation():
        page.locator("button.btn[value=stay]").click()
    expect(page.locator(CAUSES)).to_have_value("Vì mưa.")
    context.close()
