"""One figure over several periods, with the target as a dashed line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from plan_portal.formatting import Figure, exact, number
from reports.charts.drawing import (
    HUES,
    LINE,
    MUTED,
    SMALL,
    WHITE,
    WIDTH,
    Canvas,
    Chart,
    described,
    largest_of,
    share,
)

HEIGHT = 200
LEFT, RIGHT, TOP, BOTTOM = 0, WIDTH, 36, HEIGHT - 30
MOST_LABELS = 6
LETTER = 7  # the widest a figure of this size gets
Point = tuple[float, float, Figure]


def line_chart(
    points: Sequence[tuple[str, Figure | None]], title: str, unit: str = "", target: Figure | None = None
) -> Chart:
    """Points in order of time, from zero up. A missing figure breaks the line instead of falling to zero."""
    rows = [(label, [value]) for label, value in points]
    canvas = Canvas(title, HEIGHT, described(rows))
    ceiling = largest_of([value for _label, value in points] + [target])
    canvas.add("line", x1=LEFT, y1=BOTTOM, x2=RIGHT, y2=BOTTOM, stroke=LINE, stroke_width=1)
    if target is not None:
        _target(canvas, target, ceiling)
    for run in _runs(points, ceiling):
        _run(canvas, run)
    _labels(canvas, [label for label, _value in points])
    return Chart(title, unit, canvas.done(), (_("Value"),), rows)


def _x(position: int, count: int) -> float:
    return LEFT + 20 + (RIGHT - LEFT - 40) * (position / (count - 1) if count > 1 else 0.5)


def _y(value: Figure, ceiling: Decimal) -> float:
    return BOTTOM - share(value, ceiling) * (BOTTOM - TOP)


def _runs(points: Sequence[tuple[str, Figure | None]], ceiling: Decimal) -> Iterator[list[Point]]:
    """Stretches of neighbouring known figures."""
    run: list[Point] = []
    for position, (_label, value) in enumerate(points):
        if value is None:
            if run:
                yield run
            run = []
        else:
            run.append((_x(position, len(points)), _y(value, ceiling), value))
    if run:
        yield run


def _run(canvas: Canvas, run: list[Point]) -> None:
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y, _value in run)
    canvas.add("polyline", points=way, fill="none", stroke=HUES["action"], stroke_width=2.5)
    for x, y, value in run:
        canvas.add("circle", cx=x, cy=y, r=4, fill=WHITE, stroke=HUES["action"], stroke_width=2.5)
        _figure(canvas, x, y - 10, number(value))


def _figure(canvas: Canvas, x: float, y: float, words: str) -> None:
    """On a white ground, so that the target's line does not strike it through (WeasyPrint knows no paint-order)."""
    width = len(words) * LETTER
    canvas.add("rect", x=x - width / 2, y=y - SMALL + 1, width=width, height=SMALL + 2, fill=WHITE)
    canvas.text(x, y, words, SMALL, anchor="middle", weight=600)


def _target(canvas: Canvas, target: Figure, ceiling: Decimal) -> None:
    y = _y(target, ceiling)
    dash = "5 4"
    canvas.add(
        "line", x1=LEFT, y1=y, x2=RIGHT, y2=y, stroke=HUES["brand"], stroke_width=1.5, stroke_dasharray=dash
    )
    words = _("Target: %(value)s") % {"value": number(exact(target))}
    canvas.text(LEFT, 12, words, SMALL, HUES["brand"], weight=600)


def _labels(canvas: Canvas, labels: Sequence[str]) -> None:
    """Every label, or as many as fit, always with the last."""
    step = -(-len(labels) // MOST_LABELS)
    for position, label in enumerate(labels):
        if (len(labels) - 1 - position) % step == 0:
            canvas.text(_x(position, len(labels)), HEIGHT - 10, label[:10], SMALL, MUTED, anchor="middle")
