"""The agency's report as its annex will print, before it is sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from agencies.views.guards import person
from reports.documents.pdf import PdfUnavailable
from reports.documents.preview import Busy, TooLong, preview_pdf
from reports.documents.words import period_words
from reports.models import Report, ReportingPeriod
from reports.reading.desk import BEING_WRITTEN
from reports.services.content import content_of

UNAVAILABLE = 503


@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as it is now, as PDF in the browser, for the agency's own people; what was sent is read as it is."""
    report = get_object_or_404(Report.objects.editable_by(person(request)), pk=pk)
    if report.state not in BEING_WRITTEN:
        return redirect("reports:report", pk=pk)
    try:
        made = preview_pdf(content_of(report), _period_of(report.period))
    except TooLong:
        return _not_now(
            request,
            report,
            _("The report is too long to be set while you wait. Read it on its page, or print that."),
        )
    except Busy:
        return _not_now(
            request, report, _("Other previews are being made at this moment. Try again in a minute.")
        )
    except PdfUnavailable as error:
        return _not_now(
            request, report, _("This server cannot make PDF files. Tell the administrator:"), str(error)
        )
    name = f"xem-truoc-{report.agency.code}-{report.period.code}.pdf"
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _period_of(period: ReportingPeriod) -> str:
    return period_words(period.kind, period.code, period.plan.year)


def _not_now(request: HttpRequest, report: Report, why: str, detail: str = "") -> HttpResponse:
    context = {"report": report, "why": why, "detail": detail}
    return render(request, "reports/no_preview.html", context, status=UNAVAILABLE)
