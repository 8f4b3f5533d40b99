"""Answering comments where they stand: with script and without nothing typed is lost, and the reviewer reads it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.models import CommentAnswer, ReportSection, ReviewComment
from tests.reports.test_answering import came_back
from tests.support.browsing import browse
from tests.support.office import Office

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


def edit(desk: Office, page: str = "narrative") -> str:
    return reverse("reports:report_edit", args=[desk.pk, page])


def answering(desk: Office, comment: ReviewComment) -> str:
    return reverse("reports:answer_comment", args=[desk.pk, comment.pk])


def pinned() -> tuple[Office, ReviewComment]:
    desk, [comment] = came_back(("section", "situation"))
    return desk, comment


def typed(desk: Office, **fields: str) -> dict[str, Any]:
    form = browse(desk.reporter).get(edit(desk)).context["form"]
    return {name: str(form[name].value() or "") for name in form.fields} | fields


def test_a_comment_stands_beside_its_field_with_room_for_an_answer() -> None:
    desk, comment = pinned()
    html = browse(desk.reporter).get(edit(desk)).content.decode()
    assert f'id="comment-{comment.pk}"' in html
    assert f'name="answer_{comment.pk}" form="entry"' in html
    assert html.count('id="entry"') == 1


def test_with_htmx_the_comment_comes_back_with_its_answer() -> None:
    desk, comment = pinned()
    sent = {
        f"answer_{comment.pk}": "Đã bổ sung.",
        "answering": f"{comment.pk}:answered",
        "account": desk.reporter.pk,
    }
    part = browse(desk.reporter).post(answering(desk, comment), sent, headers=HTMX).content.decode()
    assert "<html" not in part
    assert "Đã bổ sung." in part
    assert "data-focus" in part
    back = {"answering": f"{comment.pk}:open", "account": desk.reporter.pk}
    part = browse(desk.reporter).post(answering(desk, comment), back, headers=HTMX).content.decode()
    assert "Đã bổ sung." not in part
    assert not CommentAnswer.objects.exists()


@pytest.mark.parametrize("text", ["", "x" * 4001])
def test_what_cannot_be_taken_stays_in_the_field_with_the_reason(text: str) -> None:
    desk, comment = pinned()
    sent = {f"answer_{comment.pk}": text, "answering": f"{comment.pk}:answered", "account": desk.reporter.pk}
    answer = browse(desk.reporter).post(answering(desk, comment), sent, headers=HTMX)
    assert 'role="alert"' in answer.content.decode()
    assert f">{text}</textarea>" in answer.content.decode()
    assert not CommentAnswer.objects.exists()


@pytest.mark.parametrize(
    ("pressed", "kind"), [("resolved", "resolved"), ("answered", "answered"), ("", "answered")]
)
def test_without_script_the_page_is_saved_with_the_answer(pressed: str, kind: str) -> None:
    desk, comment = pinned()
    button = {"answering": f"{comment.pk}:{pressed}"} if pressed else {"go": "stay"}
    sent = typed(desk, section_causes="Vì mưa.", **{f"answer_{comment.pk}": "Đã\r\nbổ sung."}, **button)
    answer = browse(desk.reporter).post(edit(desk), sent)
    assert answer.url == edit(desk) + (f"#comment-{comment.pk}" if pressed else "")
    assert ReportSection.objects.get(section="causes").text == "Vì mưa."
    saved = CommentAnswer.objects.get()
    assert (saved.kind, saved.text) == (kind, "Đã\nbổ sung.")


@pytest.mark.parametrize("pressed", ["resolved", "answered", ""])
def test_without_script_an_answer_too_long_stays_in_its_field_and_the_rest_is_saved(pressed: str) -> None:
    desk, comment = pinned()
    button = {"answering": f"{comment.pk}:{pressed}"} if pressed else {"go": "next"}
    sent = typed(desk, section_causes="Vì mưa.", **{f"answer_{comment.pk}": "x" * 4001}, **button)
    says_why(browse(desk.reporter).post(edit(desk), sent), comment)
    assert ReportSection.objects.get(section="causes").text == "Vì mưa."


def test_without_script_an_answer_too_long_stays_on_the_page_of_the_files() -> None:
    desk, [short, long] = came_back(("report", ""), ("report", ""))
    sent = {
        f"answer_{short.pk}": "Đã sửa.",
        f"answer_{long.pk}": "x" * 4001,
        "answering": f"{long.pk}:answered",
    }
    says_why(browse(desk.reporter).post(answering(desk, short), sent), long)
    assert CommentAnswer.objects.get().comment == short
    desk.answer(long)
    desk.submit()
    late = browse(desk.reporter).post(answering(desk, short), sent)
    assert late.status_code == 409
    assert "x" * 4001 in late.content.decode()


def says_why(answer: Any, comment: ReviewComment) -> None:
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_answer_{comment.pk}"' in html
    assert f'id="wrong_answer_{comment.pk}"' in html
    assert f">{'x' * 4001}</textarea>" in html


def test_saving_again_leaves_an_answer_as_it_was() -> None:
    desk, comment = pinned()
    desk.answer(comment, "Xong.", kind="resolved")
    before = CommentAnswer.objects.values().get()
    for text in ("Xong.", ""):
        browse(desk.approver).post(edit(desk), typed(desk, **{f"answer_{comment.pk}": text}))
    assert CommentAnswer.objects.values().get() == before


def test_a_report_sent_meanwhile_keeps_the_typed_answer_on_the_page() -> None:
    desk, comment = pinned()
    sent = typed(desk, **{f"answer_{comment.pk}": "Tôi đang viết."})
    desk.answer(comment, "Người khác đã viết.")
    desk.submit()
    answer = browse(desk.reporter).post(edit(desk), sent)
    assert answer.status_code == 409
    assert "Tôi đang viết." in answer.content.decode()
    assert CommentAnswer.objects.get().text == "Người khác đã viết."


def test_comments_on_the_whole_are_answered_on_every_page() -> None:
    desk, [comment, gone] = came_back(("report", ""), ("duty", "no-longer-there"))
    for page in ("duties", "figures", "narrative", "attachments"):
        html = browse(desk.reporter).get(edit(desk, page)).content.decode()
        assert f'id="comment-{comment.pk}"' in html
        assert f'id="comment-{gone.pk}"' in html
        assert html.count('id="entry"') == 1
    sent = {f"answer_{c.pk}": "Đã sửa." for c in (comment, gone)} | {"answering": f"{gone.pk}:resolved"}
    answer = browse(desk.reporter).post(answering(desk, comment), sent)
    assert answer.url == edit(desk, "attachments") + f"#comment-{gone.pk}"
    assert set(CommentAnswer.objects.values_list("kind", flat=True)) == {"answered", "resolved"}


def test_the_checklist_names_each_open_comment_with_its_place() -> None:
    desk, [whole, on_section] = came_back(("report", ""), ("section", "situation"))
    desk.answer(whole)
    page = browse(desk.approver).get(reverse("reports:submit", args=[desk.pk])).context["page"]
    assert [line.url for line in page.blocking] == [f"{edit(desk)}#comment-{on_section.pk}"]
    answer = browse(desk.approver).post(reverse("reports:submit", args=[desk.pk]))
    assert answer.status_code == 422
    assert desk.report.submissions.count() == 1


def test_the_reviewer_reads_the_answers_once_the_report_is_sent_again() -> None:
    desk, comment = pinned()
    desk.answer(comment, "Đã bổ sung nguyên nhân.")
    review = reverse("reports:review", args=[desk.pk])
    assert "Đã bổ sung nguyên nhân." not in browse(desk.coordinator).get(review).content.decode()
    desk.submit()
    assert "Đã bổ sung nguyên nhân." in browse(desk.coordinator).get(review).content.decode()
    desk.open()
    assert "Đã bổ sung nguyên nhân." in browse(desk.coordinator).get(review).content.decode()


def test_a_comment_of_a_review_under_way_is_not_found() -> None:
    desk, comment = pinned()
    desk.answer(comment)
    desk.submit()
    hidden = desk.remark("Not told yet.")
    sent = {f"answer_{hidden.pk}": "?", "answering": f"{hidden.pk}:answered", "account": desk.reporter.pk}
    assert browse(desk.reporter).post(answering(desk, hidden), sent, headers=HTMX).status_code == 404


def test_as_many_queries_for_many_comments() -> None:
    def queries(desk: Office) -> int:
        client = browse(desk.reporter)
        client.get(edit(desk))  # The session is renewed once.
        with CaptureQueriesContext(connection) as caught:
            client.get(edit(desk))
        return len(caught)

    few, [one] = came_back(("section", "situation"))
    many, comments = came_back(*[("section", "situation")] * 6)
    few.answer(one)
    for comment in comments:
        many.answer(comment)
    assert queries(few) == queries(many)


@pytest.mark.parametrize(("place", "is_whole"), [(("report", ""), True), (("section", "situation"), False)])
def test_a_comment_on_the_whole_report_says_so(place: tuple[str, str], is_whole: bool) -> None:
    desk, [_comment] = came_back(place)
    for address in (edit(desk), reverse("reports:report", args=[desk.pk])):
        html = browse(desk.reporter).get(address).content.decode()
        assert ("Ý kiến của cơ quan tổng hợp về toàn bộ báo cáo" in html) is is_whole
        assert "Ý kiến của cơ quan tổng hợp" in html
    form = browse(desk.reporter).get(edit(desk, "duties")).content.decode()
    assert "Lý do cơ quan tổng hợp trả lại" in form
