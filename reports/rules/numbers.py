"""Reading the figures people type, written the Vietnamese way: 1.234,5. Strict: what could be meant in two ways is
refused in words, never guessed. In particular a point only ever groups thousands and a comma only ever begins decimals.

One notation whatever the page's language: a figure must not change its value because someone changed the language in
another window.
"""

from __future__ import annotations

import re
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_WHOLE_DIGITS = 14  # What the database's numeric(18, 4) keeps.
MOST_PLACES = 4

# Besides points, spaces may group thousands: that is how figures come out of a word processor.
_SPACES = "\u0020\u00a0\u2009\u202f"
_WRITTEN = re.compile(
    rf"(?P<whole>[0-9]+|[1-9][0-9]{{0,2}}(?:(?P<mark>[.{_SPACES}])[0-9]{{3}})(?:(?P=mark)[0-9]{{3}})*)"
    r"(?:,(?P<places>[0-9]+))?",
    re.ASCII,
)
_NEGATIVE = re.compile(r"[-\u2212\u2013]\s*[0-9]")
_DIGITS_AND_MARKS = re.compile(rf"[0-9.,{_SPACES}]+")


class Fault(models.TextChoices):
    """Why something typed is no figure, in words that say how to mend it."""

    WORDS = "words", _("Write the figure in digits only, without words or units.")
    MARKS = "marks", _("Write thousands with points and decimals with a comma, for example 1.234,5.")
    NEGATIVE = "negative", _("A figure cannot be negative.")
    WHOLE = "whole", _("Write a whole number. Thousands are written with points, for example 1.234.")
    PLACES = "places", _("Write at most %(places)s decimal places.")
    TOO_LONG = "too_long", _("This figure is too large to be right.")


class NotAFigure(ValueError):
    """What was typed cannot be read as one figure; `str()` says why, to the person who typed it."""

    def __init__(self, fault: Fault, places: int = 0) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.places = places

    def __str__(self) -> str:
        return str(self.fault.label) % {"places": self.places}


def parse_figure(typed: str, places: int) -> Decimal | None:
    """The figure typed, exactly, or None for nothing typed (which is not zero). `places` decimals are allowed, 0 to 4.

    Raises NotAFigure for anything that is not one non-negative figure in this notation.
    """
    text = typed.strip()
    if not text:
        return None
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise NotAFigure(_fault(text))
    decimals = found["places"] or ""
    if len(decimals) > places:
        raise NotAFigure(Fault.PLACES if places else Fault.WHOLE, places)
    whole = "".join(re.findall("[0-9]", found["whole"])).lstrip("0")
    if len(whole) > MOST_WHOLE_DIGITS:
        raise NotAFigure(Fault.TOO_LONG)
    return Decimal(f"{whole or '0'}.{decimals or '0'}").quantize(Decimal(1).scaleb(-len(decimals)))


def write_figure(value: Decimal | None) -> str:
    """A figure in the notation that `parse_figure` reads, without needless zeros; "" for none."""
    if value is None:
        return ""
    whole, _mark, decimals = f"{value:,f}".partition(".")
    decimals = decimals.rstrip("0")
    return whole.replace(",", ".") + (f",{decimals}" if decimals else "")


def _fault(text: str) -> Fault:
    if _NEGATIVE.match(text):
        return Fault.NEGATIVE
    return Fault.MARKS if _DIGITS_AND_MARKS.fullmatch(text) else Fault.WORDS
