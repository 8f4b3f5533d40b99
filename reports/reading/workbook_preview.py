"""What a filled-in workbook would change, cell by cell, before anybody agrees to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from reports.models import DutyStatus, Report, Section
from reports.reading.comparing import ChangedField, changed_field
from reports.rules.content import Difference
from reports.rules.fields import DUTY, INDICATOR, SECTION, Value, written
from reports.rules.workbook_cells import CellError, Change, Comparison
from reports.services.content import assignments_of, indicators_of
from reports.services.workbook import FilledIn

Names = Mapping[tuple[str, Any], str]


@dataclass(frozen=True)
class CellLine:
    """One cell: what of which place it is, and both versions, as a difference and each for itself."""

    cell: str
    name: str
    field: ChangedField
    stored: str
    sent: str


@dataclass(frozen=True)
class SheetLines:
    sheet: str
    lines: Sequence[CellLine]


@dataclass(frozen=True)
class WorkbookPreview:
    filled: FilledIn
    comparison: Comparison
    changes: Sequence[SheetLines] = ()
    conflicts: Sequence[SheetLines] = ()

    @property
    def errors(self) -> Sequence[CellError]:
        return self.comparison.errors

    @property
    def is_blocked(self) -> bool:
        return bool(self.comparison.errors or self.comparison.conflicts)

    @property
    def total(self) -> int:
        return len(self.comparison.changes)


def preview_of(report: Report, filled: FilledIn, comparison: Comparison) -> WorkbookPreview:
    """At a fixed number of queries."""
    names = _names(report)
    return WorkbookPreview(
        filled, comparison, _sheets(comparison.changes, names), _sheets(comparison.conflicts, names)
    )


def _names(report: Report) -> Names:
    duties: dict[tuple[str, Any], str] = {
        (DUTY, assignment.pk): assignment.duty.text for assignment in assignments_of(report)
    }
    figures: dict[tuple[str, Any], str] = {
        (INDICATOR, i.pk): f"{i.name} ({i.unit})" for i in indicators_of(report)
    }
    sections: dict[tuple[str, Any], str] = {
        (SECTION, section.value): str(section.label) for section in Section
    }
    return duties | figures | sections


def _sheets(changes: Iterable[Change], names: Names) -> list[SheetLines]:
    return [
        SheetLines(sheet, [_line(change, names) for change in found])
        for sheet, found in groupby(changes, key=lambda change: change.spot.sheet)
    ]


def _line(change: Change, names: Names) -> CellLine:
    place = change.place
    before, after = ("" if value is None else str(value) for value in (change.before, change.after))
    return CellLine(
        cell=str(change.spot),
        name=names[place.kind, place.key],
        field=changed_field(Difference(place.kind, str(place.key), place.aspect, before, after)),
        stored=_shown(place.aspect, change.before),
        sent=_shown(place.aspect, change.after),
    )


def _shown(aspect: str, value: Value) -> str:
    if aspect == "status" and value:
        return str(DutyStatus(str(value)).label)
    return written(value)
