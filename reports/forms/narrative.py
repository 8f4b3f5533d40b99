"""The narrative sections, on one page in the order in which they are printed."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Layout
from django.utils.translation import gettext_lazy as _

from reports.forms.entry import EntryForm, Piece, TextEntry
from reports.models import Section
from reports.reading.entry import EntryNotes
from reports.services.editing import ReportChanges

HINTS = {
    Section.SITUATION: _(
        "How things stand in your field, and what your agency directed: documents issued, meetings, inspections."
    ),
    Section.ACHIEVEMENTS: _("The few results that matter most; the figures speak for the rest."),
    Section.SHORTCOMINGS: _("What was not done or not done well."),
    Section.CAUSES: _("Why: first what lay outside the agency, then what lay within it."),
    Section.DIRECTIONS: _("What your agency will do in the next period."),
    Section.PROPOSALS: _("What you ask of the People's Committee, the police or other agencies."),
}


def field_name(section: str) -> str:
    return f"section_{section}"


class NarrativeForm(EntryForm):
    def __init__(self, data: Any = None, *, texts: dict[str, str], revision: int, notes: EntryNotes) -> None:
        super().__init__(data, stored={field_name(s): texts.get(s, "") for s in Section}, revision=revision)
        for section in Section:
            self.fields[field_name(section)] = TextEntry(
                rows=7 if section.is_required else 4,
                asked=section.is_required,
                label=section.label,
                help_text=HINTS[section],
            )
        self.helper.layout = Layout(
            "revision",
            "base",
            *(
                Piece(
                    "reports/entry/section.html",
                    fields={"field": field_name(section)},
                    section=section,
                    number=number,
                    previous=notes.earlier.previous_sections.get(section, ""),
                    comments=notes.comments_on("section", section),
                )
                for number, section in enumerate(Section, 1)
            ),
        )

    def changes(self) -> ReportChanges:
        return ReportChanges(
            sections={
                s.value: self.cleaned_data[field_name(s)]
                for s in Section
                if field_name(s) in self.cleaned_data
            }
        )
