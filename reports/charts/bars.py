"""Lying bars: the label on its own line, so that long names of agencies stay whole, and the figure at the bar's end."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plan_portal.formatting import Figure
from plan_portal.memo import Memo
from reports.charts.drawing import (
    LINE,
    MUTED,
    SERIES_FILLS,
    SMALL,
    TEXT,
    WIDTH,
    Canvas,
    Chart,
    Fill,
    described,
    figure,
    largest_of,
    share,
    shortened,
    wrapped,
)

LONGEST_BAR = 262
LABEL, LABEL_LINE = 20, 16
THICK = 14
THIN = 11
GAP = 10
LEGEND = 20
DRAWN: Memo[str, Chart] = Memo(size=256)


def bar_chart(
    series: Sequence[tuple[str, Figure | None]], title: str, unit: str = "", fill: Fill = SERIES_FILLS[0]
) -> Chart:
    """One bar for each label."""
    rows = [(label, [value]) for label, value in series]
    return _bars(rows, (_("Value"),), title, unit, (fill,))


def grouped_bars(
    rows: Sequence[tuple[str, Sequence[Figure | None]]], names: Sequence[str], title: str, unit: str = ""
) -> Chart:
    """For each label one bar per name, e.g. this period, last period, same period last year (up to four)."""
    return _bars(rows, names, title, unit, SERIES_FILLS[: len(names)])


def _bars(
    rows: Sequence[tuple[str, Sequence[Figure | None]]],
    names: Sequence[str],
    title: str,
    unit: str,
    fills: Sequence[Fill],
) -> Chart:
    # Drawn once: the same figures in the same words are the same chart. What is written of a figure counts, not its
    # worth: 1.0 and 1.00 are equal.
    key = repr((rows, names, title, unit, fills, get_language()))
    drawn = DRAWN.known([key])
    if key not in drawn:
        drawn[key] = _draw(rows, names, title, unit, fills)
        DRAWN.keep(drawn)
    return drawn[key]


def _draw(
    rows: Sequence[tuple[str, Sequence[Figure | None]]],
    names: Sequence[str],
    title: str,
    unit: str,
    fills: Sequence[Fill],
) -> Chart:
    thick = THICK if len(names) == 1 else THIN
    legend = 0 if len(names) == 1 else LEGEND * len(names) + GAP
    labels = [wrapped(label) for label, _values in rows]
    bars = len(names) * (thick + 3) + GAP
    heights = [LABEL + (len(label) - 1) * LABEL_LINE + bars for label in labels]
    canvas = Canvas(title, legend + sum(heights), described(rows, names))
    if legend:
        _legend(canvas, names, fills)
    largest = largest_of([value for _label, values in rows for value in values])
    top: float = legend
    for label, height, (_label, values) in zip(labels, heights, rows, strict=True):
        _row(canvas, top, label, values, fills, largest)
        top += height
    return Chart(title, unit, canvas.done(), names, rows, fills)


def _legend(canvas: Canvas, names: Sequence[str], fills: Sequence[Fill]) -> None:
    for line, (name, fill) in enumerate(zip(names, fills, strict=True)):
        canvas.bar(1, line * LEGEND + 3, 22, THIN, fill)
        canvas.text(32, line * LEGEND + 13, shortened(name), SMALL, MUTED)


def _row(
    canvas: Canvas,
    top: float,
    label: Sequence[str],
    values: Sequence[Figure | None],
    fills: Sequence[Fill],
    largest: Decimal,
) -> None:
    thick = THICK if len(values) == 1 else THIN
    for line, words in enumerate(label):
        canvas.text(0, top + line * LABEL_LINE + TEXT, words, weight=600 if len(values) > 1 else 400)
    top += (len(label) - 1) * LABEL_LINE
    for line, (value, fill) in enumerate(zip(values, fills, strict=True)):
        y = top + LABEL + line * (thick + 3)
        length = share(value, largest) * LONGEST_BAR
        if length:
            canvas.bar(1, y, length, thick, fill)
        canvas.text(
            min(length + 8, WIDTH - 4), y + thick - 2, figure(value), TEXT if len(values) == 1 else SMALL
        )
    bottom = top + LABEL + len(values) * (thick + 3)
    canvas.add("line", x1=0.5, y1=top + LABEL - 2, x2=0.5, y2=bottom - 1, stroke=LINE, stroke_width=1)
