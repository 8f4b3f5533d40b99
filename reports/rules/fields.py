"""One field of a report, and what becomes of an edit of it when several people write at once.

Whoever edits a field says what he saw in it: a digest of the value the page was opened on, or was last told. If
something else is stored by now, someone wrote there in between, and the edit is refused rather than overwriting what
its author never saw. Other fields of the same report are not concerned.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from reports.rules.numbers import write_figure

Value = str | Decimal | None

SECTION, DUTY, INDICATOR = "section", "duty", "indicator"
LONGEST_TEXT = 20_000  # Of any text that an agency writes.


@dataclass(frozen=True)
class Place:
    """`kind` is section, duty or indicator (as for findings and comments). `key` is a section's code, or the id of
    an assignment or an indicator. `aspect` is which of its fields."""

    kind: str
    key: str | int
    aspect: str


@dataclass(frozen=True)
class Edit:
    """A field as it was typed. `base` is the digest of what its author saw there; "" where that is not known."""

    place: Place
    value: Value
    base: str = ""

    @property
    def is_touched(self) -> bool:
        """False for a field that was sent along as it was found."""
        return digest_of(self.value) != self.base


class Outcome(Enum):
    UNTOUCHED = "left as it was found"
    SAME = "stored already"
    SAVED = "to be stored"
    REFUSED = "someone else wrote there in between"


def judge(edit: Edit, stored: Value) -> Outcome:
    """What becomes of an edit of a field that now holds `stored`."""
    if not edit.is_touched:
        return Outcome.UNTOUCHED
    if written(edit.value) == written(stored):
        return Outcome.SAME
    return Outcome.SAVED if edit.base == digest_of(stored) else Outcome.REFUSED


def plain(text: str) -> str:
    """Composed letters, line feeds only."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def written(value: Value) -> str:
    """A value as it is written in its field, in the one shape in which it is stored."""
    return plain(value).strip() if isinstance(value, str) else write_figure(value)


def digest_of(value: Value) -> str:
    """Short, since a page carries one for each of its fields; two values met by chance in one field differ in it."""
    return hashlib.sha256(written(value).encode()).hexdigest()[:12]
