"""The project as a Django application: it has no models, only what must be registered once at start."""

from django import forms
from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from plan_portal import checks

# What one chooses is not typed: lists and ticks say so. Fields made of these say the same.
CHOSEN = (forms.ChoiceField, forms.ModelChoiceField, forms.BooleanField)


class PlanPortalConfig(AppConfig):
    name = "plan_portal"

    def ready(self) -> None:
        register(checks.documents_can_be_made)
        register(checks.folders_can_be_written)
        for chosen in CHOSEN:
            words = {"required": _("Please choose.")}
            chosen.default_error_messages = {**chosen.default_error_messages, **words}
