"""A plain list as a workbook: one sheet, its head frozen and filtered, dates as dates, figures as figures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports.documents.excel import cell_text, stay_text

Value = str | int | date | datetime | None
DAY, MOMENT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"
HEAD_ROW = 3


@dataclass(frozen=True)
class ListColumn:
    """`width` in characters."""

    title: str
    width: int = 14


def list_xlsx(
    *, title: str, note: str, columns: Sequence[ListColumn], rows: Sequence[Sequence[Value]]
) -> bytes:
    """The workbook of a list. No text becomes a formula; a moment is written as the clock here shows it."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet: Worksheet = book.create_sheet(gettext("List"))
    sheet.append([cell_text(title)])
    sheet.append([cell_text(note)])
    sheet.append([cell_text(column.title) for column in columns])
    for row in rows:
        sheet.append([_plain(value) for value in row])
    sheet["A1"].font = Font(bold=True, size=14)
    for index, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = column.width
    _keep_text(sheet)
    _dress(sheet)
    last = get_column_letter(len(columns))
    sheet.freeze_panes = f"B{HEAD_ROW + 1}"
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{last}{HEAD_ROW + len(rows)}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    book.properties.title = title
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plain(value: Value) -> Value:
    """Excel knows no time zones; text stays text."""
    if isinstance(value, datetime):
        return timezone.make_naive(value)
    return cell_text(value) if isinstance(value, str) else value


def _keep_text(sheet: Worksheet) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, Cell) and isinstance(cell.value, str):
                stay_text(cell, cell.value)


def _dress(sheet: Worksheet) -> None:
    for row in sheet.iter_rows(min_row=HEAD_ROW):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.row == HEAD_ROW:
                cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="EFEFEF")
            elif isinstance(cell.value, datetime):
                cell.number_format = MOMENT
            elif isinstance(cell.value, date):
                cell.number_format = DAY
