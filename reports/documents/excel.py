"""Excel: every table on its own sheet, numbers as numbers, heads frozen; the narrative on a sheet of its own."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal

from django.utils import translation
from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.documents.blocks import Block, Cell, Document, Drawing, Heading, Number, Paragraph, Row, Table
from reports.documents.words import clean

NARRATIVE = "Nội dung"
ANNEX_FIGURES = "Phụ lục số liệu"
LONGEST_CELL = 32_000  # Excel keeps 32,767 characters.
# What a spreadsheet takes for the beginning of a formula, also when the text is later saved as CSV and opened again.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_TIMES = "Times New Roman"
_THIN = Side(style="thin")
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def document_xlsx(document: Document) -> bytes:
    """The workbook of a document: its tables, the agencies' figures, the narrative. No text becomes a formula."""
    book = Workbook(write_only=True)
    own = [block for appendix in document.appendices if not appendix.is_annex for block in appendix.blocks]
    annexes = [
        (appendix.label, appendix.title, appendix.blocks)
        for appendix in document.appendices
        if appendix.is_annex
    ]
    with translation.override("vi"):
        for table in _tables([*document.blocks, *own]):
            _table_sheet(book, table, document)
        if annexes:
            _annex_sheet(book, annexes)
        _narrative_sheet(book, document)
    out = io.BytesIO()
    book.properties.title, book.properties.creator = document.title, document.header.issuer
    book.properties.language = "vi-VN"
    book.save(out)
    return out.getvalue()


def cell_text(text: str) -> str:
    """Text as a cell can hold it."""
    text = clean(text).rstrip()
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"


def stay_text(cell: SheetCell, text: str) -> None:
    """Text that is no formula, whatever it begins with, nor becomes one when somebody opens the cell and leaves it."""
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(_FORMULA)


def _tables(blocks: Iterable[Block]) -> Iterator[Table]:
    return (block for block in blocks if isinstance(block, Table))


def _table_sheet(book: Workbook, table: Table, document: Document) -> None:
    sheet = _sheet(book, table.sheet)
    for index, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = max(6, column.weight * 2.4)
    sheet.freeze_panes = "C4"
    sheet.print_title_rows = "3:3"
    sheet.append([_text(sheet, table.title, bold=True)])
    sheet.append([_text(sheet, document.title, italic=True)])
    sheet.append([_framed(_text(sheet, column.title, bold=True, head=True)) for column in table.columns])
    for row in table.rows:
        sheet.append(_cells(sheet, row, len(table.columns)))
    if table.note:
        sheet.append([_text(sheet, table.note, italic=True)])


def _annex_sheet(book: Workbook, annexes: list[tuple[str, str, tuple[Block, ...]]]) -> None:
    """The figures of every agency one below the other, so that they can be filtered."""
    sheet = _sheet(book, ANNEX_FIGURES)
    sheet.freeze_panes = "A2"
    head_written = False
    for width, letter in zip((14, 34, 6, 44, 12, 14, 30), "ABCDEFG", strict=True):
        sheet.column_dimensions[letter].width = width
    for label, title, blocks in annexes:
        for table in _tables(blocks):
            if not head_written:
                titles = ["Phụ lục", "Báo cáo", *(column.title for column in table.columns)]
                sheet.append([_framed(_text(sheet, title, bold=True, head=True)) for title in titles])
                head_written = True
            for row in table.rows:
                cells = _cells(sheet, row, len(table.columns))
                sheet.append([_framed(_text(sheet, label)), _framed(_text(sheet, title)), *cells])


def _narrative_sheet(book: Workbook, document: Document) -> None:
    sheet = _sheet(book, NARRATIVE)
    sheet.column_dimensions["A"].width = 120
    head = document.header
    for line in (
        head.parent,
        head.issuer,
        f"Số: {head.number}",
        head.place_and_date,
        head.draft_mark,
        head.subject,
    ):
        if line:
            sheet.append([_text(sheet, line, bold=True)])
    for block in document.blocks:
        _narrative(sheet, block)
    for appendix in document.appendices:
        sheet.append([_text(sheet, f"{appendix.label}. {appendix.title}", bold=True)])
        for block in appendix.blocks:
            _narrative(sheet, block)
    signature = document.signature
    for line in (
        *(f"Nơi nhận: {r}" for r in document.recipients),
        signature.authority,
        signature.post,
        signature.name,
    ):
        if line:
            sheet.append([_text(sheet, line)])


def _narrative(sheet: Worksheet, block: Block) -> None:
    match block:
        case Heading():
            sheet.append([_text(sheet, block.text, bold=block.level < 3)])
        case Paragraph():
            sheet.append([_text(sheet, f"{block.lead}{block.text}")])
        case Table() | Drawing():
            sheet.append([_text(sheet, block.title, italic=True)])


def _sheet(book: Workbook, name: str) -> Worksheet:
    sheet: Worksheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", name)[:31])
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.page_setup.fitToHeight = 0
    return sheet


def _cells(sheet: Worksheet, row: Row, width: int) -> list[SheetCell]:
    cells = [_framed(_cell(sheet, cell, bold=row.kind != "plain")) for cell in row.cells]
    empty = [_framed(_text(sheet, "")) for _ in range(width - len(cells))]
    return cells + empty


def _cell(sheet: Worksheet, cell: Cell, *, bold: bool) -> SheetCell:
    if isinstance(cell, str):
        return _text(sheet, cell, bold=bold)
    value, shown_as = _value(cell)
    made = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]
    made.number_format = shown_as
    made.font = Font(name=_TIMES, size=12, bold=bold)
    return made


def _value(cell: Number | int | date) -> tuple[Decimal | int | date | None, str]:
    """What Excel counts or sorts by, and how it shows it."""
    match cell:
        case Number():
            decimals = "." + "0" * cell.places if cell.places else ""
            plain = f"#,##0{decimals}"
            return cell.value, f"+{plain};-{plain};0" if cell.signed else plain
        case datetime():
            return cell.replace(tzinfo=None), "hh:mm dd/mm/yyyy"
        case date():
            return cell, "dd/mm/yyyy"
    return cell, "0"


def _text(
    sheet: Worksheet, text: str, *, bold: bool = False, italic: bool = False, head: bool = False
) -> SheetCell:
    shown = cell_text(text)
    made = WriteOnlyCell(sheet, shown)
    stay_text(made, shown)
    made.font = Font(name=_TIMES, size=12, bold=bold, italic=italic)
    made.alignment = Alignment(
        wrap_text=head or sheet.title == NARRATIVE, vertical="top", horizontal="center" if head else None
    )
    if head:
        made.fill = PatternFill("solid", fgColor="EFEFEF")
    return made


def _framed(cell: SheetCell) -> SheetCell:
    cell.border = _FRAME
    return cell
