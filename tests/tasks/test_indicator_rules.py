"""What must hold of one indicator, and the codes still free."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.rules.indicators import Clash, Made, Misfit, contradictions, contradictions_at, misfits, next_codes


@pytest.mark.parametrize(
    ("nature", "agencies", "periods", "found"),
    [
        ("flow", "sum", "sum", {}),
        ("stock", "average", "latest", {}),
        ("ratio", "ratio", "ratio", {}),
        ("stock", "sum", "sum", {"across_periods": Misfit.STOCK}),
        ("flow", "ratio", "sum", {"across_agencies": Misfit.RATIO}),
        ("ratio", "sum", "latest", {"across_agencies": Misfit.RATIO, "across_periods": Misfit.RATIO}),
    ],
)
def test_how_it_adds_up_fits_its_nature(
    nature: str, agencies: str, periods: str, found: dict[str, Misfit]
) -> None:
    assert misfits(nature=nature, across_agencies=agencies, across_periods=periods) == found


def test_each_series_of_codes_goes_on_where_it_ended() -> None:
    codes = ["HIV-09", "HIV-02", "DRG-99", "II.2-01-5", "A", "2022", "FIN-00"]
    assert next_codes(codes) == ["HIV-10", "DRG-100", "II.2-01-6", "FIN-01"]


CODES = "ABCDEF"
NATURES = st.sampled_from(["flow", "stock", "ratio"])
maybe = st.sampled_from(["", *CODES])
plans = st.dictionaries(st.sampled_from(CODES), st.builds(Made, NATURES, maybe, maybe, maybe))


@st.composite
def sound(draw: st.DrawFn) -> dict[str, Made]:
    """A plan made as one should: each indicator of earlier ones alone."""
    plan: dict[str, Made] = {}
    for code in CODES:
        nature = draw(NATURES)
        same = [known for known, made in plan.items() if made.nature == nature]
        addable = [known for known, made in plan.items() if made.nature != "ratio"]
        if nature == "ratio" and not addable:
            continue
        parts = [draw(st.sampled_from(addable)) if nature == "ratio" else "" for _part in range(2)]
        plan[code] = Made(nature, *parts, draw(st.sampled_from(["", *same])))
    return plan


@given(sound())
def test_a_sound_plan_contradicts_itself_nowhere(plan: dict[str, Made]) -> None:
    assert contradictions(plan) == []


@given(plans)
def test_where_nothing_is_found_everything_adds_up(plan: dict[str, Made]) -> None:
    if contradictions(plan):
        return
    for code, made in plan.items():
        assert all(plan[part].nature != "ratio" for part in (made.numerator, made.denominator) if part)
        way, here = [code], made.part_of
        while here:
            assert here not in way
            assert plan[here].nature == made.nature
            way.append(here)
            here = plan[here].part_of


@given(plans, st.sampled_from(CODES))
def test_what_is_found_names_both_and_is_seen_from_each(plan: dict[str, Made], code: str) -> None:
    every = contradictions(plan)
    assert {each.code for each in every} <= plan.keys()
    here = contradictions_at(plan, code)
    assert here == [e for e in every if e.code == code] + [e for e in every if e.other == code != e.code]
    for each in here:
        name, words = each.seen_from(code)
        assert name == (each.name if each.code == code else "nature")
        assert each.words
        assert (each.other if each.code == code else each.code) in words


@pytest.mark.parametrize(
    ("plan", "found"),
    [
        ({"A": Made("ratio", "A", "B"), "B": Made("flow")}, [("A", "numerator", "A", Clash.RATIO_OF_RATIO)]),
        (
            {"A": Made("ratio", "C", "C")},
            [("A", n, "C", Clash.RATIO_OF_RATIO) for n in ("numerator", "denominator")],
        ),
        ({"A": Made("flow", part_of="B"), "B": Made("stock")}, [("A", "part_of", "B", Clash.OTHER_NATURE)]),
        ({"A": Made("flow", part_of="C")}, [("A", "part_of", "C", Clash.OTHER_NATURE)]),
        ({"A": Made("flow", part_of="A")}, [("A", "part_of", "A", Clash.CIRCLE)]),
        (
            {"A": Made("flow", part_of="B"), "B": Made("flow", part_of="C"), "C": Made("flow", part_of="B")},
            [("B", "part_of", "C", Clash.CIRCLE), ("C", "part_of", "B", Clash.CIRCLE)],
        ),
    ],
)
def test_each_contradiction_is_named(plan: dict[str, Made], found: list[tuple[str, ...]]) -> None:
    assert [(each.code, each.name, each.other, each.clash) for each in contradictions(plan)] == found
