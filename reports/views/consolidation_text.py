"""Writing the narrative of a consolidated report: part by part, saved while one writes, every wording kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.models import User
from agencies.views.guards import person
from plan_portal.arrival import received_at
from plan_portal.statuses import CONFLICT, UNREADABLE
from reports.forms.consolidation_text import TextsForm
from reports.models import Consolidation, ConsolidationSection, Wording
from reports.reading.consolidation_text import TextPage, label_of, part_of, text_page, wordings_of
from reports.services.consolidation import ConsolidationRefused
from reports.services.consolidation_text import (
    follow_agencies,
    mark_seen,
    restore_wording,
    save_texts,
)

Act = Callable[[ConsolidationSection, User, datetime], None]


@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, pk: int, part: str = "") -> HttpResponse:
    """One part of the outline. Without script a POST saves the whole page."""
    page = _page(request, pk, part)
    form = TextsForm(request.POST or None, places=page.places)
    if request.method != "POST":
        return _show(request, page, form)
    form.full_clean()
    try:
        conflicts = save_texts(
            consolidation=page.version,
            by=person(request),
            edits=form.edits(without=request.POST.get("take", "")),
            now=received_at(request),
        )
    except ConsolidationRefused as refused:
        return _show(request, page, form, CONFLICT, refused=refused)
    if conflicts or form.errors:
        page = _page(request, pk, part)
        form = form.reopened(TextsForm(places=page.places), conflicts)
        return _show(request, page, form, CONFLICT if conflicts else UNREADABLE)
    following = page.following if request.POST.get("go") == "next" else None
    return redirect("reports:consolidation_text", pk, (following or page.active).code)


@require_POST
def save(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """What a page saves by itself: the fields that were sent. The answer says of each what became of it, as
    `reports.views.saving.save` does for an agency's report."""
    page = _page(request, pk, part)
    form = TextsForm(request.POST, places=page.places)
    form.full_clean()
    now = received_at(request)
    try:
        conflicts = save_texts(consolidation=page.version, by=person(request), edits=form.edits(), now=now)
    except ConsolidationRefused as refused:
        return render(request, "reports/consolidation/not_saved.html", {"refused": refused}, status=CONFLICT)
    outcome = form.settle(conflicts)
    context = {
        "form": form,
        "part": _page(request, pk, part).active,
        "at": now if outcome["saved"] else None,
        "by": person(request),
        "saved": outcome["saved"],
        "outcome": json.dumps(outcome),
    }
    return render(request, "reports/consolidation/saved.html", context)


@require_safe
def wordings(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was ever written in one place."""
    section = _section(request, pk)
    context = {
        "section": section,
        "version": section.consolidation,
        "period": section.consolidation.period,
        "label": label_of(section),
        "lines": wordings_of(section),
        "part": part_of(section),
    }
    return render(request, "reports/consolidation/wordings.html", context)


@require_POST
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """What is new of the agencies was read."""
    return _act(request, pk, lambda section, by, now: mark_seen(section=section, by=by, now=now))


@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to what the agencies wrote."""
    return _act(request, pk, lambda section, by, now: follow_agencies(section=section, by=by, now=now))


@require_POST
def restore(request: HttpRequest, pk: int, wording: int) -> HttpResponse:
    """Back to an earlier wording of the place."""
    section = _section(request, pk)
    found = get_object_or_404(Wording.objects.of_place(section.consolidation, section.section), pk=wording)
    return _act(
        request, pk, lambda place, by, now: restore_wording(section=place, wording=found, by=by, now=now)
    )


def _act(request: HttpRequest, pk: int, act: Act) -> HttpResponse:
    section = _section(request, pk)
    try:
        act(section, person(request), received_at(request))
    except ConsolidationRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Done: %(place)s.") % {"place": label_of(section)})
    address = reverse("reports:consolidation_text", args=[section.consolidation_id, part_of(section)])
    return redirect(f"{address}#place-{section.pk}")


def _section(request: HttpRequest, pk: int) -> ConsolidationSection:
    return get_object_or_404(ConsolidationSection.objects.coordinated_by(person(request)), pk=pk)


def _page(request: HttpRequest, pk: int, part: str) -> TextPage:
    version = get_object_or_404(Consolidation.objects.coordinated_by(person(request)).built(), pk=pk)
    page = text_page(version, part)
    if page is None:
        raise Http404
    return page


def _show(
    request: HttpRequest, page: TextPage, form: TextsForm, status: int = 200, **more: object
) -> HttpResponse:
    context = {"page": page, "version": page.version, "period": page.version.period, "form": form, **more}
    return render(request, "reports/consolidation/text.html", context, status=status)
