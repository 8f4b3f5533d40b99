"""What the words and buttons below a comment mean."""

from __future__ import annotations

import pytest

from reports.rules.answers import ANSWERED, OPEN, RESOLVED, Stored, Typed, meant
from reports.rules.fields import digest_of

NONE, DONE = Stored(), Stored("Done.", RESOLVED)


@pytest.mark.parametrize(
    ("typed", "stored", "what"),
    [
        (Typed(), NONE, ""),
        (Typed("Words."), NONE, ANSWERED),
        (Typed("Words."), DONE, RESOLVED),
        (Typed("Done."), DONE, ""),
        (Typed(""), DONE, ""),
        (Typed("Done.", seen=digest_of("Done.")), NONE, ""),
        (Typed("Done.", seen=digest_of("Done.")), Stored("Newer.", ANSWERED), ""),
        (Typed("", OPEN), DONE, OPEN),
        (Typed("", RESOLVED), NONE, RESOLVED),
        (Typed("Done.", ANSWERED), DONE, ANSWERED),
    ],
)
def test_what_is_to_be_done(typed: Typed, stored: Stored, what: str) -> None:
    assert meant(typed, stored) == what


@pytest.mark.parametrize(
    ("typed", "stored", "behind"),
    [
        (Typed("Mine.", seen=digest_of("")), DONE, True),
        (Typed("", OPEN, seen=digest_of("Older.")), DONE, True),
        (Typed("Mine.", seen=digest_of("Done.")), DONE, False),
        (Typed("Mine.", seen=digest_of("Older.")), NONE, False),  # Nothing of anybody's would go.
        (Typed("Done.", ANSWERED, seen=digest_of("")), DONE, False),  # Sent twice.
        (Typed("Mine."), DONE, False),
    ],
)
def test_who_has_not_read_the_other_answer_does_not_replace_it(
    typed: Typed, stored: Stored, behind: bool
) -> None:
    assert typed.is_behind(stored) is behind
