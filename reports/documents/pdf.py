"""PDF by Decree 30/2020/NĐ-CP: the report proper, an agency's report as an annex, and the set to print.

The report is rendered in pieces that begin on pages of their own anyway, each in a process of its own or one after
the other in a second one, and put together: so memory stays that of the largest piece, and the table of contents
knows every page before it is set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from reports.documents.annex import annex_of
from reports.documents.beside import apart, beside
from reports.documents.blocks import Appendix, Block, Document, Heading, Paragraph
from reports.documents.contents import Entry, appendices, headings, named, title_of
from reports.documents.heads import Heads, heads_in
from reports.documents.paper import Paper, PdfUnavailable, prepare, render
from reports.documents.tagged import Assembly, Embedded
from reports.rules.content import ReportContent

__all__ = [
    "Embedded",
    "Heads",
    "PdfUnavailable",
    "agency_report_pdf",
    "annex_pdf",
    "annex_pdfs",
    "document_pdf",
    "printable_pdf",
    "report_pdf",
]

Progress = Callable[[int, int], None]
CONTENTS, CONTENTS_TITLE = "muc-luc", "MỤC LỤC"
ANNEX = "bao-cao"  # where the beginning of an annex is found
# A piece of the report has at most about this many characters, some eighty pages: with the agencies of ten provinces
# in one piece the renderer would need ten times the memory.
LONGEST_PIECE = 200_000


def report_pdf(
    document: Document,
    embedded: Sequence[Embedded] = (),
    progress: Progress = lambda done, total: None,
    heads: Heads | None = None,
) -> bytes:
    """The report with its own appendices, tagged, as PDF/UA-1 and PDF/A-3, with `embedded` inside.

    `progress` is told how many of how many pieces are done. `heads`, which the set to print needs, are set while the
    file is put together and written: by then all else is. Raises PdfUnavailable.
    """
    document = named(document)
    prepare()
    own = [partial(_appendix, appendix) for appendix in document.own_appendices]
    # The first one, which is short, is set here: so both processes have about as much to do.
    with beside(own[1:]) as made_beside:
        whole = _body(document, progress)
        lines = [replace(entry, page=whole.places[entry.name].page + 1) for entry in headings(document)]
        annexed = list(appendices(document))
        whole.append(_contents(lines, annexed, first_page=len(whole.pdf.pages) + 1))
        made_appendices = [*map(apart, own[:1]), *made_beside()]
    with _set_beside(heads):
        for made in made_appendices:
            whole.append(made)
        whole.bookmark([*lines, Entry(1, CONTENTS_TITLE, CONTENTS), *annexed[: len(own)]])
        for annex in document.annexes:  # Until they are appended, their lines lead to the list itself.
            whole.places[annex.name] = whole.places[CONTENTS]
        whole.link({entry.name: entry.title for entry in (*lines, *annexed)})
        whole.embed(embedded)
        return whole.finish(document.title, document.header.issuer)


def annex_pdf(annex: Appendix) -> bytes:
    """An agency's report on its own, with room on its first page for the label and the reference it gets as an annex.

    Raises PdfUnavailable.
    """
    return _alone(replace(annex, label="", reference=""))


def agency_report_pdf(content: ReportContent, label: str = "", reference: str = "") -> bytes:
    """An agency's report on its own, `label` above its title, `reference` below. Raises PdfUnavailable."""
    return _alone(annex_of(content, label, reference))


def _alone(annex: Appendix) -> bytes:
    annex = replace(annex, name=ANNEX)
    return Assembly.of(render(Paper(annex.title, appendices=(annex,)))).finish(annex.title)


def printable_pdf(
    report: bytes, document: Document, annexes: Sequence[bytes], heads: Heads | None = None
) -> bytes:
    """The report with the agencies' reports appended as Phụ lục, in the order of `document.annexes`, each with its
    own page numbers; bookmarks and the table of contents lead to them. `heads` that are not set yet are set meanwhile.
    Raises PdfUnavailable."""
    document = named(document)
    prepare()
    heads = heads or Heads(document.annexes)
    with _set_beside(heads):
        whole = Assembly.of(report)
        whole.drop_embedded()
        firsts = []
        for annex, data in zip(document.annexes, annexes, strict=True):
            firsts.append(whole.append(data))
            whole.places[annex.name] = whole.places.pop(ANNEX)
    if firsts:
        for first, head in zip(firsts, heads_in(heads.made, len(firsts)), strict=True):
            whole.lay_over(first, head)
    own = [entry for entry in appendices(document) if entry.name in whole.places]
    whole.bookmark([*headings(document), Entry(1, CONTENTS_TITLE, CONTENTS), *own])
    return whole.finish(document.title, document.header.issuer, is_universal=False)


def document_pdf(document: Document) -> bytes:
    """The set to print, everything rendered now. Raises PdfUnavailable."""
    heads = Heads(document.annexes)
    return printable_pdf(report_pdf(document, heads=heads), document, annex_pdfs(document.annexes), heads)


def annex_pdfs(annexes: Sequence[Appendix]) -> list[bytes]:
    """Several annexes, made in two processes. Raises PdfUnavailable."""
    prepare()
    jobs = [partial(annex_pdf, annex) for annex in annexes]
    half = (len(jobs) + 1) // 2
    with beside(jobs[:half]) as first_half, beside(jobs[half:]) as second_half:
        return [*first_half(), *second_half()]


@contextmanager
def _set_beside(heads: Heads | None) -> Iterator[None]:
    """In a process of its own while this one does what is in the block; not if they are set, or there are none."""
    if heads is None or heads.made or not heads.annexes:
        yield
        return
    with beside([heads.render]) as made_beside:
        yield
        [heads.made] = made_beside()


def _body(document: Document, progress: Progress) -> Assembly:
    """The report up to its signature. Only one longer than some eighty pages is set in several pieces."""
    pieces = list(_pieces(document.blocks))
    whole: Assembly | None = None
    for number, blocks in enumerate(pieces, start=1):
        is_last = number == len(pieces)
        paper = Paper(
            document.title,
            header=None if whole else document.header,
            blocks=blocks,
            recipients=document.recipients if is_last else (),
            signature=document.signature,
            first_page=len(whole.pdf.pages) + 1 if whole else 1,
        )
        made = apart(partial(render, paper))
        if whole is None:
            whole = Assembly.of(made)
        else:
            whole.append(made)
        progress(number, len(pieces) + 1)
    assert whole is not None  # nosec: for the type checker; there is always a piece
    return whole


def _pieces(blocks: Sequence[Block]) -> Iterator[tuple[Block, ...]]:
    """Cut before a heading, and only where a piece has become long."""
    piece: list[Block] = []
    length = 0
    for block in blocks:
        if isinstance(block, Heading) and length > LONGEST_PIECE:
            yield tuple(piece)
            piece, length = [], 0
        piece.append(block)
        length += len(block.lead) + len(block.text) if isinstance(block, Paragraph) else 0
    yield tuple(piece)


def _contents(lines: Sequence[Entry], annexed: Sequence[Entry], *, first_page: int) -> bytes:
    return render(Paper(CONTENTS_TITLE, contents=lines, annexed=annexed, first_page=first_page))


def _appendix(appendix: Appendix) -> bytes:
    return render(Paper(title_of(appendix), appendices=(appendix,)))
