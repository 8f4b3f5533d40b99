"""Files of a report: taken in, taken out, handed out. Only here, and only to those who may read them."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.views.guards import person
from plan_portal.arrival import received_at
from plan_portal.statuses import CONFLICT, UNREADABLE
from reports.forms.attachments import AttachmentForm, unkept
from reports.models import Report
from reports.reading.form_page import FormPage
from reports.reading.places import Page, edit_url
from reports.services.attachments import add_attachment, attachments_shown_to, remove_attachment
from reports.services.steps import StepRefused
from reports.services.uploads import MOST_FILES
from reports.views.handing_out import handed_out


def show(
    request: HttpRequest,
    page: FormPage,
    form: AttachmentForm | None = None,
    refused: StepRefused | None = None,
    answers_left: Sequence[str] = (),
) -> HttpResponse:
    """The page of the files, with `form` if what was sent could not be taken. 409 if the report may not be changed,
    422 if something on the page is wrong."""
    wrong = page.answers_untaken or (form and form.errors)
    status = CONFLICT if refused or answers_left else UNREADABLE if wrong else 200
    context = {
        "page": page,
        "report": page.report,
        "form": form or AttachmentForm(today=timezone.localdate(received_at(request))),
        "attachments": attachments_shown_to(person(request), page.report),
        "most": MOST_FILES,
        "clashes": [],
        "refused": refused,
        "answers_left": answers_left,
        "own_address": edit_url(page.report, Page.ATTACHMENTS),
    }
    return render(request, "reports/attachments.html", context, status=status)


def add(request: HttpRequest, page: FormPage) -> HttpResponse:
    now = received_at(request)
    form = AttachmentForm(request.POST, request.FILES, today=timezone.localdate(now))
    if not form.is_valid() or form.checked is None:
        return show(request, page, form)
    try:
        attachment = add_attachment(
            report=page.report,
            by=person(request),
            chunks=form.cleaned_data["file"].chunks(),
            upload=form.checked,
            paper=form.paper(),
            now=now,
        )
    except ValidationError as wrong:
        form.add_error("file", wrong)
        return show(request, page, form)
    except OSError as error:
        form.add_error("file", unkept(error))
        return show(request, page, form)
    except StepRefused as refused:
        return show(request, page, form, refused)
    messages.success(request, _("“%(name)s” is attached.") % {"name": attachment.name})
    return redirect(edit_url(page.report, Page.ATTACHMENTS))


@require_POST
def remove(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    user = person(request)
    report = get_object_or_404(Report.objects.editable_by(user), pk=pk)
    found = get_object_or_404(report.attachments.present(), pk=attachment)
    try:
        remove_attachment(attachment=found, by=user, now=received_at(request))
    except StepRefused as refused:
        messages.error(request, str(refused))
        return redirect("reports:report", pk=pk)
    messages.success(request, _("“%(name)s” was removed from the report.") % {"name": found.name})
    return redirect(edit_url(report, Page.ATTACHMENTS))


@require_safe
def download(request: HttpRequest, pk: int, attachment: int) -> HttpResponseBase:
    """The file as an attachment that no browser opens as a page of ours."""
    user = person(request)
    report = get_object_or_404(Report.objects.visible_to(user), pk=pk)
    found = next((a for a in attachments_shown_to(user, report) if a.pk == attachment), None)
    if found is None:
        raise Http404
    return handed_out(request, found, found.name)
