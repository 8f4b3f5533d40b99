"""The rows of the list of agencies' own plans, written in Python: a template for each would cost more than the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plan_portal.addresses import address
from plan_portal.chips import Chip
from plan_portal.formatting import NO_FIGURE
from plan_portal.marks import chip, day
from plan_portal.markup import markup, markup_joined
from reports.reading.agency_plans import Coverage, Row
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
    lines = (_line(row, plan, asks=asks) for row in rows)
    return markup_joined("", "{}", ((_written(line, get_language()),) for line in lines))


@dataclass(frozen=True)
class _Line:
    """All that a row is made of. `url` is empty where the reader may not read the plan."""

    code: str
    name: str
    chip: Chip
    coverage: Coverage
    is_signed: bool
    may_tick: bool
    url: str = ""
    number: str = ""
    issued_on: date | None = None
    changed: date | None = None


def _line(row: Row, plan: Plan, *, asks: bool) -> _Line:
    own, agency = row.own, row.agency
    return _Line(
        code=agency.code,
        name=agency.name,
        chip=row.chip,
        coverage=row.coverage,
        is_signed=row.is_signed,
        may_tick=asks and not row.is_issued,
        url=address("reports:agency_plan", agency.code, plan.code) if row.is_issued else "",
        number=own.number if own else "",
        issued_on=own.issued_on if own else None,
        changed=timezone.localdate(own.edited_at) if own else None,
    )


@lru_cache(maxsize=1024)  # The same values give the same row, and from one showing to the next few change.
def _written(line: _Line, _language: str | None) -> SafeString:
    counts = line.coverage
    return markup(
        ROW,
        tick=_tick(line) if line.may_tick else "",
        agency=_agency(line),
        state_head=_("State"),
        state=chip(line.chip),
        number_head=_("Number and date"),
        number=_number(line),
        signed_head=_("Signed plan"),
        signed=_signed(line),
        duties_head=_("Duties"),
        covered=counts.covered,
        duties=counts.duties,
        targets_head=_("Targets"),
        targets=counts.targets,
        figures=counts.figures,
        steps_head=_("Steps"),
        done=counts.done,
        steps=counts.steps,
        change_head=_("Last change"),
        changed=day(line.changed) if line.changed else NO_FIGURE,
    )


def _tick(line: _Line) -> SafeString:
    return markup(TICK, line.code, _("Choose %(agency)s") % {"agency": line.name})


def _agency(line: _Line) -> SafeString:
    if not line.url:
        return markup("<span>{}</span>", line.name)
    return markup('<a href="{}">{}</a>', line.url, line.name)


def _number(line: _Line) -> SafeString | str:
    if line.issued_on is None:
        return NO_FIGURE
    return markup('<span><span class="nowrap">{}</span>, {}</span>', line.number, day(line.issued_on))


def _signed(line: _Line) -> SafeString | str:
    if line.is_signed:
        return _("yes")
    return markup('<span class="care-text">{}</span>', _("no")) if line.url else NO_FIGURE
