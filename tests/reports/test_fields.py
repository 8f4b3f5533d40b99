"""The fate of an edit: whatever two people do in whatever order, nothing is overwritten by one who had not seen it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reports.rules.fields import Edit, Outcome, Place, digest_of, judge

PLACE = Place("section", "causes", "text")
# Who acts, what he types, and whether he looks at the page anew before he does.
ACTS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from(["", "x", "y", "z", " x\r\n"]), st.booleans())
)


@given(st.sampled_from(["", "x", "y"]), ACTS)
def test_nothing_is_overwritten_by_one_who_had_not_seen_it(
    stored: str, acts: list[tuple[str, str, bool]]
) -> None:
    seen = {"a": stored, "b": stored}
    for who, typed, looks in acts:
        if looks:
            seen[who] = stored
        outcome = judge(Edit(PLACE, typed, digest_of(seen[who])), stored)
        if outcome == Outcome.SAVED:
            assert digest_of(seen[who]) == digest_of(stored)
            stored = seen[who] = typed
        elif outcome == Outcome.SAME:
            assert digest_of(typed) == digest_of(stored)
            seen[who] = stored
        elif outcome == Outcome.REFUSED:
            assert digest_of(seen[who]) != digest_of(stored)
        else:
            assert digest_of(typed) == digest_of(seen[who])


@given(st.text(), st.text())
def test_a_page_that_does_not_say_what_it_saw_overwrites_nothing(stored: str, typed: str) -> None:
    assert judge(Edit(PLACE, typed), stored) in {Outcome.SAME, Outcome.REFUSED}
