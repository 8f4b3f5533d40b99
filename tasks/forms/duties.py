"""A duty of a plan: changing one that is there, adding one."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.forms.base import PortalModelForm
from agencies.forms.choosing import AgencyChoices
from agencies.models import Agency
from agencies.reading import every_agency
from plan_portal.choosing import offer
from tasks.forms.additions import ask_code, ask_place, check_place
from tasks.models import Duty
from tasks.reading import documents_offered, duties_offered, duty_groups_offered


class DutyForm(PortalModelForm):
    leads = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Leading agencies"),
        queryset=Agency.objects.all(),
        widget=AgencyChoices,
        help_text=gettext_lazy("An agency ticked in both lists leads."),
    )
    coordinating = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Coordinating agencies"),
        queryset=Agency.objects.all(),
        widget=AgencyChoices,
        required=False,
    )

    class Meta:
        model = Duty
        fields: ClassVar = ["text", "field", "leads", "coordinating", "legal_documents"]
        widgets: ClassVar = {
            "text": forms.Textarea(attrs={"rows": 8}),
            "legal_documents": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = every_agency()
        for name in ("leads", "coordinating"):
            offer(self.fields[name], agencies)
        offer(self.fields["legal_documents"], ((each.pk, str(each)) for each in documents_offered()))
        if self.instance.pk is None:
            return
        self.fields["leads"].initial = [agency.pk for agency in self.instance.leads]
        self.fields["coordinating"].initial = [agency.pk for agency in self.instance.coordinating]

    def lists(self) -> dict[str, Any]:
        """Who has the duty and what it cites, as chosen."""
        return {name: self.cleaned_data[name] for name in ("leads", "coordinating", "legal_documents")}


class NewDutyForm(DutyForm):
    """`before` is the duty above which it shall stand, or None."""

    class Meta(DutyForm.Meta):
        fields: ClassVar = ["code", "group", *DutyForm.Meta.fields]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = self.instance.plan_id
        there = duties_offered(plan)
        ask_code(self, [each.code for each in there])
        group = self.fields["group"]
        group.empty_label = _("Common duties")  # type: ignore[attr-defined]
        offer(group, ((each.pk, str(each)) for each in duty_groups_offered(plan)))
        ask_place(
            self,
            {each: each.group_id for each in there},
            among="group",
            last=_("The last one of its group"),
            words=_("Or choose the duty of the same group above which it shall stand."),
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        check_place(self, "group", _("This duty is of another group."))
        return cleaned
