"""A duty in a plan's list: who has it, a long list folded, hostile text as text."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from tasks.models import Duty, Plan
from tasks.templatetags.duties import FEW, duty_panel

HOSTILE = "<script>alert(1)</script>"
MANY = [f"Agency {number}" for number in range(FEW + 1)]


def panel(leads: list[str], helpers: list[str] | None = None, of: int = 99, text: str = "Do it.") -> str:
    duty = Duty(code="II.1-1", text=text)
    with override("en"):
        return duty_panel(Plan(code="p"), duty, "Drugs", {"lead": leads, "coordinating": helpers or []}, of)


def test_few_agencies_are_named() -> None:
    page = panel(["A", "B"], ["C"])
    assert "<dt>Lead:</dt><dd>A, B</dd>" in page
    assert "<dt>Coordinating:</dt><dd>C</dd>" in page
    assert "II.1-1" in page


def test_nobody_is_said_with_a_dash_and_helpers_only_where_there_are_any() -> None:
    page = panel([])
    assert "<dd>–</dd>" in page
    assert "Coordinating" not in page


def test_many_are_folded_under_their_number() -> None:
    page = panel(MANY, MANY)
    assert page.count(f"<summary>{len(MANY)} agencies</summary>{', '.join(MANY)}</details>") == 2


@pytest.mark.parametrize(("of", "said"), [(len(MANY), True), (len(MANY) + 1, False)])
def test_all_of_the_plan_are_said_to_be_all(of: int, said: bool) -> None:
    assert (f"all {len(MANY)} agencies" in panel(MANY, of=of)) is said


def test_hostile_text_stays_text() -> None:
    page = panel([HOSTILE], [HOSTILE] * (FEW + 1), text=HOSTILE)
    assert "&lt;script&gt;" in page
    assert HOSTILE not in page
