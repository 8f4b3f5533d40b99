"""A comparison is said only where it is true (docs/decisions/0017): under the real year, and of whole sums alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from reports.documents.appendices import totals_table
from reports.documents.blocks import Paragraph
from reports.documents.charts import main_charts
from reports.documents.compose import compose
from reports.rules.calendar import around
from reports.rules.checks import FigureRule, check_figures
from reports.rules.consolidation import Asked, Beside, Figures, Total, draws_last_year, draws_previous, totals
from reports.rules.content import FigureContent, ReportContent
from reports.rules.figures import Comparison, Measure
from reports.rules.period_names import Before, Named, Names, named_unless
from tests.reports import sample

LONG_AGO = Names(same_year=2018, last=Named("annual", "annual", 2018))
AGENCIES = ("x", "y", "z")
values = st.none() | st.decimals(min_value=1, max_value=10**6, places=0)


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


@dataclass(frozen=True)
class Window:
    """A period of the plan of `plan_id`, which is its year too."""

    plan_id: int
    code: str
    kind: str
    data_from: date
    data_to: date


def window(year: int, code: str, *, weeks_before: int = 0) -> Window:
    """The whole year or its first half; both may begin and end some weeks before the calendar's."""
    shift = timedelta(weeks=weeks_before)
    is_half = code == "H1"
    last = date(year, 6, 30) if is_half else date(year, 12, 31)
    kind = "half_year" if is_half else "annual"
    return Window(year, code, kind, date(year, 1, 1) - shift, last - shift)


@given(
    year=st.integers(2020, 2040),
    gap=st.integers(1, 9),
    code=st.sampled_from(["H1", "annual"]),
    weeks=st.integers(0, 8),
)
def test_the_same_period_is_of_last_year_or_named_by_its_year(
    year: int, gap: int, code: str, weeks: int
) -> None:
    now, *old = (
        window(*which, weeks_before=weeks)
        for which in ((year, code), (year - gap, "H1"), (year - gap, "annual"))
    )
    names = around(now, old).names
    is_last_year = gap == 1
    assert names.same_label == ("Cùng kỳ năm trước" if is_last_year else f"Cùng kỳ năm {year - gap}")
    assert names.measured(Measure.LAST_YEAR) == names.same_label[0].lower() + names.same_label[1:]
    last_year_or_none = is_last_year or code == "annual"  # then it is the same period, and named once
    assert names.last_label == ("Kỳ trước" if last_year_or_none else f"Năm {year - gap}")
    assert Names.from_json(names.to_json()) == names


def test_every_kind_of_period_has_a_name() -> None:
    named = [Named(*each, 2018) for each in (("monthly", "M03"), ("quarterly", "Q2"), ("half_year", "H1"))]
    assert [str(each) for each in named] == ["tháng 03 năm 2018", "quý 2 năm 2018", "6 tháng đầu năm 2018"]
    assert named[2].label == "6 tháng đầu năm 2018"
    assert LONG_AGO.newest_label == "Năm 2018"
    assert replace(LONG_AGO, newest_is=Before.FIRST_HALF).newest_label == "6 tháng đầu năm"
    assert LONG_AGO.measured(Measure.WITHIN) == Names().measured(Measure.WITHIN)
    assert named_unless(window(2018, "annual"), 2021) == Named("annual", "annual", 2018)
    assert named_unless(window(2021, "annual"), 2021) is None


@given(
    comparison=st.builds(
        Comparison, value=values, previous=values, same_last_year=values,
        previous_is_alike=st.booleans(), nature=st.sampled_from(["flow", "stock"]),
        is_whole=st.booleans(), previous_is_whole=st.booleans(), last_year_is_whole=st.booleans(),
    )
)  # fmt: skip
def test_a_change_is_said_of_two_whole_figures_only(comparison: Comparison) -> None:
    whole = replace(comparison, is_whole=True, previous_is_whole=True, last_year_is_whole=True)
    figure, measure = comparison.measured
    then = {Measure.LAST_YEAR: comparison.last_year_is_whole, Measure.PREVIOUS: comparison.previous_is_whole}
    is_said = comparison.is_whole and then[measure]
    assert comparison.shown_change == (whole.shown_change if is_said else None)
    assert comparison.reference == (figure if is_said else None)
    assert comparison.is_withheld == (comparison.value is not None and figure is not None and not is_said)
    if not comparison.is_whole:
        assert comparison.last_year_beside is comparison.previous_beside is None


@given(
    sent=st.lists(values, max_size=len(AGENCIES)),
    how=st.sampled_from(["sum", "average", "maximum"]),
    beside=st.builds(
        Beside, previous=values, same_last_year=values,
        previous_is_whole=st.booleans(), last_year_is_whole=st.booleans(),
    ),
)  # fmt: skip
def test_what_some_agencies_gave_is_not_compared_and_has_no_bars_of_the_past(
    sent: list[Decimal | None], how: str, beside: Beside
) -> None:
    total = added(sent, how, beside)
    is_whole = len(sent) == len(AGENCIES) and None not in sent
    assert total.comparison.is_whole == is_whole
    assert is_whole or total.change is None
    assert draws_last_year([total]) == (
        is_whole and beside.last_year_is_whole and beside.same_last_year is not None
    )
    assert draws_previous([total]) == (is_whole and beside.previous_is_whole and beside.previous is not None)
    figures = Figures((), (total,), LONG_AGO)
    assert Figures.from_json(figures.to_json()) == figures
    assert figures.has_withheld == total.comparison.is_withheld
    assert ("thì không so sánh" in totals_table(figures).note) == figures.has_withheld


def added(
    sent: list[Decimal | None],
    how: str = "sum",
    beside: Beside = Beside(same_last_year=Decimal(40)),  # noqa: B008
) -> Total:
    asked = Asked("A", "Số vụ", "vụ", "drugs", 0, "down", how, AGENCIES)
    contents = [
        ReportContent("p", "H1", a, a, figures=(FigureContent("A", "", "", "drugs", 0, value),))
        for a, value in zip(AGENCIES, sent, strict=False)
    ]
    [total] = totals([asked], contents, {"A": beside})
    return total


def test_one_figure_that_is_not_whole_takes_the_past_off_the_chart() -> None:
    whole, part = added([Decimal(9)] * 3), added([Decimal(9)])
    [both], [alone] = (main_charts(each, Names()) for each in ([whole, part], [whole]))
    assert "Cùng kỳ" not in both.svg
    assert "Cùng kỳ năm trước" in alone.svg


def test_what_was_frozen_before_says_what_it_said() -> None:
    frozen = Figures((), (added([Decimal(20)]),), LONG_AGO).to_json()
    del frozen["names"]
    for name in ("is_whole", "previous_is_whole", "last_year_is_whole"):
        del frozen["totals"][0]["comparison"][name]
    read = Figures.from_json(frozen)
    assert (read.totals[0].change, read.names) == (Decimal("-50.0"), Names())


@pytest.mark.parametrize("names", [Names(), LONG_AGO])
def test_the_document_names_the_year_and_is_silent_about_parts(names: Names) -> None:
    source = sample.source(missing=20)
    source = replace(source, figures=replace(source.figures, names=names))
    document = compose(source)
    said = [each.text for each in document.blocks if isinstance(each, Paragraph) and "so với" in each.text]
    assert said
    coverages = [
        line.rpartition("(")[2].partition(" đơn vị")[0] for line in said if "đơn vị báo cáo)" in line
    ]
    assert all(part == whole for part, _slash, whole in (each.partition("/") for each in coverages))
    table = next(table for table in document.tables() if table.sheet == "Tổng hợp")
    written = "\n".join([*said, *(column.title for column in table.columns), table.note])
    assert ("năm 2018" in written) == (names is LONG_AGO)
    assert ("năm trước" in written) == (names is not LONG_AGO)
    assert ("kỳ trước" in written.lower()) == (names is not LONG_AGO)
    assert "thì không so sánh" in table.note


def test_the_warning_names_what_it_measures_by() -> None:
    figure = FigureContent("A", "Cases", "vụ", "drugs", value=Decimal(100))
    for measure, words in ((Measure.LAST_YEAR, "cùng kỳ năm 2018"), (Measure.PREVIOUS, "năm 2018")):
        rule = FigureRule(previous=Decimal(10), measure=measure, names=LONG_AGO)
        [found] = check_figures([figure], {"A": rule})
        assert words in found.message
