"""Beat asks, the broker carries, the worker writes: a fresh heartbeat proves all three."""

from __future__ import annotations

from datetime import datetime, timedelta

from reports.models import Heartbeat

WORKER = "worker"
STALE_AFTER = timedelta(minutes=3)  # Beat asks every minute; one lost message is no alarm.


def beat(*, now: datetime) -> None:
    """Note that the worker was alive at `now`."""
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"at": now})


def is_beating(*, now: datetime) -> bool:
    """True when the worker wrote within the last minutes."""
    return Heartbeat.objects.filter(name=WORKER, at__gt=now - STALE_AFTER).exists()
