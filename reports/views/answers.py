"""The agency's answers to comments: one by one as a fragment, or together with the page on which they were typed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies.views.guards import person
from plan_portal.arrival import received_at
from plan_portal.statuses import CONFLICT
from reports.models import Report, ReviewComment
from reports.reading.form_page import form_page
from reports.reading.places import Page, edit_url
from reports.rules.answers import ACTS, Typed
from reports.rules.fields import plain
from reports.rules.workflow import Action
from reports.services.answering import Untaken, take_answers
from reports.services.steps import StepRefused, check_step
from reports.views import attachments

FIELD, SEEN = "answer_", "seen_"


@require_POST
def answer(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """Answer one comment. With htmx the comment comes back with its answer, or 409 if it waits for none any more:
    then the page keeps what was typed. Without htmx the page of the files comes."""
    report = get_object_or_404(Report.objects.editable_by(person(request)), pk=pk)
    asked = get_object_or_404(ReviewComment.objects.ever_told(report), pk=comment)
    if not request.headers.get("HX-Request"):
        return _with_the_page(request, report)
    untaken = _take(request, report, {comment: typed_answers(request).get(comment, Typed())})
    if untaken.apart:
        return HttpResponse(status=CONFLICT)
    asked = ReviewComment.objects.ever_told(report).get(pk=comment)
    untaken.put_beside([asked])
    context = {"comment": asked, "report": report, "is_fresh": True}
    return render(request, "reports/parts/ask.html", context)


def _with_the_page(request: HttpRequest, report: Report) -> HttpResponse:
    """Back to the page of the files, the one whose comments have no other form; with what could not be saved."""
    untaken = take_sent_answers(request, report)
    if not untaken:
        return redirect(edit_url(report, Page.ATTACHMENTS, comment_pressed(request)))
    now_is = Report.objects.editable_by(person(request)).get(pk=report.pk)
    page = form_page(now_is, Page.ATTACHMENTS, person(request), received_at(request))
    left = untaken.put_beside(page.notes.comments)
    return attachments.show(request, page, refused=_refusal(request, now_is), answers_left=left)


def _refusal(request: HttpRequest, report: Report) -> StepRefused | None:
    try:
        check_step(Action.SAVE, report, person(request))
    except StepRefused as refused:
        return refused
    return None


def take_sent_answers(request: HttpRequest, report: Report) -> Untaken:
    """Save the answers typed on a page of the form, with the page: whatever its button was, none is lost."""
    return _take(request, report, typed_answers(request))


def _take(request: HttpRequest, report: Report, typed: dict[int, Typed]) -> Untaken:
    return take_answers(report=report, by=person(request), typed=typed, now=received_at(request))


def comment_pressed(request: HttpRequest) -> str:
    """The mark on the page of the comment whose button was pressed, or ""."""
    return "".join(f"comment-{pk}" for pk in _pressed(request))


def typed_answers(request: HttpRequest) -> dict[int, Typed]:
    """What was sent for each comment, by its id, in the order of the page."""
    pressed = _pressed(request)
    named = [pk for name in request.POST if name.startswith(FIELD) for pk in _ids(name.removeprefix(FIELD))]
    return {
        pk: Typed(
            text=plain(request.POST.get(f"{FIELD}{pk}", "")).strip(),
            pressed=pressed.get(pk, ""),
            seen=request.POST.get(f"{SEEN}{pk}"),
        )
        for pk in [*named, *pressed]
    }


def _pressed(request: HttpRequest) -> dict[int, str]:
    """The comment whose button was pressed, and what the button says: `9:answered`, `9:resolved` or `9:open`."""
    pk, _colon, what = request.POST.get("answering", "").partition(":")
    return dict.fromkeys(_ids(pk), what) if what in ACTS else {}


def _ids(text: str) -> list[int]:
    """The id that `text` says, or none."""
    return [int(text)] if text.isascii() and text.isdecimal() and len(text) < 12 else []
