"""What python-docx leaves to be written by hand: the decree's styles, page fields, lines, rows that stay whole."""

from __future__ import annotations

from typing import Any

from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell
from docx.table import _Row as WordRow
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from reports.documents.blocks import Cell, Number, Row, Table
from reports.documents.words import is_count, printed

FONT = "Times New Roman"
TEXT_WIDTH = Mm(162)  # between the margins of an upright page
BLACK = RGBColor(0, 0, 0)
ALIGN = WD_ALIGN_PARAGRAPH
Place = WordDocument | WordCell


# --- Styles -----------------------------------------------------------------------------------------------------
def set_styles(word: WordDocument) -> None:
    """The decree's sizes on Word's own styles: body and headings 14, indented 1 cm; titles centred."""
    _style(word, "Normal", size=14)
    _style(word, "Body Text", align=ALIGN.JUSTIFY, indent=True, after=6)
    for level, bold in ((1, True), (2, True), (3, False)):
        _style(word, f"Heading {level}", bold=bold, align=ALIGN.JUSTIFY, indent=True, before=6, after=6)
    _style(word, "Title", bold=True, align=ALIGN.CENTER)
    _style(
        word, "Caption", size=13, bold=True, align=ALIGN.CENTER, before=6, after=4
    ).paragraph_format.keep_with_next = True
    _set_grid(word)


def _style(
    word: WordDocument,
    name: str,
    *,
    size: int = 14,
    bold: bool = False,
    align: ALIGN | None = None,
    indent: bool = False,
    before: int = 0,
    after: int = 0,
) -> ParagraphStyle:
    style: ParagraphStyle = word.styles[name]
    font, layout = style.font, style.paragraph_format
    font.name, font.size, font.bold, font.italic = FONT, Pt(size), bold, False
    font.color.rgb = BLACK
    _fonts_and_language(style)
    layout.alignment, layout.line_spacing = align, 1.0
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.first_line_indent = Mm(10) if indent else None
    for border in style.element.findall(f"{qn('w:pPr')}/{qn('w:pBdr')}"):
        border.getparent().remove(border)
    return style


def _set_grid(word: WordDocument) -> None:
    """Cells of tables: a little room round the words, which stand in the middle of their height."""
    style = word.styles["Table Grid"].element
    margins = _margins(top=Pt(1), left=Mm(1), bottom=Pt(1), right=Mm(1))
    properties = style.find(qn("w:tblPr"))
    for old in properties.findall(qn("w:tblCellMar")):
        properties.remove(old)
    properties.append(margins)
    middle = element("w:tcPr")
    middle.append(element("w:vAlign", val="center"))
    style.append(middle)


def _fonts_and_language(style: ParagraphStyle) -> None:
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(element("w:lang", val="vi-VN"))


# --- Pages ------------------------------------------------------------------------------------------------------
def number_pages(section: Section) -> None:
    """Centred in the top margin, not on the first page."""
    section.header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
    place = section.header.paragraphs[0]
    place.alignment = ALIGN.CENTER
    run = place.add_run()
    run.font.size = Pt(13)
    field(run, "PAGE")


def field(run: Run, asked: str, **begin: str) -> None:
    """What Word works out itself; `begin` are further attributes of its beginning."""
    instruction = element("w:instrText")
    instruction.text = asked
    run._r.append(element("w:fldChar", fldCharType="begin", **begin))
    run._r.append(instruction)
    run._r.append(element("w:fldChar", fldCharType="end"))


def restart_numbers(section: Section) -> None:
    for old in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(old)
    section._sectPr.append(element("w:pgNumType", start="1"))


# --- Lines ------------------------------------------------------------------------------------------------------
def line(place: Place, text: str, size: int, *, bold: bool = False, italic: bool = False) -> WordParagraph:
    """One centred line of the head, the foot or a title."""
    made = next_paragraph(place)
    made.alignment = ALIGN.CENTER
    run = made.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    return made


def rule(place: Place, width: Length) -> None:
    """A solid line of that width, centred: the lower border of an empty paragraph between wide indents."""
    made = next_paragraph(place)
    full = place.width if isinstance(place, WordCell) else TEXT_WIDTH
    side = max(0, ((full or TEXT_WIDTH) - width) // 2)
    made.paragraph_format.left_indent = made.paragraph_format.right_indent = Length(side)
    made.paragraph_format.space_after = Pt(3)
    made.paragraph_format.line_spacing = Pt(4)
    borders = element("w:pBdr")
    borders.append(element("w:bottom", val="single", sz="6", space="0", color="000000"))
    made._p.get_or_add_pPr().append(borders)


def next_paragraph(place: Place) -> WordParagraph:
    """A cell comes with one empty paragraph: use it first."""
    first = place.paragraphs[0] if isinstance(place, WordCell) else None
    unused = first is not None and len(place.paragraphs) == 1 and not first.runs and first._p.pPr is None
    return first if unused and first is not None else place.add_paragraph()


# --- Tables -----------------------------------------------------------------------------------------------------
def invisible_table(word: WordDocument, widths: tuple[Length, Length]) -> tuple[WordCell, WordCell]:
    """Two cells side by side, without frame: the head block, the foot block."""
    table = word.add_table(rows=1, cols=2)
    table.autofit = False
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(_margins(left=Mm(0), right=Mm(0)))
    for column, cell, width in zip(table.columns, table.rows[0].cells, widths, strict=True):
        column.width = cell.width = width  # Word reads the one, LibreOffice the other.
    _keep_whole(table.rows[0])
    left, right = table.rows[0].cells
    return left, right


def _margins(**sides: Length) -> Any:
    """The room between a table's lines and its words; the sides in the order of the schema."""
    margins = element("w:tblCellMar")
    for side, room in sides.items():
        margins.append(element(f"w:{side}", w=str(room.twips), type="dxa"))
    return margins


def data_table(word: WordDocument, table: Table) -> None:
    """A captioned table: its head repeats on every page, its rows never split."""
    word.add_paragraph(table.title, style="Caption")
    made = word.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _set_widths(word, made, table)
    head = made.rows[0]
    head._tr.get_or_add_trPr().append(element("w:tblHeader"))
    _keep_whole(head)
    for cell, column in zip(head.cells, table.columns, strict=True):
        _fill(cell, column.title, bold=True, align=ALIGN.CENTER, stays=True)
    last = len(table.rows) - 1
    for position, row in enumerate(table.rows):
        is_kept = table.is_small or position in {0, last - 1}
        _add_row(made, row, stays=row.kind == "group" or (is_kept and position < last))
    if table.note:
        note = word.add_paragraph()
        run = note.add_run(table.note)
        run.italic, run.font.size = True, Pt(11)


def _set_widths(word: WordDocument, made: WordTable, table: Table) -> None:
    section = word.sections[-1]
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    whole = sum(column.weight for column in table.columns)
    for made_column, column in zip(made.columns, table.columns, strict=True):
        made_column.width = Length(room * column.weight // whole)


def _add_row(made: WordTable, row: Row, *, stays: bool) -> None:
    """`stays`: on the page of the row after it."""
    added = made.add_row()  # type: ignore[no-untyped-call]
    _keep_whole(added)
    cells = added.cells
    if row.kind == "group":
        _fill(cells[0].merge(cells[-1]), row.cells[0], bold=True, stays=stays)
        return
    for cell, value in zip(cells, row.cells, strict=True):
        _fill(cell, value, bold=row.kind == "total", stays=stays)


def _fill(
    cell: WordCell, value: Cell, *, bold: bool = False, align: ALIGN | None = None, stays: bool = False
) -> None:
    place = cell.paragraphs[0]
    place.alignment = _alignment(value) if align is None else align
    if stays:
        place.paragraph_format.keep_with_next = True
    run = place.add_run(printed(value))
    run.font.size, run.bold = Pt(11), bold


def _alignment(value: Cell) -> ALIGN:
    if isinstance(value, Number):
        return ALIGN.RIGHT
    return ALIGN.CENTER if is_count(value) else ALIGN.LEFT


def _keep_whole(row: WordRow) -> None:
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))


def element(tag: str, **attributes: str) -> Any:
    """`w:` names, of the element and of its attributes."""
    made = OxmlElement(tag)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made
