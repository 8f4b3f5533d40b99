"""The agency's duties: how far, what was done, what stands in the way."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from copy import copy
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from plan_portal.memo import Memo
from reports.forms.entry import EntryForm, Piece, TextEntry
from reports.models import DutyStatus
from reports.reading.entry import EntryNotes
from reports.reading.places import mark_of
from reports.rules.fields import DUTY, Place, Value
from tasks.models import Assignment

ASPECTS = ("status", "done", "difficulties")


def field_name(aspect: str, assignment: int) -> str:
    return f"{aspect}_{assignment}"


# As many duties as a province's reporters have open in a day, in both languages.
KEPT: Memo[Hashable, SafeString] = Memo(size=1024)


@lru_cache(maxsize=1)
def _fields() -> tuple[forms.Field, ...]:
    """Those of one duty. Made once: to make them anew for each duty would cost more than to write it."""
    status = forms.ChoiceField(
        label=_("How far"), choices=DutyStatus.choices, widget=forms.RadioSelect, required=False
    )
    done = TextEntry(rows=4, asked=True, label=_("What was done"))
    return status, done, TextEntry(rows=2, label=_("Difficulties"))


class DutyPiece(Piece):
    """One duty. Kept by all that is in it while nothing is said of it, as mostly: from one showing of a form to the
    next few duties change."""

    def render(
        self, form: forms.BaseForm, context: Any, template_pack: str = "", **kwargs: Any
    ) -> SafeString:
        assert isinstance(form, EntryForm)
        if self._is_spoken_of(form):
            return super().render(form, context, template_pack, **kwargs)
        key = self._key(form, may_copy=context["page"].may_edit)
        kept = KEPT.known([key])
        if key not in kept:
            kept[key] = super().render(form, context, template_pack, **kwargs)
            KEPT.keep(kept)
        return kept[key]

    def _is_spoken_of(self, form: EntryForm) -> bool:
        """By a comment, a finding, an error, or two people's versions."""
        marked = {*form.errors, *(clash.name for clash in form.clashes)}
        return bool(self.values["comments"] or self.values["findings"] or marked.intersection(self.fields))

    def _key(self, form: EntryForm, *, may_copy: bool) -> Hashable:
        assignment, duty = self.values["assignment"], self.values["duty"]
        steps = ((each.step.what, each.step.ends_on, each.chip) for each in self.values["steps"])
        return (
            *(get_language(), may_copy, assignment.pk, assignment.role, duty.code, duty.text),
            *(form.text_in(name) for name in self.fields),
            self.values["previous"],
            *steps,
        )


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
        for aspect, field in zip(ASPECTS, _fields(), strict=True):
            self.fields[field_name(aspect, pk)] = copy(field)

    def _piece(self, assignment: Assignment, notes: EntryNotes) -> DutyPiece:
        duty = assignment.duty
        return DutyPiece(
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
