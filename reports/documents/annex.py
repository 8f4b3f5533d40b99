"""One agency's report as a document's blocks: an annex of the consolidated report, or printed on its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from reports.documents.blocks import Appendix, Block, Column, Heading, Number, Paragraph, Row, Table
from reports.documents.words import STATUSES, clean, opening_of, paragraphs, positions, short_day
from reports.rules.content import AttachmentContent, DutyContent, FigureContent, ReportContent
from reports.rules.voices import HARD, ROLES, own_words

_BEFORE = (("situation", "TÌNH HÌNH CHUNG VÀ CÔNG TÁC CHỈ ĐẠO"),)
_AFTER = (
    ("achievements", "KẾT QUẢ NỔI BẬT"),
    ("shortcomings", "TỒN TẠI, HẠN CHẾ"),
    ("causes", "NGUYÊN NHÂN"),
    ("directions", "PHƯƠNG HƯỚNG, NHIỆM VỤ TRỌNG TÂM THỜI GIAN TỚI"),
    ("proposals", "KIẾN NGHỊ, ĐỀ XUẤT"),
)


def annex_of(content: ReportContent, label: str = "", reference: str = "") -> Appendix:
    """The report as an annex; without label and reference it stands on its own."""
    title = f"Báo cáo của {clean(content.agency_name)}"
    return Appendix(label, title, reference, tuple(annex_blocks(content)), is_annex=True)


def annex_blocks(content: ReportContent) -> Iterator[Block]:
    """The report in its own order; what the agency left empty is left out, a figure not entered shows a dash."""
    parts: list[tuple[str, list[Block]]] = [
        *((title, list(_section(content, code))) for code, title in _BEFORE),
        ("KẾT QUẢ THỰC HIỆN NHIỆM VỤ", list(_duties(content))),
        ("SỐ LIỆU", [figures_table(content)] if content.figures else []),
        *((title, list(_section(content, code))) for code, title in _AFTER),
        ("TÀI LIỆU KÈM THEO", [Paragraph(_attachment(a), lists=True) for a in content.attachments]),
    ]
    for position, (title, blocks) in enumerate((part for part in parts if part[1]), start=1):
        yield Heading(2, f"{position}. {title}")
        yield from blocks


def figures_table(content: ReportContent) -> Table:
    """The agency's figures with what it said about them."""
    numbers = positions(figure.name for figure in content.figures)
    rows = tuple(_row(number, figure) for number, figure in zip(numbers, content.figures, strict=True))
    name = clean(content.agency_name)
    columns: tuple[Column, ...] = (
        Column("TT", 3),
        Column("Chỉ tiêu", 17),
        Column("Đơn vị tính", 6),
        Column("Số liệu", 6, is_number=True),
        Column("Giải trình", 9),
    )
    if not any(figure.explanation.strip() for figure in content.figures):
        columns, rows = columns[:-1], tuple(replace(row, cells=row.cells[:-1]) for row in rows)
    return Table(f"Số liệu của {name}", name, columns, rows)


def _row(position: int | str, figure: FigureContent) -> Row:
    places = 1 if figure.is_computed else figure.decimals
    return Row(
        (
            position,
            clean(figure.name),
            clean(figure.unit),
            Number(figure.value, places),
            clean(figure.explanation),
        )
    )


def _section(content: ReportContent, code: str) -> Iterator[Block]:
    for section in content.sections:
        if section.code == code:
            yield from (Paragraph(line) for line in paragraphs(section.text))


def _duties(content: ReportContent) -> Iterator[Block]:
    for duty in content.duties:
        role = ROLES.get(duty.role, "")
        lead = f"- {opening_of(duty.text, 160)}" + (f" ({role}): " if role else ": ")
        said = list(_words(duty))
        status = f"{STATUSES.get(duty.status, clean(duty.status))}."
        yield Paragraph(status, lead=lead, introduces=bool(said))
        yield from said


def _words(duty: DutyContent) -> Iterator[Block]:
    """Below the duty's own dash."""
    yield from map(Paragraph, paragraphs(own_words(duty.done)))
    for position, line in enumerate(paragraphs(own_words(duty.difficulties))):
        yield Paragraph(line, lead="" if position else f"{HARD}: ")


def _attachment(attachment: AttachmentContent) -> str:
    number = f", số {attachment.paper_number}" if attachment.paper_number else ""
    day = f" ngày {short_day(date.fromisoformat(attachment.paper_date))}" if attachment.paper_date else ""
    return clean(f"- {attachment.name}{number}{day} (SHA-256: {attachment.sha256[:16]}…)")
