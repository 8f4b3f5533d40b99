"""The browser reads, writes, divides and checks figures exactly as the server does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from plan_portal.change import change_of
from reports.forms.sheet_words import sheet_words
from reports.rules.checks import FigureRule, check_figures
from reports.rules.content import FigureContent
from reports.rules.figures import Measure, change_percent, ratio_percent
from reports.rules.numbers import MOST_PLACES, NotAFigure, parse_figure, write_figure
from reports.rules.period_names import Names

pytestmark = pytest.mark.e2e

SCRIPT = Path(__file__).resolve().parents[2] / "static" / "js" / "figures.js"
thorough = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))

figures = st.decimals(min_value=0, max_value=Decimal("99999999999999.9999"), places=MOST_PLACES)
small = st.decimals(min_value=0, max_value=3000, places=1) | st.just(Decimal(0))
places = st.integers(0, MOST_PLACES)
digits = st.text("0123456789", min_size=1, max_size=5)
NEAR = st.text("0123456789.,- \u00a0\u2009\u202f\u2212", max_size=12)
GROUPED = st.builds("{}{}{}".format, st.integers(0, 9999), st.sampled_from([".", ",", " ", ". "]), digits)
typed = st.one_of(
    NEAR, GROUPED, figures.map(write_figure), st.text(max_size=12),
    st.builds("{}{}{}".format, NEAR, GROUPED, NEAR),
)  # fmt: skip


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Page]:
    """An empty page with the script."""
    page = browser.new_page()
    page.add_script_tag(path=SCRIPT)
    page.add_script_tag(content="window.plain = (v) => (v === null ? null : String(v));")
    yield page
    page.close()


def scaled(value: Decimal | None) -> str | None:
    return None if value is None else str(int(value * 10**MOST_PLACES))


def read(text: str, allowed: int) -> list[str | None]:
    try:
        return [scaled(parse_figure(text, allowed)), ""]
    except NotAFigure as refused:
        return [None, refused.fault.value]


READ = (
    "(all) => all.map(([t, p]) => { const r = PortalFigures.read(t, p); return [plain(r.value), r.fault]; })"
)


@thorough
@given(st.lists(st.tuples(typed, places), min_size=20, max_size=100))
def test_both_read_the_same(reader: Page, corpus: list[tuple[str, int]]) -> None:
    assert reader.evaluate(READ, corpus) == [read(text, allowed) for text, allowed in corpus]


@thorough
@given(st.lists(figures, min_size=20, max_size=100))
def test_both_write_the_same_and_read_it_back(reader: Page, corpus: list[Decimal]) -> None:
    plain = [f"{value:f}" for value in corpus]
    written = reader.evaluate("(all) => all.map((v) => PortalFigures.write(PortalFigures.exact(v)))", plain)
    assert written == [write_figure(value) for value in corpus]
    back = reader.evaluate(READ, [(text, MOST_PLACES) for text in written])
    assert back == [[scaled(value), ""] for value in corpus]


@thorough
@given(st.lists(st.tuples(figures | small, figures | small), min_size=20, max_size=100))
def test_both_divide_the_same(reader: Page, corpus: list[tuple[Decimal, Decimal]]) -> None:
    pairs = [(f"{a:f}", f"{b:f}") for a, b in corpus]
    divide = """(all) => all.map(([a, b]) => {
        const F = PortalFigures, x = F.exact(a), y = F.exact(b);
        return [plain(F.ratio(x, y)), plain(F.changePercent(x, y))];
    })"""
    assert reader.evaluate(divide, pairs) == [
        [scaled(ratio_percent(a, b)), scaled(change_percent(a, b))] for a, b in corpus
    ]


past = st.none() | small
rules = st.fixed_dictionaries(
    {"value": small, "whole": past, "half_year": past, "previous": past, "past": st.tuples(past, past),
     "measure": st.sampled_from(Measure)}
)  # fmt: skip


def told(facts: dict[str, Any]) -> list[str]:
    """The server's findings on a figure, in words."""
    whole = FigureContent("W", "Whole", "", "", 1, facts["whole"])
    part = FigureContent("A", "Part", "", "", 1, facts["value"])
    rule = FigureRule(
        decimals=1, part_of="W", previous=facts["previous"], half_year=facts["half_year"],
        past=facts["past"], measure=facts["measure"],
    )  # fmt: skip
    return [
        finding.message for finding in check_figures([part, whole], {"A": rule, "W": FigureRule(False, 1)})
    ]


def facts_for_the_script(facts: dict[str, Any]) -> dict[str, Any]:
    plain = {
        key: "" if facts[key] is None else f"{facts[key]:f}"
        for key in ("value", "whole", "half_year", "previous")
    }
    zero = FigureRule(past=facts["past"]).was_never_zero
    return {**plain, "never_zero": zero, "measure": facts["measure"].value}


CHECK = """([all, words, lang]) => all.map((f) => {
    const F = PortalFigures;
    const row = { value: F.exact(f.value), whole: F.exact(f.whole), wholeName: "Whole", measure: f.measure,
        halfYear: F.exact(f.half_year), previous: F.exact(f.previous), neverZero: f.never_zero };
    return F.check(row).map((found) => F.message(found, row, words, lang));
})"""


@pytest.mark.parametrize("language", ["vi", "en"])
@thorough
@given(st.lists(rules, min_size=20, max_size=100))
def test_both_find_the_same_and_say_it_in_the_same_words(
    reader: Page, language: str, corpus: list[dict[str, Any]]
) -> None:
    with translation.override(language):
        words = json.loads(sheet_words(Names()))
        expected = [told(facts) for facts in corpus]
    given_facts = [facts_for_the_script(facts) for facts in corpus]
    assert reader.evaluate(CHECK, [given_facts, words, language]) == expected


CHANGE = """([all, words, lang]) => all.map(([a, b, better, points]) => {
    const F = PortalFigures, c = F.change(F.exact(a), F.exact(b), better, words.changes, lang, points);
    return [c.icon, c.verdict, c.words];
})"""
moves = st.tuples(small, small, st.sampled_from(["up", "down", "neutral"]), st.booleans())


@pytest.mark.parametrize("language", ["vi", "en"])
@thorough
@given(st.lists(moves, min_size=20, max_size=100))
def test_both_say_a_change_in_the_same_words(
    reader: Page, language: str, corpus: list[tuple[Decimal, Decimal, Any, bool]]
) -> None:
    with translation.override(language):
        words = json.loads(sheet_words(Names()))
        changes = [
            change_of(a / 100, b / 100, better, in_points=True) if points else change_of(a, b, better)
            for a, b, better, points in corpus
        ]
        expected = [[change.icon, change.verdict, change.words] for change in changes]
    plain = [(f"{a:f}", f"{b:f}", better, points) for a, b, better, points in corpus]
    assert reader.evaluate(CHANGE, [plain, words, language]) == expected


def test_a_pasted_table_is_read_cell_by_cell(reader: Page) -> None:
    pasted = '1\t"hai\ndòng"\r\n2\t"nói ""vâng"""\n\n3\t\n'
    cells = [["1", "hai\ndòng"], ["2", 'nói "vâng"'], [""], ["3", ""]]
    assert reader.evaluate("(text) => PortalFigures.cells(text)", pasted) == cells
    column = reader.evaluate("(lines) => PortalFigures.column(lines)", [["a", "1"], ["b", "2"], ["3", ""]])
    assert column == ["1", "2", ""]
