"""The table of a period's reports."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


class PeriodTable(tables.Table):
    """Rows are `reports.reading.overview.Row`."""

    agency = tables.TemplateColumn(
        template_name="reports/period/cell_agency.html",
        verbose_name=_("Agency"),
        accessor="report",
        order_by=("report__agency__order", "report__agency__name"),
    )
    state = tables.TemplateColumn(
        "{% state_chip value %}", verbose_name=_("State"), accessor="report__state", order_by="report__state"
    )
    timing = tables.TemplateColumn(
        template_name="reports/period/cell_timing.html",
        verbose_name=_("On time"),
        accessor="lateness",
    )
    deadline = tables.TemplateColumn(
        template_name="reports/period/cell_deadline.html",
        verbose_name=_("Deadline"),
        accessor="report__effective_deadline",
    )
    first_sent = tables.TemplateColumn(
        "{{ value|vi_moment }}", verbose_name=_("First sent"), accessor="report__first_submitted_at"
    )
    number = tables.Column(
        verbose_name=_("Times sent"), accessor="submission__number", attrs=NUMBER, default="–"
    )
    reviewer = tables.Column(verbose_name=_("Review opened by"), accessor="open_reviewer", default="–")
    warnings = tables.TemplateColumn(
        template_name="reports/period/cell_warnings.html", verbose_name=_("Warnings"), attrs=NUMBER
    )

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
