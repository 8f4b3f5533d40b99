"""From values to pages: the template, the stylesheet, the renderer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import translation

from plan_portal.pdf_support import document_font, why_no_pdf
from reports.documents.blocks import (
    Appendix,
    Block,
    Column,
    Header,
    Heading,
    Number,
    Paragraph,
    Row,
    Signature,
    Table,
)
from reports.documents.contents import Entry

VARIANT = "pdf/a-3a"
_TWO_COLUMNS = 40  # lines of both


class PdfUnavailable(Exception):
    """PDF cannot be made on this machine; the message says what to install."""


@dataclass(frozen=True)
class Paper:
    """What is printed in one go. `first_page` is its first page's number, shown from 2 on; `heads_only` prints of the
    appendices only label and reference, where they stand on a page, under each other: each has the height of one."""

    title: str
    header: Header | None = None
    blocks: Sequence[Block] = ()
    recipients: Sequence[str] = ()
    signature: Signature = field(default_factory=Signature)
    contents: Sequence[Entry] = ()
    annexed: Sequence[Entry] = ()
    appendices: Sequence[Appendix] = ()
    first_page: int = 1
    heads_only: bool = False

    def annexed_columns(self) -> Iterator[tuple[Sequence[Entry], Sequence[Entry]]]:
        """The list of annexes in two columns, about a page's at a time: to balance them, the renderer would set the
        list several times."""
        for start in range(0, len(self.annexed), _TWO_COLUMNS):
            both = self.annexed[start : start + _TWO_COLUMNS]
            half = (len(both) + 1) // 2
            yield both[:half], both[half:]


def render(paper: Paper) -> bytes:
    """The pages as PDF/A-3, tagged; heads alone are not, for they are laid over such pages. Raises PdfUnavailable."""
    prepare()
    return _rendered(paper)


@cache
def prepare() -> None:
    """Render a page with something of everything: the renderer and the fonts are loaded, the stylesheet is parsed, and
    so it is for all processes started from this one after it. Raises PdfUnavailable."""
    reason = why_no_pdf()
    if reason:
        raise PdfUnavailable(reason)
    table = Table("Biểu", "Biểu", (Column("TT"), Column("Số", is_number=True)), (Row(("1", Number(None))),))
    words = Paragraph("một hai ba bốn năm sáu bảy tám chín mười " * 4, lead="- Số: ")
    _rendered(
        Paper(
            "Báo cáo",
            Header("A", "B", "1", "C, ngày 1", "D"),
            (Heading(1, "I."), Heading(3, "a)"), words, table),
            recipients=("E",),
        )
    )


def _rendered(paper: Paper) -> bytes:
    from reports.documents import (  # late: without Pango this import fails, and only PDF may be missing
        tags,
        weasy,
    )

    with translation.override("vi"):
        html = render_to_string("reports/documents/document.html", {"document": paper})
    return weasy.render_part(
        html,
        _stylesheet(),
        _tall(len(paper.appendices)) if paper.heads_only else _numbered_from(paper.first_page),
        variant=None if paper.heads_only else VARIANT,
        finisher=tags.mend,
    )


def _numbered_from(first_page: int) -> str:
    if first_page == 1:
        return ""
    return f"@page :first {{ counter-reset: page {first_page}; @top-center {{ content: counter(page); }} }}"


def _tall(pages: int) -> str:
    return f"@page heads {{ size: 210mm {297 * pages + 1}mm; }}"


@cache
def _stylesheet() -> str:
    sheet = (Path(__file__).parent / "document.css").read_text()
    widths = "".join(f".w{n}{{width:{n}%}}" for n in range(1, 101))
    families = f'"{document_font()}", "Tinos", "Liberation Serif", "Times New Roman", serif'
    return f"html {{ font-family: {families}; }} @page {{ font-family: {families}; }}\n{sheet}{widths}"
