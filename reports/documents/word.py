"""Word: the same content with real styles, headings and tables, so that an officer can edit and sign it."""

from __future__ import annotations

import io
from collections.abc import Sequence

import docx
from django.utils import translation
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.section import Section
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from reports.documents import word_parts as parts
from reports.documents.blocks import (
    Appendix,
    Block,
    Document,
    Drawing,
    Header,
    Heading,
    Paragraph,
    Signature,
    Table,
)
from reports.documents.contents import named
from reports.documents.word_chart import add_chart
from reports.documents.word_contents import add_contents, bookmark

CENTRE = WD_ALIGN_PARAGRAPH.CENTER
# Mean widths of bold letters in mm, capitals at 13 pt and mixed ones at 14 pt; lines are 1/3 to 1/2 of their text.
CAPITAL, LETTER, LINE_SHARE = 2.75, 2.2, 0.42
_STYLES = {1: "Heading 1", 2: "Heading 2", 3: "Heading 3"}


def document_docx(document: Document) -> bytes:
    """The document as .docx: A4, Decree 30's margins and sizes, page numbers on top, appendices in own sections."""
    document = named(document)
    word = docx.Document()
    parts.set_styles(word)
    _page(word.sections[0], is_wide=False)
    with translation.override("vi"):
        _head(word, document.header)
        _blocks(word, document.blocks)
        _foot(word, document.recipients, document.signature)
        if document.appendices:
            add_contents(word, document)
        for appendix in document.appendices:
            _appendix(word, appendix)
    word.core_properties.title = document.title[:255]
    word.core_properties.author = document.header.issuer[:255]
    word.core_properties.language = "vi-VN"
    word.core_properties.comments = ""
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _page(section: Section, *, is_wide: bool) -> None:
    width, height = (Mm(297), Mm(210)) if is_wide else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.left_margin, section.right_margin = (Mm(20), Mm(20)) if is_wide else (Mm(30), Mm(18))
    section.header_distance, section.footer_distance = Mm(10), Mm(10)
    section.different_first_page_header_footer = True
    parts.number_pages(section)


def _head(word: WordDocument, header: Header) -> None:
    left, right = parts.invisible_table(word, (Mm(62), Mm(100)))
    parts.line(left, header.parent.upper(), 13)
    parts.line(left, header.issuer.upper(), 13, bold=True)
    parts.rule(left, Mm(CAPITAL * min(len(header.issuer), 22) * LINE_SHARE))
    parts.line(left, f"Số: {header.number}", 13)
    parts.line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, bold=True)
    parts.line(right, "Độc lập - Tự do - Hạnh phúc", 14, bold=True)
    parts.rule(right, Mm(62))
    parts.line(right, header.place_and_date, 14, italic=True)
    if header.draft_mark:
        parts.line(word, header.draft_mark, 12, bold=True).alignment = WD_ALIGN_PARAGRAPH.LEFT
    parts.line(word, "BÁO CÁO", 14, bold=True).paragraph_format.space_before = Pt(16)
    parts.line(word, header.subject, 14, bold=True)
    parts.rule(word, Mm(LETTER * min(len(header.subject), 70) * LINE_SHARE))
    if header.addressee:
        addressee = parts.line(word, f"Kính gửi: {header.addressee}.", 14)
        addressee.paragraph_format.space_before = Pt(12)
        addressee.paragraph_format.space_after = Pt(10)


def _blocks(word: WordDocument, blocks: Sequence[Block]) -> None:
    for block in blocks:
        match block:
            case Heading():
                bookmark(word.add_paragraph(block.text, style=_STYLES[block.level]), block.name)
            case Paragraph():
                _paragraph(word, block)
            case Table():
                parts.data_table(word, block)
            case Drawing():
                add_chart(word, block)


def _paragraph(word: WordDocument, block: Paragraph) -> WordParagraph:
    made = word.add_paragraph(style="Body Text")
    if block.lead:
        made.add_run(block.lead).bold = True
    made.add_run(block.text)
    if block.lists:
        made.alignment = WD_ALIGN_PARAGRAPH.LEFT
    made.paragraph_format.keep_with_next = block.introduces or None
    return made


def _foot(word: WordDocument, recipients: Sequence[str], signature: Signature) -> None:
    left, right = parts.invisible_table(word, (Mm(81), Mm(81)))
    title = parts.line(left, "Nơi nhận:", 12, bold=True, italic=True)
    title.alignment = WD_ALIGN_PARAGRAPH.LEFT
    for position, recipient in enumerate(recipients, start=1):
        end = "." if position == len(recipients) else ";"
        parts.line(left, f"- {recipient}{end}", 11).alignment = WD_ALIGN_PARAGRAPH.LEFT
    for words in filter(None, (signature.authority.upper(), signature.post.upper())):
        parts.line(right, words, 14, bold=True)
    name = parts.line(right, signature.name, 14, bold=True)
    name.paragraph_format.space_before = Mm(28)


def _appendix(word: WordDocument, appendix: Appendix) -> None:
    section = word.add_section(WD_SECTION.NEW_PAGE)
    _page(section, is_wide=appendix.is_wide)
    parts.restart_numbers(section)
    bookmark(word.add_paragraph(f"{appendix.label}\n{appendix.title.upper()}", style="Title"), appendix.name)
    reference = parts.line(word, appendix.reference, 14, italic=True)
    reference.paragraph_format.space_after = Pt(10)
    _blocks(word, appendix.blocks)
