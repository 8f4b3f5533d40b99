"""What the worker does when beat asks, each minute: whatever is due by the database."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from reports.services.delivery import deliver_one
from reports.services.heartbeat import beat
from reports.services.notices import create_due_notices

WHILE = timedelta(seconds=50)  # A tick ends before the next begins, however slow the mail server; the rest is the next one's.


@shared_task(name="reports.jobs.tick")
def tick() -> None:
    """Safe to run twice at once: the outbox takes each message once, and a lease decides who mails it."""
    began = timezone.now()
    beat(now=began)
    create_due_notices(now=began)
    while (now := timezone.now()) < began + WHILE and deliver_one(now=now):
        pass
