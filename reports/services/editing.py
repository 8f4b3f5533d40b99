"""Saving what an agency writes in its report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from agencies.models import User
from reports.models import DutyResult, IndicatorValue, Report, ReportSection, Section
from reports.rules.workflow import Action, State
from reports.services.content import assignments_of, indicators_of
from reports.services.steps import check_step, lock_report, take_step


@dataclass(frozen=True)
class DutyEntry:
    """What is to be saved for one duty."""

    status: str
    done: str = ""
    difficulties: str = ""


@dataclass(frozen=True)
class FigureEntry:
    """What is to be saved for one figure. `value` None empties it, which is not zero."""

    value: Decimal | None
    explanation: str = ""


@dataclass(frozen=True)
class ReportChanges:
    """What one save changes: sections by code, duties by assignment id, figures by indicator id."""

    sections: Mapping[str, str] = field(default_factory=dict)
    duties: Mapping[int, DutyEntry] = field(default_factory=dict)
    figures: Mapping[int, FigureEntry] = field(default_factory=dict)


class EditedMeanwhile(Exception):
    """Someone saved the report after the page was opened. `by` and `at` say who and when; nothing was saved."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"edited by {report.edited_by} at {report.edited_at}")
        self.report = report


@transaction.atomic
def save_report(
    *, report: Report, by: User, changes: ReportChanges, expected_revision: int, now: datetime
) -> Report:
    """Save what was typed, made on the report's `expected_revision`. Returns the report at its new revision.

    Raises StepRefused if the report may not be edited now, EditedMeanwhile if someone else saved first, KeyError
    for a duty or figure that is not this agency's.
    """
    report = lock_report(report)
    check_step(Action.SAVE, report, by)
    if report.revision != expected_revision:
        raise EditedMeanwhile(report)
    _save_sections(report, changes.sections)
    _save_duties(report, changes.duties)
    _save_figures(report, changes.figures)
    report.revision += 1
    mark_edited(report, by=by, now=now)
    return report


def mark_edited(report: Report, *, by: User, now: datetime) -> None:
    """Note who last changed a locked report, and make it a draft if it was not one. For services only."""
    report.edited_at = now
    report.edited_by = by
    if report.state == State.DRAFT:
        report.save()
    else:
        take_step(Action.SAVE, report, by=by, now=now)


def _save_sections(report: Report, sections: Mapping[str, str]) -> None:
    ReportSection.objects.bulk_create(
        [
            ReportSection(report=report, section=Section(code), text=text.strip())
            for code, text in sections.items()
        ],
        update_conflicts=True,
        unique_fields=["report", "section"],
        update_fields=["text"],
    )


def _save_duties(report: Report, duties: Mapping[int, DutyEntry]) -> None:
    own = {assignment.pk: assignment for assignment in assignments_of(report)} if duties else {}
    DutyResult.objects.bulk_create(
        [
            DutyResult(
                report=report,
                assignment=own[pk],
                status=entry.status,
                done=entry.done.strip(),
                difficulties=entry.difficulties.strip(),
            )
            for pk, entry in duties.items()
        ],
        update_conflicts=True,
        unique_fields=["report", "assignment"],
        update_fields=["status", "done", "difficulties"],
    )


def _save_figures(report: Report, figures: Mapping[int, FigureEntry]) -> None:
    own = {i.pk: i for i in indicators_of(report) if not i.is_computed} if figures else {}
    IndicatorValue.objects.bulk_create(
        [
            IndicatorValue(
                report=report, indicator=own[pk], value=entry.value, explanation=entry.explanation.strip()
            )
            for pk, entry in figures.items()
        ],
        update_conflicts=True,
        unique_fields=["report", "indicator"],
        update_fields=["value", "explanation"],
    )
