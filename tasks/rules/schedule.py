"""The calendar days of a plan's schedule: days and months, with years as offsets from the plan's year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol


class Entry(Protocol):
    """What a schedule says of one report."""

    deadline_day: int
    deadline_month: int
    deadline_year_offset: int
    from_day: int
    from_month: int
    from_year_offset: int
    to_day: int
    to_month: int
    to_year_offset: int


@dataclass(frozen=True)
class EntryDays:
    named_day: date
    data_from: date
    data_to: date


def days_of(entry: Entry, year: int) -> EntryDays:
    """The days of `entry` in a plan of `year`. Raises ValueError where a day does not exist in that year (30/2)."""
    return EntryDays(
        named_day=date(year + entry.deadline_year_offset, entry.deadline_month, entry.deadline_day),
        data_from=date(year + entry.from_year_offset, entry.from_month, entry.from_day),
        data_to=date(year + entry.to_year_offset, entry.to_month, entry.to_day),
    )
