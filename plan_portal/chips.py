"""Chips: a word, an icon and a tint, never colour alone. The states' chips are here once, for every page and mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Variant = Literal["good", "care", "bad", "still", "action", "brand"]

ICONS: dict[str, str] = {
    "good": "circle-check",
    "care": "triangle-alert",
    "bad": "octagon-alert",
    "still": "circle-dashed",
    "action": "circle-dot",
    "brand": "stamp",
}


@dataclass(frozen=True)
class Chip:
    word: str | Promise
    variant: Variant = "still"
    icon: str = ""

    @property
    def icon_name(self) -> str:
        return self.icon or ICONS[self.variant]


# The states of a report (domain.md, section 4), by the value stored.
STATES: dict[str, Chip] = {
    "not_started": Chip(_("Not started"), "still", "circle-dashed"),
    "draft": Chip(_("Draft"), "still", "pencil-line"),
    "awaiting_approval": Chip(_("Awaiting approval"), "action", "hourglass"),
    "submitted": Chip(_("Submitted"), "action", "send"),
    "returned": Chip(_("Returned"), "care", "undo-2"),
    "accepted": Chip(_("Accepted"), "good", "circle-check"),
}
