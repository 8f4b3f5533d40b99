"""What the pages of the report form share: each field knows what it was opened on, so that two people who write at
once can be told exactly what both of them changed, and nothing that either typed is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from reports.rules.fields import LONGEST_TEXT, Edit, Place, Value, digest_of, plain, written
from reports.services.editing import Conflict


@dataclass(frozen=True)
class Clash:
    """A field that two people changed: it holds the other's, what was typed here stays in the field. `theirs` is as
    it would be typed, `shown` in words; `seen` is the digest to say when mine is to be kept all the same."""

    name: str
    label: str
    mine: str
    theirs: str
    shown: str
    seen: str
    by: User | None
    at: datetime | None


class TextEntry(forms.CharField):
    """A text of any shape that people write; stored composed and with plain line ends.

    `asked` says that a report should have it: then its label does not call it optional. A draft may do without.
    """

    def __init__(self, *, rows: int, asked: bool = False, longest: int = LONGEST_TEXT, **kwargs: Any) -> None:
        super().__init__(
            required=asked,
            max_length=longest,
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
    """`places` says which field of the report each form field is, `stored` what the report holds there, by name.

    Where only some fields are sent, as when a page saves itself, only those are edits; `is_fragment` is then set by
    the view, and what must be said of a field comes as a piece to be put into the page.
    """

    base = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, places: Mapping[str, Place], stored: Mapping[Place, Value]
    ) -> None:
        self.places = dict(places)
        self.stored = {name: written(stored.get(place, "")) for name, place in places.items()}
        self.bases = {name: digest_of(text) for name, text in self.stored.items()}
        initial = {**self.stored, "base": json.dumps(self.bases, separators=(",", ":"))}
        super().__init__(data, initial=initial, use_required_attribute=False)
        self.clashes: list[Clash] = []
        self.is_fragment = False
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def lay_out(self, *pieces: LayoutObject) -> None:
        self.helper.layout = Layout("base", *pieces)

    def edits(self, *, without: str = "") -> list[Edit]:
        """Every field that was sent and can be read, with what its author saw there; but for the one named, of which
        the stored value is to be taken."""
        seen = self._seen()
        return [
            Edit(place, self.cleaned_data[name], seen.get(name, ""))
            for name, place in self.places.items()
            if name in self.data and name in self.cleaned_data and name != without
        ]

    def label_of(self, name: str) -> str:
        """What an error or a conflict calls a field, where it does not stand beside it."""
        return str(self.fields[name].label)

    def text_in(self, name: str) -> str:
        """What stands in a field: what the report holds, or what was typed over it."""
        return str(self[name].value() or "") if self.is_bound else self.stored[name]

    def sent(self) -> Iterator[forms.BoundField]:
        """The fields that came with the request."""
        return (self[name] for name in self.places if name in self.data)

    def clash_of(self, conflict: Conflict) -> Clash:
        """What to say of an edit that was refused."""
        name = next(name for name, place in self.places.items() if place == conflict.place)
        theirs = written(conflict.stored)
        words = dict(getattr(self.fields[name], "choices", ()))
        return Clash(
            name,
            self.label_of(name),
            mine=str(words.get(self._typed(name), self._typed(name))),
            theirs=theirs,
            shown=str(words.get(theirs, theirs)),
            seen=digest_of(conflict.stored),
            by=conflict.by,
            at=conflict.at,
        )

    def settle(self, conflicts: Sequence[Conflict]) -> dict[str, Any]:
        """Become the fragment that answers a save of some fields; what of each became is returned by name, for the
        page's script: `saved` with the digests of what is stored now, `clashes`, `errors`."""
        self.is_fragment = True
        self.clashes = [self.clash_of(conflict) for conflict in conflicts]
        clashing = {clash.name for clash in self.clashes}
        names = {place: name for name, place in self.places.items()}
        kept = {names[e.place]: digest_of(e.value) for e in self.edits() if names[e.place] not in clashing}
        return {"saved": kept, "clashes": sorted(clashing), "errors": sorted(self.errors)}

    def reopened(self, fresh: Self, conflicts: Sequence[Conflict]) -> Self:
        """The form over what is now stored: what was saved as stored, what could not be saved as typed. A field that
        two changed is then opened on the other's; one with an error on what it was opened on before."""
        clashes = [self.clash_of(conflict) for conflict in conflicts]
        kept = {name for name in self.places if name in self.errors} | {clash.name for clash in clashes}
        seen = self._seen()
        bases = fresh.bases | {name: seen.get(name, "") for name in self.errors if name in self.places}
        texts = {name: self._typed(name) if name in kept else text for name, text in fresh.stored.items()}
        fresh.data = {**texts, "base": json.dumps(bases, separators=(",", ":"))}
        fresh.is_bound = True
        fresh.clashes = clashes
        return fresh

    @property
    def unsaved(self) -> str:
        """Names of the fields that hold something else than the report does, for the page's script."""
        names = [*(clash.name for clash in self.clashes), *(n for n in self.places if n in self.errors)]
        return " ".join(names)

    def _typed(self, name: str) -> str:
        return str(self.data.get(name, ""))

    def _seen(self) -> dict[str, str]:
        """What the page was opened on, as digests; where it does not say, everything counts as changed."""
        try:
            found = json.loads(self._typed("base"))
        except (ValueError, RecursionError):  # Brackets within brackets, thousands deep.
            return {}
        return found if isinstance(found, dict) else {}
