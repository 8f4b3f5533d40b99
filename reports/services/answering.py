"""The agency's answers to the comments with which its report came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import User
from reports.models import CommentAnswer, Report, ReviewComment
from reports.rules.workflow import Action
from reports.services.editing import mark_edited
from reports.services.steps import check_step, lock_report

LONGEST_ANSWER = 4_000


@dataclass(frozen=True)
class Answer:
    """A word of answer, or with the kind RESOLVED that it was done; then words may go with it."""

    text: str
    kind: CommentAnswer.Kind = CommentAnswer.Kind.ANSWERED


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
