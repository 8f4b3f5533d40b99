"""The consolidated report as it would be now, without storing anything: for an operator's command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.utils import translation

from reports.documents.assemble import document_of, facts_of, source_from
from reports.documents.blocks import Document
from reports.documents.compose import compose
from reports.documents.excel import document_xlsx
from reports.documents.pdf import annex_pdfs, document_pdf, report_pdf
from reports.documents.word import document_docx
from reports.models import Consolidation, ConsolidationState, FileFormat, ReportingPeriod
from reports.rules.agencies_words import agencies_words
from reports.services.consolidation_files import frozen_formats, kept_bytes
from reports.services.consolidation_formats import enclosed
from reports.services.consolidation_inputs import collect, planned_duties


class NothingToCount(Exception):
    """No report of the period is in a state that counts."""


class FileNotKept(Exception):
    """The final report's file is not there to be handed out; the text says why."""


def file_now(
    period: ReportingPeriod, file_format: FileFormat, *, includes_submitted: bool, now: datetime
) -> tuple[bytes, str]:
    """The period's report as one of the files that the portal makes of it, and its title: the final report's own file,
    where there is none yet a draft made now. Raises NothingToCount, PdfUnavailable, or FileNotKept: of one final
    report there are no two files."""
    versions = Consolidation.objects.of(period)
    final = versions.final().first()
    if final is not None and not includes_submitted:
        return _kept(final, file_format), document_of(final).title
    document = _draft(period, versions.first(), includes_submitted=includes_submitted)
    makers: dict[FileFormat, Callable[[], bytes]] = {
        FileFormat.PDF: lambda: _report(document, now),
        FileFormat.PRINT: lambda: document_pdf(document),
        FileFormat.DOCX: lambda: document_docx(document),
        FileFormat.XLSX: lambda: document_xlsx(document),
    }
    return makers[file_format](), document.title


def _kept(final: Consolidation, file_format: FileFormat) -> bytes:
    if file_format not in frozen_formats(final):
        raise FileNotKept("it is not made yet")
    try:
        return kept_bytes(final, file_format)
    except OSError as error:
        raise FileNotKept(error.strerror or str(error)) from error


def _report(document: Document, now: datetime) -> bytes:
    annexes = annex_pdfs(document.annexes)
    return report_pdf(document, enclosed(document, document_xlsx(document), annexes, at=now))


def _draft(period: ReportingPeriod, newest: Consolidation | None, *, includes_submitted: bool) -> Document:
    """Made from the reports as they are now, with the text and the details that were edited in the newest version."""
    collected = collect(period, includes_submitted=includes_submitted)
    if not collected.contents:
        raise NothingToCount(period)
    version = newest or Consolidation(period=period, version=0)
    edited = version.sections.edited().texts() if version.pk else {}
    version.version, version.builds = max(version.version, 1), version.builds + 1
    version.state = ConsolidationState.DRAFT
    version.includes_submitted = includes_submitted
    version.content = {
        **collected.figures.to_json(),
        **facts_of(period),
        "duties": planned_duties(period),
    }
    words = {**agencies_words(collected.contents), **edited}
    with translation.override("vi"):
        return compose(replace(source_from(version, collected.contents), sections=words))
