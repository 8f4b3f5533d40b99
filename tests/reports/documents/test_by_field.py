"""The province by field adds up to what the agencies reported."""

from dataclasses import replace

from reports.documents.blocks import Number
from reports.documents.by_field import by_field_table
from reports.rules.standing import targets_met
from tests.reports import sample


def test_every_result_and_every_figure_is_counted_in_one_field() -> None:
    source = sample.source(missing=28)
    *fields, total = by_field_table(source).rows
    columns = [[int(c.value or 0) for c in row.cells if isinstance(c, Number)] for row in (*fields, total)]
    assert [sum(column) for column in zip(*columns[:-1], strict=True)] == columns[-1]
    duties = [duty for content in source.contents for duty in content.duties]
    aimed = targets_met(source.figures.totals)
    assert columns[-1][0] == len(duties)
    assert columns[-1][1] == sum(duty.status == "done" for duty in duties)
    assert columns[-1][4:] == [
        sum(t.value is not None for t in source.figures.totals), aimed.whole, aimed.part, len(source.figures.totals)
    ]  # fmt: skip


def test_a_half_year_says_that_targets_are_a_years() -> None:
    half = sample.source(missing=28)
    year = sample.source(missing=28, period=replace(half.period, kind="annual", code="ANNUAL"))
    said = f"Kế hoạch là của cả năm {half.plan.year}"
    assert said in by_field_table(half).note
    assert said not in by_field_table(year).note


def test_a_field_nobody_was_asked_about_is_left_out() -> None:
    source = sample.source(figures=sample.Figures((), ()), contents=())
    assert by_field_table(source).rows == ()
