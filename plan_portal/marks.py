"""Small marks that stand in pages by the hundred: figures, dates, icons, chips, changes, rings. Written in Python,
because a template for each would cost more than the page around it; templates reach them as tags, table cells call
them."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from math import tau

import lucide
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plan_portal import formatting
from plan_portal.change import Better, change_of
from plan_portal.chips import STATES, Chip, Variant
from plan_portal.markup import escaped, markup

RING_RADIUS = 8
RING = """<span class="ring{full}">
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
        <circle class="ring__track" cx="10" cy="10" r="8" />
        <circle class="ring__done" cx="10" cy="10" r="8" stroke-dasharray="{arc}" transform="rotate(-90 10 10)" />
        {tick}
    </svg>
    <span aria-hidden="true">{done}/{total}</span>
    <span class="visually-hidden">{words}</span>
</span>
"""
RING_TICK = SafeString('<path class="ring__tick" d="M6.5 10.2l2.4 2.4 4.6-5" />')


def figure(words: str) -> str:
    """A figure as written, or the dash."""
    return words if words != formatting.NO_FIGURE else _dash(_("no figure"))


def day(moment: date | datetime | None) -> str:
    """A day; of a moment its day here."""
    return formatting.day(moment) if moment else no_date()


def moment(moment: datetime | None) -> str:
    """A moment as the clocks here show it."""
    return formatting.day_and_time(moment) if moment else no_date()


def no_date() -> SafeString:
    return _dash(_("no date"))


def _dash(spoken: str) -> SafeString:
    """The dash is for the eye; a screen reader says what is not there."""
    return markup(
        '<span aria-hidden="true">{}</span><span class="visually-hidden">{}</span>',
        formatting.NO_FIGURE,
        spoken,
    )


@lru_cache(maxsize=256)
def icon(name: str, size: int = 16) -> SafeString:
    """A picture beside a word, so screen readers skip it."""
    drawing = lucide._render_icon(
        name, size, **{"class": "icon", "aria-hidden": "true", "focusable": "false"}
    )
    return mark_safe(drawing)  # noqa: S308  # nosec: drawn from the package's own files


def chip(word: str | Promise | Chip, variant: Variant = "still", icon: str = "") -> SafeString:
    """A word with its icon and tint; a Chip brings all three."""
    each = word if isinstance(word, Chip) else Chip(word, variant, icon)
    # Escaped first: the cache cannot tell safe text from text that only reads the same.
    return _marked("chip", each.variant, each.icon_name, escaped(each.word))


def state_chip(state: str) -> SafeString:
    """The state of a report (domain.md, section 4), by the value stored."""
    return _state_chip(state, get_language())


@lru_cache(maxsize=64)
def _state_chip(state: str, _language: str | None) -> SafeString:
    return chip(STATES[state])


def change(
    value: formatting.Figure | None,
    previous: formatting.Figure | None,
    better: Better = "neutral",
    in_points: bool = False,
) -> SafeString:
    """How a figure moved from `previous`, in words, with an arrow and a tint."""
    moved = change_of(value, previous, better, in_points)
    return _marked("change", moved.verdict, moved.icon, escaped(moved.words))


def change_of_rate(
    value: formatting.Figure | None, previous: formatting.Figure | None, better: Better = "neutral"
) -> SafeString:
    """The same for a rate in per cent: in percentage points, since a per cent of a per cent misleads."""
    return change(_hundredth(value), _hundredth(previous), better, in_points=True)


def _hundredth(value: formatting.Figure | None) -> formatting.Figure | None:
    return None if value is None else value / 100


@lru_cache(maxsize=1024)
def _marked(kind: str, variant: str, icon_name: str, shown: str) -> SafeString:
    """The line's end is a space between two marks in one line of text."""
    return markup(
        '<span class="{} {}--{}">{}{}</span>\n',
        kind,
        kind,
        variant,
        icon(icon_name, 14),
        mark_safe(shown),  # noqa: S308  # nosec: escaped by both callers
    )


@lru_cache(maxsize=2048)  # The same duties stand in page after page.
def first_words(text: str, most: int) -> str:
    """So much of a text that it can be known by."""
    return Truncator(text).words(most, truncate=" …")


@lru_cache(maxsize=1024)
def first_letters(text: str, most: int) -> str:
    """The same, counted in letters."""
    return Truncator(text).chars(most, truncate="…")


def ring(done: int, total: int, label: str = "") -> SafeString:
    """How much of a section is filled in: an arc and the two numbers."""
    return _ring(done, total, escaped(label), get_language())


@lru_cache(maxsize=512)
def _ring(done: int, total: int, shown: str, _language: str | None) -> SafeString:
    around = tau * RING_RADIUS
    share = min(done, total) / total if total else 1
    words = _("%(done)s of %(total)s filled in") % {"done": done, "total": total}
    label = mark_safe(shown)  # noqa: S308  # nosec: escaped by the caller
    return markup(
        RING,
        full=" ring--full" if done >= total else "",
        arc=f"{around * share:.2f} {around:.2f}",
        tick=RING_TICK if done >= total else "",
        done=done,
        total=total,
        words=markup("{}: {}", label, words) if label else words,
    )
