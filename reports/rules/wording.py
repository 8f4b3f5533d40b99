"""What changed inside a text, word by word. Pure, and bounded however long and repetitive the texts are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Comparing is quadratic at worst: above so many pieces on one side a text is compared in larger ones, or as a whole.
MOST_PIECES = 1_500
# Where less than so much stayed, the text was written anew: single words that happen to recur would only confuse.
LEAST_ALIKE = 0.3
_WORDS = re.compile(
    r"\s*\w+(?:[.,/-]\w+)*|\s*[^\w\s]+|\s+"
)  # 1.234,5 and 16/6 are one word; a full stop is another.
_LINES = re.compile(r"[^\n]*\n|[^\n]+")


class Change(StrEnum):
    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True)
class Run:
    """A stretch of text that stayed, went or came."""

    change: Change
    text: str


def word_changes(before: str, after: str) -> tuple[Run, ...]:
    """The runs that lead from `before` to `after`: without the inserted ones they read `before`, without the deleted
    ones `after`."""
    for pattern in (_WORDS, _LINES):
        old, new = pattern.findall(before), pattern.findall(after)
        if max(len(old), len(new)) <= MOST_PIECES:
            return tuple(_runs(old, new))
    return tuple(_replaced(before, after))


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    matcher = SequenceMatcher(a=old, b=new)
    if matcher.ratio() < LEAST_ALIKE:
        yield from _replaced("".join(old), "".join(new))
        return
    for tag, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if tag == "equal":
            yield Run(Change.SAME, "".join(old[from_old:to_old]))
        else:
            yield from _replaced("".join(old[from_old:to_old]), "".join(new[from_new:to_new]))


def _replaced(before: str, after: str) -> Iterator[Run]:
    if before:
        yield Run(Change.DELETED, before)
    if after:
        yield Run(Change.INSERTED, after)
