"""The report's own Excel workbook: which field stands in which cell.

One description serves writing and reading. What a workbook asks for is in its own key (`Asked`), so that it is read
the way it was written even if the plan changed meanwhile. Vietnamese throughout, whoever downloads it, since it goes
from hand to hand in an office.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.rules.fields import DUTY, INDICATOR, SECTION, Place

VERSION = 1  # Grows when cells move: a workbook of an older form is refused.
GUIDE, DUTIES, FIGURES, NARRATIVE, KEY = "Hướng dẫn", "Nhiệm vụ", "Số liệu", "Thuyết minh", "khoa"
HEAD_ROW = 4
LAST, NEWEST, SAME = "Kỳ trước đã báo cáo", "Kỳ gần nhất", "Cùng kỳ năm trước"
NOBODYS = 0  # In place of a figure's id: a heading or a ratio, which nobody fills in.

# As offered in the list of the cell; `reports.models.DutyStatus` says the same (a test compares).
STATUS_WORDS = {
    "not_started": "Chưa bắt đầu",
    "in_progress": "Đang thực hiện",
    "behind": "Chậm tiến độ",
    "done": "Đã hoàn thành",
    "not_applicable": "Không phát sinh trong kỳ",
}


@dataclass(frozen=True)
class Column:
    """`width` in characters; `aspect` is the field that people write there, "" where the cells are locked."""

    title: str
    width: int
    aspect: str = ""


@dataclass(frozen=True)
class SheetLayout:
    """`kind` is what its rows are about: section, duty or indicator."""

    name: str
    kind: str
    columns: tuple[Column, ...]


DUTY_SHEET = SheetLayout(
    DUTIES,
    DUTY,
    (
        Column("TT", 5),
        Column("Nhiệm vụ", 38),
        Column("Vai trò", 10),
        Column("Mức độ thực hiện", 16, "status"),
        Column("Kết quả thực hiện", 50, "done"),
        Column("Khó khăn, vướng mắc", 28, "difficulties"),
        Column(LAST, 32),
    ),
)
FIGURE_SHEET = SheetLayout(
    FIGURES,
    INDICATOR,
    (
        Column("TT", 5),
        Column("Chỉ tiêu", 46),
        Column("Đơn vị tính", 10),
        Column("Kỳ này", 15, "value"),
        Column(NEWEST, 12),
        Column(SAME, 12),
        Column("Chỉ tiêu kế hoạch", 12),
        Column("Giải trình", 34, "explanation"),
    ),
)
NARRATIVE_SHEET = SheetLayout(
    NARRATIVE,
    SECTION,
    (
        Column("TT", 5),
        Column("Mục", 24),
        Column("Nội dung", 84, "text"),
        Column(LAST, 48),
    ),
)
SHEETS = (DUTY_SHEET, FIGURE_SHEET, NARRATIVE_SHEET)


@dataclass(frozen=True)
class Spot:
    """A cell; counted from 1."""

    sheet: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        return f"{chr(ord('A') + self.column - 1)}{self.row}"

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}"


@dataclass(frozen=True)
class Line:
    """A row of a sheet: whose it is (NOBODYS, an id or a section's code) and its number in the first column."""

    layout: SheetLayout
    row: int
    key: int | str
    number: int

    @property
    def is_asked(self) -> bool:
        return self.key != NOBODYS

    def spots(self) -> Iterator[tuple[Column, Spot]]:
        for index, column in enumerate(self.layout.columns, start=1):
            yield column, Spot(self.layout.name, self.row, index)


@dataclass(frozen=True)
class Asked:
    """What a workbook asks for, row by row: assignments and indicators by id (or NOBODYS), sections by code. `heads`
    are those of LAST, NEWEST and SAME, in this order, where a period is of years ago; "" where the head is as usual."""

    duties: tuple[int, ...] = ()
    figures: tuple[int, ...] = ()
    sections: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()

    def title(self, column: Column) -> str:
        """What stands over the column."""
        named = dict(zip((LAST, NEWEST, SAME), self.heads, strict=False))
        return named.get(column.title) or column.title

    def lines(self) -> Iterator[Line]:
        keys: tuple[tuple[int | str, ...], ...] = (self.duties, self.figures, self.sections)
        for layout, own in zip(SHEETS, keys, strict=True):
            number = 0
            for row, key in enumerate(own, start=HEAD_ROW + 1):
                number += key != NOBODYS
                yield Line(layout, row, key, number)

    def spots(self) -> dict[Place, Spot]:
        """The cell of every field, in reading order."""
        return {
            Place(line.layout.kind, line.key, column.aspect): spot
            for line in self.lines()
            for column, spot in line.spots()
            if line.is_asked and column.aspect
        }

    def marks(self) -> dict[Spot, str]:
        """What the locked heads and the first column say: where they no longer do, rows or columns were moved."""
        heads = {
            spot: self.title(column)
            for layout in SHEETS
            for column, spot in Line(layout, HEAD_ROW, NOBODYS, 0).spots()
        }
        return heads | {
            Spot(line.layout.name, line.row, 1): str(line.number) for line in self.lines() if line.is_asked
        }
