"""A worker that checks a signed file is killed at it; the next one finishes, or gives the file back in the end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from reports.models import SignedCopy
from reports.rules.signatures import Refusal
from reports.services.signed_copy_check import LEASE, MOST_ATTEMPTS, check_signed_copy, checks_to_offer
from reports.services.sweeping import sweep_orphans
from tests.factories import MOMENT, ConsolidationFactory, SignedCopyFactory
from tests.faults.test_delivery_killed import _database_url

CHECKER = """
import os, signal, sys
import django; django.setup()
from datetime import datetime
from reports.services import signed_copy_check
point = sys.argv[3]
def killed(*given):
    os.kill(os.getpid(), signal.SIGKILL)
if point == "settle":
    from reports.models.signed_copy import SignedCopyQuerySet
    settle = SignedCopyQuerySet.settle
    SignedCopyQuerySet.settle = lambda *given, **more: (settle(*given, **more), killed())
else:
    setattr(signed_copy_check, point, killed)
signed_copy_check.check_signed_copy(copy_id=int(sys.argv[1]), now=datetime.fromisoformat(sys.argv[2]))
"""


@pytest.fixture
def copy(db: None) -> SignedCopy:
    """Unsigned, and still to be checked."""
    version = ConsolidationFactory(final=True, progress=100)
    copy = SignedCopyFactory.build(consolidation=version, uploaded_by=version.created_by, waiting=True)
    copy.file.save("signed.pdf", ContentFile(b"%PDF-1.7 nobody signed it"))
    return copy


def killed_at(point: str, copy: SignedCopy, now: datetime, media: str) -> None:
    environment = {**os.environ, "DATABASE_URL": _database_url(), "MEDIA_ROOT": media, "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-c", CHECKER, str(copy.pk), now.isoformat(), point]
    assert subprocess.run(command, env=environment, check=False).returncode == -signal.SIGKILL


@pytest.mark.faults
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "point", ["_verdict", "_settle", "settle"]
)  # The last: written, and not yet committed.
def test_a_killed_check_is_done_by_the_next(copy: SignedCopy, settings: Any, point: str) -> None:
    path = Path(copy.file.path)
    killed_at(point, copy, MOMENT, str(settings.MEDIA_ROOT))
    assert (SignedCopy.objects.get().is_being_checked, path.exists()) == (True, True)
    assert checks_to_offer(now=MOMENT + LEASE / 2) == []
    later = MOMENT + LEASE + timedelta(seconds=1)
    assert checks_to_offer(now=later) == [copy.pk]
    check_signed_copy(copy_id=copy.pk, now=later)
    assert (SignedCopy.objects.get().refusal, path.exists()) == (Refusal.UNSIGNED, False)


@pytest.mark.faults
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_killed_after_the_verdict_is_written_only_the_file_is_left_for_the_sweep(
    copy: SignedCopy, settings: Any
) -> None:
    path = Path(copy.file.path)
    killed_at("discard_file", copy, MOMENT, str(settings.MEDIA_ROOT))
    assert (SignedCopy.objects.get().refusal, path.exists()) == (Refusal.UNSIGNED, True)
    assert checks_to_offer(now=MOMENT + 9 * LEASE) == []
    sweep_orphans(now=MOMENT + timedelta(days=9000))
    assert not path.exists()


@pytest.mark.faults
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_that_is_always_killed_is_given_back(copy: SignedCopy, settings: Any) -> None:
    now = MOMENT
    for _attempt in range(MOST_ATTEMPTS):
        killed_at("_verdict", copy, now, str(settings.MEDIA_ROOT))
        now += LEASE + timedelta(seconds=1)
    check_signed_copy(copy_id=copy.pk, now=now)
    assert (SignedCopy.objects.get().refusal, checks_to_offer(now=now + 9 * LEASE)) == (
        Refusal.BROKEN_OFF,
        [],
    )
