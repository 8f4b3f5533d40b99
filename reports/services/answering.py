"""The agency's answers to the comments with which its report came back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import User
from reports.models import CommentAnswer, Report, ReviewComment
from reports.rules.answers import OPEN, Stored, Typed, meant
from reports.rules.workflow import Action
from reports.services.editing import mark_edited
from reports.services.steps import StepRefused, check_step, lock_report

LONGEST_ANSWER = 4_000


@dataclass(frozen=True)
class Answer:
    """A word of answer, or with the kind RESOLVED that it was done; then words may go with it."""

    text: str
    kind: CommentAnswer.Kind = CommentAnswer.Kind.ANSWERED


@dataclass(frozen=True)
class Untaken:
    """Answers that were not saved: `beside` the comment of that id what was typed and why it could not be taken;
    `apart` what was typed to comments that are no longer to be answered, "" where only a button was pressed."""

    beside: Mapping[int, tuple[str, str]]
    apart: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.beside or self.apart)

    def put_beside(self, comments: Iterable[ReviewComment]) -> list[str]:
        """Put what was typed beside those of its comments that the page shows. Returns everything else that was
        typed, to be shown apart."""
        waiting = dict(self.beside)
        for comment in comments:
            comment.typed, comment.wrong = waiting.pop(comment.pk, ("", ""))
        return [*self.apart, *(text for text, _why in waiting.values())]


def take_answers(*, report: Report, by: User, typed: Mapping[int, Typed], now: datetime) -> Untaken:
    """Save the answers of a page, each as far as it can be saved; none is lost whatever happened meanwhile.

    `typed` is by the comments' ids. What belongs to no comment that the agency was ever told is passed over.
    """
    said = {pk: each for pk, each in typed.items() if each.says_something}
    return _take(report, by, said, now) if said else Untaken({})


@transaction.atomic
def _take(report: Report, by: User, said: Mapping[int, Typed], now: datetime) -> Untaken:
    report = lock_report(report)
    open_now = {comment.pk: comment for comment in ReviewComment.objects.to_answer(report)}
    beside = {}
    for pk, asked in open_now.items():
        if pk in said and (why := _untaken(report, asked, said[pk], by, now)):
            beside[pk] = said[pk].text, why
    return Untaken(beside, _too_late(report, {pk: each for pk, each in said.items() if pk not in open_now}))


def _too_late(report: Report, said: Mapping[int, Typed]) -> list[str]:
    """What was typed to comments that the agency was told once, and need not answer any more."""
    told = {comment.pk: _stored(comment) for comment in ReviewComment.objects.ever_told(report)}
    return [each.text for pk, each in said.items() if pk in told and (each.pressed or each.adds_to(told[pk]))]


def _untaken(report: Report, asked: ReviewComment, typed: Typed, by: User, now: datetime) -> str:
    """Save what was typed to one comment of a locked report; gives back why it could not be done, or ""."""
    stored = _stored(asked)
    what = meant(typed, stored)
    if not what:
        return ""
    if typed.is_behind(stored):
        return _(
            "Someone else answered meanwhile, as it stands above. Nothing was replaced: choose once more."
        )
    try:
        if what == OPEN:
            take_back_answer(report=report, comment=asked.pk, by=by, now=now)
        else:
            answer = Answer(typed.text, CommentAnswer.Kind(what))
            answer_comment(report=report, comment=asked.pk, by=by, answer=answer, now=now)
    except StepRefused as refused:
        return str(refused)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _stored(comment: ReviewComment) -> Stored:
    return Stored(comment.reply.text, comment.reply.kind) if comment.reply else Stored()


@transaction.atomic
def answer_comment(*, report: Report, comment: int, by: User, answer: Answer, now: datetime) -> CommentAnswer:
    """Answer one of the comments with which the report came back, or say that it was done; a later answer takes an
    earlier one's place until the report is sent again.

    The report's revision stays: what others are typing meanwhile is not touched. Raises StepRefused if the report may
    not be edited now, ValidationError for an answer without words or too long, ReviewComment.DoesNotExist for a
    comment that is not to be answered.
    """
    report = lock_report(report)
    check_step(Action.SAVE, report, by)
    found = ReviewComment.objects.to_answer(report).get(pk=comment)
    text = answer.text.strip()
    if answer.kind == CommentAnswer.Kind.ANSWERED and not text:
        raise ValidationError(_("Write the answer, or mark the comment as done."))
    if len(text) > LONGEST_ANSWER:
        raise ValidationError(
            _("This is too long: shorten it to %(limit_value)s characters."),
            params={"limit_value": LONGEST_ANSWER},
        )
    saved, _created = CommentAnswer.objects.update_or_create(
        comment=found, defaults={"kind": answer.kind, "text": text, "by": by, "at": now}
    )
    mark_edited(report, by=by, now=now)
    return saved


@transaction.atomic
def take_back_answer(*, report: Report, comment: int, by: User, now: datetime) -> None:
    """The comment is open again. Raises StepRefused, or ReviewComment.DoesNotExist."""
    report = lock_report(report)
    check_step(Action.SAVE, report, by)
    found = ReviewComment.objects.to_answer(report).get(pk=comment)
    CommentAnswer.objects.filter(comment=found).delete()
    mark_edited(report, by=by, now=now)
