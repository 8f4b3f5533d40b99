"""The table of contents: what links, bookmarks and the printed list have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from reports.documents.blocks import Appendix, Block, Document, Heading

DEEPEST = 2


@dataclass(frozen=True)
class Entry:
    """One line: `name` is where it leads to; `page` is printed where the report's own numbering holds."""

    level: int
    title: str
    name: str
    page: int | None = None


def named(document: Document) -> Document:
    """The same document, its headings of the first two levels and its appendices named."""
    numbers = count(1)
    blocks = tuple(_named(block, numbers) for block in document.blocks)
    appendices = tuple(
        replace(appendix, name=f"phu-luc-{n}") for n, appendix in enumerate(document.appendices, start=1)
    )
    return replace(document, blocks=blocks, appendices=appendices)


def headings(document: Document) -> Iterator[Entry]:
    """The named headings of the report."""
    for block in document.blocks:
        if isinstance(block, Heading) and block.name:
            yield Entry(block.level, block.text, block.name)


def appendices(document: Document) -> Iterator[Entry]:
    return (Entry(1, title_of(appendix), appendix.name) for appendix in document.appendices)


def title_of(appendix: Appendix) -> str:
    return f"{appendix.label}. {appendix.title}" if appendix.label else appendix.title


def _named(block: Block, numbers: Iterator[int]) -> Block:
    if isinstance(block, Heading) and block.level <= DEEPEST:
        return replace(block, name=f"muc-{next(numbers)}")
    return block
