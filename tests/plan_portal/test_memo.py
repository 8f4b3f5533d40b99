"""Answers kept by all they depend on."""

from __future__ import annotations

from plan_portal.memo import Memo


def test_what_was_kept_is_known() -> None:
    memo: Memo[str, int] = Memo(size=3)
    memo.keep({"a": 1, "b": 2})
    assert memo.known(["a", "c"]) == {"a": 1}


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    memo: Memo[str, int] = Memo(size=2)
    memo.keep({"a": 1, "b": 2})
    memo.known(["a"])
    memo.keep({"c": 3})
    assert memo.known("abc") == {"a": 1, "c": 3}
