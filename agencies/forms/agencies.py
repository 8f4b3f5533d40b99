"""Agencies and the groups a plan addresses."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms.base import PortalModelForm
from agencies.forms.choosing import AgencyChoices
from agencies.models import Agency, AgencyGroup


class AgencyForm(PortalModelForm):
    beside: ClassVar = {
        "agency_successor_only_when_dissolved": "dissolved_on",
        "agency_not_its_own_successor": "successor",
    }
    groups = forms.ModelMultipleChoiceField(
        label=_("Groups"),
        queryset=AgencyGroup.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Read when a plan is loaded; duties already assigned stay as they are."),
    )

    class Meta:
        model = Agency
        fields: ClassVar = [
            "name",
            "short_name",
            "code",
            "symbol",
            "kind",
            "order",
            "groups",
            "dissolved_on",
            "successor",
        ]
        widgets: ClassVar = {"dissolved_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts: ClassVar = {
            "code": _("Small letters without accents, digits and hyphens. Stays when the name changes."),
            "order": _("The place in official lists; small numbers come first."),
            "dissolved_on": _("A dissolved agency stays as the author of its reports."),
            "successor": _("The agency that takes over its duties when a plan is rolled over."),
        }
        error_messages: ClassVar = {
            "code": {
                "invalid": _("Write small letters without accents, digits and hyphens, for example so-y-te.")
            }
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]
            self.fields["groups"].initial = list(self.instance.groups.all())
            successors = self.fields["successor"]
            successors.queryset = Agency.objects.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        else:
            del self.fields["dissolved_on"], self.fields["successor"]
            self.initial["order"] = Agency.objects.last_order() + 1


class GroupForm(PortalModelForm):
    class Meta:
        model = AgencyGroup
        fields: ClassVar = ["name", "agencies"]
        widgets: ClassVar = {"agencies": AgencyChoices}
        help_texts: ClassVar = {
            "agencies": _("Read when a plan is loaded; duties already assigned stay as they are.")
        }
