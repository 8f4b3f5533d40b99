"""Writing a report, page by page. Whatever goes wrong, what was typed is on the page that says so."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from agencies.views.guards import person
from plan_portal.arrival import received_at
from plan_portal.statuses import CONFLICT, UNREADABLE
from reports.forms.build import entry_form
from reports.forms.entry import EntryForm
from reports.models import Report
from reports.reading.form_page import FormPage, form_page
from reports.reading.places import Page, edit_url
from reports.services.answering import Untaken
from reports.services.editing import save_fields
from reports.services.steps import StepRefused
from reports.views import attachments
from reports.views.answers import comment_pressed, take_sent_answers
from reports.views.filling import filled_field, posted


def report_edit(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    found = get_object_or_404(Report.objects.editable_by(person(request)).with_editor(), pk=pk)
    page = _page(request, found, _section(section))
    if request.method == "POST":
        if page.page == Page.ATTACHMENTS:
            return attachments.add(request, page)
        return _save(request, page, take_sent_answers(request, found))
    if not page.may_edit:
        return redirect("reports:report", pk=pk)
    if page.page == Page.ATTACHMENTS:
        return attachments.show(request, page)
    return _show(request, page, entry_form(page))


def _section(section: str) -> Page:
    if section not in Page:
        raise Http404
    return Page(section)


def _page(request: HttpRequest, report: Report, page: Page) -> FormPage:
    return form_page(report, page, person(request), received_at(request))


def _show(
    request: HttpRequest, page: FormPage, form: EntryForm, status: int = 200, **more: object
) -> HttpResponse:
    context = {
        "page": page,
        "report": page.report,
        "form": form,
        "clashes": form.clashes,
        "refused": None,
        "answers_left": (),
        **more,
    }
    return render(request, "reports/edit.html", context, status=status)


def _save(request: HttpRequest, page: FormPage, untaken: Untaken) -> HttpResponse:
    form = entry_form(page, posted(request, page))
    form.full_clean()
    try:
        saved = save_fields(
            report=page.report,
            by=person(request),
            edits=form.edits(without=request.POST.get("take", "")),
            now=received_at(request),
        )
    except StepRefused as refused:
        left = untaken.put_beside(page.notes.comments)
        return _show(request, page, form, CONFLICT, refused=refused, answers_left=left)
    if not (form.errors or saved.conflicts or untaken):
        return redirect(_onward(request, page))
    page = _page(request, saved.report, page.page)
    left = untaken.put_beside(page.notes.comments)
    again = form.reopened(entry_form(page), saved.conflicts)
    return _show(request, page, again, CONFLICT if saved.conflicts or left else UNREADABLE, answers_left=left)


def _onward(request: HttpRequest, page: FormPage) -> str:
    """Where the pressed button leads once everything is saved."""
    match request.POST.get("go", ""):
        case "next" if page.page.following:
            return edit_url(page.report, page.page.following)
        case "preview":
            return reverse("reports:report", args=[page.report.pk])
        case "send":
            return reverse(
                f"reports:{'submit' if page.may_submit else 'send_for_approval'}", args=[page.report.pk]
            )
        case _:
            return edit_url(page.report, page.page, comment_pressed(request) or filled_field(request))
