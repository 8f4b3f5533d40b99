"""How a change is said."""

from decimal import Decimal

import pytest
from django.utils import translation

from plan_portal.change import Better, change_of
from plan_portal.formatting import TIED, Figure
from plan_portal.marks import change, change_of_rate


@pytest.mark.parametrize(
    ("value", "previous", "better", "icon", "verdict", "words"),
    [
        (112.5, 100, "up", "arrow-up", "good", "up 12.5 %, good"),
        (112.5, 100, "down", "arrow-up", "bad", "up 12.5 %, not good"),
        (112.5, 100, "neutral", "arrow-up", "neutral", "up 12.5 %"),
        (75, 100, "up", "arrow-down", "bad", "down 25 %, not good"),
        (75, 100, "down", "arrow-down", "good", "down 25 %, good"),
        (75, 100, "neutral", "arrow-down", "neutral", "down 25 %"),
        (100, Decimal("100.00"), "up", "equal", "neutral", "unchanged"),
        (0, 0, "up", "equal", "neutral", "unchanged"),
        (5, 0, "up", "arrow-up", "good", "up from 0, good"),
        (5, 0, "down", "arrow-up", "bad", "up from 0, not good"),
        (5, 0, "neutral", "arrow-up", "neutral", "up from 0"),
        (4047, 4049, "up", "arrow-down", "bad", "down 0.05 %, not good"),
        (-5, 0, "up", "arrow-down", "bad", "down from 0"),
        (0, 5, "down", "arrow-down", "good", "down 100 %, good"),
        (None, 5, "up", "minus", "neutral", "cannot be compared"),
        (5, None, "up", "minus", "neutral", "cannot be compared"),
        (None, None, "up", "minus", "neutral", "cannot be compared"),
    ],
)
def test_change(
    value: Figure | None, previous: Figure | None, better: Better, icon: str, verdict: str, words: str
) -> None:
    with translation.override("en"):
        change = change_of(value, previous, better)
        assert (change.icon, change.verdict) == (icon, verdict)
        assert change.words.replace(TIED, " ") == words


def test_rates_differ_by_percentage_points() -> None:
    with translation.override("en"):
        assert change_of(0.9394, 0.8788, "up", in_points=True).words == "up 6.1 percentage points, good"
        assert change_of(0.5, 0, "down", in_points=True).words == "up 50 percentage points, not good"


def test_a_rate_in_per_cent_moves_by_points_and_not_by_per_cent_of_itself() -> None:
    with translation.override("en"):
        assert "down 12.9 percentage points, not good" in change_of_rate(65, Decimal("77.9"), "up")
        assert change_of_rate(None, 5) == change(None, 5)
