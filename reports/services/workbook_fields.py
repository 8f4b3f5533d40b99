"""The fields of a report that a workbook asks for, and what they hold."""

from __future__ import annotations

from typing import Any

from reports.models import Report, Section
from reports.rules.fields import DUTY, INDICATOR, SECTION, Place, Value
from reports.services.content import duties_asked, figures_asked

ASPECTS = {
    DUTY: ("status", "done", "difficulties"),
    INDICATOR: ("value", "explanation"),
    SECTION: ("text",),
}


def stored_fields(report: Report) -> dict[Place, Value]:
    """What each field that the report's agency fills in holds now: "" or None where nothing was entered."""
    asked: dict[str, list[int] | list[str]] = {
        DUTY: [assignment.pk for assignment in duties_asked(report)],
        INDICATOR: [indicator.pk for indicator in figures_asked(report) if not indicator.is_computed],
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
