"""Rows that are kept by all they are made of: another value or another language is another row."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from django.utils import translation

from reports.forms.figure_rows import Row, render_sheet
from reports.reading.report_page import FigureLine
from reports.rules.checks import FigureRule
from reports.rules.content import FigureContent
from reports.templatetags.pieces import figure_row

ROW = Row("HIV-01", "People <treated>", "people", 0, "up", FigureRule(), value=Decimal(12))
SENT = FigureContent("HIV-01", "People <treated>", "people", "hiv", value=Decimal(12))


def test_a_row_of_the_sheet_follows_its_values_and_the_language() -> None:
    with translation.override("vi"):
        first, again = render_sheet("HIV", [ROW]), render_sheet("HIV", [replace(ROW, value=Decimal(13))])
    with translation.override("en"):
        english = render_sheet("HIV", [ROW])
    assert ">12</output>" in first
    assert ">13</output>" in again
    assert "Kỳ này" in first
    assert "This period" in english
    assert "People &lt;treated&gt;" in english


def test_a_row_of_a_report_follows_its_values_and_the_language() -> None:
    line = FigureLine(SENT, "HIV/AIDS", Decimal(20), None, None, None, "up", ())
    with translation.override("vi"):
        first, again = figure_row(line), figure_row(replace(line, target=Decimal(30)))
    with translation.override("en"):
        english = figure_row(line)
    assert ">20<" in first
    assert ">30<" in again
    assert "Kỳ này" in first
    assert "This period" in english
