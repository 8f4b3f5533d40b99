"""One sheet of the report's workbook: its head, its rows, what may be typed where, and how it prints.

What people wrote is always text and never a formula: cells say so themselves ("s"), and so do their formats ("@" and
the apostrophe that Excel keeps beside a text), so that it stays text when somebody edits the cell. The text itself is
not changed: it comes back as it went.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from reports.documents.workbook_content import WorkbookContent
from reports.rules.fields import LONGEST_TEXT, Place
from reports.rules.workbook import (
    DUTIES,
    FIGURES,
    HEAD_ROW,
    NARRATIVE,
    STATUS_WORDS,
    Column,
    Line,
    SheetLayout,
)
from reports.rules.workbook_cells import as_stored_in_a_cell

TIMES = "Times New Roman"
_ENTRY, _LOCKED, _HEAD = (PatternFill("solid", fgColor=colour) for colour in ("FFF8E1", "F3F3F1", "DDE3EA"))
_LINE = Side(style="thin", color="8B8F96")
_FRAME = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_NAME, _INDENT = 2, 2  # The column of the names; by how much a part is set in.
_ROOM = {DUTIES: 4, FIGURES: 1, NARRATIVE: 8}  # Lines of a row nobody wrote in yet.
_NARROWER = 1.2
LINE, TALLEST = 15.75, 409  # In points; a spreadsheet's rows grow no taller.
_NO_ROOM = "Nội dung này quá dài cho một ô Excel; xem và sửa trên Cổng."
_HEADS = {
    DUTIES: (
        "KẾT QUẢ THỰC HIỆN NHIỆM VỤ",
        "Chọn mức độ thực hiện trong danh sách; nêu kết quả kèm số liệu chính.",
    ),
    FIGURES: ("SỐ LIỆU", "Để trống nếu chưa có số liệu; nhập 0 nếu không phát sinh. Không nhập công thức."),
    NARRATIVE: ("THUYẾT MINH", "Viết ngắn gọn, đi thẳng vào việc. Xuống dòng trong ô: Alt + Enter."),
}
Value = str | Decimal | None


@dataclass(frozen=True)
class Row:
    """One row without its number: values in the order of the columns. `formula` is ours, never anybody's text."""

    values: Sequence[Value]
    formula: str = ""
    decimals: int = 0
    depth: int = 0
    is_heading: bool = False


def write_sheet(
    sheet: Worksheet, layout: SheetLayout, rows: Sequence[tuple[Line, Row]], content: WorkbookContent
) -> None:
    _head(sheet, layout, content)
    rules = _Rules(sheet)
    for line, row in rows:
        values = [str(line.number) if line.is_asked else "", *row.values]
        sheet.row_dimensions[line.row].height = _height(layout, values, row)
        for (column, spot), value in zip(line.spots(), values, strict=True):
            cell = cell_at(sheet, spot.row, spot.column)
            _fill(cell, column, value, row)
            if column.aspect and line.is_asked:
                _open(cell, Place(layout.kind, line.key, column.aspect) in content.open_fields)
                rules.add(cell, column, row)
    protect(sheet)
    print_on_a4(sheet)
    sheet.freeze_panes = f"C{HEAD_ROW + 1}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"


def cell_at(sheet: Worksheet, row: int, column: int) -> Cell:
    found = sheet.cell(row=row, column=column)
    assert isinstance(found, Cell)  # Nothing is merged here.
    return found


def put_text(cell: Cell, text: str) -> None:
    """Text that stays text."""
    cell.value = as_stored_in_a_cell(text) or _NO_ROOM if text else None
    if text:
        cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = True


def protect(sheet: Worksheet) -> None:
    """Against slips, not against people: there is no password. Rows and columns may be made larger to read."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def print_on_a4(sheet: Worksheet, orientation: Literal["landscape", "portrait"] = "landscape") -> None:
    sheet.page_setup.orientation = orientation
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.footer = 0.6, 0.75, 0.35
    foot = sheet.oddFooter
    foot.left.text, foot.right.text = "&A", "Trang &P/&N"  # type: ignore[union-attr]


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column of so many of the wider characters that columns are measured in."""
    signs = int(width * _NARROWER)
    return sum(max(1, -(-len(line) // signs)) for line in text.split("\n"))


def _height(layout: SheetLayout, values: Sequence[Value], row: Row) -> float:
    """Said outright: a protected sheet does not fit its rows to their texts. With room to write."""
    texts = [(str(value or ""), column.width) for column, value in zip(layout.columns, values, strict=True)]
    room = 1 if row.is_heading else _ROOM[layout.name]
    return min(LINE * max(room, *(lines_of(text, width) for text, width in texts)) + 4, TALLEST)


def _head(sheet: Worksheet, layout: SheetLayout, content: WorkbookContent) -> None:
    title, hint = _HEADS[layout.name]
    for row, (text, font) in enumerate(
        (
            (f"{content.agency} · {content.period}", Font(name=TIMES, size=12)),
            (title, Font(name=TIMES, size=14, bold=True)),
            (hint, Font(name=TIMES, size=12, italic=True)),
        ),
        start=1,
    ):
        cell = cell_at(sheet, row, 1)
        put_text(cell, text)
        cell.font = font
        sheet.row_dimensions[row].height = LINE + 4
    for index, column in enumerate(layout.columns, start=1):
        cell = cell_at(sheet, HEAD_ROW, index)
        put_text(cell, content.asked.title(column))
        cell.font, cell.fill, cell.border = Font(name=TIMES, size=12, bold=True), _HEAD, _FRAME
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(index)].width = column.width
    sheet.row_dimensions[HEAD_ROW].height = 34


def _fill(cell: Cell, column: Column, value: Value, row: Row) -> None:
    is_figure = isinstance(value, Decimal) or (column.aspect == "value" and not row.is_heading)
    cell.fill, cell.border = _LOCKED, _FRAME
    cell.font = Font(name=TIMES, size=12, bold=row.is_heading)
    side = "right" if is_figure else "center" if cell.column == 1 else None
    cell.alignment = Alignment(vertical="top", wrap_text=True, horizontal=side)
    if row.depth and cell.column == _NAME:
        cell.alignment = Alignment(
            vertical="top", wrap_text=True, horizontal="left", indent=_INDENT * row.depth
        )
    if column.aspect == "value" and row.formula:
        cell.value, cell.number_format = row.formula, "#,##0.0"
    elif is_figure and not isinstance(value, str):
        cell.value, cell.number_format = value, _number_format(row.decimals)
    else:
        put_text(cell, str(value or ""))


def _open(cell: Cell, is_open: bool) -> None:
    if is_open:
        cell.fill, cell.protection = _ENTRY, Protection(locked=False)
    else:
        put_text(cell, _NO_ROOM)


def _number_format(decimals: int) -> str:
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"


class _Rules:
    """What Excel itself refuses to take, so that a slip is seen where it is made; the portal judges again."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.made: dict[str, DataValidation] = {}

    def add(self, cell: Cell, column: Column, row: Row) -> None:
        kind = f"{column.aspect}{bool(row.decimals)}" if column.aspect == "value" else column.aspect
        if kind not in self.made:
            self.made[kind] = _rule(column.aspect, bool(row.decimals))
            self.sheet.add_data_validation(self.made[kind])
        self.made[kind].add(cell)


def _rule(aspect: str, has_decimals: bool) -> DataValidation:
    match aspect:
        case "status":
            words = ",".join(STATUS_WORDS.values())
            made = DataValidation(type="list", formula1=f'"{words}"')
            made.error = "Hãy chọn một mức độ trong danh sách."
        case "value":
            made = DataValidation(
                type="decimal" if has_decimals else "whole", operator="greaterThanOrEqual", formula1="0"
            )
            made.error = (
                "Nhập một số không âm, chỉ gồm chữ số."
                if has_decimals
                else "Nhập một số nguyên không âm, chỉ gồm chữ số."
            )
        case _:
            made = DataValidation(type="textLength", operator="lessThanOrEqual", formula1=str(LONGEST_TEXT))
            made.error = f"Nội dung dài quá {LONGEST_TEXT:,} ký tự.".replace(",", ".")
    made.errorTitle, made.allow_blank = "Chưa đúng", True
    made.showErrorMessage = True
    return made
