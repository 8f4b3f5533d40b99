"""Saving while one writes: a page of the report form sends the fields that changed and gets back, in pieces that htmx
puts into place, what has become of each."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from agencies.views.guards import person
from plan_portal.arrival import received_at
from plan_portal.statuses import CONFLICT
from reports.forms.build import sent_fields_form
from reports.forms.entry import EntryForm
from reports.models import Report
from reports.reading.places import Page
from reports.reading.saved import page_now
from reports.services.editing import Saved, save_fields
from reports.services.steps import StepRefused


@require_POST
def save(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """Fields in error or in conflict do not stand in the way of the others: the answer says of each what became of
    it. 409 if the report may not be edited any more."""
    user = person(request)
    report = get_object_or_404(Report.objects.editable_by(user), pk=pk)
    if section not in Page or section == Page.ATTACHMENTS:
        raise Http404
    form = sent_fields_form(Page(section), report, request.POST)
    form.full_clean()
    try:
        saved = save_fields(report=report, by=user, edits=form.edits(), now=received_at(request))
    except StepRefused as refused:
        return render(
            request, "reports/entry/not_saved.html", {"refused": refused, "report": report}, status=CONFLICT
        )
    return _answer(request, Page(section), form, saved)


def _answer(request: HttpRequest, page: Page, form: EntryForm, saved: Saved) -> HttpResponse:
    outcome = form.settle(saved.conflicts)
    return render(
        request,
        "reports/entry/saved.html",
        {
            "form": form,
            "report": saved.report,
            "now": page_now(saved.report, page, [edit.place for edit in form.edits()]),
            "at": received_at(request) if outcome["saved"] else None,
            "outcome": json.dumps(outcome),
        },
    )
