"""Filters and forms of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.forms.base import PortalModelForm
from tasks.models import AssignmentRole, Field, Plan, ScheduleEntry
from tasks.models.duty import DutyQuerySet
from tasks.rules.schedule import days_of
from tasks.services.roll_over import title_for


class DutyFilter(filters.FilterSet):
    """Narrows a plan's duties; agency and role must meet in one assignment. `agencies`: the plan's, code and name of
    each."""

    q = filters.CharFilter(label=gettext_lazy("Words in the text"))
    agency = filters.ChoiceFilter(label=gettext_lazy("Agency"), empty_label=gettext_lazy("All agencies"))
    role = filters.ChoiceFilter(
        label=gettext_lazy("Role"), choices=AssignmentRole.choices, empty_label=gettext_lazy("Any role")
    )
    field = filters.ChoiceFilter(
        label=gettext_lazy("Field"), choices=Field.choices, empty_label=gettext_lazy("All fields")
    )

    def __init__(self, *args: Any, agencies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.fields["agency"].choices = agencies

    def filter_queryset(self, queryset: DutyQuerySet) -> DutyQuerySet:
        wanted = self.form.cleaned_data
        if wanted.get("field"):
            queryset = queryset.filter(field=wanted["field"])
        return queryset.assigned(wanted.get("agency", ""), wanted.get("role", "")).matching(
            wanted.get("q", "")
        )


DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PlanForm(PortalModelForm):
    class Meta:
        model = Plan
        fields: ClassVar = ["title", "number", "issued_on"]
        widgets: ClassVar = {"issued_on": DATE, "title": forms.Textarea(attrs={"rows": 3})}


class RollOverForm(forms.Form):
    """What next year's plan says of itself; preset from the plan it comes from."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)
    code = forms.SlugField(
        label=gettext_lazy("Code of the plan"),
        max_length=60,
        help_text=gettext_lazy("Stands in addresses. Small letters without accents, digits and hyphens."),
    )
    title = forms.CharField(label=gettext_lazy("Title"), widget=forms.Textarea(attrs={"rows": 3}))
    number = forms.CharField(
        label=gettext_lazy("Plan number"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("May follow when the plan is issued."),
    )
    issued_on = forms.DateField(label=gettext_lazy("Issued on"), required=False, widget=DATE)

    def __init__(self, *args: Any, plan: Plan, year: int, **kwargs: Any) -> None:
        year = max(year, plan.year + 1)
        preset = {
            "year": year,
            "code": plan.code.replace(str(plan.year), str(year)),
            "title": title_for(plan, year),
        }
        kwargs["initial"] = preset
        super().__init__(*args, **kwargs)


class ScheduleForm(PortalModelForm):
    class Meta:
        model = ScheduleEntry
        fields: ClassVar = [
            "deadline_day",
            "deadline_month",
            "deadline_year_offset",
            "named_day_counts",
            "from_day",
            "from_month",
            "from_year_offset",
            "to_day",
            "to_month",
            "to_year_offset",
            "opens_days_before",
        ]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors:
            self._check_days()
        return cleaned

    def _check_days(self) -> None:
        entry = ScheduleEntry(
            plan=self.instance.plan, **{name: self.cleaned_data[name] for name in self.Meta.fields}
        )
        try:
            days_of(entry, self.instance.plan.year)
        except (ValueError, OverflowError) as error:
            raise ValidationError(
                _("One of these days does not exist in %s.") % self.instance.plan.year, code="no_such_day"
            ) from error
