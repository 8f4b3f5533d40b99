"""What a filled-in workbook would change, cell by cell, before anybody agrees to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from reports.models import DutyStatus, Report, Section
from reports.reading.comparing import ChangedField, changed_field
from reports.reading.workbook_findings import findings_after
from reports.rules.content import Difference
from reports.rules.fields import DUTY, INDICATOR, SECTION, Value, written
from reports.rules.workbook_cells import Change, Comparison
from reports.services.content import duties_asked, figures_asked
from reports.services.workbook import FilledIn

LONGEST_FOUND = 60
Names = Mapping[tuple[str, Any], str]


@dataclass(frozen=True)
class CellLine:
    """One cell of its sheet: what of which place it is, and both versions, as a difference and each for itself."""

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
class Told:
    """A cell and what is to be said of it. `found` is what stands in it, shortened."""

    cell: str
    name: str
    message: str
    found: str = ""


@dataclass(frozen=True)
class WorkbookPreview:
    """`findings` are what the checks say of the report with the changes; they do not prevent anything here."""

    filled: FilledIn
    comparison: Comparison
    changes: Sequence[SheetLines] = ()
    conflicts: Sequence[SheetLines] = ()
    errors: Sequence[Told] = ()
    findings: Sequence[Told] = ()

    @property
    def is_blocked(self) -> bool:
        return bool(self.comparison.errors or self.comparison.conflicts)

    @property
    def total(self) -> int:
        return len(self.comparison.changes)


def preview_of(report: Report, filled: FilledIn, comparison: Comparison) -> WorkbookPreview:
    """At a fixed number of queries."""
    names, spots = _names(report), filled.key.asked.spots()
    named = {str(spot): names[place.kind, place.key] for place, spot in spots.items()}
    found = findings_after(report, comparison, spots) if comparison.changes else []
    return WorkbookPreview(
        filled=filled,
        comparison=comparison,
        changes=_sheets(comparison.changes, names),
        conflicts=_sheets(comparison.conflicts, names),
        errors=[
            Told(str(e.spot), named[str(e.spot)], e.message, e.found[:LONGEST_FOUND])
            for e in comparison.errors
        ],
        findings=[Told(str(f.spot), named[str(f.spot)], f.finding.message) for f in found],
    )


def _names(report: Report) -> Names:
    duties: dict[tuple[str, Any], str] = {
        (DUTY, assignment.pk): assignment.duty.text for assignment in duties_asked(report)
    }
    figures: dict[tuple[str, Any], str] = {
        (INDICATOR, i.pk): f"{i.name} ({i.unit})" for i in figures_asked(report)
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
        cell=change.spot.cell,
        name=names[place.kind, place.key],
        field=changed_field(Difference(place.kind, str(place.key), place.aspect, before, after)),
        stored=_shown(place.aspect, change.before),
        sent=_shown(place.aspect, change.after),
    )


def _shown(aspect: str, value: Value) -> str:
    if aspect == "status" and value:
        return str(DutyStatus(str(value)).label)
    return written(value)
