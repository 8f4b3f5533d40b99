"""A duty in the list of a plan, written in Python: a plan has dozens, and a template for each cost more than the rest
of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plan_portal.addresses import address
from plan_portal.markup import markup
from tasks.models import AssignmentRole, Duty, Plan

register = template.Library()

PANEL = """<article class="panel">
<p class="row-line"><a href="{address}"><strong>{code}</strong></a> <span class="chip chip--still">{field}</span></p>
<p>{text}</p>
<dl class="comparison">{lead}{coordinating}</dl>
</article>
"""
AGENCIES = "<div><dt>{}</dt><dd>{}</dd></div>"
FOLDED = "<details><summary>{}</summary>{}</details>"
FEW = 4  # agencies: more are folded under their number


@register.simple_tag
def duty_panel(
    plan: Plan, duty: Duty, field: str, agencies: Mapping[str, Sequence[str]], agency_count: int
) -> SafeString:
    """`agencies`: short names by role; `agency_count`: how many the plan has."""
    leads, helpers = agencies[AssignmentRole.LEAD], agencies[AssignmentRole.COORDINATING]
    is_everybody = FEW < len(leads) == agency_count
    lead = _all(agency_count) if is_everybody else _names(leads)
    return markup(
        PANEL,
        address=address("tasks:duty", plan.code, duty.code),
        code=duty.code,
        field=field,
        text=duty.text,
        lead=markup(AGENCIES, _("Lead:"), lead),
        coordinating=markup(AGENCIES, _("Coordinating:"), _names(helpers)) if helpers else "",
    )


def _all(count: int) -> str:
    return ngettext("the agency", "all %(counter)s agencies", count) % {"counter": count}


def _names(agencies: Sequence[str]) -> str:
    names = ", ".join(agencies) or "–"
    if len(agencies) <= FEW:
        return names
    count = ngettext("%(counter)s agency", "%(counter)s agencies", len(agencies))
    return markup(FOLDED, count % {"counter": len(agencies)}, names)
