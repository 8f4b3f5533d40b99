"""A report filled in with Excel: its workbook goes out, comes back, is looked at, and is applied all or nothing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from agencies.views.guards import person
from plan_portal.arrival import received_at
from plan_portal.statuses import CONFLICT, UNREADABLE
from reports.documents.report_workbook import workbook_xlsx
from reports.forms.attachments import unkept
from reports.forms.narrative import HINTS
from reports.forms.workbook import WorkbookForm
from reports.models import Report
from reports.reading.deadlines import deadline_of
from reports.reading.workbook import workbook_of
from reports.reading.workbook_preview import preview_of
from reports.rules.workflow import Action, open_actions
from reports.services.steps import StepRefused, standing_of
from reports.services.uploads import KINDS, clean_name
from reports.services.workbook import (
    FilledIn,
    NotApplied,
    apply_workbook,
    compare_workbook,
    forget_workbook,
    keep_workbook,
    kept_workbook,
    read_workbook,
)
from reports.services.workbook_key import WorkbookRefused
from reports.services.workbook_reading import ReadingRefused


def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    report = _own(request, pk)
    if request.method == "POST":
        return _take(request, report)
    return _show(request, report, WorkbookForm())


@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook as it is now, made anew each time."""
    report = _own(request, pk)
    content = workbook_of(report, person(request), received_at(request), HINTS)
    response = HttpResponse(workbook_xlsx(content), content_type=KINDS[".xlsx"].content_type)
    name = f"bao-cao-{report.agency.code}-{report.period.code}-{report.period.plan.year}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{clean_name(name)}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def preview(request: HttpRequest, pk: int) -> HttpResponse:
    report = _own(request, pk)
    filled = kept_workbook(report, person(request))
    if filled is None:
        messages.info(request, _("There is no workbook waiting. Send the one you filled in."))
        return redirect("reports:workbook", pk=pk)
    if request.method == "POST":
        return _apply(request, report, filled)
    return _show_preview(request, report, filled)


def _own(request: HttpRequest, pk: int) -> Report:
    return get_object_or_404(Report.objects.editable_by(person(request)), pk=pk)


def _may_edit(request: HttpRequest, report: Report) -> bool:
    return Action.SAVE in open_actions(standing_of(person(request), report))


def _show(request: HttpRequest, report: Report, form: WorkbookForm, status: int = 200) -> HttpResponse:
    user, now = person(request), received_at(request)
    context = {
        "report": report,
        "form": form,
        "deadline": deadline_of(report, now),
        "may_edit": _may_edit(request, report),
        "kept": kept_workbook(report, user),
    }
    return render(request, "reports/workbook/page.html", context, status=status)


def _take(request: HttpRequest, report: Report) -> HttpResponse:
    form = WorkbookForm(request.POST, request.FILES)
    if not _may_edit(request, report):
        return _show(request, report, form, CONFLICT)
    if not form.is_valid():
        return _show(request, report, form, UNREADABLE)
    file = form.cleaned_data["file"]
    try:
        filled = read_workbook(report=report, content=file.read(), name=clean_name(file.name))
        keep_workbook(filled, report=report, by=person(request))
    except (ReadingRefused, WorkbookRefused) as refused:
        form.add_error("file", str(refused))
        return _show(request, report, form, UNREADABLE)
    except OSError as error:
        form.add_error("file", unkept(error))
        return _show(request, report, form, UNREADABLE)
    return redirect("reports:workbook_preview", pk=report.pk)


def _apply(request: HttpRequest, report: Report, filled: FilledIn) -> HttpResponse:
    user = person(request)
    if request.POST.get("sha256") != filled.sha256:
        return _show_preview(request, report, filled, CONFLICT, is_another=True)
    try:
        applied = apply_workbook(report=report, by=user, filled=filled, now=received_at(request))
    except (NotApplied, WorkbookRefused):
        return _show_preview(request, report, filled, CONFLICT)
    except StepRefused as refused:
        return _show_preview(request, report, filled, CONFLICT, refused=refused)
    forget_workbook(report, user)
    n = len(applied.changes)
    told = ngettext(
        "%(n)s change was taken over from “%(name)s”.", "%(n)s changes were taken over from “%(name)s”.", n
    )
    messages.success(request, told % {"n": n, "name": filled.name})
    return redirect("reports:report", pk=report.pk)


def _show_preview(
    request: HttpRequest, report: Report, filled: FilledIn, status: int = 200, **more: object
) -> HttpResponse:
    try:
        comparison = compare_workbook(report, filled)
    except WorkbookRefused as refused:
        messages.error(request, str(refused))
        return redirect("reports:workbook", pk=report.pk)
    context = {
        "report": report,
        "deadline": deadline_of(report, received_at(request)),
        "preview": preview_of(report, filled, comparison),
        "refused": None,
        "is_another": False,
        **more,
    }
    return render(request, "reports/workbook/preview.html", context, status=status)
