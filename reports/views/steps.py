"""The agency's steps. A GET says what will happen and what stands in the way; only the POST does it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from agencies.views.guards import person
from plan_portal.arrival import received_at
from plan_portal.statuses import CONFLICT, UNREADABLE
from reports.forms.steps import CommentForm
from reports.models import Report, Submission
from reports.reading.deadlines import deadline_of
from reports.reading.step_page import StepPage, step_page
from reports.rules.workflow import Action
from reports.services import submitting
from reports.services.steps import StepRefused
from reports.services.submitting import NotReady


def send_for_approval(request: HttpRequest, pk: int) -> HttpResponse:
    def act(report: Report) -> HttpResponse:
        submitting.send_for_approval(report=report, by=person(request), now=received_at(request))
        messages.success(request, _("The report was sent for approval."))
        return redirect("reports:my_agency", code=report.agency.code)

    return _step(request, pk, Action.SEND_FOR_APPROVAL, act)


def submit(request: HttpRequest, pk: int) -> HttpResponse:
    def act(report: Report) -> HttpResponse:
        submitting.submit_report(
            report=report,
            by=person(request),
            received_at=received_at(request),
            expected_revision=_revision(request),
        )
        return redirect("reports:submitted", pk=report.pk)

    return _step(request, pk, Action.SUBMIT, act)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    def act(report: Report) -> HttpResponse:
        submitting.withdraw_report(report=report, by=person(request), now=received_at(request))
        messages.success(request, _("The report was withdrawn; it is a draft again."))
        return redirect("reports:report", pk=report.pk)

    return _step(request, pk, Action.WITHDRAW, act)


def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    form = CommentForm(request.POST or None)

    def act(report: Report) -> HttpResponse:
        if not form.is_valid():
            return _show(request, _page(request, pk, Action.SEND_BACK), UNREADABLE, form=form)
        comment = form.cleaned_data["comment"]
        submitting.send_back(report=report, by=person(request), comment=comment, now=received_at(request))
        messages.success(request, _("The report was sent back to the reporter."))
        return redirect("reports:my_agency", code=report.agency.code)

    return _step(request, pk, Action.SEND_BACK, act, form)


def submitted(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sent, when, and what happens next."""
    report = get_object_or_404(Report.objects.editable_by(person(request)), pk=pk)
    receipt = get_object_or_404(Submission.objects.receipts_of(report).standing()[:1])
    context = {"report": report, "receipt": receipt, "deadline": deadline_of(report, received_at(request))}
    return render(request, "reports/submitted.html", context)


def _step(
    request: HttpRequest,
    pk: int,
    action: Action,
    act: Callable[[Report], HttpResponse],
    form: CommentForm | None = None,
) -> HttpResponse:
    page = _page(request, pk, action)
    if request.method != "POST":
        return _show(request, page, CONFLICT if page.refusal else 200, form=form)
    try:
        return act(page.report)
    except StepRefused as refused:
        return _show(request, _page(request, pk, action), CONFLICT, form=form, refused=refused)
    except NotReady:
        return _show(request, _page(request, pk, action), UNREADABLE, form=form)


def _page(request: HttpRequest, pk: int, action: Action) -> StepPage:
    user = person(request)
    own = (
        Report.objects.editable_by(user)
        if action == Action.SEND_FOR_APPROVAL
        else Report.objects.approvable_by(user)
    )
    report = get_object_or_404(own, pk=pk)
    return step_page(report, action, user, received_at(request))


def _show(
    request: HttpRequest,
    page: StepPage,
    status: int,
    *,
    form: CommentForm | None = None,
    refused: StepRefused | None = None,
) -> HttpResponse:
    context = {"page": page, "report": page.report, "form": form, "refused": refused}
    return render(request, "reports/step.html", context, status=status)


def _revision(request: HttpRequest) -> int | None:
    """The revision of the report that the page showed; None where the page said none."""
    said = request.POST.get("revision", "")
    return int(said) if said.isdecimal() and len(said) < 10 else None
