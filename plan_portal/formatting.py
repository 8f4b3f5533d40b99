"""Figures as people here write them: 1.234,5 in Vietnamese, 1,234.5 in English.

Pages, charts and documents all ask here.
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal, TypeVar

from django.utils import formats, timezone
from django.utils.translation import get_language

Figure = Decimal | int | float
DateFormat = Literal["SHORT_DATE_FORMAT", "DATETIME_FORMAT"]
Value = TypeVar("Value")

NO_FIGURE = "–"  # Empty is not zero: it must look and sound different.
TIED = "\u00a0"  # A figure and its unit stay on one line.
MOST_PLACES = 4  # As many as the database keeps: the same figure reads the same wherever it stands.
_LARGER_UNITS = ("KB", "MB", "GB", "TB")


def exact(value: Figure | str) -> Decimal:
    """A Decimal with the digits that are written, not those of a binary fraction."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def number(value: Figure | str | None, places: int | None = None) -> str:
    """A figure with all the decimals it has, none of them cut (domain.md, section 7); with `places` rounded to so
    many, as in the columns of a document. None gives the dash for "no figure"."""
    if value is None or value == "":
        return NO_FIGURE
    return _number(exact(value), places, get_language())


@lru_cache(maxsize=4096)  # A page shows the same few hundred figures again and again.
def _number(value: Decimal, places: int | None, _language: str | None) -> str:
    rounded = value.quantize(
        Decimal(1).scaleb(-(MOST_PLACES if places is None else places)), rounding=ROUND_HALF_UP
    )
    if places is None:
        rounded = _without_trailing_zeros(rounded)
    return formats.number_format(rounded + 0, use_l10n=True, force_grouping=True)


def percent(ratio: Figure | str | None, places: int = 1) -> str:
    """A ratio (0.125) as a percentage (12,5 %), without trailing zeros."""
    if ratio is None or ratio == "":
        return NO_FIGURE
    hundredfold = (exact(ratio) * 100).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{number(hundredfold)}{TIED}%"


def day(moment: date | datetime) -> str:
    """A day, of a moment its day here: 16/6/2026."""
    return _dated(local(moment), "SHORT_DATE_FORMAT", get_language())


def day_and_time(moment: datetime) -> str:
    """A moment as the clocks here show it: 16:56 ngày 16/6/2026."""
    return _dated(local(moment), "DATETIME_FORMAT", get_language())


def clock(moment: datetime | time) -> str:
    """The time of day here: 16:56."""
    return _timed(local(moment), get_language())


def local(value: Value) -> Value | datetime:
    """A moment as the clocks here show it, without its zone, which no format names; anything else as it is."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.make_naive(value)
    return value


@lru_cache(maxsize=2048)
def _dated(moment: date | datetime, style: DateFormat, _language: str | None) -> str:
    return formats.date_format(moment, style)


@lru_cache(maxsize=2048)
def _timed(moment: datetime | time, _language: str | None) -> str:
    return formats.time_format(moment, "TIME_FORMAT")


def file_size(size: int) -> str:
    """Bytes in the unit a person would say."""
    value, unit = Decimal(size), "B"
    for larger in _LARGER_UNITS:
        if value < 1024:
            break
        value, unit = value / 1024, larger
    return f"{number(value.quantize(Decimal('0.1'), rounding=ROUND_HALF_UP))}{TIED}{unit}"


def _without_trailing_zeros(value: Decimal) -> Decimal:
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()
