"""One whole in parts: how many reports came on time, late, not yet."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plan_portal.formatting import number, percent
from reports.charts.drawing import INK, SMALL, TEXT, WHITE, WIDTH, Canvas, Chart, Fill, Part, described

THICK = 30
LINE_HEIGHT = 22
NARROWEST_WITH_FIGURE = 26


def completeness_bar(on_time: int, late: int, not_yet: int, title: str = "", unit: str = "") -> Chart:
    """On time, late, not yet: the three always in this order and dress."""
    parts = (
        Part(_("On time"), on_time, Fill("good")),
        Part(_("Late"), late, Fill("bad", "hatch")),
        Part(_("Not yet sent"), not_yet, Fill("still", "hollow")),
    )
    return stacked_bar(parts, title or _("Reports by time of sending"), unit or _("reports"))


def stacked_bar(parts: Sequence[Part], title: str, unit: str = "") -> Chart:
    """A bar of the whole width; the legend below names every part with its number and share."""
    return _drawn(tuple(parts), title, unit, get_language())


@lru_cache(maxsize=64)  # The same parts in the same words are the same chart.
def _drawn(parts: tuple[Part, ...], title: str, unit: str, _language: str | None) -> Chart:
    total = sum(part.value for part in parts)
    rows = [(part.label, [part.value]) for part in parts]
    canvas = Canvas(title, THICK + 12 + len(parts) * LINE_HEIGHT, described(rows))
    left = 1.0
    for part in parts:
        width = (WIDTH - 2) * part.value / total if total else 0.0
        _segment(canvas, left, width, part)
        left += width
    for line, part in enumerate(parts):
        _legend(canvas, THICK + 12 + line * LINE_HEIGHT, part, total)
    return Chart(title, unit, canvas.done(), (_("Number"),), rows, [part.fill for part in parts])


def _segment(canvas: Canvas, left: float, width: float, part: Part) -> None:
    if not width:
        return
    canvas.bar(left, 1, width, THICK - 2, part.fill)
    if width >= NARROWEST_WITH_FIGURE and part.fill.texture in {"solid", "hollow"}:
        ink = WHITE if part.fill.texture == "solid" else INK
        canvas.text(
            left + width / 2, THICK / 2 + 5, number(part.value), fill=ink, anchor="middle", weight=600
        )


def _legend(canvas: Canvas, top: float, part: Part, total: int) -> None:
    canvas.bar(1, top + 2, 22, 12, part.fill)
    share = f" ({percent(part.value / total)})" if total else ""
    canvas.text(
        32, top + 13, f"{part.label}: {number(part.value)}{share}", TEXT if len(part.label) < 40 else SMALL
    )
