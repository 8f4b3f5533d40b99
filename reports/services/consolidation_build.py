"""Building a consolidation: figures, narrative, files. Run by a worker under a lease, resumable."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from reports.documents.assemble import facts_of
from reports.documents.pdf import PdfUnavailable
from reports.documents.signatures import CannotSign
from reports.models import BuildStep, Consolidation, ConsolidationState
from reports.rules.agencies_words import agencies_words
from reports.services.consolidation import lock_consolidation
from reports.services.consolidation_files import frozen_formats, keep_file
from reports.services.consolidation_formats import Making
from reports.services.consolidation_inputs import collect, planned_duties
from reports.services.consolidation_narrative import refresh_narrative
from reports.services.files import why_not_written

# Longer than any piece of a build takes between two signs of life; a killed worker's build waits this long.
LEASE = timedelta(minutes=5)
PATIENCE = timedelta(seconds=45)  # After this whoever waits is told that nothing was heard.
MOST_ATTEMPTS = 3
QUEUE_PATIENCE = timedelta(minutes=2)  # After this a build that nobody took is offered again.


class LeaseLost(Exception):
    """Another worker has taken the build over: this one must stop and write nothing more."""


class _Lease:
    """One worker's hold on one build. `now` was read once; the time since then is counted by a monotonic clock."""

    def __init__(self, consolidation_id: int, now: datetime) -> None:
        self.id = consolidation_id
        self._now = now
        self._since = time.monotonic()
        self.until = now + LEASE

    def take(self) -> bool:
        """False if somebody else has it, or there is nothing to do."""
        free = Consolidation.objects.unfinished().unleased(self._now).filter(pk=self.id)
        return free.update(leased_until=self.until, attempts=F("attempts") + 1) == 1

    def report(self, step: BuildStep, progress: int) -> None:
        """Say how far it is, and hold on. Raises LeaseLost."""
        self._write(step=step, progress=min(progress, 99), leased_until=self._renewed())

    def finish(self, **values: object) -> None:
        self._write(**values, progress=100, leased_until=None)

    def now(self) -> datetime:
        return self._now + timedelta(seconds=time.monotonic() - self._since)

    def _renewed(self) -> datetime:
        return self.now() + LEASE

    def _write(self, **values: object) -> None:
        held = Consolidation.objects.filter(pk=self.id, leased_until=self.until)
        if held.update(**values) != 1:
            raise LeaseLost(self.id)
        renewed = values["leased_until"]
        if isinstance(renewed, datetime):
            self.until = renewed


def build_consolidation(*, consolidation_id: int, now: datetime, with_files: bool = True) -> None:
    """Do what is still to be done for a consolidation: add up its figures, then make its files.

    Without files it is ready to be read and edited on the page: for one whose files are to be made later anyway.
    Does nothing if it is done or in another worker's hands. What went wrong is stored with the consolidation, in
    words for the coordinator; then it can be built again.
    """
    lease = _Lease(consolidation_id, now)
    if not lease.take():
        return
    consolidation = Consolidation.objects.select_related("period__plan__coordinator").get(pk=consolidation_id)
    if consolidation.attempts > MOST_ATTEMPTS:
        _fail(lease, consolidation, _("The work was broken off %(n)s times.") % {"n": MOST_ATTEMPTS})
        return
    try:
        if consolidation.is_outdated:
            _add_up(lease, consolidation)
        problem = _make_files(lease, consolidation) if with_files else ""
    except OSError as error:
        _fail(lease, consolidation, _unwritten(error))
        return
    lease.finish(error=problem, state=_done(consolidation))


def silent_since(consolidation: Consolidation, *, now: datetime) -> datetime | None:
    """When the worker that has the build last said how far it is, if that is long ago: it may have been stopped. When
    its lease runs out (`leased_until`) another begins again. None where none would, having tried often enough."""
    until = consolidation.leased_until
    if until is None or until <= now or consolidation.attempts >= MOST_ATTEMPTS:
        return None
    last_sign = until - LEASE
    return last_sign if now - last_sign > PATIENCE else None


def resume_stalled_builds(*, now: datetime) -> list[int]:
    """The ids of builds that wait for a worker though nobody works on them: the lease ran out, or the message was
    lost. The caller offers them to the workers; offering one twice does no harm."""
    waiting = Consolidation.objects.unfinished().filter(
        Q(leased_until__lt=now) | Q(leased_until=None, created_at__lt=now - QUEUE_PATIENCE)
    )
    return list(waiting.order_by("created_at").values_list("pk", flat=True))


def _add_up(lease: _Lease, consolidation: Consolidation) -> None:
    lease.report(BuildStep.COLLECTING, 5)
    collected = collect(consolidation.period, includes_submitted=consolidation.includes_submitted)
    content = {
        **collected.figures.to_json(),
        **facts_of(consolidation.period),
        "duties": planned_duties(consolidation.period),
        "read_at": lease.now().isoformat(),
    }
    with transaction.atomic():
        lock_consolidation(consolidation)
        refresh_narrative(consolidation, agencies_words(collected.contents))
        built = {"content": content, "is_outdated": False, "builds": consolidation.builds + 1}
        Consolidation.objects.filter(pk=consolidation.pk).update(**built)
    consolidation.content, consolidation.is_outdated = content, False
    consolidation.builds += 1


def _make_files(lease: _Lease, consolidation: Consolidation) -> str:
    """Every file that is not frozen yet. Returns what hinders the PDF on this machine; the others are made all the
    same."""
    making = Making(consolidation, lease.now(), lease.report)
    frozen = frozen_formats(consolidation)
    for file_format, make in making.writers().items():
        if file_format in frozen:
            continue
        try:
            data = make()
        except (PdfUnavailable, CannotSign) as error:
            return str(error)
        keep_file(
            consolidation=consolidation,
            file_format=file_format.value,
            data=data,
            made_at=making.read_at,
            signature=making.signature,
        )
    return ""


def _unwritten(error: OSError) -> str:
    return _(
        "A file could not be written: %(reason)s. Nothing that was made before is lost. Tell whoever looks after the "
        "portal; when that is mended, build it again."
    ) % {"reason": why_not_written(error)}


def _done(consolidation: Consolidation) -> str:
    return (
        consolidation.state if consolidation.state == ConsolidationState.FINAL else ConsolidationState.DRAFT
    )


def _fail(lease: _Lease, consolidation: Consolidation, error: str) -> None:
    """A version without figures has failed; one that has them keeps its state and lacks only files."""
    is_building = consolidation.state == ConsolidationState.BUILDING
    state = ConsolidationState.FAILED if is_building else consolidation.state
    lease.finish(error=error, state=state)
