"""HTML from a pattern and values. Table cells and marks are made by the hundred for one page; Django's `format_html`
asks of each value three times over whether it is lazy, which is most of what a cell costs."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString


def escaped(value: Any) -> str:
    """As `conditional_escape`: markup that is safe stays, anything else is text."""
    if isinstance(value, SafeString):
        return value
    return escape(value) if isinstance(value, str) else conditional_escape(value)


def markup(pattern: str, *values: object, **named: object) -> SafeString:
    """As `format_html`: the pattern, which is the program's own, with each value escaped."""
    given = {name: escaped(value) for name, value in named.items()}
    return SafeString(pattern.format(*map(escaped, values), **given))  # nosec: values are escaped


def markup_joined(between: str, pattern: str, rows: Iterable[Iterable[object]]) -> SafeString:
    """As `format_html_join`: the pattern filled with each row's values; `between` is the program's own, too."""
    made = (pattern.format(*map(escaped, row)) for row in rows)
    return SafeString(between.join(made))  # nosec: values are escaped
