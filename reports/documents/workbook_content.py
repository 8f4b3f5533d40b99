"""What the report's own workbook holds, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass

from reports.rules.fields import Place
from reports.rules.figures import Figure
from reports.rules.workbook import NOBODYS, Asked


@dataclass(frozen=True)
class DutyRow:
    """`key` is the assignment's id; `status` its code; `previous` what was reported the last time."""

    key: int
    text: str
    role: str
    status: str = ""
    done: str = ""
    difficulties: str = ""
    previous: str = ""


@dataclass(frozen=True)
class FigureRow:
    """A figure to enter (`key` is the indicator's id), or with NOBODYS a ratio, whose parts are `ratio` by id, or a
    heading, which has no unit."""

    key: int
    name: str
    unit: str = ""
    decimals: int = 0
    depth: int = 0
    value: Figure = None
    explanation: str = ""
    previous: Figure = None
    year_before: Figure = None
    target: Figure = None
    required: bool = True
    ratio: tuple[int, int] | None = None

    @property
    def is_heading(self) -> bool:
        return self.key == NOBODYS and self.ratio is None


@dataclass(frozen=True)
class SectionRow:
    key: str
    title: str
    hint: str = ""
    required: bool = False
    text: str = ""
    previous: str = ""


@dataclass(frozen=True)
class WorkbookContent:
    """`key` is the signed key; `open_fields` names the fields that can be filled in here: a text that no cell can
    hold stays in the portal. `heads` as in `Asked`; `measures` what a figure is measured by: the same period, or else
    the last one."""

    agency: str
    plan: str
    period: str
    figures_of: str
    deadline: str
    made: str
    key: str
    duties: tuple[DutyRow, ...] = ()
    figures: tuple[FigureRow, ...] = ()
    sections: tuple[SectionRow, ...] = ()
    open_fields: frozenset[Place] = frozenset()
    heads: tuple[str, ...] = ()
    measures: tuple[str, str] = ("cùng kỳ năm trước", "kỳ trước")

    @property
    def asked(self) -> Asked:
        return Asked(
            tuple(row.key for row in self.duties),
            tuple(row.key for row in self.figures),
            tuple(row.key for row in self.sections),
            self.heads,
        )
