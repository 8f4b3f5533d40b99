"""The consolidated report of a period: where it stands, building, versions, files."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from agencies.views.guards import person
from plan_portal.arrival import received_at
from reports.documents.words import period_words
from reports.jobs import offer_build
from reports.models import Consolidation, FileFormat, ReportingPeriod
from reports.reading.consolidation_overview import is_in_hands, overview_of, period_lines, replaced_by
from reports.reading.consolidation_text import narrative_of
from reports.reading.signed_copies import signed_copies_if_final
from reports.rules.consolidation import Figures
from reports.services.consolidation import ConsolidationRefused, build_again, start_consolidation
from reports.services.consolidation_build import silent_since
from reports.views.handing_out import handed_out


@require_safe
def consolidations(request: HttpRequest) -> HttpResponse:
    """The coordinator's periods with their newest version, or what leadership may read: final ones."""
    user = person(request)
    context = {
        "lines": period_lines(user),
        "final": Consolidation.objects.visible_to(user).final().newest_of_each_period(),
        "coordinates": user.access.is_coordinator,
    }
    return render(request, "reports/consolidation/list.html", context)


@require_safe
def consolidation(request: HttpRequest, pk: int) -> HttpResponse:
    period = get_object_or_404(ReportingPeriod.objects.coordinated_by(person(request)), pk=pk)
    overview = overview_of(period, now=received_at(request))
    context = {"overview": overview, "signed": signed_copies_if_final(overview.latest)}
    return render(request, "reports/consolidation/page.html", context)


@require_POST
def build(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a new version; with `submitted` it is a draft that also counts what waits for review."""
    period = get_object_or_404(ReportingPeriod.objects.coordinated_by(person(request)), pk=pk)
    try:
        started = start_consolidation(
            period=period,
            by=person(request),
            includes_submitted="submitted" in request.POST,
            now=received_at(request),
        )
    except ConsolidationRefused as refused:
        messages.error(request, str(refused))
    else:
        offer_build(started.pk)
    return redirect("reports:consolidation", pk)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Build a failed version again, or make the files of one anew."""
    version = get_object_or_404(Consolidation.objects.coordinated_by(person(request)), pk=pk)
    try:
        offer_build(build_again(consolidation=version, by=person(request), now=received_at(request)).pk)
    except ConsolidationRefused as refused:
        messages.error(request, str(refused))
    return redirect("reports:consolidation", version.period_id)


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress bar, asked for again and again while work goes on; then the page reloads itself."""
    version = get_object_or_404(Consolidation.objects.coordinated_by(person(request)), pk=pk)
    if version.is_working:
        now = received_at(request)
        alive = is_in_hands(version.leased_until, version.created_at, now=now)
        context = {
            "version": version,
            "worker_is_alive": alive,
            "silent_since": silent_since(version, now=now),
        }
        return render(request, "reports/consolidation/progress.html", context)
    response = HttpResponse()
    response["HX-Refresh"] = "true"
    return response


@require_safe
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """One version on the screen: head, completeness, totals, files."""
    version = get_object_or_404(Consolidation.objects.visible_to(person(request)).built(), pk=pk)
    context = {
        "version": version,
        "period": version.period,
        "figures": Figures.from_json(version.content),
        "narrative": narrative_of(version),
        "signed": signed_copies_if_final(version),
        "replaced_by": replaced_by(version),
        "coordinates": version.is_coordinated_by(person(request)),
    }
    return render(request, "reports/consolidation/read.html", context)


@require_safe
def file(request: HttpRequest, pk: int, file_format: str) -> HttpResponseBase:
    """A file of a version this person may read: always as a download, never shown in the portal's origin."""
    version = get_object_or_404(Consolidation.objects.visible_to(person(request)), pk=pk)
    made = next((file for file in version.shown_files if file.format == file_format), None)
    if made is None:
        raise Http404
    return handed_out(request, made, _file_name(version, file_format))


def _file_name(version: Consolidation, file_format: str) -> str:
    """`Báo cáo tổng hợp 6 tháng đầu năm 2022 (bản 2, dự thảo).pdf`"""
    period = version.period
    words = period_words(period.kind, period.code, period.plan.year)
    mark = "" if version.finalised_at else ", dự thảo"
    use = ", bản in" if file_format == FileFormat.PRINT else ""
    return f"Báo cáo tổng hợp {words} (bản {version.version}{mark}{use}).{FileFormat(file_format).suffix}"
