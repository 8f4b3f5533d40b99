"""The review of one report: read what was sent, return or accept. Opening is a step, so it is a POST."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from agencies.views.guards import person
from plan_portal.arrival import received_at
from plan_portal.statuses import CONFLICT
from reports.forms.coordinating import AcceptForm, CommentForm, ReopenForm, ReturnForm
from reports.jobs import offer_annex
from reports.models import Report
from reports.models.report import ReportQuerySet
from reports.reading.history import history_for
from reports.reading.margins import anchor_of
from reports.reading.overview import neighbours, waiting_in
from reports.reading.review_sheet import review_sheet
from reports.rules.workflow import Action, State, refusal
from reports.services.reviewing import accept_report, open_review, reopen_report, return_report
from reports.services.steps import StepRefused, standing_of

CHANGED = "changed"
KEYS = [
    (("j",), gettext_lazy("Next place")),
    (("k",), gettext_lazy("Previous place")),
    (("m",), gettext_lazy("Next mark")),
    (("c",), gettext_lazy("Comment on this place")),
    (("Ctrl", "Enter"), gettext_lazy("Add the comment that was typed")),
    (("Esc",), gettext_lazy("Close the comment without adding it")),
    (("n",), gettext_lazy("Next report that waits")),
    (("p",), gettext_lazy("Previous report that waits")),
    (("v",), gettext_lazy("Only what changed, or everything")),
    (("o",), gettext_lazy("Open the review")),
    (("d",), gettext_lazy("Go to the decision")),
    (("?",), gettext_lazy("This help")),
]


def reviewable(request: HttpRequest) -> ReportQuerySet:
    return Report.objects.reviewable_by(person(request))


@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, get_object_or_404(reviewable(request), pk=pk))


@require_POST
def open_it(request: HttpRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(reviewable(request), pk=pk)
    try:
        open_review(report=report, by=person(request), now=received_at(request))
    except StepRefused as refused:
        return refused_page(request, report, refused)
    messages.success(request, _("The review is open; the agency can no longer withdraw the report."))
    return redirect(review_address(request, report))


@require_POST
def return_it(request: HttpRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(reviewable(request), pk=pk)
    form = ReturnForm(request.POST)
    said = _("Returned to %(agency)s; its reporters and approvers are told.")
    return _decide(request, report, form, said, decision_form=form, step=return_report)


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(reviewable(request), pk=pk)
    form = AcceptForm(request.POST)
    said = _("Accepted: the report of %(agency)s now counts in the consolidated report.")
    answer = _decide(request, report, form, said, decision_form=form, step=accept_report)
    offer_annex(report)
    return answer


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(reviewable(request), pk=pk)
    form = ReopenForm(request.POST)
    said = _("Reopened: %(agency)s can amend its report and send it again.")
    return _decide(request, report, form, said, reopen_form=form, step=reopen_report)


def _decide(
    request: HttpRequest, report: Report, form: Form, said: str, *, step: Callable[..., object], **typed: Form
) -> HttpResponse:
    """Take a step that carries a comment, or show the page again with what was typed."""
    if not form.is_valid():
        return page(request, report, status=CONFLICT, **typed)
    try:
        step(
            report=report, by=person(request), comment=form.cleaned_data["comment"], now=received_at(request)
        )
    except StepRefused as refused:
        return refused_page(request, report, refused, **typed)
    messages.success(request, said % {"agency": report.agency.name})
    return redirect(review_address(request, report)) if step is reopen_report else _lead_on(request, report)


def _lead_on(request: HttpRequest, done: Report) -> HttpResponse:
    """To the next report that waits, in the official order; after the last one back to the period."""
    waiting = _waiting(request, done)
    _before, after = neighbours(waiting, done)
    if after is None:
        messages.info(request, _("No other report waits for your review in this period."))
        return redirect("reports:period", done.period.pk)
    return redirect("reports:review", after.pk)


def _waiting(request: HttpRequest, report: Report) -> list[Report]:
    return waiting_in(report.period_id, person(request).pk)


def refused_page(request: HttpRequest, report: Report, refused: StepRefused, **typed: Form) -> HttpResponse:
    """Say what happened meanwhile. A report that was withdrawn can no longer be shown: back to the period."""
    now_is = reviewable(request).of_periods([report.period]).chosen([report.pk]).first()
    if now_is is None:
        messages.error(request, f"{report.agency.name}: {refused}")
        return redirect("reports:period", report.period.pk)
    written = [form.data.get(name, "") for form in typed.values() for name in ("text", "comment")]
    return page(request, now_is, status=CONFLICT, refused=refused, written="".join(written), **typed)


def page(request: HttpRequest, report: Report, status: int = 200, **typed: Any) -> HttpResponse:
    """The whole page, with what was typed and could not be taken."""
    sheet = review_sheet(report)
    if sheet is None:
        raise Http404
    before, after = neighbours(_waiting(request, report), report)
    shown = sheet.only_changed() if wants_changed(request) else sheet
    context = {
        "report": report,
        "sheet": shown,
        "old_scan": sheet.old_scan,
        "only_changed": shown.is_partial,
        "events": history_for(person(request), report),
        "before": before,
        "after": after,
        "keys": KEYS,
        "decision_form": ReturnForm(),
        "reopen_form": ReopenForm(auto_id="id-reopen-%s"),
        "comment_form": None,
        "typed": typed_at(typed.get("comment_form"), request.GET.get("at", "")),
        "refused": None,
        "written": "",
        "own_address": review_address(request, report),
    }
    return render(
        request, "reports/review/page.html", context | _steps(request, report) | typed, status=status
    )


def wants_changed(request: HttpRequest) -> bool:
    """Whether the page shows, or the form was sent from one that showed, only what changed since the submission
    before."""
    return CHANGED in (request.GET.get("only"), request.POST.get("only"))


def review_address(request: HttpRequest, report: Report, **query: str) -> str:
    """The report's review, showing as much as before."""
    asked = {**({"only": CHANGED} if wants_changed(request) else {}), **query}
    return reverse("reports:review", args=[report.pk], query=asked or None)


def _steps(request: HttpRequest, report: Report) -> dict[str, Any]:
    """What this person may do here now, and why not the main thing."""
    standing = standing_of(person(request), report)
    main = Action.REOPEN if report.state == State.ACCEPTED else Action.ACCEPT
    return {
        "can_open": refusal(Action.OPEN_REVIEW, standing) is None and not standing.review_opened,
        "can_decide": refusal(Action.ACCEPT, standing) is None and standing.review_opened,
        "can_reopen": refusal(Action.REOPEN, standing) is None,
        "why_not": _why_not(report, refusal(main, standing)),
    }


def _why_not(report: Report, refused: Any) -> str:
    """Why nothing can be decided here, where the state alone does not say it."""
    decidable = report.state in {State.SUBMITTED, State.ACCEPTED}
    return str(refused.label) if refused is not None and decidable else ""


def typed_at(form: CommentForm | None, anchor: str = "") -> dict[str, Any]:
    """Where a comment is being written: what was typed there and could not be taken, and why."""
    if form is None:
        return {"anchor": anchor, "text": "", "errors": []}
    target, code = form["target"].value() or "", form["target_code"].value() or ""
    return {
        "anchor": anchor_of(target, code),
        "text": form["text"].value() or "",
        "errors": form.errors.get("text", []),
    }
