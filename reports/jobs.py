"""What the worker does: each minute, when beat asks, whatever is due by the database; what pages ask for; and once a
day, sweeping."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial

from celery import Task, shared_task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from reports.models import Annex, Report
from reports.services import annexes, consolidation_build, signed_copy_check
from reports.services.delivery import deliver_one
from reports.services.heartbeat import beat
from reports.services.notices import create_due_notices
from reports.services.sweeping import sweep_orphans

logger = logging.getLogger(__name__)

# A tick ends before the next begins, however slow the mail server; what is left over is the next one's.
WHILE = timedelta(seconds=50)


@shared_task(name="reports.jobs.tick")
def tick() -> None:
    """Safe to run twice at once: the outbox takes each message once, and a lease decides who mails it."""
    began = timezone.now()
    for annex_id in annexes.annexes_to_offer(now=began):
        render_annex.delay(annex_id)
    for consolidation_id in consolidation_build.resume_stalled_builds(now=began):
        build_consolidation.delay(consolidation_id)
    for copy_id in signed_copy_check.checks_to_offer(now=began):
        check_signed_copy.delay(copy_id)
    try:
        create_due_notices(now=began)
        beat(now=began)  # Only now: a tick that fails is no sign of life, and /readyz tells.
    finally:  # What is written already is mailed all the same.
        while (now := timezone.now()) < began + WHILE and deliver_one(now=now):
            pass


@shared_task(name="reports.jobs.build_consolidation")
def build_consolidation(consolidation_id: int) -> None:
    """A second copy of the message finds the lease taken, or nothing left to do."""
    consolidation_build.build_consolidation(consolidation_id=consolidation_id, now=timezone.now())


@shared_task(name="reports.jobs.render_annex")
def render_annex(annex_id: int) -> None:
    """As with a build: a second copy of the message finds nothing to do."""
    annexes.render_annex(annex_id=annex_id, now=timezone.now())


@shared_task(name="reports.jobs.check_signed_copy", time_limit=int(signed_copy_check.LONGEST.total_seconds()))
def check_signed_copy(copy_id: int) -> None:
    """Again, a second copy of the message finds nothing to do."""
    signed_copy_check.check_signed_copy(copy_id=copy_id, now=timezone.now())


@shared_task(name="reports.jobs.sweep")
def sweep() -> None:
    sweep_orphans(now=timezone.now())


def offer_build(consolidation_id: int) -> None:
    """Ask the workers to build it once this transaction is committed. With the broker down the next tick asks again."""
    transaction.on_commit(partial(_offer, build_consolidation, consolidation_id))


def offer_annex(report: Report) -> None:
    """The same for the annex of a report just accepted."""
    annex = Annex.objects.newest_of(report)
    if annex is not None and not annex.file:
        transaction.on_commit(partial(_offer, render_annex, annex.pk))


def offer_check(copy_id: int) -> None:
    """The same for a signed copy that has just come."""
    transaction.on_commit(partial(_offer, check_signed_copy, copy_id))


def _offer(job: Task[[int], None], pk: int) -> None:
    try:
        job.delay(pk)
    except OperationalError:
        logger.warning("No broker: %s of %s waits for the next tick.", job.name, pk)
