"""The audit trail as a table, written in Python: a template's loop over its rows would cost as much as the page."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from plan_portal.marks import moment
from plan_portal.markup import markup, markup_joined
from reports.reading.audit import Line

register = template.Library()

TABLE = "<thead>\n<tr>\n{}\n</tr>\n</thead>\n<tbody>\n{}\n</tbody>\n"
HEAD = '<th scope="col">{}</th>'
ROW = '<tr>\n<th scope="row">{}</th>\n{}</tr>'
CELL = '<td data-label="{}">{}</td>\n'
NOTHING = "–"


@register.simple_tag
def trail(lines: Iterable[Line]) -> SafeString:
    """Head and rows, to stand in a table."""
    heads = [_("Who"), _("Step"), _("Agency"), _("Report"), _("From – to"), _("Comment")]
    rows = (
        (moment(line.at), markup_joined("", CELL, zip(heads, _cells(line), strict=True))) for line in lines
    )
    columns = markup_joined("\n", HEAD, ((head,) for head in (_("When"), *heads)))
    return markup(TABLE, columns, markup_joined("\n", ROW, rows))


def _cells(line: Line) -> list[object]:
    between, comment = line.between or NOTHING, line.comment or NOTHING
    return [str(line.who), _step(line), line.agency, line.about, between, comment]


def _step(line: Line) -> str:
    if not line.sent:
        return line.step
    sent = _("(submission %(number)s)") % {"number": line.sent}
    return markup('{} <span class="muted">{}</span>', line.step, sent)
