"""Tables of plans."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from tasks.models import Indicator, LegalDocument


class IndicatorTable(tables.Table):
    code = tables.Column(order_by="order")
    name = tables.TemplateColumn(template_name="tasks/cells/indicator_name.html", verbose_name=_("Name"))
    how = tables.TemplateColumn(
        template_name="tasks/cells/indicator_how.html", verbose_name=_("How it adds up"), orderable=False
    )
    reporters = tables.TemplateColumn(
        template_name="tasks/cells/reporters.html", verbose_name=_("Reported by"), orderable=False
    )
    target = tables.TemplateColumn(
        "{{ value|number }}",
        accessor="province_target",
        verbose_name=_("Target"),
        attrs={"td": {"class": "num"}, "th": {"class": "num"}},
    )

    class Meta:
        model = Indicator
        fields: ClassVar = ["code", "name", "unit", "field", "how", "reporters", "target"]
        caption = _("Indicators")


class LegalDocumentTable(tables.Table):
    number = tables.TemplateColumn("{{ record }}", verbose_name=_("Document"), order_by=("kind", "number"))
    issued_on = tables.TemplateColumn("{{ value|vi_date }}", verbose_name=_("Issued on"))
    duties = tables.TemplateColumn(
        template_name="tasks/cells/citing_duties.html", verbose_name=_("Cited by"), orderable=False
    )

    class Meta:
        model = LegalDocument
        fields: ClassVar = ["number", "issued_on", "issuer", "title", "duties"]
        caption = _("Legal documents")
