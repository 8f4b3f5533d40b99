"""The project: settings, Celery application, addresses. It imports nothing of the apps but by dotted string."""

from plan_portal.celery import app as celery_app

__all__ = ["celery_app"]
