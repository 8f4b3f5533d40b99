"""Filters of a period's reports; their values live in the address."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models.agency import AgencyKind
from reports.models.report import ReportQuerySet
from reports.rules.workflow import State

TIMINGS = [
    ("overdue", _("Not sent, overdue")),
    ("not_sent", _("Not sent")),
    ("on_time", _("Sent on time")),
    ("late", _("Sent late")),
    ("extended", _("Deadline extended")),
]


class PeriodFilter(filters.FilterSet):
    """`now` decides what is overdue."""

    q = filters.CharFilter(
        label=_("Name of the agency"),
        widget=forms.TextInput(attrs={"data-key": "/", "data-key-focus": True}),
    )
    state = filters.ChoiceFilter(label=_("State"), choices=State.choices, empty_label=_("All states"))
    timing = filters.ChoiceFilter(label=_("Deadline"), choices=TIMINGS, empty_label=_("Early and late"))
    kind = filters.ChoiceFilter(
        label=_("Kind of agency"), choices=AgencyKind.choices, empty_label=_("All kinds")
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def filter_queryset(self, queryset: ReportQuerySet) -> ReportQuerySet:
        wanted = self.form.cleaned_data
        if wanted.get("state"):
            queryset = queryset.in_state(wanted["state"])
        if wanted.get("kind"):
            queryset = queryset.of_agency_kind(wanted["kind"])
        if wanted.get("timing"):
            queryset = self._timed(queryset, wanted["timing"])
        return queryset.named_like(wanted["q"]) if wanted.get("q") else queryset

    def _timed(self, queryset: ReportQuerySet, timing: str) -> ReportQuerySet:
        return {
            "overdue": lambda: queryset.overdue_at(self.now),
            "not_sent": queryset.not_sent,
            "on_time": queryset.on_time,
            "late": queryset.sent_late,
            "extended": queryset.extended,
        }[timing]()
