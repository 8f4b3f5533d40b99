"""The table of a period's reports. Cells are written in Python: a template for each would cost more than the page."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plan_portal.addresses import address
from plan_portal.formatting import NO_FIGURE, clock, day, local
from plan_portal.marks import chip, state_chip
from plan_portal.markup import markup, markup_joined
from plan_portal.tables import NUMBER, Table
from reports.chips import deadline_chips
from reports.models import Report
from reports.reading.overview import Row

OF_CONTENTS = ("changed", "comments", "warnings")  # Columns for those who may read what was sent.
CHOICE = (
    '<span class="tick-line"><input class="form-check-input no-print" type="checkbox" form="chosen"'
    ' name="report" value="{}" aria-label="{}">{}</span>'
)

LED = '<a href="{}">{}<span class="visually-hidden"> – {}</span></a>'


def _small(words: str) -> SafeString:
    return markup('<br><span class="small muted">{}</span>', words)


class PeriodTable(Table):
    """Rows are `reports.reading.overview.Row`. `coordinates`: the reader may choose agencies and open their reports;
    `reminded` when each report was last reminded of, by report id."""

    agency = tables.Column(
        verbose_name=gettext_lazy("Agency"),
        accessor="report",
        order_by=("report__agency__order", "report__agency__name"),
    )
    state = tables.Column(
        verbose_name=gettext_lazy("State"), accessor="report__state", order_by="report__state"
    )
    timing = tables.Column(verbose_name=gettext_lazy("Timeliness"), accessor="lateness")
    deadline = tables.Column(
        verbose_name=gettext_lazy("Deadline, end of"), accessor="report__effective_deadline"
    )
    first_sent = tables.Column(
        verbose_name=gettext_lazy("First sent"), accessor="report__first_submitted_at", default=NO_FIGURE
    )
    number = tables.Column(
        verbose_name=gettext_lazy("Times sent"),
        accessor="submission__number",
        attrs=NUMBER,
        default=NO_FIGURE,
    )
    changed = tables.Column(
        verbose_name=gettext_lazy("Figures changed"),
        accessor="submission__figures_changed",
        attrs=NUMBER,
        default=NO_FIGURE,
    )
    comments = tables.Column(
        verbose_name=gettext_lazy("Open comments"), accessor="open_comments", attrs=NUMBER
    )
    warnings = tables.Column(verbose_name=gettext_lazy("Warnings"), attrs=NUMBER, default=NO_FIGURE)

    coordinates = False
    reminded: Mapping[int, datetime] = MappingProxyType({})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.choose = _("Choose %(agency)s")
        super().__init__(*args, **kwargs)

    class Meta:
        attrs: ClassVar = {"class": "grid-table grid-table--first grid-table--cards period-table"}
        sequence: ClassVar = [
            "agency",
            "state",
            "timing",
            "deadline",
            "first_sent",
            "number",
            "changed",
            "comments",
            "warnings",
        ]
        empty_text = gettext_lazy("No report fits these filters.")

    def shows(self, record: Row) -> Hashable:
        report, agency = record.report, record.report.agency
        return (
            *(self.coordinates, self.choose, report.pk, agency.name, agency.short_name, report.state),
            *(report.first_submitted_at, report.extended_deadline, report.period.deadline),
            *(record.timeliness, record.submission, record.warnings, record.open_comments),
            self.reminded.get(report.pk),
        )

    def render_agency(self, value: Report) -> SafeString | str:
        name = value.agency.name
        if not self.coordinates:
            return name
        led = address("reports:review", value.pk) if value.first_submitted_at else ""
        shown = markup('<a href="{}">{}</a>', led, name) if led else markup("<span>{}</span>", name)
        return markup(CHOICE, value.pk, self.choose % {"agency": name}, shown)

    def render_state(self, value: str, record: Row) -> SafeString:
        return markup("<span>{}{}</span>", state_chip(value), self._state_words(record))

    def _state_words(self, record: Row) -> SafeString:
        if held := record.under_review_by:
            return _small(_("under review by %(who)s") % {"who": held.reviewer})
        if record.is_sent_before:
            return _small(_("sent before, being changed"))
        return SafeString("")

    def render_timing(self, record: Row) -> SafeString:
        chips = deadline_chips(record.timeliness, is_extended=bool(record.report.extended_deadline))
        return markup('<span class="chips">{}</span>', markup_joined("", "{}", ((chip(c),) for c in chips)))

    def render_deadline(self, record: Row) -> SafeString:
        report, last = record.report, record.last_day
        first_set = told = SafeString("")
        if report.extended_deadline:
            first_set = _small(_("originally %(day)s") % {"day": day(report.period.last_day)})
        if report.pk in self.reminded:
            told = _small(_("reminded %(day)s") % {"day": day(self.reminded[report.pk])})
        return markup("<span>{}{}{}</span>", day(last), first_set, told)

    def render_first_sent(self, value: datetime) -> SafeString:
        here = local(value)
        return markup('<span class="nowrap">{} <span class="muted">{}</span></span>', day(here), clock(here))

    def render_changed(self, value: int, record: Row) -> SafeString | str:
        return self._led(value, record, "?only=changed")

    def render_comments(self, value: int, record: Row) -> SafeString | str:
        return self._led(value, record)

    def render_warnings(self, value: int, record: Row) -> SafeString | str:
        return self._led(value, record, "#marks")

    def _led(self, value: int, record: Row, to: str = "") -> SafeString | str:
        """A count leads to what it counts; nothing to nowhere."""
        if not value:
            return "0" if record.submission else NO_FIGURE
        report = record.report
        return markup(LED, address("reports:review", report.pk) + to, value, report.agency.short_name)
