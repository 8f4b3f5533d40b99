"""The review of one report: read what was sent, comment, return or accept. Opening is a step, so it is a POST."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.views.guards import person
from plan_portal.arrival import received_at
from reports.forms.coordinating import AcceptForm, CommentForm, ReopenForm, ReturnForm
from reports.jobs import offer_annex
from reports.models import CommentTarget, Report
from reports.models.report import ReportQuerySet
from reports.reading.history import history_for
from reports.reading.overview import neighbours
from reports.reading.review_sheet import review_sheet
from reports.rules.workflow import Action, State, refusal
from reports.services.reviewing import (
    Remark,
    accept_report,
    add_comment,
    open_review,
    reopen_report,
    return_report,
)
from reports.services.steps import StepRefused, standing_of

CONFLICT = 409


def _reviewable(request: HttpRequest) -> ReportQuerySet:
    return Report.objects.reviewable_by(person(request))


@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(_reviewable(request), pk=pk))


@require_POST
def open_it(request: HttpRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(_reviewable(request), pk=pk)
    try:
        open_review(report=report, by=person(request), now=received_at(request))
    except StepRefused as refused:
        return _refused(request, report, refused)
    messages.success(request, _("The review is open; the agency can no longer withdraw the report."))
    return redirect("reports:review", report.pk)


@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Pin a comment. With htmx the place's thread comes back, without it the page at that place."""
    report = get_object_or_404(_reviewable(request), pk=pk)
    form = CommentForm(request.POST)
    form.is_valid()
    target, code = form["target"].value() or "", form["target_code"].value() or ""
    sheet = review_sheet(report)
    if sheet is None or sheet.margin_at(target, code) is None:
        raise Http404
    refused = _pinned(request, report, form) if form.is_valid() else None
    if request.headers.get("HX-Request"):
        return _thread(request, report, target, code, form)
    if refused is not None:
        return _refused(request, report, refused, comment_form=form)
    if form.errors:
        return _page(request, report, status=CONFLICT, comment_form=form)
    return redirect(f"{reverse('reports:review', args=[report.pk])}#{target}{f'-{code}' if code else ''}")


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


@require_POST
def return_it(request: HttpRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(_reviewable(request), pk=pk)
    form = ReturnForm(request.POST)
    said = _("Returned to %(agency)s; its reporters and approvers are told.")
    return _decide(request, report, form, said, decision_form=form, step=return_report)


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(_reviewable(request), pk=pk)
    form = AcceptForm(request.POST)
    said = _("Accepted: the report of %(agency)s now counts in the consolidated report.")
    answer = _decide(request, report, form, said, decision_form=form, step=accept_report)
    offer_annex(report)
    return answer


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(_reviewable(request), pk=pk)
    form = ReopenForm(request.POST)
    said = _("Reopened: %(agency)s can amend its report and send it again.")
    return _decide(request, report, form, said, reopen_form=form, step=reopen_report)


def _decide(
    request: HttpRequest, report: Report, form: Form, said: str, *, step: Callable[..., object], **typed: Form
) -> HttpResponse:
    """Take a step that carries a comment, or show the page again with what was typed."""
    if not form.is_valid():
        return _page(request, report, status=CONFLICT, **typed)
    try:
        step(
            report=report, by=person(request), comment=form.cleaned_data["comment"], now=received_at(request)
        )
    except StepRefused as refused:
        return _refused(request, report, refused, **typed)
    messages.success(request, said % {"agency": report.agency.name})
    return redirect("reports:review", report.pk)


def _refused(request: HttpRequest, report: Report, refused: StepRefused, **typed: Form) -> HttpResponse:
    """Say what happened meanwhile. A report that was withdrawn can no longer be shown: back to the period."""
    now_is = _reviewable(request).of_periods([report.period]).chosen([report.pk]).first()
    if now_is is None:
        messages.error(request, f"{report.agency.name}: {refused}")
        return redirect("reports:period", report.period.pk)
    written = [form.data.get(name, "") for form in typed.values() for name in ("text", "comment")]
    return _page(request, now_is, status=CONFLICT, refused=refused, written="".join(written), **typed)


def _page(request: HttpRequest, report: Report, status: int = 200, **typed: Any) -> HttpResponse:
    sheet = review_sheet(report)
    if sheet is None:
        raise Http404
    waiting = _reviewable(request).of_periods([report.period]).waiting_for_review().in_official_order()
    before, after = neighbours(waiting, report)
    standing = standing_of(person(request), report)
    context = {
        "report": report,
        "sheet": sheet,
        "events": history_for(person(request), report),
        "before": before,
        "after": after,
        "can_open": refusal(Action.OPEN_REVIEW, standing) is None and not standing.review_opened,
        "can_decide": refusal(Action.ACCEPT, standing) is None and standing.review_opened,
        "can_reopen": refusal(Action.REOPEN, standing) is None,
        "why_not": _why_not(report, refusal(_main_action(report), standing)),
        "decision_form": ReturnForm(),
        "reopen_form": ReopenForm(auto_id="id-reopen-%s"),
        "comment_form": None,
        "typed": _typed(typed.get("comment_form")),
        "refused": None,
        "written": "",
    }
    return render(request, "reports/review/page.html", context | typed, status=status)


def _main_action(report: Report) -> Action:
    return Action.REOPEN if report.state == State.ACCEPTED else Action.ACCEPT


def _why_not(report: Report, refused: Any) -> str:
    """Why nothing can be decided here, where the state alone does not say it."""
    decidable = report.state in {State.SUBMITTED, State.ACCEPTED}
    return str(refused.label) if refused is not None and decidable else ""


def _thread(request: HttpRequest, report: Report, target: str, code: str, form: CommentForm) -> HttpResponse:
    sheet = review_sheet(report)
    margin = sheet.margin_at(target, code) if sheet else None
    context = {
        "report": report,
        "margin": margin,
        "sheet": sheet,
        "can_decide": True,
        "typed": _typed(form if form.errors else None),
    }
    return render(request, "reports/review/thread.html", context)


def _typed(form: CommentForm | None) -> dict[str, Any]:
    """What was typed at one place and could not be taken, and why."""
    if form is None:
        return {"anchor": "", "text": "", "errors": []}
    target, code = form["target"].value() or "", form["target_code"].value() or ""
    return {
        "anchor": f"{target}-{code}" if code else target,
        "text": form["text"].value() or "",
        "errors": form.errors.get("text", []),
    }
