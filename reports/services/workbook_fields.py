"""The fields of a report that a workbook asks for: what they hold, and what is to be saved of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from reports.models import Report, Section
from reports.rules.fields import DUTY, INDICATOR, SECTION, Edit, Place, Value
from reports.services.content import assignments_of, indicators_of
from reports.services.editing import DutyEntry, FigureEntry, ReportChanges

ASPECTS = {
    DUTY: ("status", "done", "difficulties"),
    INDICATOR: ("value", "explanation"),
    SECTION: ("text",),
}


def stored_fields(report: Report) -> dict[Place, Value]:
    """What each field that the report's agency fills in holds now: "" or None where nothing was entered."""
    asked: dict[str, list[int] | list[str]] = {
        DUTY: [assignment.pk for assignment in assignments_of(report)],
        INDICATOR: [indicator.pk for indicator in indicators_of(report) if not indicator.is_computed],
        SECTION: [section.value for section in Section],
    }
    rows: dict[str, dict[Any, Any]] = {
        DUTY: {result.assignment_id: result for result in report.duty_results.all()},
        INDICATOR: {value.indicator_id: value for value in report.values.all()},
        SECTION: {section.section: section for section in report.sections.all()},
    }
    return {
        Place(kind, key, aspect): getattr(rows[kind].get(key), aspect, None if aspect == "value" else "")
        for kind, keys in asked.items()
        for key in keys
        for aspect in ASPECTS[kind]
    }


def changes_with(edits: Iterable[Edit], stored: Mapping[Place, Value]) -> ReportChanges:
    """The rows that the edits touch, whole: what was not edited in them stays as it is stored."""
    edited = {edit.place: edit.value for edit in edits}
    touched = dict.fromkeys((place.kind, place.key) for place in edited)
    rows = {
        (kind, key): {
            aspect: edited.get(Place(kind, key, aspect), stored[Place(kind, key, aspect)])
            for aspect in ASPECTS[kind]
        }
        for kind, key in touched
    }
    return ReportChanges(
        sections={str(key): str(row["text"]) for (kind, key), row in rows.items() if kind == SECTION},
        duties={int(key): _duty(row) for (kind, key), row in rows.items() if kind == DUTY},
        figures={int(key): _figure(row) for (kind, key), row in rows.items() if kind == INDICATOR},
    )


def _duty(row: Mapping[str, Value]) -> DutyEntry:
    return DutyEntry(status=str(row["status"]), done=str(row["done"]), difficulties=str(row["difficulties"]))


def _figure(row: Mapping[str, Value]) -> FigureEntry:
    value = row["value"]
    return FigureEntry(value if isinstance(value, Decimal) else None, str(row["explanation"]))
