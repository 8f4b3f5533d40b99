"""What the checks will say of a report once its workbook is applied, by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from reports.models import Report
from reports.reading.entry import SILENT
from reports.rules.checks import Check, Finding
from reports.rules.content import ReportContent
from reports.rules.fields import DUTY, INDICATOR, SECTION, Place, Value
from reports.rules.workbook import Spot
from reports.rules.workbook_cells import Comparison
from reports.services.content import content_of, duties_asked, figures_asked
from reports.services.readiness import findings_in

# Where a thing found is to be mended; elsewhere in the cell of the figure or of the status.
ASPECTS = {
    Check.UNUSUAL: "explanation",
    Check.FIRST_ZERO: "explanation",
    Check.NO_WORDS: "done",
    Check.NO_DIFFICULTIES: "difficulties",
}
FIRST_ASPECT = {DUTY: "status", INDICATOR: "value", SECTION: "text"}
Changes = Mapping[Place, Value]


@dataclass(frozen=True)
class CellFinding:
    spot: Spot
    finding: Finding


def findings_after(report: Report, comparison: Comparison, spots: Mapping[Place, Spot]) -> list[CellFinding]:
    """What is simply not filled in yet is left out, as beside the fields of the form."""
    keys = _keys(report)
    changes = {change.place: change.after for change in comparison.changes}
    content = _changed(content_of(report), keys, changes)
    return list(_placed(findings_in(report, content), keys, spots))


def _keys(report: Report) -> dict[tuple[str, str], Any]:
    """The ids of duties and figures by what they are and their codes."""
    duties = {(DUTY, assignment.duty.code): assignment.pk for assignment in duties_asked(report)}
    return duties | {(INDICATOR, indicator.code): indicator.pk for indicator in figures_asked(report)}


def _changed(content: ReportContent, keys: Mapping[tuple[str, str], Any], changes: Changes) -> ReportContent:
    def part(kind: str, old: Any) -> Any:
        key = keys.get((kind, old.code), old.code)
        new = {
            place.aspect: value for place, value in changes.items() if (place.kind, place.key) == (kind, key)
        }
        return replace(old, **new)

    return replace(
        content,
        sections=tuple(part(SECTION, section) for section in content.sections),
        duties=tuple(part(DUTY, duty) for duty in content.duties),
        figures=tuple(part(INDICATOR, figure) for figure in content.figures),
    )


def _placed(
    findings: list[Finding], keys: Mapping[tuple[str, str], Any], spots: Mapping[Place, Spot]
) -> Iterator[CellFinding]:
    for finding in findings:
        kind = finding.target
        key = keys.get((kind, finding.code), finding.code)
        spot = spots.get(Place(kind, key, ASPECTS.get(finding.check, FIRST_ASPECT.get(kind, ""))))
        if spot is not None and finding.check not in SILENT:
            yield CellFinding(spot, finding)
