"""Tables of plans."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from plan_portal.addresses import address
from plan_portal.formatting import Figure, number
from plan_portal.marks import day, figure, icon
from plan_portal.markup import markup, markup_joined
from plan_portal.tables import NUMBER, Table
from tasks.models import Indicator, LegalDocument, Plan

FEW = 4  # agencies: more are folded under their number
NOTHING = SafeString("")
BESIDE = '<br><span class="small muted">{}</span>'


def anchor_of(record: Indicator) -> str:
    """What an address calls the line of this indicator."""
    return f"indicator-{record.code}"


class IndicatorTable(Table):
    """`plan`, `agency_count` and `editable` are set by the view; `reporters_of` holds agencies' short names by the
    indicator's id."""

    plan: Plan
    agency_count: int
    editable: bool

    code = tables.Column(order_by="order")
    name = tables.Column(verbose_name=_("Name"))
    how = tables.Column(verbose_name=_("How it adds up"), orderable=False, empty_values=())
    reporters = tables.Column(verbose_name=_("Reported by"), orderable=False, empty_values=())
    target = tables.Column(
        accessor="province_target", verbose_name=_("Target"), attrs=NUMBER, empty_values=()
    )

    class Meta:
        model = Indicator
        fields: ClassVar = ["code", "name", "unit", "field", "how", "reporters", "target"]
        caption = _("Indicators")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.reporters_of: defaultdict[int, list[str]] = defaultdict(list)
        self.ways: dict[tuple[str, str, str], SafeString] = {}
        super().__init__(*args, **kwargs)

    def anchor(self, record: Indicator) -> str:
        return anchor_of(record)

    def render_name(self, record: Any) -> SafeString:
        return markup(
            "<div>{}{}{}{}</div>",
            record.name,
            markup(BESIDE, gettext("part of %(code)s") % {"code": record.part_of_code})
            if record.part_of_code
            else NOTHING,
            markup(BESIDE, f"{record.numerator_code} ÷ {record.denominator_code}")
            if record.numerator_code and record.denominator_code
            else NOTHING,
            self._edit_link(record) if self.editable else NOTHING,
        )

    def _edit_link(self, indicator: Indicator) -> SafeString:
        return markup(
            '<br><a class="no-print" href="{}">{} {}<span class="visually-hidden"> {}</span></a>',
            address("tasks:indicator_edit", self.plan.code, indicator.code),
            icon("pencil", 14),
            gettext("Edit"),
            indicator.code,
        )

    def render_how(self, record: Indicator) -> SafeString:
        """The same few ways come back in row after row."""
        way = record.nature, record.direction, record.across_agencies
        if way not in self.ways:
            self.ways[way] = markup(
                '<div><div>{}</div><div class="small muted">{} · {} {}</div></div>',
                record.get_nature_display(),
                record.get_direction_display(),
                gettext("across agencies:"),
                record.get_across_agencies_display(),
            )
        return self.ways[way]

    def render_reporters(self, record: Indicator) -> SafeString:
        return markup("<div>{}</div>", self._reporters(self.reporters_of[record.pk]))

    def _reporters(self, agencies: list[str]) -> str:
        if len(agencies) == self.agency_count:
            return gettext("All agencies")
        if len(agencies) > FEW:
            count = ngettext("%(counter)s agency", "%(counter)s agencies", len(agencies))
            return markup(
                "<details><summary>{}</summary>{}</details>",
                count % {"counter": len(agencies)},
                ", ".join(agencies),
            )
        names = markup_joined("", "<div>{}</div>", ((agency,) for agency in agencies))
        return names or markup('<span class="muted">–</span>')

    def render_target(self, value: Figure | None) -> str:
        return figure(number(value))


class LegalDocumentTable(Table):
    """`plan` is set by the view; rows are documents `cited_in` it."""

    plan: Plan

    number = tables.Column(verbose_name=_("Document"), order_by=("kind", "number"))
    issued_on = tables.Column(verbose_name=_("Issued on"), empty_values=())
    duties = tables.Column(verbose_name=_("Cited by"), orderable=False, empty_values=())

    class Meta:
        model = LegalDocument
        fields: ClassVar = ["number", "issued_on", "issuer", "title", "duties"]
        caption = _("Legal documents")

    def render_number(self, record: LegalDocument) -> str:
        return str(record)

    def render_issued_on(self, value: date | None) -> str:
        return day(value)

    def render_duties(self, record: Any) -> SafeString:
        links = ((address("tasks:duty", self.plan.code, duty.code), duty.code) for duty in record.citing)
        cited = markup_joined(", ", '<a href="{}">{}</a>', links)
        return markup("<div>{}</div>", cited or gettext("the plan itself"))
