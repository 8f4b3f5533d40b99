"""PDF by Decree 30/2020/NĐ-CP. The report is rendered in one piece; each annex on its own and appended, so that memory
stays that of the largest piece."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pikepdf
from django.template.loader import render_to_string
from django.utils import translation

from plan_portal.pdf_support import document_font, why_no_pdf
from reports.documents.annex import annex_blocks
from reports.documents.blocks import Appendix, Document
from reports.documents.words import clean
from reports.rules.content import ReportContent

Progress = Callable[[int, int], None]


class PdfUnavailable(Exception):
    """PDF cannot be made on this machine; the message says what to install."""


def document_pdf(document: Document, progress: Progress = lambda done, total: None) -> bytes:
    """The document with its annexes appended, each with its own page numbers and bookmark.

    `progress` is told how many of how many pieces are done. Raises PdfUnavailable.
    """
    annexes = [appendix for appendix in document.appendices if appendix.is_annex]
    own = tuple(appendix for appendix in document.appendices if not appendix.is_annex)
    report = _render(replace(document, appendices=own))
    progress(1, len(annexes) + 1)
    return report if not annexes else _appended(report, annexes, progress)


def agency_report_pdf(content: ReportContent, label: str = "", reference: str = "") -> bytes:
    """One agency's report on its own, as an annex or a preview. Raises PdfUnavailable."""
    return _render_annex(annex_of(content, label, reference))


def annex_of(content: ReportContent, label: str = "", reference: str = "") -> Appendix:
    title = f"BÁO CÁO CỦA {clean(content.agency_name).upper()}"
    return Appendix(label, title, reference, tuple(annex_blocks(content)), is_annex=True)


@dataclass(frozen=True)
class _Annex:
    """What the template of a whole document needs of one that has only an appendix."""

    title: str
    appendices: tuple[Appendix, ...]
    header: None = None
    blocks: tuple[()] = ()
    recipients: tuple[()] = ()


def _render_annex(appendix: Appendix) -> bytes:
    return _render(_Annex(title=f"{appendix.label} {appendix.title}".strip(), appendices=(appendix,)))


def _render(document: Document | _Annex) -> bytes:
    reason = why_no_pdf()
    if reason:
        raise PdfUnavailable(reason)
    from reports.documents import weasy  # late: without Pango this import fails, and only PDF may be missing

    with translation.override("vi"):
        html = render_to_string("reports/documents/document.html", {"document": document})
    return weasy.render(html, _stylesheet())


@cache
def _stylesheet() -> str:
    sheet = (Path(__file__).parent / "document.css").read_text()
    widths = "".join(f".w{n}{{width:{n}%}}" for n in range(1, 101))
    families = f'"{document_font()}", "Tinos", "Liberation Serif", "Times New Roman", serif'
    return f"html {{ font-family: {families}; }} @page {{ font-family: {families}; }}\n{sheet}{widths}"


def _appended(report: bytes, annexes: list[Appendix], progress: Progress) -> bytes:
    """The annexes go onto the opened report: that keeps its tags, language and bookmarks."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(report)) as whole:
        starts: list[tuple[str, int]] = []
        for done, appendix in enumerate(annexes, start=2):
            with pikepdf.open(io.BytesIO(_render_annex(appendix))) as annex:
                starts.append((f"{appendix.label}. {appendix.title}", len(whole.pages)))
                whole.pages.extend(annex.pages)
            progress(done, len(annexes) + 1)
        with whole.open_outline() as outline:
            outline.root.extend(_bookmarks(starts))
        whole.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _bookmarks(starts: list[tuple[str, int]]) -> Iterator[pikepdf.OutlineItem]:
    return (pikepdf.OutlineItem(title, page) for title, page in starts)
