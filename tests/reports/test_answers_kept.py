"""Whatever happened to a report while somebody was answering a comment of it, his words are saved or on the page that
says that they are not."""

from __future__ import annotations

from typing import Any

import pytest

from reports.models import CommentAnswer, ReportSection, ReviewComment
from reports.rules.answers import ANSWERED, OPEN, RESOLVED, Typed
from reports.rules.fields import digest_of
from reports.services.answering import Untaken, take_answers
from tests.reports.test_answer_pages import HTMX, answering, edit, pinned, typed
from tests.reports.test_answering import came_back
from tests.support.browsing import browse
from tests.support.office import Office

pytestmark = pytest.mark.django_db
WORDS = "Một câu trả lời dài."


def comes_back_again(desk: Office, comment: ReviewComment) -> ReviewComment:
    """Somebody else answers and submits, and the coordinator returns the report with another comment."""
    desk.answer(comment)
    desk.submit()
    desk.open()
    new = desk.remark("Something else.", target="section", code="causes")
    desk.give_back()
    return new


def says_it_is_not_saved(answer: Any, words: str = WORDS) -> None:
    html = answer.content.decode()
    assert answer.status_code == 409
    assert f"readonly>{words}</textarea>" in html
    assert "copy what you need before you leave" in html or "hãy sao chép" in html.lower()


def page_of(desk: Office, comment: ReviewComment) -> dict[str, Any]:
    return typed(desk, section_causes="Vì mưa.", **{f"answer_{comment.pk}": WORDS, "go": "next"})


def test_an_answer_to_an_earlier_review_is_on_the_page_that_says_it_is_too_late() -> None:
    desk, comment = pinned()
    page = page_of(desk, comment)
    comes_back_again(desk, comment)
    says_it_is_not_saved(browse(desk.reporter).post(edit(desk), page))
    assert ReportSection.objects.get(section="causes").text == "Vì mưa."
    assert CommentAnswer.objects.get().text == "It is right."


def test_an_answer_to_a_report_accepted_meanwhile_is_on_the_page_that_refuses_it() -> None:
    desk, comment = pinned()
    page = page_of(desk, comment)
    desk.answer(comment)
    desk.submit()
    desk.open()
    desk.accept()
    says_it_is_not_saved(browse(desk.reporter).post(edit(desk), page))


@pytest.mark.parametrize("to_the_new", [False, True])
def test_on_the_page_of_the_files_too(to_the_new: bool) -> None:
    desk, comment = pinned()
    new = comes_back_again(desk, comment)
    sent = {f"answer_{comment.pk}": WORDS, "answering": f"{comment.pk}:answered"}
    says_it_is_not_saved(
        browse(desk.reporter).post(answering(desk, new if to_the_new else comment), sent),
    )


def test_a_button_without_words_says_that_it_came_too_late() -> None:
    desk, comment = pinned()
    comes_back_again(desk, comment)
    answer = browse(desk.reporter).post(answering(desk, comment), {"answering": f"{comment.pk}:resolved"})
    assert answer.status_code == 409
    assert answer.context["answers_left"] == [""]
    assert "readonly" not in answer.content.decode()


def test_with_htmx_the_comment_stays_as_it_was_typed() -> None:
    desk, comment = pinned()
    comes_back_again(desk, comment)
    sent = {f"answer_{comment.pk}": WORDS, "answering": f"{comment.pk}:answered", "account": desk.reporter.pk}
    answer = browse(desk.reporter).post(answering(desk, comment), sent, headers=HTMX)
    assert (answer.status_code, answer.content) == (409, b"")  # static/js/parts.js says it where he stands.


def test_what_was_only_sent_along_or_belongs_to_nobody_is_passed_over() -> None:
    desk, comment = pinned()
    comes_back_again(desk, comment)
    fields = {f"answer_{comment.pk}": "It is right.", "answer_x": "?", "answer_987654": WORDS, "go": "stay"}
    answer = browse(desk.reporter).post(edit(desk), typed(desk, **fields))
    assert answer.url == edit(desk)


def take(desk: Office, typed: dict[int, Typed]) -> Untaken:
    return take_answers(report=desk.report, by=desk.reporter, typed=typed, now=desk.tick())


def test_nothing_said_asks_nothing_of_the_database(django_assert_num_queries: Any) -> None:
    desk, [comment] = came_back()
    desk.answer(comment)
    report, unchanged = desk.report, Typed("It is right.", seen=digest_of("It is right."))
    with django_assert_num_queries(0):
        took = take_answers(report=report, by=desk.reporter, typed={comment.pk: unchanged}, now=desk.tick())
    assert not took


def test_a_page_made_before_somebody_else_answered_does_not_bring_the_old_words_back() -> None:
    desk, [comment] = came_back()
    desk.answer(comment, "Older.")
    desk.answer(comment, "Newer.")
    assert not take(desk, {comment.pk: Typed("Older.", seen=digest_of("Older."))})
    assert CommentAnswer.objects.get().text == "Newer."


@pytest.mark.parametrize("pressed", ["", ANSWERED, RESOLVED, OPEN])
def test_who_has_not_read_the_other_answer_is_told_and_chooses(pressed: str) -> None:
    desk, [comment] = came_back()
    desk.answer(comment, "Theirs.")
    mine = Typed("Mine.", pressed, seen=digest_of(""))
    untaken = take(desk, {comment.pk: mine})
    [(text, why)] = untaken.beside.values()
    assert text == "Mine."
    assert why
    assert CommentAnswer.objects.get().text == "Theirs."
    assert not take(desk, {comment.pk: Typed("Mine.", pressed, seen=digest_of("Theirs."))})
    assert [each.text for each in CommentAnswer.objects.all()] == ([] if pressed == OPEN else ["Mine."])


def test_the_page_carries_what_it_showed_and_says_who_answered_meanwhile() -> None:
    desk, comment = pinned()
    page = browse(desk.reporter).get(edit(desk)).content.decode()
    assert f'name="seen_{comment.pk}" value="{digest_of("")}" form="entry"' in page
    desk.answer(comment, "Của người khác.")
    fields = {f"answer_{comment.pk}": WORDS, f"seen_{comment.pk}": digest_of(""), "go": "next"}
    answer = browse(desk.reporter).post(edit(desk), typed(desk, **fields))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Của người khác." in html
    assert f">{WORDS}</textarea>" in html
    assert f'name="seen_{comment.pk}" value="{digest_of("Của người khác.")}"' in html


def test_an_answer_refused_for_want_of_the_right_stays_beside_its_comment() -> None:
    desk, [comment] = came_back()
    desk.answer(comment)
    desk.hand_in()
    untaken = take(desk, {comment.pk: Typed("Mine.", ANSWERED)})
    assert untaken.beside[comment.pk][0] == "Mine."


def test_what_stands_beside_no_comment_of_the_page_stands_apart() -> None:
    _desk, [one, other] = came_back(("report", ""), ("report", ""))
    untaken = Untaken({one.pk: ("One.", "Why."), other.pk: ("Other.", "Why.")}, ["Late."])
    assert untaken.put_beside([one]) == ["Late.", "Other."]
    assert (one.typed, one.wrong) == ("One.", "Why.")
    assert (other.typed, other.wrong) == ("", "")
