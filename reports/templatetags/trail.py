"""The rows of the audit trail, written in Python: a template's loop over them was half of the page."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from plan_portal.marks import moment
from plan_portal.markup import markup, markup_joined
from reports.reading.audit import Line

register = template.Library()

ROW = '<tr>\n<th scope="row">{}</th>\n{}</tr>'
CELL = '<td data-label="{}">{}</td>\n'
NOTHING = "–"


@register.simple_tag
def trail_rows(lines: Iterable[Line]) -> SafeString:
    heads = [_("Who"), _("Step"), _("Agency"), _("Report"), _("From – to"), _("Comment")]
    rows = (
        (moment(line.at), markup_joined("", CELL, zip(heads, _cells(line), strict=True))) for line in lines
    )
    return markup_joined("\n", ROW, rows)


def _cells(line: Line) -> list[object]:
    between, comment = line.between or NOTHING, line.comment or NOTHING
    return [str(line.who), _step(line), line.agency, line.about, between, comment]


def _step(line: Line) -> str:
    if not line.sent:
        return line.step
    sent = _("(submission %(number)s)") % {"number": line.sent}
    return markup('{} <span class="muted">{}</span>', line.step, sent)
