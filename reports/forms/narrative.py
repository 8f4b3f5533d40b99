"""The narrative sections, on one page in the order in which they are printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.forms.entry import EntryForm, Piece, TextEntry
from reports.models import Section
from reports.reading.entry import EntryNotes
from reports.reading.places import mark_of
from reports.rules.fields import SECTION, Place, Value

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
    def __init__(
        self, data: Any = None, *, stored: Mapping[Place, Value], notes: EntryNotes | None = None
    ) -> None:
        places = {field_name(section): Place(SECTION, section.value, "text") for section in Section}
        super().__init__(data, places=places, stored=stored)
        for section in Section:
            self.fields[field_name(section)] = TextEntry(
                rows=7 if section.is_required else 4,
                asked=section.is_required,
                label=section.label,
                help_text=HINTS[section],
            )
        if notes is not None:
            self.lay_out(*(self._piece(section, notes) for section in Section))

    def _piece(self, section: Section, notes: EntryNotes) -> Piece:
        return Piece(
            "reports/entry/section.html",
            fields={"field": field_name(section)},
            section=section,
            mark=mark_of("section", section.value),
            findings=notes.spoken_on("section", section),
            previous=notes.earlier.last_sections.get(section, ""),
            comments=notes.comments_on("section", section),
        )
