"""Editing a consolidated report's draft, and making it final."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agencies.views.guards import person
from plan_portal.arrival import received_at
from plan_portal.statuses import status_of
from reports.forms.consolidation import CorrectionForm, DetailsForm
from reports.jobs import offer_build
from reports.models import Consolidation, ReportingPeriod
from reports.reading.consolidation_overview import open_until
from reports.rules.calendar import day_of
from reports.rules.consolidation import Figures
from reports.services.consolidation import (
    ChangedMeanwhile,
    ConsolidationRefused,
    finalise_consolidation,
    obstacles_to_finalising,
    save_consolidation_details,
    start_correction,
)


@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, pk: int) -> HttpResponse:
    """Number, date, signer, recipients."""
    version = get_object_or_404(Consolidation.objects.coordinated_by(person(request)), pk=pk)
    form = DetailsForm(request.POST or None, initial=DetailsForm.initial_of(version))
    if request.method == "POST" and form.is_valid() and _saved(request, version, form):
        messages.success(request, _("Saved. Make the files again to see it in them."))
        return redirect("reports:consolidation", version.period_id)
    context = {"version": version, "period": version.period, "form": form}
    return render(request, "reports/consolidation/details.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what correcting a final report means and ask why; then begin the version that will replace it."""
    period = get_object_or_404(ReportingPeriod.objects.coordinated_by(person(request)), pk=pk)
    final = get_object_or_404(Consolidation.objects.final().of(period)[:1])
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            begun = start_correction(
                period=period,
                by=person(request),
                reason=form.cleaned_data["reason"],
                now=received_at(request),
            )
        except ConsolidationRefused as refused:
            messages.error(request, str(refused))
        else:
            offer_build(begun.pk)
            messages.success(
                request,
                _("The correction is begun. Reports of the period can be reopened until it is final."),
            )
        return redirect("reports:consolidation", pk)
    context = {"version": final, "period": period, "form": form}
    return render(request, "reports/consolidation/correct.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def finalise(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what making it final means; then do it."""
    version = get_object_or_404(Consolidation.objects.coordinated_by(person(request)), pk=pk)
    if request.method == "POST":
        try:
            finalise_consolidation(consolidation=version, by=person(request), now=received_at(request))
        except ConsolidationRefused:
            return redirect("reports:consolidation_finalise", pk)
        offer_build(version.pk)
        messages.success(
            request, _("The report is final. Its files are being made once more, without the draft mark.")
        )
        return redirect("reports:consolidation", version.period_id)
    context = {
        "version": version,
        "period": version.period,
        "obstacles": obstacles_to_finalising(version),
        "figures": Figures.from_json(version.content),
        "open_until": open_until(version.period, now=received_at(request)),
        "today": day_of(received_at(request)),
    }
    return render(request, "reports/consolidation/finalise.html", context)


def _saved(request: HttpRequest, version: Consolidation, form: DetailsForm) -> bool:
    """False with the reason on the form: nothing typed is lost."""
    try:
        save_consolidation_details(
            consolidation=version,
            by=person(request),
            details=form.details(),
            expected_revision=form.cleaned_data["revision"],
            now=received_at(request),
        )
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
