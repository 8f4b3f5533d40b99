"""Editing a consolidated report's draft, and making it final."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agencies.views.guards import person
from reports.forms.consolidation import ConsolidationForm, DetailsForm, NarrativeForm
from reports.jobs import offer_build
from reports.models import Consolidation
from reports.services.consolidation import (
    ChangedMeanwhile,
    ConsolidationRefused,
    finalise_consolidation,
    obstacles_to_finalising,
    save_consolidation_details,
    save_consolidation_sections,
)

Save = Callable[[Consolidation, ConsolidationForm], object]


@require_http_methods(["GET", "HEAD", "POST"])
def narrative(request: HttpRequest, pk: int) -> HttpResponse:
    def save(version: Consolidation, form: ConsolidationForm) -> None:
        assert isinstance(form, NarrativeForm)  # nosec: for the type checker; made just below
        save_consolidation_sections(
            consolidation=version,
            by=person(request),
            texts=form.texts(),
            expected_revision=form.cleaned_data["revision"],
            now=timezone.now(),
        )

    return _edit(request, pk, NarrativeForm, save, _("Narrative"))


@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, pk: int) -> HttpResponse:
    def save(version: Consolidation, form: ConsolidationForm) -> None:
        assert isinstance(form, DetailsForm)  # nosec: for the type checker; made just below
        save_consolidation_details(
            consolidation=version,
            by=person(request),
            details=form.details(),
            expected_revision=form.cleaned_data["revision"],
            now=timezone.now(),
        )

    return _edit(request, pk, DetailsForm, save, _("Number, signature, recipients"))


@require_http_methods(["GET", "HEAD", "POST"])
def finalise(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what making it final means; then do it."""
    version = get_object_or_404(Consolidation.objects.coordinated_by(person(request)), pk=pk)
    if request.method == "POST":
        try:
            finalise_consolidation(consolidation=version, by=person(request), now=timezone.now())
        except ConsolidationRefused:
            return redirect("reports:consolidation_finalise", pk)
        offer_build(version.pk)
        messages.success(
            request, _("The report is final. Its files are being made once more, without the draft mark.")
        )
        return redirect("reports:consolidation", version.period_id)
    context = {"version": version, "period": version.period, "obstacles": obstacles_to_finalising(version)}
    return render(request, "reports/consolidation/finalise.html", context)


def _edit(
    request: HttpRequest, pk: int, form_class: type[NarrativeForm] | type[DetailsForm], save: Save, title: str
) -> HttpResponse:
    version = get_object_or_404(Consolidation.objects.coordinated_by(person(request)), pk=pk)
    initial = form_class.initial_of(version)
    form = form_class(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _saved(version, form, save):
            messages.success(request, _("Saved. Make the files again to see it in them."))
            return redirect("reports:consolidation", version.period_id)
        status = 422
    context = {"version": version, "period": version.period, "form": form, "title": title}
    return render(request, "reports/consolidation/edit.html", context, status=status)


def _saved(version: Consolidation, form: ConsolidationForm, save: Save) -> bool:
    """False with the reason on the form: nothing typed is lost."""
    try:
        save(version, form)
    except ConsolidationRefused as refused:
        form.add_error(None, str(refused))
    except ChangedMeanwhile as changed:
        who, when = changed.consolidation.edited_by, timezone.localtime(changed.consolidation.edited_at)
        form.add_error(
            None,
            _(
                "%(who)s saved this report at %(when)s, after you opened it. "
                "Copy your text, reload the page and enter it again."
            )
            % {"who": who, "when": f"{when:%H:%M %d/%m/%Y}"},
        )
    return form.is_valid()
