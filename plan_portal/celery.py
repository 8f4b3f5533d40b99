"""The Celery application. Job modules are called `jobs.py`, so that "task" only ever means a duty of a plan."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_embedded_init, beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plan_portal.settings")

app = Celery("plan_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="jobs")


@beat_init.connect
@beat_embedded_init.connect
def ask_at_once(**_event: Any) -> None:
    """Of a worker that has just started, too, what waits is asked, and whether it lives: not only after a minute."""
    app.tasks["reports.jobs.tick"].delay()
