"""The chosen reports of a period as an Excel list: how they stand, not what they say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from plan_portal.arrival import received_at
from reports.documents.list_excel import ListColumn, Value, list_xlsx
from reports.models import Report, ReportingPeriod
from reports.reading.acts import Acts, acts_in
from reports.reading.known import every_report_in, reports_in
from reports.reading.overview import Row, rows_of
from reports.views.choosing import chosen_reports

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The ticked reports; if none is ticked, all of the period."""
    period, chosen = chosen_reports(request, pk)
    is_chosen = "report" in request.GET
    reports = reports_in([period], chosen.in_official_order()) if is_chosen else every_report_in([period])
    body = _workbook(period, reports, received_at(request))
    name = f"{period.plan.code}-{period.code}.xlsx"
    return HttpResponse(
        body, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _workbook(period: ReportingPeriod, reports: Sequence[Report], now: datetime) -> bytes:
    acts = acts_in(period)
    as_of = formats.date_format(timezone.localtime(now), "DATETIME_FORMAT")
    return list_xlsx(
        title=f"{period.name} – {period.plan.title}",
        note=_("As of %(moment)s") % {"moment": as_of},
        columns=_columns(),
        rows=[_line(row, acts) for row in rows_of(reports, period, with_warnings=True, now=now)],
    )


def _columns() -> list[ListColumn]:
    return [
        ListColumn(_("Agency"), 40),
        ListColumn(_("State"), 16),
        ListColumn(_("Timeliness"), 24),
        ListColumn(_("Last day")),
        ListColumn(_("Original last day")),
        ListColumn(_("Reason of the extension"), 32),
        ListColumn(_("First sent"), 18),
        ListColumn(_("Times sent"), 10),
        ListColumn(_("Figures changed"), 10),
        ListColumn(_("Open comments"), 10),
        ListColumn(_("Warnings"), 10),
        ListColumn(_("Review opened by"), 22),
        ListColumn(_("Last reminded"), 18),
    ]


def _line(row: Row, acts: Acts) -> list[Value]:
    report, submission = row.report, row.submission
    return [
        report.agency.name,
        str(report.get_state_display()),
        ", ".join(str(chip.word) for chip in row.chips),
        row.last_day,
        report.period.last_day,
        acts.reasons.get(report.pk),
        report.first_submitted_at,
        submission.number if submission else None,
        submission.figures_changed if submission else None,
        row.open_comments if submission else None,
        row.warnings,
        (submission.reviewer or None) if submission else None,
        acts.reminded.get(report.pk),
    ]
