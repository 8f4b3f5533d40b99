"""What a check of a signed file may say."""

from __future__ import annotations

import pytest

from reports.rules.signatures import Refusal, Signature, Verdict


def test_a_verdict_is_one_or_the_other() -> None:
    for odd in ({}, {"refusal": Refusal.UNSIGNED, "signatures": [Signature("A", "B", None, True, True)]}):
        with pytest.raises(ValueError, match="signed or"):
            Verdict(**odd)
