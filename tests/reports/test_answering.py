"""Comments with which a report came back: each answered or done before it is sent again, and the reviewer sees it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from reports.models import CommentAnswer, ReportEvent, ReviewComment
from reports.rules.checks import Check
from reports.rules.workflow import State
from reports.services.answering import Answer, answer_comment, take_back_answer
from reports.services.steps import StepRefused
from reports.services.submitting import NotReady
from tests.support.office import Office, sent

pytestmark = pytest.mark.django_db


def came_back(*targets: tuple[str, str]) -> tuple[Office, list[ReviewComment]]:
    """A returned report with a comment on each of `targets`, or one on the whole."""
    desk = sent()
    comments = [desk.remark(target=target, code=code) for target, code in targets or [("report", "")]]
    desk.give_back()
    return desk, comments


def test_an_open_comment_stands_in_the_way_and_an_answer_clears_it() -> None:
    desk, [whole, pinned] = came_back(("report", ""), ("section", "situation"))
    desk.answer(whole)
    with pytest.raises(NotReady) as refused:
        desk.submit()
    [finding] = refused.value.findings
    assert (finding.check, finding.target, finding.code) == (Check.UNANSWERED, "section", "situation")
    assert "Say more." in finding.message
    desk.answer(pinned, "", kind="resolved")
    assert desk.submit().number == 2


def test_answering_begins_the_mending_and_leaves_the_revision() -> None:
    desk, [comment] = came_back()
    before = desk.report
    answer = desk.answer(comment, "  Đúng như vậy.\n")
    assert (answer.text, answer.by) == ("Đúng như vậy.", desk.reporter)
    assert (desk.report.state, desk.report.revision) == (State.DRAFT, before.revision)
    events = ReportEvent.objects.filter(report=desk.pk).count()
    desk.answer(comment, "Or rather so.")
    assert CommentAnswer.objects.get().text == "Or rather so."
    assert ReportEvent.objects.filter(report=desk.pk).count() == events


@pytest.mark.parametrize(
    ("text", "kind"), [(" \n", "answered"), ("x" * 4001, "answered"), ("x" * 4001, "resolved")]
)
def test_an_answer_has_words_and_not_too_many(text: str, kind: str) -> None:
    desk, [comment] = came_back()
    with pytest.raises(ValidationError):
        desk.answer(comment, text, kind)
    assert not CommentAnswer.objects.exists()


def test_only_the_agency_answers_and_only_while_it_may_write() -> None:
    desk, [comment] = came_back()
    answer = Answer("Not mine to say.")
    with pytest.raises(StepRefused):
        answer_comment(
            report=desk.report, comment=comment.pk, by=desk.coordinator, answer=answer, now=desk.tick()
        )
    desk.answer(comment)
    desk.hand_in()
    with pytest.raises(StepRefused):
        desk.answer(comment, "Too late.")
    with pytest.raises(StepRefused):
        take_back_answer(report=desk.report, comment=comment.pk, by=desk.approver, now=desk.tick())
    assert CommentAnswer.objects.get().text == "It is right."


def test_an_answer_taken_back_leaves_the_comment_open() -> None:
    desk, [comment] = came_back()
    desk.answer(comment)
    take_back_answer(report=desk.report, comment=comment.pk, by=desk.approver, now=desk.tick())
    assert list(ReviewComment.objects.to_answer(desk.report).unanswered()) == [comment]


def test_comments_of_a_review_under_way_and_of_an_earlier_one_are_not_answered() -> None:
    desk, [first] = came_back()
    desk.answer(first)
    desk.submit()
    under_way = desk.remark("Still wrong.")
    assert not ReviewComment.objects.to_answer(desk.report).exists()
    desk.give_back()
    with pytest.raises(ReviewComment.DoesNotExist):
        desk.answer(first)
    assert list(ReviewComment.objects.to_answer(desk.report)) == [under_way]


def test_after_a_withdrawal_the_answers_stand_and_can_be_changed() -> None:
    desk, [comment] = came_back()
    desk.answer(comment)
    desk.submit()
    desk.withdraw()
    desk.answer(comment, "Better said.")
    assert desk.submit().number == 3
