"""What all charts share: the canvas, fills that can be told apart without colour, the words for screen readers."""

from __future__ import annotations

import hashlib
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal
from xml.etree import ElementTree as ET  # nosec: writes only, parses nothing

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from plan_portal.formatting import Figure, exact, number

# Narrow on purpose: shown at 296 px on a telephone and at most 440 px elsewhere, its type stays between 10 and 17 px.
WIDTH = 340
TEXT = 13
SMALL = 12
LONGEST_LABEL = 42  # In bold and in the widest of the fonts it still ends inside the canvas.

WHITE = "#ffffff"
INK = "#1c2126"
MUTED = "#565e68"
LINE = "#8b8f96"
HUES = {
    "action": "#0b5394",
    "good": "#1c6b3c",
    "care": "#855400",
    "bad": "#a3161b",
    "still": "#5a6270",
    "brand": "#8a1c1c",
}
Texture = Literal["solid", "hatch", "dots", "hollow"]


@dataclass(frozen=True)
class Fill:
    """A hue with a texture: the texture alone must tell the parts apart on a black-and-white printer."""

    hue: str
    texture: Texture = "solid"

    @property
    def colour(self) -> str:
        """`#0b5394`."""
        return HUES[self.hue]


# This period, last period, same period last year.
SERIES_FILLS = (Fill("action"), Fill("action", "hatch"), Fill("still", "hollow"), Fill("brand", "dots"))


@dataclass(frozen=True)
class Part:
    """One part of a whole."""

    label: str
    value: int
    fill: Fill


@dataclass(frozen=True)
class Chart:
    """The drawing, and the same figures as rows for the table beside it; `fills` of its bars, in their order."""

    title: str
    unit: str
    svg: SafeString
    head: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Figure | None]]]
    fills: Sequence[Fill] = ()


@dataclass
class Canvas:
    """An SVG being drawn. Names of patterns begin with a mark of the content, so that charts share a page in peace."""

    title: str
    height: float
    description: str
    root: ET.Element = field(init=False)
    mark: str = field(init=False)
    _patterns: dict[Fill, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        content = f"{self.title}\0{self.description}".encode("utf-8", "replace")
        self.mark = f"c{hashlib.sha256(content).hexdigest()[:10]}"
        self.root = ET.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {WIDTH} {_short(self.height)}",
                "width": str(WIDTH),
                "height": _short(self.height),
                "role": "img",
                "aria-labelledby": f"{self.mark}-t {self.mark}-d",
            },
        )
        self.add("title", self.title, id=f"{self.mark}-t")
        self.add("desc", self.description, id=f"{self.mark}-d")

    def add(
        self, tag: str, words: str | None = None, inside: ET.Element | None = None, **attributes: str | float
    ) -> ET.Element:
        """One element; `_` in a name stands for `-`."""
        parent = self.root if inside is None else inside
        element = ET.SubElement(parent, tag, _attributes(attributes))
        element.text = None if words is None else legible(words)
        return element

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: int = TEXT,
        fill: str = INK,
        anchor: str = "start",
        weight: int = 400,
    ) -> None:
        self.add(
            "text",
            words,
            x=x,
            y=y,
            font_size=size,
            fill=fill,
            text_anchor=anchor,
            font_weight=weight,
        )

    def bar(self, x: float, y: float, width: float, height: float, fill: Fill) -> None:
        hue = HUES[fill.hue]
        self.add(
            "rect", x=x, y=y, width=width, height=height, fill=self._paint(fill), stroke=hue, stroke_width=1
        )

    def done(self) -> SafeString:
        return mark_safe(ET.tostring(self.root, encoding="unicode"))  # noqa: S308  # nosec: escaped by ElementTree

    def _paint(self, fill: Fill) -> str:
        if fill.texture == "solid":
            return HUES[fill.hue]
        if fill.texture == "hollow":
            return WHITE
        if fill not in self._patterns:
            self._patterns[fill] = self._define(fill)
        return f"url(#{self._patterns[fill]})"

    def _define(self, fill: Fill) -> str:
        name = f"{self.mark}-{fill.hue}-{fill.texture}"
        hue = HUES[fill.hue]
        pattern = self.add("pattern", id=name, width=6, height=6, patternUnits="userSpaceOnUse")
        self.add("rect", inside=pattern, width=6, height=6, fill=WHITE)
        if fill.texture == "hatch":
            self.add("path", inside=pattern, d="M-1 1l2-2M0 6l6-6M5 7l2-2", stroke=hue, stroke_width=1.8)
        else:
            self.add("circle", inside=pattern, cx=3, cy=3, r=1.4, fill=hue)
        return name


def legible(words: str) -> str:
    """Without control characters and halves of surrogate pairs, which no XML reader accepts."""
    return "".join(
        " " if unicodedata.category(sign) in {"Cc", "Cs"} or sign in "\ufffe\uffff" else sign
        for sign in words
    )


def shortened(label: str) -> str:
    """A label that fits the canvas; the table beside the chart has it whole."""
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"


def wrapped(label: str) -> list[str]:
    """A label on one line or two; only what is longer still is shortened."""
    return textwrap.wrap(legible(label), LONGEST_LABEL, max_lines=2, placeholder="…") or [""]


def share(value: Figure | None, largest: Decimal) -> float:
    """How far along the scale; nothing and negative figures have no length."""
    if value is None or not largest:
        return 0.0
    return float(max(exact(value), Decimal(0)) / largest)


def largest_of(values: Sequence[Figure | None]) -> Decimal:
    return max((exact(value) for value in values if value is not None), default=Decimal(0))


def described(rows: Sequence[tuple[str, Sequence[Figure | None]]], names: Sequence[str] = ("",)) -> str:
    """The figures as one sentence for those who hear the chart; `names` where a label has several."""
    heard = [f"{name} " if len(names) > 1 else "" for name in names]
    return "; ".join(
        f"{label}: {', '.join(f'{name}{figure(value)}' for name, value in zip(heard, values, strict=True))}"
        for label, values in rows
    )


def figure(value: Figure | None) -> str:
    """What stands at a bar's end."""
    return _("no figure") if value is None else number(value)


def _attributes(given: dict[str, str | float]) -> dict[str, str]:
    return {
        name.replace("_", "-"): value if isinstance(value, str) else _short(value)
        for name, value in given.items()
    }


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
