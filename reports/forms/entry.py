"""What the pages of the report form share: each knows what it was opened on, so that two people who write at once can
be told exactly what both of them changed, and nothing that either typed is lost."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from crispy_forms.helper import FormHelper
from crispy_forms.layout import LayoutObject
from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from reports.services.editing import ReportChanges

LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class Conflict:
    """A field that two people changed: its stored value is the other's, what was typed here stays in the field."""

    name: str
    label: str
    stored: str


class TextEntry(forms.CharField):
    """A text of any shape that people write; stored composed and with plain line ends.

    `asked` says that a report should have it: then its label does not call it optional. A draft may do without.
    """

    def __init__(self, *, rows: int, asked: bool = False, **kwargs: Any) -> None:
        super().__init__(
            required=asked,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": rows, "maxlength": None}),
            error_messages={"max_length": _("This is too long: shorten it to %(limit_value)s characters.")},
            **kwargs,
        )

    def to_python(self, value: Any) -> str:
        return plain(super().to_python(value) or "")

    def validate(self, value: Any) -> None:
        """Empty is allowed: what is missing is found when the report is checked, not when it is saved."""


class Piece(LayoutObject):
    """A piece of a crispy layout with a template of its own. `fields` are given to it as bound fields by their keys."""

    def __init__(self, template: str, *, fields: Mapping[str, str], **values: Any) -> None:
        self.template = template
        self.fields = list(fields.values())
        self.names = fields
        self.values = values

    def render(
        self, form: forms.BaseForm, context: Any, template_pack: str = "", **kwargs: Any
    ) -> SafeString:
        bound = {key: form[name] for key, name in self.names.items()}
        return render_to_string(self.template, {**context.flatten(), **self.values, **bound, "form": form})


class EntryForm(forms.Form):
    """`stored` is what the report holds, by field name, as it is written in the fields."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    base = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, stored: Mapping[str, str], revision: int) -> None:
        self.stored = dict(stored)
        base = json.dumps({name: _digest(text) for name, text in self.stored.items()}, separators=(",", ":"))
        initial = {**self.stored, "revision": revision, "base": base}
        super().__init__(data, initial=initial, use_required_attribute=False)
        self.stored_revision = revision
        self.conflicts: list[Conflict] = []
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def changes(self) -> ReportChanges:
        """What is to be saved: every field that can be read. Fields with errors keep what is stored."""
        raise NotImplementedError

    def label_of(self, name: str) -> str:
        """What an error or a conflict calls a field, where it does not stand beside it."""
        return str(self.fields[name].label)

    def as_written(self, name: str, text: str) -> str:
        """A typed text in the shape in which it would be stored."""
        return plain(text).strip()

    @property
    def opened_on(self) -> int:
        """The revision the page was opened on; -1 where the page does not say, so that it is never taken as current."""
        revision = self.cleaned_data.get("revision")
        return -1 if revision is None else int(revision)

    def unsaved(self) -> set[str]:
        """Names of fields that could not be saved."""
        return set(self.errors)

    def after_saving(self, fresh: Self) -> Self:
        """The form over what is now stored: what was saved as stored, what could not be saved as typed."""
        kept = self.unsaved()
        data = {name: self._typed(name) if name in kept else text for name, text in fresh.stored.items()}
        return self._over(fresh, data)

    def merged_with(self, fresh: Self) -> Self:
        """The form over what someone else saved meanwhile. Where only one of the two wrote, his words stand; where
        both did, what was typed here stays in the field and the other's is listed in `conflicts`."""
        base = self._base()
        data, conflicts = {}, []
        for name, stored in fresh.stored.items():
            typed = self._typed(name)
            mine, theirs = self.as_written(name, typed), self.as_written(name, stored)
            untouched = base.get(name) == _digest(mine)
            data[name] = stored if untouched else typed
            if not untouched and mine != theirs and base.get(name) != _digest(theirs):
                conflicts.append(Conflict(name, self.label_of(name), stored))
        merged = self._over(fresh, data)
        merged.conflicts = conflicts
        return merged

    def _over(self, fresh: Self, data: dict[str, str]) -> Self:
        fresh.data = {**data, "revision": fresh.initial["revision"], "base": fresh.initial["base"]}
        fresh.is_bound = True
        return fresh

    def _typed(self, name: str) -> str:
        return str(self.data.get(name, ""))

    def _base(self) -> dict[str, str]:
        """What the page was opened on, as digests; where it does not say, everything counts as changed."""
        try:
            found = json.loads(self._typed("base"))
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def plain(text: str) -> str:
    """Composed letters, line feeds only."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _digest(text: str) -> str:
    return hashlib.sha256(plain(text).strip().encode()).hexdigest()[:12]
