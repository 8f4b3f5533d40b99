"""The form of one page of the report, over what the report now holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reports.forms.duties import DutiesForm
from reports.forms.entry import EntryForm
from reports.forms.figures import FiguresForm
from reports.forms.narrative import NarrativeForm
from reports.models import Report
from reports.reading.entry import stored_duties, stored_figures, stored_sections
from reports.reading.form_page import FormPage
from reports.reading.places import Page
from reports.services.content import assignments_of, duties_asked, figures_asked, indicators_of


def entry_form(page: FormPage, data: Any = None) -> EntryForm:
    """The whole form of any page but the attachments'."""
    content, notes = page.content, page.notes
    match page.page:
        case Page.DUTIES:
            duties = duties_asked(page.report)
            return DutiesForm(data, assignments=duties, stored=stored_duties(content, duties), notes=notes)
        case Page.FIGURES:
            asked = figures_asked(page.report)
            return FiguresForm(data, indicators=asked, stored=stored_figures(content, asked), notes=notes)
        case Page.NARRATIVE:
            return NarrativeForm(data, stored=stored_sections(content), notes=notes)
        case _:
            raise ValueError(f"{page.page} has no entry form")


def sent_fields_form(page: Page, report: Report, data: Any) -> EntryForm:
    """Only as much of the page as was sent: to save a few fields without reading the report."""
    match page:
        case Page.DUTIES:
            duties = assignments_of(report).filter(pk__in=_ids(data))
            return DutiesForm(data, assignments=list(duties), stored={})
        case Page.FIGURES:
            indicators = indicators_of(report).filter(pk__in=_ids(data))
            return FiguresForm(data, indicators=list(indicators), stored={})
        case Page.NARRATIVE:
            return NarrativeForm(data, stored={})
        case _:
            raise ValueError(f"{page} has no entry form")


def _ids(names: Iterable[str]) -> set[int]:
    """The duties or figures that these names of form fields are about."""
    ends = {name.rpartition("_")[2] for name in names}
    return {int(end) for end in ends if end.isdecimal() and len(end) < 19}
