"""A report's content as a value: nothing is lost on the way to JSON and back, and the digest tells any change."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reports.rules.content import DutyContent, FigureContent, ReportContent, SectionContent, differences

text = st.text(max_size=40)
codes = st.text(alphabet="ABC123-", min_size=1, max_size=5)
values = st.none() | st.decimals(min_value=0, max_value=10**12, places=4)
duties = st.builds(DutyContent, code=codes, text=text, field=text, role=text, status=text, done=text)
figures = st.builds(
    FigureContent, code=codes, name=text, unit=text, field=text, value=values, explanation=text
)
contents = st.builds(
    ReportContent,
    plan_code=codes,
    period_code=codes,
    agency_code=codes,
    agency_name=text,
    sections=st.lists(st.builds(SectionContent, code=codes, text=text), unique_by=lambda s: s.code).map(
        tuple
    ),
    duties=st.lists(duties, unique_by=lambda d: d.code).map(tuple),
    figures=st.lists(figures, unique_by=lambda f: f.code).map(tuple),
)


@given(contents)
def test_json_and_back_is_the_same_content(content: ReportContent) -> None:
    again = ReportContent.from_json(content.to_json())
    assert again == content
    assert again.sha256 == content.sha256


@given(contents)
def test_nothing_differs_from_itself(content: ReportContent) -> None:
    assert list(differences(content, content)) == []


@given(contents, figures)
def test_an_emptied_figure_is_a_difference_though_it_is_not_zero(
    content: ReportContent, figure: FigureContent
) -> None:
    before = replace(content, figures=(replace(figure, value=Decimal(0)),))
    after = replace(content, figures=(replace(figure, value=None),))
    [difference] = differences(before, after)
    assert (difference.target, difference.code, difference.aspect) == ("indicator", figure.code, "value")
    assert (difference.before, difference.after) == ("0", "")
    assert before.sha256 != after.sha256


@given(contents, contents)
def test_differences_read_backwards_are_the_differences_turned_round(
    a: ReportContent, b: ReportContent
) -> None:
    forth = {(d.target, d.code, d.aspect): (d.before, d.after) for d in differences(a, b)}
    back = {(d.target, d.code, d.aspect): (d.after, d.before) for d in differences(b, a)}
    assert forth == back
