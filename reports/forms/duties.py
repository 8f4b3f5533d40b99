"""The agency's duties: how far, what was done, what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reports.forms.entry import EntryForm, Piece, TextEntry
from reports.models import DutyResult, DutyStatus
from reports.reading.entry import EntryNotes
from reports.services.editing import DutyEntry, ReportChanges
from tasks.models import Assignment

ASPECTS = ("status", "done", "difficulties")


def field_name(aspect: str, assignment: int) -> str:
    return f"{aspect}_{assignment}"


class DutiesForm(EntryForm):
    def __init__(
        self,
        data: Any = None,
        *,
        assignments: Sequence[Assignment],
        results: Mapping[int, DutyResult],
        revision: int,
        notes: EntryNotes,
    ) -> None:
        stored = {
            field_name(aspect, a.pk): getattr(results.get(a.pk), aspect, "")
            for a in assignments
            for aspect in ASPECTS
        }
        super().__init__(data, stored=stored, revision=revision)
        self.assignments = assignments
        self.numbers = {a.pk: number for number, a in enumerate(assignments, 1)}
        for assignment in assignments:
            self._add_fields(assignment.pk)
        self.helper.layout = Layout("revision", "base", *(self._piece(a, notes) for a in assignments))

    def changes(self) -> ReportChanges:
        return ReportChanges(
            duties={a.pk: self._entry(a.pk) for a in self.assignments if self._is_readable(a.pk)}
        )

    def label_of(self, name: str) -> str:
        number = self.numbers[int(name.rpartition("_")[2])]
        return gettext("Duty %(number)s, %(what)s") % {
            "number": number,
            "what": str(self.fields[name].label).lower(),
        }

    def unsaved(self) -> set[str]:
        """The three fields of a duty are saved together."""
        return {
            field_name(aspect, a.pk)
            for a in self.assignments
            if not self._is_readable(a.pk)
            for aspect in ASPECTS
        }

    def _add_fields(self, pk: int) -> None:
        self.fields[field_name("status", pk)] = forms.ChoiceField(
            label=_("How far"), choices=DutyStatus.choices, widget=forms.RadioSelect, required=False
        )
        self.fields[field_name("done", pk)] = TextEntry(rows=4, asked=True, label=_("What was done"))
        self.fields[field_name("difficulties", pk)] = TextEntry(rows=2, label=_("Difficulties"))

    def _piece(self, assignment: Assignment, notes: EntryNotes) -> Piece:
        duty = assignment.duty
        return Piece(
            "reports/entry/duty.html",
            fields={aspect: field_name(aspect, assignment.pk) for aspect in ASPECTS},
            assignment=assignment,
            duty=duty,
            number=self.numbers[assignment.pk],
            previous=notes.earlier.previous_duties.get(duty.code),
            steps=notes.steps.get(duty.code, ()),
            comments=notes.comments_on("duty", duty.code),
            findings=notes.spoken_on("duty", duty.code),
        )

    def _is_readable(self, pk: int) -> bool:
        return all(field_name(aspect, pk) in self.cleaned_data for aspect in ASPECTS)

    def _entry(self, pk: int) -> DutyEntry:
        return DutyEntry(**{aspect: self.cleaned_data[field_name(aspect, pk)] for aspect in ASPECTS})
