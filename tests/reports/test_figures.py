"""Adding figures up: the order and grouping of agencies never matter, and empty is not zero."""

from decimal import Decimal
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.figures import (
    Comparison,
    Figure,
    Tally,
    added,
    change_percent,
    over_time,
    ratio_percent,
    ratio_tally,
    tally,
)

entered = st.decimals(min_value=0, max_value=10**13, places=4)
values = st.none() | entered
WAYS = ["sum", "average", "maximum", "ratio"]


def resolved(tallies: list[Tally]) -> list[Figure]:
    whole = added(tallies)
    return [whole.resolve(how) for how in WAYS] + [Decimal(whole.entered), Decimal(whole.expected)]


@given(st.lists(st.tuples(values, values, st.integers(0, 3))), st.randoms())
def test_any_order_and_grouping_gives_the_same(
    given_: list[tuple[Figure, Figure, int]], random: object
) -> None:
    for make in (lambda a, _b: tally(a), ratio_tally):
        tallies = [make(a, b) for a, b, _ in given_]
        in_groups = [
            added(make(a, b) for a, b, _ in group)
            for _, group in groupby(sorted(given_, key=lambda g: g[2]), key=lambda g: g[2])
        ]
        shuffled = list(tallies)
        random.shuffle(shuffled)  # type: ignore[attr-defined]
        assert resolved(tallies) == resolved(shuffled) == resolved(in_groups)


@given(st.lists(values, max_size=40))
def test_an_agency_without_a_figure_changes_only_the_coverage(given_: list[Figure]) -> None:
    whole = added(map(tally, given_))
    more = added([whole, tally(None)])
    assert (more.entered, more.expected) == (whole.entered, whole.expected + 1)
    assert [more.resolve(how) for how in WAYS] == [whole.resolve(how) for how in WAYS]


@given(st.lists(values, max_size=40))
def test_totals_are_what_plain_arithmetic_says(given_: list[Figure]) -> None:
    whole, there = added(map(tally, given_)), [value for value in given_ if value is not None]
    assert whole.resolve("sum") == (sum(there) if there else None)
    assert whole.resolve("maximum") == max(there, default=None)
    average = whole.resolve("average")
    assert (
        average is None
        if not there
        else abs(average * len(there) - sum(there)) <= Decimal("0.00005") * len(there)
    )


def test_a_zero_counts_where_nothing_does_not() -> None:
    assert added([tally(Decimal(0)), tally(None)]) == Tally(1, 2, Decimal(0), Decimal(0))
    assert added([tally(None), tally(None)]).resolve("sum") is None
    assert added([]).resolve("maximum") is None


@given(st.lists(st.tuples(entered, entered), min_size=1))
def test_ratios_are_divided_after_adding(pairs: list[tuple[Decimal, Decimal]]) -> None:
    numerator, denominator = (sum(side) for side in zip(*pairs, strict=True))
    assert added(ratio_tally(a, b) for a, b in pairs).resolve("ratio") == ratio_percent(
        numerator, denominator
    )


def test_a_numerator_without_its_denominator_stays_out_of_the_ratio() -> None:
    whole = added([ratio_tally(Decimal(1), Decimal(2)), ratio_tally(Decimal(9), None)])
    assert (whole.resolve("ratio"), whole.entered, whole.expected) == (Decimal("50.0"), 1, 2)


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"),
    [
        ("1", "3", "33.3"),
        ("2", "3", "66.7"),
        ("1", "8", "12.5"),
        ("1", "800", "0.1"),
        ("1.25", "1000", "0.1"),
        ("3", "2", "150.0"),
    ],
)
def test_per_cent_has_one_decimal_and_rounds_halves_up(
    numerator: str, denominator: str, percent: str
) -> None:
    assert str(ratio_percent(Decimal(numerator), Decimal(denominator))) == percent


def test_nothing_divides_by_nothing() -> None:
    assert ratio_percent(Decimal(5), Decimal(0)) is None
    assert ratio_percent(None, Decimal(5)) is None
    assert change_percent(Decimal(5), Decimal(0)) is None


@given(st.lists(values))
def test_over_time_a_flow_adds_and_a_stock_keeps_its_latest(figures: list[Figure]) -> None:
    there = [figure for figure in figures if figure is not None]
    assert over_time(figures, "sum") == (sum(there) if there else None)
    assert over_time(figures, "latest") == (there[-1] if there else None)


@pytest.mark.parametrize("how", ["", "median"])
def test_an_unknown_way_of_adding_is_refused(how: str) -> None:
    with pytest.raises(ValueError, match="do not add"):
        Tally().resolve(how)
    with pytest.raises(ValueError, match="do not add"):
        over_time([], how)


def test_change_is_shown_against_last_year_where_it_is_known() -> None:
    both = Comparison(
        value=Decimal(120), target=Decimal(150), previous=Decimal(240), same_last_year=Decimal(100)
    )
    assert (both.change, both.shown_change) == (Decimal("-50.0"), Decimal("20.0"))
    assert Comparison(value=Decimal(120), previous=Decimal(240)).shown_change == Decimal("-50.0")
    assert Comparison(value=None, previous=Decimal(240)).shown_change is None


@given(values, values, values)
def test_a_period_of_another_length_measures_nothing(
    value: Figure, previous: Figure, last_year: Figure
) -> None:
    unlike = Comparison(value, previous=previous, same_last_year=last_year, previous_is_alike=False)
    assert unlike.reference == last_year
    assert unlike.shown_change == Comparison(value, same_last_year=last_year).shown_change
