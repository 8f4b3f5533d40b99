"""Comments where the pen is: with htmx one place's thread comes and goes, without it the page at that place."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from agencies.views.guards import person
from plan_portal.arrival import received_at
from plan_portal.statuses import CONFLICT
from reports.forms.coordinating import CommentForm
from reports.models import CommentTarget, Report, ReviewComment, Submission
from reports.reading.margins import Place, anchor_of, thread_at
from reports.services.reviewing import Remark, add_comment
from reports.services.steps import StepRefused
from reports.views.review import (
    page,
    refused_page,
    review_address,
    reviewable,
    typed_at,
    wants_changed,
)


@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the empty form at one place, or with `closed` its thread alone. POST: pin a comment."""
    report = get_object_or_404(reviewable(request), pk=pk)
    asked = request.POST if request.method == "POST" else request.GET
    place = asked.get("target", ""), asked.get("target_code", "")
    submission = Submission.objects.standing_of(report).first()
    if submission is None or thread_at(report, submission, place) is None:
        raise Http404
    if request.method == "POST":
        return _pin(request, report, submission, place)
    if request.headers.get("HX-Request"):
        anchor = "" if "closed" in asked else anchor_of(*place)
        return _thread(request, report, submission, place, typed_at(None, anchor))
    return redirect(_address(request, report, place, at=anchor_of(*place)))


def _pin(request: HttpRequest, report: Report, submission: Submission, place: Place) -> HttpResponse:
    form = CommentForm(request.POST)
    refused = _pinned(request, report, form) if form.is_valid() else None
    if request.headers.get("HX-Request"):
        return _thread(request, report, submission, place, typed_at(form if form.errors else None))
    if refused is not None:
        return refused_page(request, report, refused, comment_form=form)
    if form.errors:
        return page(request, report, status=CONFLICT, comment_form=form)
    return redirect(_address(request, report, place))


def _pinned(request: HttpRequest, report: Report, form: CommentForm) -> StepRefused | None:
    remark = Remark(
        text=form.cleaned_data["text"],
        target=CommentTarget(form.cleaned_data["target"]),
        target_code=form.cleaned_data["target_code"],
    )
    try:
        add_comment(report=report, by=person(request), remark=remark, now=received_at(request))
    except StepRefused as refused:
        form.add_error("text", str(refused))
        return refused
    return None


def _address(request: HttpRequest, report: Report, place: Place, **query: str) -> str:
    """The page at one place, showing as much as before."""
    return f"{review_address(request, report, **query)}#{anchor_of(*place)}"


def _thread(
    request: HttpRequest, report: Report, submission: Submission, place: Place, typed: dict[str, Any]
) -> HttpResponse:
    context = {
        "report": report,
        "submission": submission,
        "margin": thread_at(report, submission, place, only_changed=wants_changed(request)),
        "only_changed": wants_changed(request),
        "can_decide": True,
        "typed": typed,
        "comments_made": ReviewComment.objects.made_on(submission),
    }
    return render(request, "reports/review/thread_alone.html", context)
