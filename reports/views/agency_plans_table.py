"""The rows of the list of agencies' own plans, written in Python: a template for each would cost more than the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from plan_portal.addresses import address
from plan_portal.formatting import NO_FIGURE
from plan_portal.marks import chip, day
from reports.reading.agency_plans import Row
from tasks.models import Plan

ROW = """<tr>
<th scope="row"><span class="tick-line">{tick}{agency}</span></th>
<td data-label="{state_head}">{state}</td>
<td data-label="{number_head}">{number}</td>
<td data-label="{signed_head}">{signed}</td>
<td class="num" data-label="{duties_head}">{covered}/{duties}</td>
<td class="num" data-label="{targets_head}">{targets}/{figures}</td>
<td class="num" data-label="{steps_head}">{done}/{steps}</td>
<td data-label="{change_head}">{changed}</td>
</tr>
"""
TICK = (
    '<input class="form-check-input no-print" type="checkbox" form="chosen" name="agency" '
    'value="{}" aria-label="{}">'
)


def table_body(rows: Iterable[Row], plan: Plan, *, asks: bool) -> SafeString:
    """`asks`: the reader may tick those without an issued plan, to ask them for it."""
    heads = _heads()
    return format_html_join("", "{}", ((_row(row, plan, heads, asks=asks),) for row in rows))


def _heads() -> Mapping[str, str]:
    """As the table's head has them; on a telephone each stands before its cell."""
    return {
        "state_head": _("State"),
        "number_head": _("Number and date"),
        "signed_head": _("Signed plan"),
        "duties_head": _("Duties"),
        "targets_head": _("Targets"),
        "steps_head": _("Steps"),
        "change_head": _("Last change"),
    }


def _row(row: Row, plan: Plan, heads: Mapping[str, str], *, asks: bool) -> SafeString:
    counts = row.coverage
    choose = _("Choose %(agency)s") % {"agency": row.agency.name}
    return format_html(
        ROW,
        tick=format_html(TICK, row.agency.code, choose) if asks and not row.is_issued else "",
        agency=_agency(row, plan),
        state=chip(row.chip),
        number=_number(row),
        signed=_signed(row),
        covered=counts.covered,
        duties=counts.duties,
        targets=counts.targets,
        figures=counts.figures,
        done=counts.done,
        steps=counts.steps,
        changed=day(row.own.edited_at) if row.own else NO_FIGURE,
        **heads,
    )


def _agency(row: Row, plan: Plan) -> SafeString:
    if not row.is_issued:
        return format_html("<span>{}</span>", row.agency.name)
    link = address("reports:agency_plan", row.agency.code, plan.code)
    return format_html('<a href="{}">{}</a>', link, row.agency.name)


def _number(row: Row) -> SafeString | str:
    if row.own is None or row.own.is_draft:
        return NO_FIGURE
    return format_html(
        '<span><span class="nowrap">{}</span>, {}</span>', row.own.number, day(row.own.issued_on)
    )


def _signed(row: Row) -> SafeString | str:
    if row.is_signed:
        return _("yes")
    return format_html('<span class="care-text">{}</span>', _("no")) if row.is_issued else NO_FIGURE
