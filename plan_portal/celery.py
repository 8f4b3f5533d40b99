"""The Celery application. Job modules are called `jobs.py`, so that "task" only ever means a duty of a plan."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plan_portal.settings")

app = Celery("plan_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="jobs")


@beat_init.connect
def ask_at_once(**_event: Any) -> None:
    """Beat asks for the first time as it begins, not after a minute: /readyz tells of a worker that has just started,
    and what waited while none ran is taken up."""
    app.tasks["reports.jobs.tick"].delay()
