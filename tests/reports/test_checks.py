"""Checks at entry: each finds its own fault, and only that."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.checks import (
    TO_EXPLAIN,
    Check,
    FigureRule,
    Finding,
    blocking,
    check_figures,
    check_report,
    errors,
    judge_report,
    warnings,
)
from reports.rules.content import DutyContent, FigureContent, ReportContent, SectionContent
from reports.rules.figures import Measure


def figure(
    value: str | None, code: str = "A", explanation: str = "", is_computed: bool = False
) -> FigureContent:
    entered = None if value is None else Decimal(value)
    return FigureContent(
        code=code, name=f"name of {code}", unit="", field="", value=entered,
        explanation=explanation, is_computed=is_computed,
    )  # fmt: skip


def found(value: str | None, rule: FigureRule, explanation: str = "") -> list[Check]:
    return [finding.check for finding in check_figures([figure(value, explanation=explanation)], {"A": rule})]


HUNDRED = FigureRule(previous=Decimal(100), past=(Decimal(100), None))


@pytest.mark.parametrize(
    ("value", "rule", "expected"),
    [
        (None, FigureRule(), [Check.REQUIRED]),
        (None, FigureRule(required=False), []),
        ("0", FigureRule(), []),
        ("1.5", FigureRule(), [Check.WHOLE]),
        ("1.0", FigureRule(), []),
        ("1.5", FigureRule(decimals=1), []),
        ("1.25", FigureRule(decimals=1), [Check.PLACES]),
        ("-1", FigureRule(), [Check.NEGATIVE]),
        ("9", FigureRule(half_year=Decimal(10)), [Check.BELOW_HALF_YEAR]),
        ("10", FigureRule(half_year=Decimal(10)), []),
        ("150", HUNDRED, []),
        ("151", HUNDRED, [Check.UNUSUAL]),
        ("50", HUNDRED, []),
        ("49", HUNDRED, [Check.UNUSUAL]),
        ("0", HUNDRED, [Check.FIRST_ZERO]),
        ("0", FigureRule(past=(Decimal(0), Decimal(4))), []),
        ("0", FigureRule(past=(None,)), []),
        ("5", FigureRule(previous=Decimal(0)), []),
    ],
)
def test_each_fault_is_found_once(value: str | None, rule: FigureRule, expected: list[Check]) -> None:
    assert found(value, rule) == expected


@pytest.mark.parametrize("value", ["0", "151"])
def test_an_explanation_settles_a_warning_but_no_error(value: str) -> None:
    assert found(value, HUNDRED, "because") == []
    assert found("-1", FigureRule(), "because") == [Check.NEGATIVE]


@given(st.integers(1, 1000), st.integers(0, 3000))
def test_unusual_means_more_than_half_as_much_again(before: int, now: int) -> None:
    findings = found(str(now), FigureRule(previous=Decimal(before)))
    assert (Check.UNUSUAL in findings) == (abs(now - before) * 2 > before)


entries = st.decimals(min_value=0, max_value=10**6, places=2)
past_entries = st.none() | entries
words = st.sampled_from(["", " \n ", "Đợt cao điểm."])
figure_rules = st.builds(
    FigureRule,
    decimals=st.integers(0, 4),
    previous=past_entries,
    half_year=past_entries,
    past=st.tuples(past_entries, past_entries),
    measure=st.sampled_from(Measure),
)


def judged(value: Decimal, rule: FigureRule, explanation: str) -> tuple[list[Finding], list[Finding]]:
    """What its writer and its reviewer are told of one figure."""
    content = ReportContent(
        "plan", "H1", "agency", "Agency", figures=(figure(str(value), explanation=explanation),)
    )
    return check_report(content, {"A": rule}, ()), judge_report(content, {"A": rule}, ())


@given(entries, figure_rules, words)
def test_an_unusual_figure_stands_in_the_way_of_sending_until_a_word_is_there(
    value: Decimal, rule: FigureRule, explanation: str
) -> None:
    findings, marks = judged(value, rule, explanation)
    unusual = [finding for finding in marks if finding.check in TO_EXPLAIN]
    assert len(unusual) <= 1
    assert not any(finding.is_error for finding in unusual)
    assert (unusual[:1] == [f for f in blocking(findings) if not f.is_error]) == (
        not unusual or not explanation.strip()
    )


@given(entries, figure_rules, words)
def test_a_word_of_explanation_settles_no_error_and_hides_nothing_from_the_reviewer(
    value: Decimal, rule: FigureRule, explanation: str
) -> None:
    (bare, bare_marks), (findings, marks) = judged(value, rule, ""), judged(value, rule, explanation)
    assert errors(findings) == errors(bare)
    assert [mark.check for mark in marks] == [mark.check for mark in bare_marks]


@given(entries, figure_rules)
def test_a_word_is_asked_for_beyond_half_and_where_there_was_never_zero(
    value: Decimal, rule: FigureRule
) -> None:
    before, seen = rule.previous, [past for past in rule.past if past is not None]
    beyond = bool(before) and abs(value - before) * 2 > before
    never_zero = value == 0 and bool(seen) and min(seen) > 0
    asked = [finding for finding in judged(value, rule, "")[0] if finding.asks]
    assert bool(asked) == (beyond or never_zero)
    assert all("%(" not in finding.message and finding.blocks for finding in asked)


def test_a_part_is_at_most_its_whole() -> None:
    rules = {"A": FigureRule(), "B": FigureRule(part_of="A")}
    [finding] = check_figures([figure("5"), figure("6", "B")], rules)
    assert (finding.check, finding.code, finding.params["whole_name"]) == (Check.PART, "B", "name of A")
    assert check_figures([figure("5"), figure("5", "B")], rules) == []
    assert [f.check for f in check_figures([figure(None), figure("6", "B")], rules)] == [Check.REQUIRED]


def test_what_is_computed_is_not_asked_for() -> None:
    assert check_figures([figure(None, is_computed=True)], {}) == []


def test_a_whole_report_is_checked_in_its_order() -> None:
    content = ReportContent(
        "plan", "H1", "agency", "Agency",
        sections=(SectionContent("situation", " "), SectionContent("causes")),
        duties=(
            DutyContent("D1", "", "", "lead"),
            DutyContent("D2", "", "", "lead", status="done"),
            DutyContent("D3", "", "", "lead", status="behind"),
            DutyContent("D4", "", "", "lead", status="not_applicable"),
        ),
        figures=(figure(None),),
    )  # fmt: skip
    findings = check_report(content, {}, {"situation"})
    assert [(f.target, f.code) for f in errors(findings)] == [
        ("section", "situation"),
        ("duty", "D1"),
        ("indicator", "A"),
    ]
    assert [(f.check, f.code) for f in warnings(findings)] == [
        (Check.NO_WORDS, "D2"),
        (Check.NO_DIFFICULTIES, "D3"),
    ]


@pytest.mark.parametrize("check", Check)
def test_every_message_can_be_said(check: Check) -> None:
    params = dict.fromkeys(
        ["value", "places", "whole", "whole_name", "half_year", "change", "previous", "measure", "comment"],
        "12,5",
    )
    assert "%(" not in Finding(check, "indicator", "A", params).message


def test_a_message_shows_every_place_typed() -> None:
    [finding] = check_figures([figure("1.125")], {"A": FigureRule(decimals=2)})
    assert finding.params == {"value": "1,125", "places": "2"}
