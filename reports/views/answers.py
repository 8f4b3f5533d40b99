"""The agency's answers to comments: one by one as a fragment, or together with the page on which they were typed."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies.views.guards import person
from plan_portal.arrival import received_at
from reports.models import CommentAnswer, Report, ReviewComment
from reports.reading.places import Page, edit_url
from reports.rules.fields import plain
from reports.services.answering import Answer, answer_comment, take_back_answer
from reports.services.steps import StepRefused

TAKE_BACK = "open"
ASKED = {*CommentAnswer.Kind.values, TAKE_BACK}


@require_POST
def answer(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """Answer one comment. With htmx the comment comes back with its answer, without it the page."""
    report = get_object_or_404(Report.objects.editable_by(person(request)), pk=pk)
    asked = get_object_or_404(ReviewComment.objects.told_to_agency(report), pk=comment)
    if not request.headers.get("HX-Request"):
        take_answers(request, report)
        return redirect(edit_url(report, Page.ATTACHMENTS, comment_pressed(request)))
    wrong = _taken(request, report, asked, _pressed(request).get(asked.pk, ""))
    asked = ReviewComment.objects.told_to_agency(report).get(pk=comment)
    asked.typed, asked.wrong = (_typed(request, asked), wrong) if wrong else ("", "")
    context = {"comment": asked, "report": report, "is_fresh": True}
    return render(request, "reports/parts/ask.html", context)


def take_answers(request: HttpRequest, report: Report) -> list[str]:
    """Save the answers typed on a page of the form, with the page: whatever its button was, none is lost.

    Gives back those that could not be saved because the report may not be edited now.
    """
    pressed = _pressed(request)
    typed = {asked.pk: _typed(request, asked) for asked in ReviewComment.objects.told_to_agency(report)}
    for asked in ReviewComment.objects.to_answer(report):
        what = pressed.get(asked.pk) or _meant(asked, typed[asked.pk])
        wrong = _taken(request, report, asked, what) if what else ""
        if wrong:
            messages.error(request, wrong)
    answered = {a.pk: a.reply.text for a in ReviewComment.objects.told_to_agency(report) if a.reply}
    return [text for pk, text in typed.items() if text and text != answered.get(pk)]


def comment_pressed(request: HttpRequest) -> str:
    """The mark on the page of the comment whose button was pressed, or ""."""
    return "".join(f"comment-{pk}" for pk in _pressed(request))


def _taken(request: HttpRequest, report: Report, asked: ReviewComment, what: str) -> str:
    """Do what the button says; gives back why it could not be done, or ""."""
    by, now = person(request), received_at(request)
    try:
        if what == TAKE_BACK:
            take_back_answer(report=report, comment=asked.pk, by=by, now=now)
        else:
            meant = Answer(_typed(request, asked), CommentAnswer.Kind(what or CommentAnswer.Kind.ANSWERED))
            answer_comment(report=report, comment=asked.pk, by=by, answer=meant, now=now)
    except StepRefused as refused:
        return str(refused)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _pressed(request: HttpRequest) -> dict[int, str]:
    """The comment whose button was pressed, and what the button says: `9:answered`, `9:resolved` or `9:open`."""
    pk, _colon, what = request.POST.get("answering", "").partition(":")
    return {int(pk): what} if pk.isascii() and pk.isdecimal() and len(pk) < 12 and what in ASKED else {}


def _typed(request: HttpRequest, asked: ReviewComment) -> str:
    return plain(request.POST.get(f"answer_{asked.pk}", "")).strip()


def _meant(asked: ReviewComment, text: str) -> str:
    """What words in the field mean where no button beside it was pressed: an answer, unless they are stored already."""
    if not text or (asked.reply and asked.reply.text == text):
        return ""
    return asked.reply.kind if asked.reply else CommentAnswer.Kind.ANSWERED
