"""Phụ lục IV of a corrected report: what it says otherwise than the one it replaces."""

from __future__ import annotations

from collections.abc import Iterator

from reports.documents.blocks import Block, Column, Number, Paragraph, Row, Table
from reports.documents.source import Replaced
from reports.documents.words import clean
from reports.rules.correction import ChangedTotal

_COLUMNS = (
    Column("TT", 3),
    Column("Chỉ tiêu", 20),
    Column("Đơn vị tính", 6),
    Column("Báo cáo được thay thế", 8, is_number=True),
    Column("Báo cáo này", 8, is_number=True),
)


def correction_blocks(old: Replaced) -> Iterator[Block]:
    """Whose reports were corrected, added or left out, the sections written anew, the figures that changed as a
    table."""
    named = {
        "Báo cáo được sửa của": old.agencies,
        "Báo cáo được bổ sung của": old.added,
        "Không còn tính báo cáo của": old.left_out,
        "Nội dung được viết lại": old.sections,
    }
    for words, names in named.items():
        if names:
            yield Paragraph(f"- {words}: {'; '.join(map(clean, names))}.")
    if old.totals:
        rows = tuple(_row(position, changed) for position, changed in enumerate(old.totals, start=1))
        yield Table("Số liệu thay đổi", "Thay đổi", _COLUMNS, rows)
    else:
        yield Paragraph("- Số liệu tổng hợp không thay đổi.")


def _row(position: int, changed: ChangedTotal) -> Row:
    after = changed.after
    before = changed.before.value if changed.before else None
    return Row(
        (
            position,
            clean(after.asked.name),
            clean(after.asked.unit),
            Number(before, after.places),
            Number(after.value, after.places),
        )
    )
