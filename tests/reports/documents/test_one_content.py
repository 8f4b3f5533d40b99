"""One content, three formats: what stands in one stands in the others."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.opc.constants import CONTENT_TYPE
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from openpyxl import Workbook

from reports.documents.appendices import totals_table
from reports.documents.blocks import Document, Drawing, Heading, Number, Table
from reports.documents.contents import appendices, headings, named
from reports.documents.excel import ANNEX_FIGURES, NARRATIVE, document_xlsx
from reports.documents.word import document_docx
from reports.documents.words import shown
from reports.rules.consolidation import Figures
from reports.rules.figures import Comparison
from tests.reports import sample
from tests.reports.documents.conftest import text_of

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@pytest.fixture(scope="session")
def word(document: Document) -> docx.document.Document:
    return docx.Document(io.BytesIO(document_docx(document)))


@pytest.fixture(scope="session")
def book(document: Document) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(document_xlsx(document)))


def totals(document: Document) -> Table:
    return next(table for table in document.tables() if table.sheet == "Tổng hợp")


def figures(table: Table) -> list[list[Number]]:
    return [[c for c in row.cells if isinstance(c, Number)] for row in table.rows if row.kind == "plain"]


def test_every_total_is_a_number_in_the_workbook(document: Document, book: Workbook) -> None:
    sheet = book["Tổng hợp"]
    for row, numbers in zip(
        [r for r in sheet.iter_rows(min_row=4, values_only=True) if r[3] is not None or r[8]],
        figures(totals(document)),
        strict=False,
    ):
        expected = [None if number.value is None else float(number.value) for number in numbers]
        assert [None if cell is None else float(cell) for cell in row[3:8]] == expected
    assert sheet.freeze_panes == "C4"


def test_positions_and_moments_are_sorted_by_as_such_in_the_workbook(
    document: Document, book: Workbook
) -> None:
    [filing] = [table for table in document.tables() if table.sheet == "Tình hình báo cáo"]
    sheet = book[filing.sheet]
    written = [row[:4] for row in sheet.iter_rows(min_row=4, max_row=3 + len(filing.rows))]
    for row, cells in zip(filing.rows, written, strict=True):
        position, _name, deadline, sent = (cell.value for cell in cells)
        assert position == row.cells[0]
        assert deadline.date() == row.cells[2]
        moment = row.cells[3]
        assert sent == (
            moment.replace(tzinfo=None, microsecond=0) if isinstance(moment, datetime) else moment
        )
    assert any(isinstance(row.cells[3], datetime) for row in filing.rows)


def test_every_total_is_in_the_word_file(document: Document, word: docx.document.Document) -> None:
    tables = [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in word.tables
        if len(table.columns) == 9
    ]
    [rows] = tables
    printed = [row[3:8] for row in rows[1:] if len(set(row)) > 1]
    assert printed == [[shown(number) for number in numbers] for numbers in figures(totals(document))]


def test_every_chart_is_in_the_word_file_with_its_figures(
    document: Document, word: docx.document.Document
) -> None:
    drawings = [block for block in document.every_block() if isinstance(block, Drawing)]
    parts = [part for part in word.part.package.iter_parts() if part.content_type == CONTENT_TYPE.DML_CHART]
    captions = {p.text for p in word.paragraphs if p.style and p.style.name == "Caption"}
    assert {drawing.is_stacked for drawing in drawings} == {True, False}
    for drawing, part in zip(drawings, sorted(parts, key=lambda part: part.partname), strict=True):
        assert drawing.title in captions
        assert list(_drawn(part)) == [
            (each.name, drawing.labels, _known(each.values)) for each in drawing.bars
        ]
        columns = [drawing.labels, *(each.values for each in drawing.bars)]
        assert _rows_inside(part) == list(zip(*columns, strict=True))


def _drawn(chart: Part) -> Iterator[tuple[str, tuple[str | None, ...], dict[int, Decimal]]]:
    for series in ET.fromstring(chart.blob).iter(f"{C}ser"):
        points = series.findall(f"{C}val//{C}pt")
        yield (
            series.findtext(f"{C}tx//{C}v", ""),
            tuple(label.text for label in series.findall(f"{C}cat//{C}v")),
            {int(point.attrib["idx"]): Decimal(point.findtext(f"{C}v", "")) for point in points},
        )


def _known(values: Sequence[Decimal | None]) -> dict[int, Decimal]:
    return {place: value for place, value in enumerate(values) if value is not None}


def _rows_inside(chart: Part) -> list[tuple[object, ...]]:
    """The figures' own workbook."""
    [workbook] = [relation.target_part for relation in chart.rels.values()]
    sheet = openpyxl.load_workbook(io.BytesIO(workbook.blob)).active
    assert sheet
    return list(sheet.iter_rows(min_row=2, values_only=True))


def test_every_total_is_in_the_pdf(document: Document, pdf: Path) -> None:
    text = text_of(pdf, 1, 99)
    for row in totals(document).rows:
        for cell in row.cells:
            if isinstance(cell, Number) and cell.value:
                assert shown(cell) in text


def test_every_heading_is_in_all_three(
    document: Document, pdf: Path, word: docx.document.Document, book: Workbook
) -> None:
    printed = "".join(text_of(pdf, 1, 99).split())
    in_word = {p.text for p in word.paragraphs if (p.style.name or "").startswith("Heading")}
    in_book = {str(row[0]) for row in book[NARRATIVE].iter_rows(values_only=True)}
    for block in document.every_block():
        if isinstance(block, Heading):
            assert block.text in in_word
            assert block.text in in_book
            assert block.level == 3 or "".join(block.text.split()) in printed


def test_contents_in_word_lead_to_every_heading_and_appendix(
    document: Document, word: docx.document.Document
) -> None:
    body = word.element.body
    entries = [*headings(named(document)), *appendices(named(document))]
    links = list(body.iter(qn("w:hyperlink")))
    assert ["".join(text.text for text in link.iter(qn("w:t"))) for link in links] == [
        e.title for e in entries
    ]
    marks = list(body.iter(qn("w:bookmarkStart")))
    assert len({mark.get(qn("w:id")) for mark in marks}) == len(marks)
    assert [link.get(qn("w:anchor")) for link in links] == [mark.get(qn("w:name")) for mark in marks]


def test_every_agency_has_its_figures_in_the_workbook(document: Document, book: Workbook) -> None:
    rows = list(book[ANNEX_FIGURES].iter_rows(min_row=2, values_only=True))
    annexes = [appendix for appendix in document.appendices if appendix.is_annex]
    expected = [
        (annex.label, row.cells[1], None if row.cells[3].value is None else float(row.cells[3].value))
        for annex in annexes for table in annex.blocks if isinstance(table, Table) for row in table.rows
    ]  # fmt: skip
    assert [(row[0], row[3], None if row[5] is None else float(row[5])) for row in rows] == expected
    assert any(value is None for *_, value in expected)
    assert Decimal(0) not in [value for *_, value in expected if value is None]


def test_word_keeps_the_decree(word: docx.document.Document) -> None:
    first = word.sections[0]
    sizes = [
        first.page_width,
        first.page_height,
        first.top_margin,
        first.bottom_margin,
        first.left_margin,
        first.right_margin,
    ]
    assert [round(side / Mm(1)) for side in sizes if side] == [210, 297, 20, 20, 30, 18]
    assert first.different_first_page_header_footer
    assert "PAGE" in first.header._element.xml
    assert "PAGE" not in first.first_page_header._element.xml
    body = word.styles["Body Text"]
    assert (body.font.name, body.font.size) == ("Times New Roman", Pt(14))
    assert body.paragraph_format.first_line_indent == pytest.approx(Mm(10), rel=0.001)
    assert [round((column.width or 0) / Mm(1)) for column in word.tables[0].columns] == [62, 100]
    head = "\n".join(cell.text for cell in word.tables[0].rows[0].cells)
    for line in (
        "CÔNG AN TỈNH TRÀ VINH",
        "Số: 05/BC-CAT",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Trà Vinh, ngày 05 tháng 6 năm 2022",
    ):
        assert line in head


def test_word_tables_repeat_heads_and_keep_rows_whole(word: docx.document.Document) -> None:
    for table in word.tables:
        if len(table.rows) > 1:
            assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
            assert all(row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table.rows)


def test_word_appendices_have_their_own_numbering_and_title(
    document: Document, word: docx.document.Document
) -> None:
    assert len(word.sections) == 1 + len(document.appendices)
    starts = [section._sectPr.find(qn("w:pgNumType")) for section in word.sections]
    assert starts[0] is None
    assert all(start.get(qn("w:start")) == "1" for start in starts[1:])
    titles = [p.text for p in word.paragraphs if p.style.name == "Title"]
    assert titles == [f"{appendix.label}\n{appendix.title.upper()}" for appendix in document.appendices]


def test_a_comparison_of_which_nothing_is_known_has_no_column() -> None:
    [total, *_] = sample.source().figures.totals
    alone = replace(total, comparison=Comparison(Decimal(5), target=Decimal(9)))
    half = replace(total, comparison=Comparison(Decimal(5), previous=Decimal(9), previous_is_alike=False))
    heads = [
        [column.title for column in totals_table(Figures((), (each,))).columns] for each in (alone, half)
    ]
    assert [head[4:-1] for head in heads] == [["Chỉ tiêu kế hoạch"], ["Kỳ trước"]]
    assert all(
        len(row.cells) == len(heads[0])
        for row in totals_table(Figures((), (alone,))).rows
        if row.kind == "plain"
    )
