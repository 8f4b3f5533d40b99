"""Rows that are kept by all they are made of: another value or another language is another row."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from django.utils import translation

from plan_portal.templatetags.portal import keys_help
from reports.forms.figure_rows import Row, render_sheet
from reports.reading.report_page import DutyLine, FigureLine
from reports.rules.checks import FigureRule
from reports.rules.content import DutyContent, FigureContent
from reports.rules.period_names import Names
from reports.templatetags.pieces import duty_result, figure_row

ROW = Row("HIV-01", "People <treated>", "people", 0, "up", FigureRule(), value=Decimal(12))
SENT = FigureContent("HIV-01", "People <treated>", "people", "hiv", value=Decimal(12))


def test_a_row_of_the_sheet_follows_its_values_and_the_language() -> None:
    with translation.override("vi"):
        first, again = (
            render_sheet("HIV", [ROW], Names()),
            render_sheet("HIV", [replace(ROW, value=Decimal(13))], Names()),
        )
    with translation.override("en"):
        english = render_sheet("HIV", [ROW], Names())
    assert ">12</output>" in first
    assert ">13</output>" in again
    assert "Kỳ này" in first
    assert "This period" in english
    assert "People &lt;treated&gt;" in english


def test_a_row_of_a_report_follows_its_values_and_the_language() -> None:
    line = FigureLine(SENT, "HIV/AIDS", Decimal(20), None, Names(), None, None, "up", ())
    with translation.override("vi"):
        first, again = figure_row(line), figure_row(replace(line, target=Decimal(30)))
    with translation.override("en"):
        english = figure_row(line)
    assert ">20<" in first
    assert ">30<" in again
    assert "Kỳ này" in first
    assert "This period" in english


def test_a_duty_of_a_report_follows_its_values_and_the_language() -> None:
    duty = DutyContent("1.2", "Treat <all>", "hiv", "lead", "done", done="All <done>", difficulties="None")
    line = DutyLine(duty, "lead", ())
    with translation.override("vi"):
        first, again = duty_result("", line), duty_result("", replace(line, role="support"))
    with translation.override("en"):
        english = duty_result("", replace(line, content=replace(duty, text="word " * 31)))
    assert '<p class="pre-line">All &lt;done&gt;</p>' in first
    assert "Treat &lt;all&gt;" in first
    assert ">lead<" in first
    assert ">support<" in again
    assert "<details" not in first
    assert "Read the whole duty" in english


def test_the_help_of_keys_follows_the_keys_and_the_language() -> None:
    with translation.override("vi"):
        first, again = keys_help([(("j",), "Next")]), keys_help([(("k",), "Before")])
    with translation.override("en"):
        english = keys_help([(("j",), "Next")])
    assert "<dt><kbd>j</kbd></dt><dd>Next</dd>" in first
    assert "<dt><kbd>k</kbd></dt><dd>Before</dd>" in again
    assert "Keys of this page" not in first
    assert "Keys of this page" in english
