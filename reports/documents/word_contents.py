"""The list of contents in Word: each line leads to its heading, with the page that Word finds it on."""

from __future__ import annotations

from zlib import crc32

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from reports.documents.blocks import Document
from reports.documents.contents import Entry, appendices, headings
from reports.documents.word_parts import (
    TEXT_WIDTH,
    Place,
    element,
    field,
    invisible_table,
    line,
    next_paragraph,
)

TITLE, APPENDICES = "MỤC LỤC", "DANH MỤC PHỤ LỤC"
_STEP = Mm(10)


def bookmark(place: WordParagraph, name: str) -> None:
    """A place that lines of the list lead to; none where it has no name."""
    if not name:
        return
    number = str(crc32(name.encode()) % 2**31)
    place._p.append(element("w:bookmarkStart", id=number, name=_anchor(name)))
    place._p.append(element("w:bookmarkEnd", id=number))


def add_contents(word: WordDocument, document: Document) -> None:
    """On a page of its own: the headings with their pages, then in two columns the appendices, each of which counts its
    own."""
    line(word, TITLE, 14, bold=True).paragraph_format.page_break_before = True
    for entry in headings(document):
        _line(word, entry, has_page=True)
    title = line(word, APPENDICES, 14, bold=True)
    title.paragraph_format.space_before = Pt(12)
    title.paragraph_format.keep_with_next = True
    listed = list(appendices(document))
    half = (len(listed) + 1) // 2
    for column, entries in zip(
        invisible_table(word, (Length(TEXT_WIDTH // 2),) * 2), (listed[:half], listed[half:]), strict=True
    ):
        for entry in entries:
            _line(column, entry, has_page=False)


def _line(place: Place, entry: Entry, *, has_page: bool) -> None:
    made = next_paragraph(place)
    layout = made.paragraph_format
    layout.alignment = WD_ALIGN_PARAGRAPH.LEFT
    layout.left_indent = _STEP * entry.level
    layout.first_line_indent = -_STEP
    layout.right_indent = _STEP if has_page else _STEP // 3
    layout.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    link = element("w:hyperlink", anchor=_anchor(entry.name))
    made._p.append(link)
    words = made.add_run(entry.title)
    words.font.size = Pt(14 if has_page else 12)
    link.append(words._r)
    if has_page:
        made.add_run("\t")
        field(
            made.add_run(), f"PAGEREF {_anchor(entry.name)} \\h", dirty="true"
        )  # filled in when it is opened


def _anchor(name: str) -> str:
    """Word's names have no hyphen."""
    return name.replace("-", "_")
