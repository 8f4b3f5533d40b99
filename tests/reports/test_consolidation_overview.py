"""When the coordinator is told that nobody does the work."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reports.reading.consolidation_overview import A_MOMENT, is_in_hands
from reports.services.heartbeat import STALE_AFTER, beat
from tests.factories import MOMENT

pytestmark = pytest.mark.django_db
A_SECOND = timedelta(seconds=1)
LATER = MOMENT + STALE_AFTER


def test_at_first_one_waits_without_alarm() -> None:
    assert is_in_hands(None, MOMENT, now=MOMENT + A_MOMENT - A_SECOND)
    assert not is_in_hands(None, MOMENT, now=MOMENT + A_MOMENT)


def test_a_worker_that_gives_signs_of_life_will_come() -> None:
    beat(now=LATER)
    assert is_in_hands(None, MOMENT, now=LATER)


def test_a_worker_that_has_it_in_hand_is_there() -> None:
    assert is_in_hands(LATER + A_SECOND, MOMENT, now=LATER)
    assert not is_in_hands(LATER + A_SECOND, MOMENT, now=LATER + A_SECOND)
