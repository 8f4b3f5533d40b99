"""The form of one page of the report, over what the report now holds."""

from __future__ import annotations

from typing import Any

from reports.forms.duties import DutiesForm
from reports.forms.entry import EntryForm
from reports.forms.figures import FiguresForm
from reports.forms.narrative import NarrativeForm
from reports.models import Report
from reports.reading.entry import EntryNotes
from reports.reading.places import Page
from reports.services.content import assignments_of, indicators_of


def entry_form(page: Page, report: Report, notes: EntryNotes, data: Any = None) -> EntryForm:
    """`page` is any but the attachments'."""
    match page:
        case Page.DUTIES:
            return DutiesForm(
                data,
                assignments=list(assignments_of(report)),
                results={result.assignment_id: result for result in report.duty_results.all()},
                revision=report.revision,
                notes=notes,
            )
        case Page.FIGURES:
            return FiguresForm(
                data,
                indicators=list(indicators_of(report)),
                values={value.indicator_id: value for value in report.values.all()},
                revision=report.revision,
                notes=notes,
            )
        case Page.NARRATIVE:
            texts = dict(report.sections.values_list("section", "text"))
            return NarrativeForm(data, texts=texts, revision=report.revision, notes=notes)
        case _:
            raise ValueError(f"{page} has no entry form")
