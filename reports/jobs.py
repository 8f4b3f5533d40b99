"""What the worker does when beat asks, each minute: whatever is due by the database."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from reports.services.delivery import deliver_one
from reports.services.heartbeat import beat
from reports.services.notices import create_due_notices

MOST_AT_A_TICK = 500  # A tick ends; what is left is the next one's.


@shared_task(name="reports.jobs.tick")
def tick() -> None:
    """Safe to run twice at once: the outbox takes each message once, and a lease decides who mails it."""
    beat(now=timezone.now())
    create_due_notices(now=timezone.now())
    for _turn in range(MOST_AT_A_TICK):
        if not deliver_one(now=timezone.now()):
            break
