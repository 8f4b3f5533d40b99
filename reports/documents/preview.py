"""An agency's report as its annex will print, before it is sent: every page says that it is a draft."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pikepdf

from plan_portal.pdf_support import document_font
from reports.documents.pdf import agency_report_pdf
from reports.rules.content import ReportContent

MARK = "BẢN XEM TRƯỚC – CHƯA GỬI"
# It is made while the person waits: one at a time in a process, and nothing longer than some forty pages.
LONGEST = 100_000
PATIENCE = 15.0
_turn = threading.BoundedSemaphore(1)


class NoPreview(Exception):
    """No preview can be made now; which of the two says why."""


class TooLong(NoPreview):
    """The report would keep the server busy for too long."""


class Busy(NoPreview):
    """Another preview is being made."""


def preview_pdf(content: ReportContent, period: str) -> bytes:
    """The report's annex, of the period named, with the mark across every page. Raises TooLong, Busy, or
    PdfUnavailable."""
    if _length(content) > LONGEST:
        raise TooLong
    with _one_at_a_time():
        return _marked(agency_report_pdf(content, MARK, f"(Kỳ báo cáo: {period})"))


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    if not _turn.acquire(timeout=PATIENCE):
        raise Busy
    try:
        yield
    finally:
        _turn.release()


def _length(content: ReportContent) -> int:
    """About how many characters will be printed."""
    return (
        sum(len(section.text) for section in content.sections)
        + sum(len(duty.done) + len(duty.difficulties) for duty in content.duties)
        + sum(len(figure.explanation) for figure in content.figures)
    )


def _marked(annex: bytes) -> bytes:
    """The mark laid over each page of an annex, in the direction in which the page is read."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(annex)) as pdf, pikepdf.open(io.BytesIO(_mark())) as mark:
        for page in pdf.pages:
            page.add_overlay(mark.pages[0], pikepdf.Rectangle(*map(float, page.mediabox)))
        pdf.save(out)
    return out.getvalue()


@cache
def _mark() -> bytes:
    """A page with nothing but the mark."""
    from reports.documents import weasy  # late: without Pango this import fails, and only PDF may be missing

    css = (
        "@page { size: A4; margin: 0 } "
        "div { margin: 138mm 0 0; transform: rotate(-38deg); text-align: center; color: rgba(138, 28, 28, 0.22); "
        f'font: bold 33pt "{document_font()}", "Tinos", serif }}'
    )
    return weasy.render(f'<html lang="vi"><body><div>{MARK}</div></body></html>', css)
