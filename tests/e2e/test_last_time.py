"""In the browser: a comment answered while one types, a text copied, a suggestion confirmed; all of it is saved."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from reports.models import CommentAnswer, ReportSection
from reports.services.content import content_of
from tests.reports.test_answering import came_back
from tests.reports.test_last_time import edit, with_a_past

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_have_attribute("data-state", "saved")


def test_a_comment_is_answered_while_one_types(
    page: Page, sign_in: Callable[..., None], assert_accessible: Callable[[Page], None]
) -> None:
    desk, [whole, pinned] = came_back(("report", ""), ("section", "situation"))
    sign_in(page, desk.reporter)
    page.goto(edit(desk, "narrative"))
    page.fill("#id_section_causes", "Đang gõ dở.")
    saved(page)  # The tests' database takes one writer at a time.
    place = page.locator(f"#comment-{pinned.pk}")
    place.get_by_role("button", name="Trả lời", exact=True).click()
    expect(place.get_by_role("alert")).to_be_visible()
    place.get_by_label("Trả lời của đơn vị").fill("Đã bổ sung.")
    place.get_by_role("button", name="Trả lời", exact=True).click()
    expect(place.locator(".reply")).to_be_focused()
    page.locator(f"#comment-{whole.pk}").get_by_role("button", name="Đã thực hiện").click()
    expect(page.locator(f"#comment-{whole.pk} .reply")).to_be_visible()
    expect(page.locator("#id_section_causes")).to_have_value("Đang gõ dở.")
    saved(page)
    assert_accessible(page)
    assert set(CommentAnswer.objects.values_list("kind", "text")) == {
        ("answered", "Đã bổ sung."),
        ("resolved", ""),
    }


def test_an_answer_that_is_saved_lets_one_leave_the_page(page: Page, sign_in: Callable[..., None]) -> None:
    desk, [whole] = came_back()
    sign_in(page, desk.reporter)
    page.goto(edit(desk, "narrative"))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    place = page.locator(f"#comment-{whole.pk}")
    place.get_by_label("Trả lời của đơn vị").press_sequentially("Đã")
    place.get_by_role("button", name="Trả lời", exact=True).click()
    expect(place.locator(".reply")).to_be_visible()
    page.goto("/")
    assert asked == []


def test_a_text_is_copied_and_replaces_only_on_wish(page: Page, sign_in: Callable[..., None]) -> None:
    desk = with_a_past()
    sign_in(page, desk.reporter)
    page.goto(edit(desk, "narrative"))
    copy = page.locator('button[name="fill"][value="section_situation"]')
    page.fill("#id_section_situation", "Của tôi.")
    page.once("dialog", lambda dialog: dialog.dismiss())
    copy.click()
    expect(page.locator("#id_section_situation")).to_have_value("Của tôi.")
    page.once("dialog", lambda dialog: dialog.accept())
    copy.click()
    expect(page.locator("#id_section_situation")).to_have_value("Kỳ trước ổn định.")
    saved(page)
    assert ReportSection.objects.get(section="situation").text == "Kỳ trước ổn định."


def test_a_suggestion_is_a_suggestion_until_it_is_confirmed(
    page: Page, sign_in: Callable[..., None], assert_accessible: Callable[[Page], None]
) -> None:
    desk = with_a_past()
    stock = desk.indicators[0]
    sign_in(page, desk.reporter)
    page.goto(edit(desk, "figures"))
    field, beside = page.locator(f"#id_value_{stock.pk}"), page.locator(".suggested")
    expect(field).to_have_value("")
    expect(beside).to_contain_text("1.234")
    assert_accessible(page)
    beside.get_by_role("button").click()
    expect(field).to_have_value("1.234")
    expect(beside).to_be_hidden()
    expect(page.locator("#suggestions")).to_be_hidden()
    saved(page)
    assert content_of(desk.report).values()[stock.code] == 1234
