"""What a dashboard shows by the dozen: its charts, each with its figures in a table, and who is late."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from plan_portal.formatting import number
from plan_portal.marks import chip, figure
from plan_portal.markup import markup, markup_joined
from reports.charts import Chart
from reports.reading.overview import Row

register = template.Library()

CHART = """<figure class="chart">
<figcaption>{title}{unit}</figcaption>
{svg}
<details>
<summary>{summary}</summary>
<table class="grid-table">
<caption class="visually-hidden">{title}</caption>
<thead><tr><td></td>{heads}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</details>
</figure>"""
UNIT = ' <span class="muted small">({})</span>'
HEAD = '<th scope="col" class="num">{}</th>'
ROW = '<tr><th scope="row">{}</th>{}</tr>'
CELL = '<td class="num">{}</td>'
LATE = '<li class="row-line">{} {}</li>'


@register.simple_tag(name="chart")
def chart_figure(chart: Chart) -> SafeString:
    """The same figures stand in a table below the drawing."""
    rows = (
        (label, markup_joined("", CELL, ((figure(number(value)),) for value in values)))
        for label, values in chart.rows
    )
    return markup(
        CHART,
        title=chart.title,
        unit=markup(UNIT, chart.unit) if chart.unit else "",
        svg=chart.svg,
        summary=_("Figures in a table"),
        heads=markup_joined("", HEAD, ((name,) for name in chart.head)),
        rows=markup_joined("\n", ROW, rows),
    )


@register.simple_tag
def late_lines(rows: Iterable[Row]) -> SafeString:
    """Each agency that is or was late, with what its deadline says."""
    lines = (
        (row.report.agency.name, markup_joined("", "{}", ((chip(c),) for c in row.chips))) for row in rows
    )
    return markup_joined("\n", LATE, lines)
