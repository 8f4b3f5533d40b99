"""The report's own workbook: what `reports.rules.workbook` lays out, made into an Excel file."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports.documents.workbook_content import DutyRow, FigureRow, SectionRow, WorkbookContent
from reports.documents.workbook_cover import write_cover
from reports.documents.workbook_sheet import Row, write_sheet
from reports.rules.fields import INDICATOR, Place
from reports.rules.numbers import write_figure
from reports.rules.workbook import (
    DUTY_SHEET,
    FIGURE_SHEET,
    KEY,
    NARRATIVE_SHEET,
    STATUS_WORDS,
    Spot,
)
from reports.rules.workbook_cells import keeps_exactly

KEY_PART = 30_000  # Less than a cell holds.


def workbook_xlsx(content: WorkbookContent) -> bytes:
    """The file's bytes. What a cell cannot hold is not among `content.open_fields`, and is locked here."""
    book = Workbook()
    write_cover(book.worksheets[0], content)
    lines, spots = list(content.asked.lines()), content.asked.spots()
    rows = {
        DUTY_SHEET: [_duty(row) for row in content.duties],
        FIGURE_SHEET: [_figure(row, spots) for row in content.figures],
        NARRATIVE_SHEET: [_section(row) for row in content.sections],
    }
    for layout, made in rows.items():
        own = [line for line in lines if line.layout == layout]
        write_sheet(book.create_sheet(layout.name), layout, list(zip(own, made, strict=True)), content)
    _write_key(book.create_sheet(KEY), content.key)
    book.properties.title = f"{content.agency} – {content.period}"
    book.properties.creator, book.properties.language = content.agency, "vi-VN"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _duty(row: DutyRow) -> Row:
    return Row(
        values=(
            row.text,
            row.role,
            STATUS_WORDS.get(row.status, ""),
            row.done,
            row.difficulties,
            row.previous,
        ),
    )


def _figure(row: FigureRow, spots: dict[Place, Spot]) -> Row:
    if row.is_heading:
        return Row(values=(row.name, *[""] * 6), is_heading=True)
    value = row.value
    return Row(
        values=(
            row.name if row.required else f"{row.name} (không bắt buộc)",
            row.unit,
            value if value is None or keeps_exactly(value) else write_figure(value),
            row.previous,
            row.year_before,
            row.target,
            row.explanation,
        ),
        formula="" if row.ratio is None else _ratio(row.ratio, spots),
        decimals=row.decimals,
        depth=row.depth,
    )


def _ratio(parts: tuple[int, int], spots: dict[Place, Spot]) -> str:
    """Divided in the sheet as the portal divides it: in %, one decimal; empty while a part is empty."""
    found = [spots[place].cell for part in parts if (place := Place(INDICATOR, part, "value")) in spots]
    if len(found) < len(parts):
        return ""
    upper, lower = found
    return f'=IFERROR(IF(OR({upper}="",{lower}="",{lower}=0),"",ROUND({upper}/{lower}*100,1)),"")'


def _section(row: SectionRow) -> Row:
    title = row.title if row.required else f"{row.title} (không bắt buộc)"
    return Row(values=(f"{title}\n\n{row.hint}" if row.hint else title, row.text, row.previous))


def _write_key(sheet: Worksheet, key: str) -> None:
    """On a sheet that Excel does not even offer to show."""
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True
    for row, start in enumerate(range(0, len(key), KEY_PART), start=1):
        cell = sheet.cell(row=row, column=1, value=key[start : start + KEY_PART])
        cell.data_type = "s"
