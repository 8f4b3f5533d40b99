"""The table of a period's reports."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from plan_portal.formatting import NO_FIGURE, day
from plan_portal.marks import chip, moment, state_chip
from plan_portal.tables import NUMBER, Table
from reports.models import Report
from reports.reading.overview import Row

TICK = """<span class="tick-line">
<input class="form-check-input no-print" type="checkbox" form="chosen" name="report" value="{}" aria-label="{}">
{}
</span>"""


class PeriodTable(Table):
    """Rows are `reports.reading.overview.Row`. `coordinates`, set by the view: whether the reader may tick and open."""

    coordinates = False

    agency = tables.Column(
        verbose_name=_("Agency"),
        accessor="report",
        order_by=("report__agency__order", "report__agency__name"),
    )
    state = tables.Column(verbose_name=_("State"), accessor="report__state", order_by="report__state")
    timing = tables.Column(verbose_name=_("On time"), accessor="lateness")
    deadline = tables.Column(verbose_name=_("Deadline"), accessor="report__effective_deadline")
    first_sent = tables.Column(
        verbose_name=_("First sent"), accessor="report__first_submitted_at", empty_values=()
    )
    number = tables.Column(
        verbose_name=_("Times sent"), accessor="submission__number", attrs=NUMBER, default=NO_FIGURE
    )
    reviewer = tables.Column(verbose_name=_("Review opened by"), accessor="open_reviewer", default=NO_FIGURE)
    warnings = tables.Column(verbose_name=_("Warnings"), attrs=NUMBER, default=NO_FIGURE)

    class Meta:
        sequence: ClassVar = [
            "agency",
            "state",
            "timing",
            "deadline",
            "first_sent",
            "number",
            "reviewer",
            "warnings",
        ]
        empty_text = _("No report fits these filters.")

    def render_agency(self, value: Report) -> str:
        name = value.agency.name
        if not self.coordinates:
            return name
        return format_html(
            TICK,
            value.pk,
            gettext("Choose %(agency)s") % {"agency": name},
            _review_link(value, name) if value.first_submitted_at else format_html("<span>{}</span>", name),
        )

    def render_state(self, value: str) -> SafeString:
        return state_chip(value)

    def render_timing(self, record: Row) -> SafeString:
        chips = mark_safe("".join(map(chip, record.chips)))  # noqa: S308  # nosec: chips escape their words
        return format_html('<span class="chips">{}</span>', chips)

    def render_deadline(self, record: Row) -> SafeString:
        last = day(record.last_day)
        if not record.report.extended_deadline:
            return format_html("<span>{}</span>", last)
        return format_html(
            '<span>{}<br><span class="small muted">{}</span></span>',
            last,
            gettext("originally %(day)s") % {"day": day(record.report.period.last_day)},
        )

    def render_first_sent(self, value: datetime | None) -> str:
        return moment(value)

    def render_warnings(self, value: int, record: Row) -> str:
        if not value:
            return "0"
        counted = format_html('{}<span class="visually-hidden"> {}</span>', value, gettext("warnings"))
        return _review_link(record.report, counted)


def _review_link(report: Report, words: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("reports:review", args=[report.pk]), words)
