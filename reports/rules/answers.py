"""What comes from the fields and buttons below the comments of a page: which words are an answer, which were only sent
along as they were found, and which stand nowhere yet and must not be lost."""

from __future__ import annotations

from dataclasses import dataclass

from reports.rules.fields import digest_of

ANSWERED, RESOLVED, OPEN = "answered", "resolved", "open"
ACTS = frozenset({ANSWERED, RESOLVED, OPEN})


@dataclass(frozen=True)
class Stored:
    """The answer that a comment has by now; both "" where it has none."""

    text: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Typed:
    """What came for one comment. `pressed` is what its button says, one of ACTS, or "" where another button of the
    page was pressed. `seen` is the digest of the answer that the page showed, None where that is not known."""

    text: str = ""
    pressed: str = ""
    seen: str | None = None

    @property
    def says_something(self) -> bool:
        """False for a field that was sent along as it was found."""
        return bool(self.pressed or (self.text and digest_of(self.text) != self.seen))

    def adds_to(self, stored: Stored) -> bool:
        """Whether words were typed that are not the stored ones."""
        return self.says_something and self.text not in {"", stored.text}

    def is_behind(self, stored: Stored) -> bool:
        """Whether somebody else answered since the page was made, in words that its author has not read and that
        would go with what he does now."""
        is_news = self.seen is not None and digest_of(stored.text) != self.seen
        return is_news and stored.text not in {"", self.text}


def meant(typed: Typed, stored: Stored) -> str:
    """What is to be done: what the button says; words without a button are an answer of the kind that stands; "" for
    nothing."""
    if typed.pressed:
        return typed.pressed
    return stored.kind or ANSWERED if typed.adds_to(stored) else ""
