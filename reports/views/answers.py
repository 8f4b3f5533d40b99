"""The agency's answers to comments: one by one as a fragment, or together with the page on which they were typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies.views.guards import person
from plan_portal.arrival import received_at
from reports.models import CommentAnswer, Report, ReviewComment
from reports.reading.form_page import form_page
from reports.reading.places import Page, edit_url
from reports.rules.fields import plain
from reports.rules.workflow import Action
from reports.services.answering import Answer, answer_comment, take_back_answer
from reports.services.steps import StepRefused, check_step
from reports.views import attachments

TAKE_BACK = "open"
ASKED = {*CommentAnswer.Kind.values, TAKE_BACK}


@dataclass(frozen=True)
class Untaken:
    """Answers that were not saved: `beside` the comment of that id what was typed and why it could not be taken;
    `apart` what was typed to comments that are no longer to be answered."""

    beside: Mapping[int, tuple[str, str]]
    apart: Sequence[str]

    def __bool__(self) -> bool:
        return bool(self.beside or self.apart)

    def put_beside(self, comments: Iterable[ReviewComment]) -> None:
        for comment in comments:
            comment.typed, comment.wrong = self.beside.get(comment.pk, ("", ""))


@require_POST
def answer(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """Answer one comment. With htmx the comment comes back with its answer, without it the page."""
    report = get_object_or_404(Report.objects.editable_by(person(request)), pk=pk)
    asked = get_object_or_404(ReviewComment.objects.told_to_agency(report), pk=comment)
    if not request.headers.get("HX-Request"):
        return _with_the_page(request, report)
    wrong = _taken(request, report, asked, _pressed(request).get(asked.pk, ""))
    asked = ReviewComment.objects.told_to_agency(report).get(pk=comment)
    asked.typed, asked.wrong = (_typed(request, asked), wrong) if wrong else ("", "")
    context = {"comment": asked, "report": report, "is_fresh": True}
    return render(request, "reports/parts/ask.html", context)


def _with_the_page(request: HttpRequest, report: Report) -> HttpResponse:
    """Back to the page of the files, the one whose comments have no other form; with what could not be saved."""
    untaken = take_answers(request, report)
    if not untaken:
        return redirect(edit_url(report, Page.ATTACHMENTS, comment_pressed(request)))
    now_is = Report.objects.editable_by(person(request)).get(pk=report.pk)
    page = form_page(now_is, Page.ATTACHMENTS, person(request), received_at(request))
    untaken.put_beside(page.notes.comments)
    return attachments.show(request, page, refused=_refusal(request, now_is), answers_left=untaken.apart)


def _refusal(request: HttpRequest, report: Report) -> StepRefused | None:
    try:
        check_step(Action.SAVE, report, person(request))
    except StepRefused as refused:
        return refused
    return None


def take_answers(request: HttpRequest, report: Report) -> Untaken:
    """Save the answers typed on a page of the form, with the page: whatever its button was, none is lost."""
    pressed, beside = _pressed(request), {}
    open_now = {asked.pk: asked for asked in ReviewComment.objects.to_answer(report)}
    for asked in open_now.values():
        text = _typed(request, asked)
        what = pressed.get(asked.pk) or _meant(asked, text)
        wrong = _taken(request, report, asked, what) if what else ""
        if wrong:
            beside[asked.pk] = text, wrong
    told = [asked for asked in ReviewComment.objects.told_to_agency(report) if asked.pk not in open_now]
    return Untaken(beside, [text for asked in told if _meant(asked, text := _typed(request, asked))])


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
