"""/readyz: whether the portal as a whole works, for the one who watches it. /healthz is in `plan_portal.health`."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError as BrokerError

from plan_portal.arrival import received_at
from plan_portal.celery import app
from reports.services import heartbeat

SECONDS_FOR_THE_BROKER = 2


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, broker and worker are all "ok", else 503; no detail, for anyone may ask."""
    database = _database_answers()
    parts = {
        "database": database,
        "broker": _broker_answers(),
        "worker": database and heartbeat.is_beating(now=received_at(request)),
    }
    told = {part: "ok" if works else "not ok" for part, works in parts.items()}
    return JsonResponse(told, status=200 if all(parts.values()) else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _broker_answers() -> bool:
    try:
        with app.connection_for_write(connect_timeout=SECONDS_FOR_THE_BROKER) as broker:
            broker.ensure_connection(max_retries=1, timeout=SECONDS_FOR_THE_BROKER)
    except (BrokerError, OSError):
        return False
    return True
