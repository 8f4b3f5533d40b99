"""The project as a Django application: it has no models, only what must be registered once at start."""

from django.apps import AppConfig
from django.core.checks import register

from plan_portal import checks


class PlanPortalConfig(AppConfig):
    name = "plan_portal"

    def ready(self) -> None:
        register(checks.documents_can_be_made)
        register(checks.folders_can_be_written)
