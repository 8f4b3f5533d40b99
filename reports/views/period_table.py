"""The table of a period's reports. Cells are written in Python: a template for each would cost more than the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from plan_portal.addresses import address
from plan_portal.formatting import NO_FIGURE, clock, day, local
from plan_portal.marks import chip, state_chip
from plan_portal.markup import markup, markup_joined
from plan_portal.tables import NUMBER, Table
from reports.chips import deadline_chips
from reports.models import Report
from reports.reading.overview import Row
from reports.rules.calendar import Timeliness

OF_CONTENTS = ("changed", "comments", "warnings")  # Columns for those who may read what was sent.
CHOICE = (
    '<span class="tick-line"><input class="form-check-input no-print" type="checkbox" form="chosen"'
    ' name="report" value="{}" aria-label="{}">{}</span>'
)


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

    def render_agency(self, value: Report) -> SafeString | str:
        name = value.agency.name
        if not self.coordinates:
            return name
        led = address("reports:review", value.pk) if value.first_submitted_at else ""
        return _choice(value.pk, name, led, self.choose)

    def render_state(self, value: str, record: Row) -> SafeString:
        held = record.under_review_by
        words = _small(_("under review by %(who)s") % {"who": held.reviewer}) if held else ""
        return markup("<span>{}{}</span>", state_chip(value), words)

    def render_timing(self, record: Row) -> SafeString:
        return _timing(record.timeliness, bool(record.report.extended_deadline), get_language())

    def render_deadline(self, record: Row) -> SafeString:
        report = record.report
        original = day(report.period.last_day) if report.extended_deadline else ""
        reminded = day(self.reminded[report.pk]) if report.pk in self.reminded else ""
        return _deadline(day(record.last_day), original, reminded, get_language())

    def render_first_sent(self, value: datetime) -> SafeString:
        here = local(value)
        return _day_and_clock(day(here), clock(here))

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
        return _led_to(address("reports:review", report.pk) + to, value, report.agency.short_name)


# Most rows say again what others said, and every row what it said when the page was last asked for.
@lru_cache(maxsize=512)
def _choice(pk: int, name: str, led: str, choose: str) -> SafeString:
    shown = markup('<a href="{}">{}</a>', led, name) if led else markup("<span>{}</span>", name)
    return markup(CHOICE, pk, choose % {"agency": name}, shown)


@lru_cache(maxsize=512)
def _timing(timeliness: Timeliness, is_extended: bool, _language: str | None) -> SafeString:
    chips = markup_joined("", "{}", ((chip(c),) for c in deadline_chips(timeliness, is_extended=is_extended)))
    return markup('<span class="chips">{}</span>', chips)


@lru_cache(maxsize=512)
def _deadline(last: str, original: str, reminded: str, _language: str | None) -> SafeString:
    first_set = _small(_("originally %(day)s") % {"day": original}) if original else ""
    told = _small(_("reminded %(day)s") % {"day": reminded}) if reminded else ""
    return markup("<span>{}{}{}</span>", last, first_set, told)


@lru_cache(maxsize=512)
def _day_and_clock(day: str, clock: str) -> SafeString:
    return markup('<span class="nowrap">{} <span class="muted">{}</span></span>', day, clock)


@lru_cache(maxsize=2048)
def _led_to(url: str, count: int, agency: str) -> SafeString:
    return markup('<a href="{}">{}<span class="visually-hidden"> – {}</span></a>', url, count, agency)
