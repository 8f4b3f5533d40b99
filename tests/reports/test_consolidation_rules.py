"""Adding a period up: coverage, ratios from their parts, and JSON that loses nothing."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reports.rules.consolidation import Asked, Beside, Figures, totals
from reports.rules.content import FigureContent, ReportContent
from tests.reports import sample

values = st.none() | st.decimals(min_value=0, max_value=10**9, places=2)
PART = Asked("A", "a", "người", "hiv", 2, "up", "sum", ("x", "y", "z"))
WHOLE = replace(PART, code="B")
SHARE = replace(PART, code="C", how="ratio", numerator="A", denominator="B", unit="%")
ALONE, WHOLE_ALONE, SHARE_ALONE = (replace(each, reporters=("x",)) for each in (PART, WHOLE, SHARE))


def report(agency: str, a: Decimal | None, b: Decimal | None) -> ReportContent:
    figures = tuple(FigureContent(code, code, "", "hiv", 2, value) for code, value in (("A", a), ("B", b)))
    return ReportContent("p", "H1", agency, agency, figures=figures)


@given(
    st.lists(st.tuples(values, values), min_size=3, max_size=3), st.permutations([0, 1, 2]), st.integers(0, 3)
)
def test_order_does_not_matter_and_missing_reports_are_expected(
    pairs: list[tuple[Decimal | None, Decimal | None]], order: list[int], sent: int
) -> None:
    contents = [report("xyz"[i], *pairs[i]) for i in range(sent)]
    shuffled = [contents[i] for i in order if i < sent]
    found = list(totals([PART, WHOLE, SHARE], contents, {}))
    assert found == list(totals([PART, WHOLE, SHARE], shuffled, {}))
    assert [total.expected for total in found] == [3, 3, 3]
    assert found[0].entered == sum(a is not None for a, _ in pairs[:sent])
    assert found[2].entered == sum(a is not None and b is not None for a, b in pairs[:sent])


def test_a_report_of_an_agency_that_is_not_asked_does_not_count() -> None:
    [total] = totals([PART], [report("x", Decimal(1), None), report("stranger", Decimal(99), None)], {})
    assert (total.value, total.entered) == (Decimal(1), 1)


def test_ratios_change_in_points_and_figures_in_per_cent() -> None:
    contents = [report("x", Decimal(50), Decimal(100))]
    beside = {
        "A": Beside(previous=Decimal(40)),
        "C": Beside(same_last_year=Decimal("40.0"), previous=Decimal(1)),
    }
    part, _whole, share = totals([ALONE, WHOLE_ALONE, SHARE_ALONE], contents, beside)
    assert (part.change, share.value, share.change) == (Decimal("25.0"), Decimal("50.0"), Decimal("10.0"))
    assert share.compared == (Decimal("0.5"), Decimal("0.4"))
    assert (
        part.places,
        share.places,
        replace(part, asked=replace(PART, how="average", decimals=0)).places,
    ) == (2, 1, 1)


def test_an_average_is_shown_as_its_table_shows_it() -> None:
    mean = replace(PART, how="average", decimals=0)
    [total] = totals([mean], [report(a, Decimal(v), None) for a, v in (("x", 3), ("y", 3), ("z", 4))], {})
    assert (total.value, total.shown(total.value)) == (Decimal("3.3333"), Decimal("3.3"))
    assert total.shown(None) is None


def test_json_and_back_is_the_same() -> None:
    figures = sample.source().figures
    assert Figures.from_json(figures.to_json()) == figures
    assert Figures.from_json({}) == Figures((), ())


def test_what_was_frozen_before_lengths_were_compared_says_what_it_said() -> None:
    beside = {"A": Beside(previous=Decimal(40), previous_is_alike=False)}
    [total] = totals([ALONE], [report("x", Decimal(50), None)], beside)
    frozen = Figures((), (total,)).to_json()
    assert Figures.from_json(frozen).totals[0].change is None
    del frozen["totals"][0]["comparison"]["previous_is_alike"]
    assert Figures.from_json(frozen).totals[0].change == Decimal("25.0")


def test_what_was_frozen_before_the_nature_was_known_says_what_it_said() -> None:
    beside = {"A": Beside(previous=Decimal(40), previous_is_alike=False)}
    [total] = totals([replace(ALONE, nature="stock")], [report("x", Decimal(50), None)], beside)
    frozen = Figures((), (total,)).to_json()
    assert Figures.from_json(frozen).totals[0].change == Decimal("25.0")
    del frozen["totals"][0]["asked"]["nature"]
    assert Figures.from_json(frozen).totals[0].change is None


def test_the_sample_adds_up_to_what_its_reports_say() -> None:
    source = sample.source()
    for total in source.figures.totals:
        given_ = [
            c.values().get(total.asked.code)
            for c in source.contents
            if c.agency_code in total.asked.reporters
        ]
        if not total.is_ratio:
            assert total.value == (
                sum(v for v in given_ if v is not None) if any(v is not None for v in given_) else None
            )
