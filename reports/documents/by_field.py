"""The province by field: how far its duties are, how many figures are known, how many targets were met."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reports.documents.blocks import Column, Number, Row, Table
from reports.documents.source import Source
from reports.documents.words import BEHIND, FIELDS
from reports.rules.consolidation import Total
from reports.rules.content import DutyContent
from reports.rules.standing import targets_met

_COLUMNS = (
    Column("TT", 3),
    Column("Lĩnh vực", 16),
    Column("Lượt đơn vị báo cáo nhiệm vụ", 7, is_number=True),
    Column("Đã hoàn thành", 6, is_number=True),
    Column("Đang thực hiện", 6, is_number=True),
    Column("Chậm hoặc chưa thực hiện", 7, is_number=True),
    Column("Chỉ tiêu có số liệu", 6, is_number=True),
    Column("Chỉ tiêu có kế hoạch", 6, is_number=True),
    Column("Chỉ tiêu đạt kế hoạch", 6, is_number=True),
    Column("Chỉ tiêu phải báo cáo", 6, is_number=True),
)
_NOTE = (
    "Ghi chú: Lượt đơn vị báo cáo nhiệm vụ là số kết quả do từng đơn vị báo cáo cho từng nhiệm vụ, kể cả nhiệm vụ "
    "không phát sinh trong kỳ. Chỉ tiêu chỉ theo dõi, không có hướng tăng hoặc giảm, không tính vào chỉ tiêu có "
    "kế hoạch. Chỉ tiêu chưa đủ đơn vị báo cáo chỉ tính là đạt khi báo cáo còn thiếu không thể làm thay đổi kết quả."
)


def by_field_table(source: Source) -> Table:
    """A row for each field of which duties or figures were asked, and their sum."""
    duties = [duty for content in source.contents for duty in content.duties]
    counted = {
        title: _counts(
            [duty for duty in duties if duty.field == field],
            [total for total in source.figures.totals if total.asked.field == field],
        )
        for field, title in FIELDS.items()
    }
    asked = {title: counts for title, counts in counted.items() if any(counts)}
    rows = [
        Row((position, title, *map(_number, counts)))
        for position, (title, counts) in enumerate(asked.items(), start=1)
    ]
    sums = [sum(column) for column in zip(*asked.values(), strict=True)]
    total = [Row(("", "Cộng", *map(_number, sums)), "total")] if rows else []
    return Table("Tổng hợp theo lĩnh vực", "Theo lĩnh vực", _COLUMNS, (*rows, *total), _note(source))


def _note(source: Source) -> str:
    """Targets are a year's: what half a year has not reached is not behind for that."""
    if source.period.kind == "annual":
        return _NOTE
    return f"{_NOTE} Kế hoạch là của cả năm {source.plan.year}, số liệu là của {source.period_words}."


def _counts(duties: Sequence[DutyContent], totals: Sequence[Total]) -> list[int]:
    statuses = [duty.status for duty in duties]
    aimed = targets_met(totals)
    return [
        len(duties),
        statuses.count("done"),
        statuses.count("in_progress"),
        sum(status in BEHIND for status in statuses),
        sum(total.value is not None for total in totals),
        aimed.whole,
        aimed.part,
        len(totals),
    ]


def _number(count: int) -> Number:
    return Number(Decimal(count))
