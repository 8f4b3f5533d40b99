"""What each file of a consolidation is made from, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings

from reports.documents.assemble import document_of
from reports.documents.blocks import Document
from reports.documents.contents import title_of
from reports.documents.excel import document_xlsx
from reports.documents.pdf import Embedded, Heads, printable_pdf, report_pdf
from reports.documents.signatures import signatures_of, signed
from reports.documents.word import document_docx
from reports.models import BuildStep, Consolidation, ConsolidationState, FileFormat
from reports.rules.consolidation import Figures
from reports.rules.signatures import Signature
from reports.services.annexes import annexes_of
from reports.services.consolidation_files import kept_bytes
from reports.services.consolidation_inputs import counted_submissions

WORKBOOK = "So-lieu-tong-hop.xlsx"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def enclosed(
    document: Document, workbook: bytes, annexes: Sequence[bytes], *, at: datetime
) -> list[Embedded]:
    """The files inside the report: its figures as a workbook, and the agencies' reports, named as the Phụ lục they
    are and for whom."""
    names = [(appendix.label, title_of(appendix)) for appendix in document.annexes]
    digits = max(2, len(str(len(names))))  # so that they stand in order by name, too
    return [
        Embedded(WORKBOOK, workbook, WORKBOOK_TYPE, "Số liệu tổng hợp", "Data", at),
        *(
            Embedded(f"{number:0{digits}}-{label}.pdf", data, "application/pdf", title, "Supplement", at)
            for number, ((label, title), data) in enumerate(zip(names, annexes, strict=True), start=1)
        ),
    ]


@dataclass
class Making:
    """One run over the files of a consolidation as it stood at `read_at`; `report` is told how far it is, and may
    raise to stop it. `signature` is the one put on the file made last, if it was signed."""

    consolidation: Consolidation
    read_at: datetime
    report: Callable[[BuildStep, int], None]
    signature: Signature | None = None

    def writers(self) -> dict[FileFormat, Callable[[], bytes]]:
        """In the order they are made: what others need comes first, the slow ones last."""
        return {
            FileFormat.DOCX: self._word,
            FileFormat.XLSX: self._excel,
            FileFormat.PDF: self._pdf,
            FileFormat.PRINT: self._print,
        }

    @cached_property
    def document(self) -> Document:
        return document_of(self.consolidation)

    @cached_property
    def annexes(self) -> list[bytes]:
        self.report(BuildStep.ANNEXES, 30)
        submissions = counted_submissions(Figures.from_json(self.consolidation.content))
        return annexes_of(submissions, now=self.read_at, progress=self._annexed)

    @cached_property
    def heads(self) -> Heads:
        return Heads(self.document.annexes)

    @cached_property
    def unsigned(self) -> bytes:
        """The report, its workbook and annexes inside."""
        workbook = kept_bytes(self.consolidation, FileFormat.XLSX)
        embedded = enclosed(self.document, workbook, self.annexes, at=self.read_at)
        self.report(BuildStep.PDF, 60)
        return report_pdf(self.document, embedded, self._laid_out, self.heads)

    def _word(self) -> bytes:
        self.report(BuildStep.WORD, 15)
        return document_docx(self.document)

    def _excel(self) -> bytes:
        self.report(BuildStep.EXCEL, 25)
        return document_xlsx(self.document)

    def _pdf(self) -> bytes:
        return self._sealed(self.unsigned)

    def _print(self) -> bytes:
        report = self.unsigned
        self.report(BuildStep.PRINT, 95)
        return self._sealed(printable_pdf(report, self.document, self.annexes, self.heads))

    def _sealed(self, data: bytes) -> bytes:
        """A final PDF is signed as the agency, where a certificate is configured."""
        if not settings.SIGNING or self.consolidation.state != ConsolidationState.FINAL:
            return data
        sealed = signed(data, settings.SIGNING, reason=self.document.title, now=self.read_at)
        [self.signature] = signatures_of(sealed)
        return sealed

    def _annexed(self, done: int, total: int) -> None:
        self.report(BuildStep.ANNEXES, 30 + 30 * done // total)

    def _laid_out(self, done: int, total: int) -> None:
        self.report(BuildStep.PDF, 60 + 30 * done // total)
