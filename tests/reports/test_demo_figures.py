"""The demonstration's figures obey the checks by construction, and are the same every time."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reports.demo.figures import FigureSpec, drawn, figures_for
from reports.demo.words import Author

agencies = st.text(min_size=1, max_size=20)
years = st.integers(2000, 2100)


@st.composite
def specs(draw: st.DrawFn) -> list[FigureSpec]:
    """Wholes, some with a part not larger than the whole in the province, in any order."""
    found = []
    for n in range(draw(st.integers(1, 6))):
        whole = FigureSpec(
            code=f"W{n}",
            province=draw(st.integers(0, 200_000)),
            sharers=draw(st.integers(1, 33)),
            is_flow=draw(st.booleans()),
            decimals=draw(st.integers(0, 2)),
        )
        part = replace(whole, code=f"P{n}", province=draw(st.integers(0, whole.province)), part_of=whole.code)
        found += [whole, part] if draw(st.booleans()) else [whole]
    return draw(st.permutations(found))


@given(specs=specs(), agency=agencies, year=years, is_half_year=st.booleans())
def test_a_part_is_never_larger_than_its_whole(specs, agency, year, is_half_year) -> None:
    made = figures_for(specs, agency=agency, year=year, is_half_year=is_half_year)
    assert made.keys() == {spec.code for spec in specs}
    assert all(made[spec.code] <= made[spec.part_of] for spec in specs if spec.part_of)


@given(specs=specs(), agency=agencies, year=years)
def test_a_year_is_never_less_than_its_half(specs, agency, year) -> None:
    half = figures_for(specs, agency=agency, year=year, is_half_year=True)
    whole = figures_for(specs, agency=agency, year=year, is_half_year=False)
    assert all(half[spec.code] <= whole[spec.code] for spec in specs if spec.is_flow)


def test_what_is_counted_at_a_moment_moves_a_little() -> None:
    spec = [FigureSpec("A", province=100_000, sharers=1, is_flow=False)]
    half, whole = (
        figures_for(spec, agency="one", year=2022, is_half_year=is_half)["A"] for is_half in (True, False)
    )
    assert 0 < abs(half - whole) < whole / 10
    fixed = [replace(spec[0], is_fixed=True)]
    assert figures_for(fixed, agency="one", year=2022, is_half_year=True)["A"] == whole


@given(specs=specs(), agency=agencies, year=years, is_half_year=st.booleans())
def test_figures_have_the_places_asked_for_and_are_never_negative(specs, agency, year, is_half_year) -> None:
    made = figures_for(specs, agency=agency, year=year, is_half_year=is_half_year)
    assert all(value >= 0 for value in made.values())
    assert all(made[spec.code] == round(made[spec.code], spec.decimals) for spec in specs)


@given(specs=specs(), agency=agencies, year=years)
def test_the_same_question_has_the_same_answer_in_any_order(specs, agency, year) -> None:
    made = figures_for(specs, agency=agency, year=year, is_half_year=True)
    assert figures_for(specs[::-1], agency=agency, year=year, is_half_year=True) == made


def test_agencies_and_years_differ() -> None:
    spec = [FigureSpec("A", province=100_000, sharers=3, is_flow=True)]
    asked = [("one", 2022), ("two", 2022), ("one", 2023)]
    made = {figures_for(spec, agency=agency, year=year, is_half_year=False)["A"] for agency, year in asked}
    assert len(made) == len(asked)


def test_what_stands_for_a_whole_that_is_not_asked_is_left_as_it_is() -> None:
    part = FigureSpec("P", province=10, sharers=1, is_flow=False, part_of="W")
    assert figures_for([part], agency="one", year=2022, is_half_year=False)["P"] > Decimal(5)


@given(seed=st.lists(st.one_of(st.text(), st.integers())))
def test_a_draw_lies_between_0_and_1_and_repeats(seed) -> None:
    assert 0 <= drawn(*seed) <= 1
    assert drawn(*seed) == drawn(*seed)


@given(agency=agencies, year=years, is_half_year=st.booleans())
def test_an_author_always_writes_the_same_and_says_it_is_made_up(agency, year, is_half_year) -> None:
    one, again = (Author(agency=agency, year=year, is_half_year=is_half_year) for _ in range(2))
    words = [one.section("situation"), one.duty("C1", "drugs"), one.remark("returns", "report")]
    assert words == [again.section("situation"), again.duty("C1", "drugs"), again.remark("returns", "report")]
    assert all("minh họa" in text.lower() for text in words)
    assert str(year) in one.span
