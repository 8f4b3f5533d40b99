"""A worker that builds a consolidation is killed at random moments; the next one finishes what it left."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from reports.models import Annex, Consolidation, ConsolidationState, FileFormat
from reports.models.consolidation import ConsolidationFile
from reports.services.consolidation import build_again
from reports.services.consolidation_build import MOST_ATTEMPTS
from tests.faults.test_delivery_killed import _database_url
from tests.reports.consolidation import conftest as consolidating
from tests.reports.consolidation.conftest import World

world = consolidating.world  # a fixture of another folder
PATIENCE = 300
KILLS = int(os.environ.get("PORTAL_KILLS", "5"))
BUILDER = """
import sys
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from reports.services import consolidation_build
consolidation_build.LEASE = timedelta(seconds=float(sys.argv[2]))
consolidation_build.build_consolidation(consolidation_id=int(sys.argv[1]), now=timezone.now())
"""


def worker(version: Consolidation, media: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "DATABASE_URL": _database_url(), "MEDIA_ROOT": media, "LOG_LEVEL": "ERROR"}
    return subprocess.Popen([sys.executable, "-c", BUILDER, str(version.pk), "0.4"], env=environment)


def killed_at(progress: int, version: Consolidation, media: str) -> bool:
    """Kill a worker once the build has come so far; False if it was quicker."""
    version.refresh_from_db()
    before = version.attempts
    building = worker(version, media)
    end = time.monotonic() + PATIENCE
    while building.poll() is None and time.monotonic() < end:
        version.refresh_from_db()
        if version.attempts > before and version.progress >= progress and version.is_working:
            building.send_signal(signal.SIGKILL)
            building.wait(PATIENCE)
            return True
        time.sleep(random.uniform(0.005, 0.05))
    return False


def assert_nothing_is_half_written(media: str) -> None:
    for kept in [*ConsolidationFile.objects.all(), *Annex.objects.exclude(file="")]:
        data = (Path(media) / kept.file.name).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (kept.size, kept.sha256)


@pytest.mark.faults
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_build_killed_anywhere_is_finished_or_given_back(world: World, settings: Any) -> None:
    chance = random.Random(int(os.environ.get("PORTAL_SEED", "20220616")))
    media = str(settings.MEDIA_ROOT)
    struck = 0
    for _kill in range(KILLS):
        version = world.started(now=timezone.now())
        struck += killed_at(chance.choice([1, 5, 15, 25, 30, 60, 75, 95]), version, media)
        assert_nothing_is_half_written(media)
        assert worker_after_the_lease(version, media) == 0
        version.refresh_from_db()
        assert (version.state, version.progress, version.error) == (ConsolidationState.DRAFT, 100, "")
        assert sorted(version.files.values_list("format", flat=True)) == sorted(FileFormat.values)
        assert_nothing_is_half_written(media)
    assert struck, "every build was quicker than its kill"


@pytest.mark.faults
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_build_that_is_always_killed_is_given_back_with_a_reason(world: World, settings: Any) -> None:
    version = world.started(now=timezone.now())
    for _attempt in range(MOST_ATTEMPTS):
        assert killed_at(1, version, str(settings.MEDIA_ROOT))
        time.sleep(0.5)
    assert worker_after_the_lease(version, str(settings.MEDIA_ROOT)) == 0
    version.refresh_from_db()
    assert (version.state, version.leased_until) == (ConsolidationState.FAILED, None)
    assert str(MOST_ATTEMPTS) in version.error
    again = build_again(consolidation=version, by=world.coordinator, now=timezone.now())
    assert again.is_working


def worker_after_the_lease(version: Consolidation, media: str) -> int:
    """What the tick does once nobody holds the build any more."""
    end = time.monotonic() + PATIENCE
    while not _is_free(version) and time.monotonic() < end:
        time.sleep(0.05)
    return worker(version, media).wait(PATIENCE)


def _is_free(version: Consolidation) -> bool:
    now = timezone.now()
    done = not Consolidation.objects.unfinished().filter(pk=version.pk).exists()
    return done or Consolidation.objects.unleased(now).filter(pk=version.pk).exists()
