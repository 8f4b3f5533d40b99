"""A chart in Word: Word's own kind, which an officer can edit, its figures in a workbook inside the document."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.template.loader import render_to_string
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Length, Mm
from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.documents.blocks import Bars, Drawing
from reports.documents.excel import stay_text
from reports.documents.word_parts import FONT

WIDTH = Mm(150)
# 1.234.567 on any machine, below a milliard: Excel's own grouping follows the machine's language. So does its decimal
# point, which cannot be written out.
WHOLE = r"[<1000]0;[<1000000]0\.000;0\.000\.000"
_LABEL, _BAR, _LEGEND = 6, 7, 14  # mm
_PATTERNS = {"hatch": "wdUpDiag", "dots": "pct25"}


@dataclass(frozen=True)
class _Series:
    """One name's bars, as the template writes them; `column` is where they stand in the workbook."""

    bars: Bars
    labels: tuple[str, ...]
    column: str

    @property
    def name(self) -> str:
        return self.bars.name

    @property
    def colour(self) -> str:
        return self.bars.fill.colour.removeprefix("#")

    @property
    def pattern(self) -> str:
        return _PATTERNS.get(self.bars.fill.texture, "")

    @property
    def is_hollow(self) -> bool:
        return self.bars.fill.texture == "hollow"

    @property
    def last(self) -> int:
        """The last row in the workbook."""
        return len(self.labels) + 1

    @property
    def points(self) -> Iterator[tuple[int, str]]:
        """What is no figure has no point."""
        return ((place, f"{value:f}") for place, value in enumerate(self.bars.values) if value is not None)


def _format(drawing: Drawing) -> str:
    """Of all figures: one chart writes them alike. Of a whole in parts, what is nothing has no room for its figure."""
    if drawing.is_stacked:
        return "#,##0;;"
    known = [value for each in drawing.bars for value in each.values if value is not None]
    places = max(map(_places, known), default=0)
    return f"#,##0.{'0' * places}" if places else WHOLE


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def add_chart(word: WordDocument, drawing: Drawing) -> None:
    """The chart below its caption."""
    word.add_paragraph(drawing.title, style="Caption")
    package = word.part.package
    inside = package.next_partname("/word/embeddings/chart%d.xlsx")
    figures = Part(inside, CONTENT_TYPE.SML_SHEET, _workbook(drawing), package)
    chart = Part(package.next_partname("/word/charts/chart%d.xml"), CONTENT_TYPE.DML_CHART, None, package)
    chart._blob = _chart(drawing, chart.relate_to(figures, RELATIONSHIP_TYPE.PACKAGE))
    place = word.add_paragraph()
    place.alignment = WD_ALIGN_PARAGRAPH.CENTER
    frame = render_to_string(
        "reports/documents/word_chart_frame.xml",
        {
            "chart": word.part.relate_to(chart, RELATIONSHIP_TYPE.CHART),
            "number": str(word.part.next_id),
            "width": str(int(WIDTH)),
            "height": str(int(_height(drawing))),
            "words": drawing.words,
        },
    )
    place.add_run()._r.append(parse_xml(frame))


def _height(drawing: Drawing) -> Length:
    if drawing.is_stacked:
        return Mm(4 * _BAR + _LEGEND)
    legend = _LEGEND if len(drawing.bars) > 1 else 0
    return Mm(len(drawing.labels) * (_LABEL + len(drawing.bars) * _BAR) + legend)


def _chart(drawing: Drawing, workbook: str) -> bytes:
    bars = [
        _Series(each, drawing.labels, get_column_letter(place))
        for place, each in enumerate(drawing.bars, start=2)
    ]
    context = {
        "bars": bars,
        "format": _format(drawing),
        "is_stacked": drawing.is_stacked,
        "workbook": workbook,
        "font": FONT,
    }
    return render_to_string("reports/documents/word_chart.xml", context).encode()


def _workbook(drawing: Drawing) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    sheet.append([_text(sheet, ""), *(_text(sheet, each.name) for each in drawing.bars)])
    for place, label in enumerate(drawing.labels):
        sheet.append([_text(sheet, label), *(each.values[place] for each in drawing.bars)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(sheet: Worksheet, text: str) -> SheetCell:
    made = WriteOnlyCell(sheet, text)
    stay_text(made, text)
    return made
