"""The agency's duties: how far, what was done, what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reports.forms.entry import EntryForm, Piece, TextEntry
from reports.models import DutyStatus
from reports.reading.entry import EntryNotes
from reports.reading.places import mark_of
from reports.rules.fields import DUTY, Place, Value
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
        stored: Mapping[Place, Value],
        notes: EntryNotes | None = None,
    ) -> None:
        places = {
            field_name(aspect, a.pk): Place(DUTY, a.pk, aspect) for a in assignments for aspect in ASPECTS
        }
        super().__init__(data, places=places, stored=stored)
        self.codes = {a.pk: a.duty.code for a in assignments}
        for assignment in assignments:
            self._add_fields(assignment.pk)
        if notes is not None:
            self.lay_out(*(self._piece(a, notes) for a in assignments))

    def label_of(self, name: str) -> str:
        if name not in self.places:
            return super().label_of(name)
        code = self.codes[int(name.rpartition("_")[2])]
        return gettext("Duty %(code)s, %(what)s") % {
            "code": code,
            "what": str(self.fields[name].label).lower(),
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
            mark=mark_of("duty", duty.code),
            previous=notes.earlier.last_duties.get(duty.code),
            steps=notes.steps.get(duty.code, ()),
            comments=notes.comments_on("duty", duty.code),
            findings=notes.spoken_on("duty", duty.code),
        )
