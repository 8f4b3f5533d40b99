"""What is said of targets holds, whatever the reports that are still missing will say."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reports.rules.consolidation import Asked, Beside, Total, totals
from reports.rules.content import FigureContent, ReportContent
from reports.rules.standing import is_met

ASKED = Asked("A", "a", "người", "hiv", 0, "up", "sum", ("x", "y", "z"))
values = st.lists(st.integers(0, 20).map(Decimal), min_size=3, max_size=3)


def total_of(asked: Asked, entered: list[Decimal], target: Decimal) -> Total:
    contents = [
        ReportContent("p", "H1", agency, agency, figures=(FigureContent("A", "a", "", "hiv", 0, value),))
        for agency, value in zip(asked.reporters, entered, strict=False)
    ]
    [total] = totals([asked], contents, {"A": Beside(target=target)})
    return total


@given(
    values,
    st.integers(0, 3),
    st.integers(0, 30).map(Decimal),
    st.sampled_from(["up", "down"]),
    st.sampled_from(["sum", "average", "maximum"]),
)
def test_a_target_that_is_met_stays_met(
    entered: list[Decimal], sent: int, target: Decimal, direction: str, how: str
) -> None:
    asked = replace(ASKED, direction=direction, how=how)
    if is_met(total_of(asked, entered[:sent], target)):
        assert is_met(total_of(asked, entered, target))


def test_what_is_large_enough_already_is_met_before_all_have_reported() -> None:
    assert is_met(total_of(ASKED, [Decimal(7)], Decimal(5)))
    assert not is_met(total_of(replace(ASKED, direction="down"), [Decimal(3)], Decimal(5)))
