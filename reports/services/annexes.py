"""Annexes of the consolidated report: rendered when a report is accepted, kept with their SHA-256, never twice.

Whoever finds one missing may render it; the database keeps the first that arrives and the other is thrown away. So a
lost message, a killed worker or two workers at once cost time at most.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import F

from reports.documents.annex import annex_of
from reports.documents.blocks import Appendix
from reports.documents.pdf import annex_pdf, annex_pdfs
from reports.models import Annex, Submission
from reports.rules.content import ReportContent
from reports.services.files import discard_file, store_file

FOLDER = "annexes"
LEASE = timedelta(minutes=5)
PATIENCE = timedelta(minutes=2)  # After this an annex that nobody took is offered again.
BATCH = 12  # rendered before they are kept: so much a killed worker loses
MOST_OFFERED = 20  # at once: the tick that follows brings the next ones


def queue_annex(submission: Submission, *, now: datetime) -> Annex:
    """Say that the submission's annex is wanted. Again is the same as once."""
    annex, _created = Annex.objects.get_or_create(submission=submission, defaults={"queued_at": now})
    return annex


def render_annex(*, annex_id: int, now: datetime) -> None:
    """Make a waiting annex. Does nothing if it is made, in another worker's hands, or given up.

    Raises OSError or PdfUnavailable; the tick offers it again, and a build that needs it makes it itself.
    """
    taken = Annex.objects.waiting(now).filter(pk=annex_id)
    if taken.update(leased_until=now + LEASE, attempts=F("attempts") + 1) != 1:
        return
    annex = Annex.objects.select_related("submission").get(pk=annex_id)
    _keep(annex, annex_pdf(_laid_out(annex.submission)), now)


def annexes_to_offer(*, now: datetime) -> list[int]:
    """The ids of some that wait though they should be made by now. Offering one twice does no harm."""
    waiting = Annex.objects.waiting(now).filter(queued_at__lt=now - PATIENCE)
    return list(waiting.order_by("queued_at").values_list("pk", flat=True)[:MOST_OFFERED])


def annexes_of(
    submissions: Sequence[Submission], *, now: datetime, progress: Callable[[int, int], None]
) -> list[bytes]:
    """The annexes of these submissions in their order. What is missing, or is not what was kept, is rendered
    in two processes, and kept batch by batch; `progress` is told how many of how many there are.

    Raises OSError or PdfUnavailable, and what `progress` raises.
    """
    known = Annex.objects.of_submissions(submission.pk for submission in submissions)
    found = {pk: data for pk, annex in known.items() if (data := _read(annex)) is not None}
    missing = [submission for submission in submissions if submission.pk not in found]
    for start in range(0, len(missing), BATCH):
        progress(len(found), len(submissions))
        batch = missing[start : start + BATCH]
        made = annex_pdfs([_laid_out(submission) for submission in batch])
        for submission, data in zip(batch, made, strict=True):
            _keep(known.get(submission.pk) or queue_annex(submission, now=now), data, now)
            found[submission.pk] = data
    return [found[submission.pk] for submission in submissions]


def annex_files() -> Iterable[str]:
    """The names of all that are kept."""
    return Annex.objects.exclude(file="").values_list("file", flat=True)


def _laid_out(submission: Submission) -> Appendix:
    return annex_of(ReportContent.from_json(submission.content))


def _read(annex: Annex) -> bytes | None:
    """The kept bytes, or None if the disk has others or none."""
    path = Path(annex.file.path)
    data = path.read_bytes() if path.exists() else b""
    return data if hashlib.sha256(data).hexdigest() == annex.sha256 else None


def _keep(annex: Annex, data: bytes, now: datetime) -> None:
    """Write the file, then name it in the row, if that still is as it was read."""
    stored = store_file([data], folder=FOLDER, suffix=".pdf", now=now)
    unchanged = Annex.objects.filter(pk=annex.pk, sha256=annex.sha256)
    values = {"file": stored.name, "size": stored.size, "sha256": stored.sha256, "made_at": now}
    if unchanged.update(**values, leased_until=None) == 1:
        discard_file(annex.file.name if annex.file.name != stored.name else None)
    else:
        discard_file(stored.name)
