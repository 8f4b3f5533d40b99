"""Files of a report: taken in, taken out, and who may read which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import User
from reports.models import Attachment, AttachmentKind, Report
from reports.rules.content import ReportContent
from reports.rules.workflow import Action
from reports.services.content import submitted_content
from reports.services.editing import mark_edited
from reports.services.fields import TABLES
from reports.services.files import StoredFile, discard_file, store_file
from reports.services.of_report import present_files
from reports.services.steps import check_step, lock_report
from reports.services.uploads import MOST_FILES, CheckedUpload

FOLDER = "attachments"


@dataclass(frozen=True)
class Paper:
    """What kind of file it is; a signed scan has the number and date of the paper."""

    kind: AttachmentKind = AttachmentKind.SUPPORTING
    number: str = ""
    dated: date | None = None


def add_attachment(
    *, report: Report, by: User, chunks: Iterable[bytes], upload: CheckedUpload, paper: Paper, now: datetime
) -> Attachment:
    """Store a checked file with the report. The file is on the disk before its row says so.

    Raises StepRefused where the report may not be edited, ValidationError for one file too many or one that is
    there already, OSError if the disk refuses.
    """
    stored = store_file(chunks, folder=FOLDER, suffix=upload.suffix, now=now)
    kept = False
    try:
        attachment = _attach(report, by, stored, upload, paper, now)
        kept = True
        return attachment
    finally:
        if not kept:
            discard_file(stored.name)


@transaction.atomic
def remove_attachment(*, attachment: Attachment, by: User, now: datetime) -> None:
    """Take a file out of the report. It stays on record, since a submission may name it. Raises StepRefused."""
    report = lock_report(attachment.report)
    check_step(Action.SAVE, report, by)
    attachment.removed_at = now
    attachment.save(update_fields=["removed_at"])
    mark_edited(report, by=by, now=now)


def attachments_shown_to(user: User, report: Report, sent: ReportContent | None = None) -> list[Attachment]:
    """The files of a report that this person may read: the agency its present ones, everyone else those that the
    last submission names, even if removed since; `sent` is its content where that was read already."""
    if report.agency_id in user.access.own_agencies:
        return present_files(report)
    sent = sent or submitted_content(report)
    return attachments_named_in(report, sent) if sent else []


def attachments_named_in(report: Report, content: ReportContent) -> list[Attachment]:
    """The files that a submission of the report names."""
    named = {(a.sha256, a.name) for a in content.attachments}
    if not named:
        return []
    found = {(a.sha256, a.name): a for a in Attachment.objects.of(report) if (a.sha256, a.name) in named}
    return list(found.values())


@transaction.atomic
def _attach(
    report: Report, by: User, stored: StoredFile, upload: CheckedUpload, paper: Paper, now: datetime
) -> Attachment:
    report = lock_report(report)
    check_step(Action.SAVE, report, by)
    if report.attachments.present().count() >= MOST_FILES:
        raise ValidationError(_("A report takes at most %(most)s files."), params={"most": MOST_FILES})
    if Attachment.objects.with_digest(report, stored.sha256).exists():
        raise ValidationError(_("This file is attached already."))
    attachment = Attachment.objects.create(
        report=report,
        kind=paper.kind,
        file=stored.name,
        name=upload.name,
        content_type=upload.content_type,
        size=stored.size,
        sha256=stored.sha256,
        paper_number=paper.number,
        paper_date=paper.dated,
        uploaded_by=by,
        uploaded_at=now,
    )
    mark_edited(report, by=by, now=now)
    return attachment


def scan_before_changes(report: Report) -> Attachment | None:
    """The report's newest signed scan, if a field of the report was changed after it was attached."""
    scan = Attachment.objects.of(report).present().filter(kind=AttachmentKind.SIGNED_SCAN).last()
    if scan is None:
        return None
    fields = (table.model._default_manager for table in TABLES.values())
    later = (rows.filter(report=report, edited_at__gt=scan.uploaded_at).exists() for rows in fields)
    return scan if any(later) else None
