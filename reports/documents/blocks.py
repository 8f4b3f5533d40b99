"""What a document consists of, whatever it is printed as: PDF, Word and Excel are made from these values alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.utils.safestring import SafeString

from reports.charts.drawing import Fill


@dataclass(frozen=True)
class Heading:
    """Level 1 is I, II, III (bold); 2 is 1, 2, 3 (bold); 3 is a), b), c) (upright). `name` is where links lead to."""

    level: Literal[1, 2, 3]
    text: str
    name: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Its first line indented; justified, unless it `lists` what does not break, as names of files. `lead` is printed
    bold before it: who says so. What `introduces` stays on the page of what follows."""

    text: str
    lead: str = ""
    lists: bool = False
    introduces: bool = False


@dataclass(frozen=True)
class Number:
    """A figure in a table. None is printed as a dash: it was not entered, which is not zero."""

    value: Decimal | None
    places: int = 0
    signed: bool = False


Cell = str | int | date | datetime | Number  # a position counts as int; moments are local
FIRST_LONG = 8  # rows of a table that may go on on the next page


@dataclass(frozen=True)
class Column:
    """`weight` is its share of the table's width."""

    title: str
    weight: int = 1
    is_number: bool = False


@dataclass(frozen=True)
class Row:
    """A `group` row has one cell, across the table."""

    cells: tuple[Cell, ...]
    kind: Literal["plain", "group", "total"] = "plain"


@dataclass(frozen=True)
class Table:
    """`sheet` is the short name of its sheet in the workbook."""

    title: str
    sheet: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""

    @property
    def is_small(self) -> bool:
        """Kept on one page: a longer one would leave too much of the page before it empty."""
        return len(self.rows) < FIRST_LONG


@dataclass(frozen=True)
class Bars:
    """Those of one name in a chart: one for each of its labels; None where there is no figure."""

    name: str
    values: tuple[Decimal | None, ...]
    fill: Fill


@dataclass(frozen=True)
class Drawing:
    """Lying bars: as SVG drawn by the portal, and what is drawn, for programs that draw it themselves; `words` for
    those who do not see it. Its figures also stand in a table of the same document."""

    title: str
    svg: SafeString
    labels: tuple[str, ...]
    bars: tuple[Bars, ...]
    words: str
    is_stacked: bool = False


Block = Heading | Paragraph | Table | Drawing


@dataclass(frozen=True)
class Header:
    """The head of page 1 (Decree 30/2020/NĐ-CP, Appendix I)."""

    parent: str
    issuer: str
    number: str
    place_and_date: str
    subject: str
    addressee: str = ""
    draft_mark: str = ""


@dataclass(frozen=True)
class Signature:
    authority: str = ""
    post: str = ""
    name: str = ""


@dataclass(frozen=True)
class Appendix:
    """`label` is "Phụ lục II"; `title` is printed in capitals on its page, and as it is in lists; `reference` the
    "(Kèm theo Báo cáo số …)" line; `name` is where links lead to."""

    label: str
    title: str
    reference: str
    blocks: tuple[Block, ...]
    is_wide: bool = False
    is_annex: bool = False
    name: str = ""


@dataclass(frozen=True)
class Document:
    """One document, complete: `recipients` are the lines of "Nơi nhận", without dash and semicolon."""

    header: Header
    title: str
    blocks: tuple[Block, ...]
    signature: Signature = field(default_factory=Signature)
    recipients: tuple[str, ...] = ()
    appendices: tuple[Appendix, ...] = ()

    @property
    def own_appendices(self) -> tuple[Appendix, ...]:
        """Those that belong to the report itself, not the agencies' reports."""
        return tuple(appendix for appendix in self.appendices if not appendix.is_annex)

    @property
    def annexes(self) -> tuple[Appendix, ...]:
        """The agencies' reports."""
        return tuple(appendix for appendix in self.appendices if appendix.is_annex)

    def every_block(self) -> Iterator[Block]:
        """The blocks of the report and of its appendices, in the order they are printed."""
        yield from self.blocks
        for appendix in self.appendices:
            yield from appendix.blocks

    def tables(self) -> Iterator[Table]:
        return (block for block in self.every_block() if isinstance(block, Table))
