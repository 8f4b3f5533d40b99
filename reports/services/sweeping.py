"""Files that no row names: what a crash left between writing a file and writing its row, or a replaced one's; and
workbooks that were sent and never applied, which no row ever names."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from reports.models import Attachment, ConsolidationFile, SignedCopy, SignedPlan
from reports.services.annexes import FOLDER as ANNEXES
from reports.services.annexes import annex_files
from reports.services.attachments import FOLDER as ATTACHMENTS
from reports.services.consolidation_files import FOLDER as CONSOLIDATIONS
from reports.services.files import discard_file
from reports.services.signed_copies import FOLDER as SIGNED_COPIES
from reports.services.signed_plans import FOLDER as AGENCY_PLANS
from reports.services.workbook import FOLDER as WORKBOOKS

# Far longer than a file can wait for its row.
KEPT = timedelta(days=1)


def sweep_orphans(*, now: datetime) -> int:
    """Remove files older than a day that no row names. Returns how many."""
    root = Path(settings.MEDIA_ROOT)
    named = {
        *Attachment.objects.values_list("file", flat=True),
        *annex_files(),
        *ConsolidationFile.objects.values_list("file", flat=True),
        *SignedCopy.objects.with_file().values_list("file", flat=True),
        *SignedPlan.objects.values_list("file", flat=True),
    }
    orphans = [
        name
        for folder in (AGENCY_PLANS, ANNEXES, ATTACHMENTS, CONSOLIDATIONS, SIGNED_COPIES, WORKBOOKS)
        for path in (root / folder).glob("*/*")
        if path.stat().st_mtime < (now - KEPT).timestamp()
        and (name := str(path.relative_to(root))) not in named
    ]
    for name in orphans:
        discard_file(name)
    return len(orphans)
