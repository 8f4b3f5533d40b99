"""An agency's own plan: its signed paper, its issuing, the coordinator's list of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import django_filters as filters
from crispy_forms.layout import Div, Layout
from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from agencies.models.agency import AgencyKind
from agencies.words import matches
from plan_portal.dates import not_to_come
from reports.forms.attachments import UploadForm
from reports.forms.coordinating import LONGEST_REMINDER, LaidOut, words_field
from reports.forms.planning import TargetsForm
from reports.models import SignedPlan
from reports.reading.agency_plans import Row
from tasks.models import AgencyPlan, AgencyPlanState, Indicator

NUMBER = _("As printed on the paper, for example 45/KH-SYT.")


def number_field() -> forms.CharField:
    return forms.CharField(label=_("Number of the signed plan"), max_length=60, help_text=NUMBER)


def date_field() -> forms.DateField:
    return forms.DateField(
        label=_("Date of the signed plan"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class SignedPlanForm(UploadForm):
    number = number_field()
    dated = date_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dated"].widget.attrs["max"] = self.today.isoformat()
        self.helper.layout = Layout("file", Div("number", "dated", css_class="pair"))

    def clean_dated(self) -> date | None:
        return not_to_come(self.cleaned_data["dated"], self.today)


class IssueForm(LaidOut):
    """Preset with what the newest signed paper says of itself."""

    number = number_field()
    issued_on = date_field()

    def __init__(self, *args: Any, own: AgencyPlan, signed: SignedPlan | None, today: date) -> None:
        number, issued_on = own.number, own.issued_on
        if signed and not own.number:
            number, issued_on = signed.number, signed.dated
        super().__init__(*args)
        self.initial = {"number": number, "issued_on": issued_on}
        self.today = today
        self.use_required_attribute = False
        self.fields["issued_on"].widget.attrs["max"] = today.isoformat()

    def clean_issued_on(self) -> date | None:
        return not_to_come(self.cleaned_data["issued_on"], self.today)


class AgencyTargetsForm(TargetsForm):
    """`reported` is what the agency reported last, by indicator code."""

    def __init__(self, *args: Any, reported: Mapping[str, Decimal | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reported = reported

    def rows(self) -> Iterator[tuple[str, list[tuple[Indicator, BoundField, Decimal | None]]]]:
        """Each indicator with its field and what was reported last, under the names of the plan's fields."""
        for name, pairs in self.by_field():
            yield name, [(each, field, self.reported.get(each.code)) for each, field in pairs]


class AskForm(LaidOut):
    message = words_field(
        _("Message"),
        _("It stands above the link to the agency's plan, which every message carries."),
        required=False,
        longest=LONGEST_REMINDER,
    )


STATES = [
    ("none", _("No plan yet")),
    ("draft", AgencyPlanState.DRAFT.label),
    ("in_force", AgencyPlanState.IN_FORCE.label),
    ("unsigned", _("Issued, signed paper missing")),
]


class AgencyPlansFilter(filters.FilterSet):
    """Narrows the rows of the list of agencies' own plans, which is read whole for the counts above it."""

    q = filters.CharFilter(label=_("Name of the agency"))
    state = filters.ChoiceFilter(label=_("State"), choices=STATES, empty_label=_("All states"))
    kind = filters.ChoiceFilter(
        label=_("Kind of agency"), choices=AgencyKind.choices, empty_label=_("All kinds")
    )

    def narrow(self, rows: Iterable[Row]) -> list[Row]:
        """Those that fit what was chosen; what cannot be read narrows nothing."""
        self.form.is_valid()
        wanted = self.form.cleaned_data
        kind, state, words = wanted.get("kind"), wanted.get("state"), wanted.get("q")
        return [
            row
            for row in rows
            if (not kind or row.agency.kind == kind)
            and (not state or _is_in(row, state))
            and (not words or matches(words, row.agency.name, row.agency.short_name))
        ]


def _is_in(row: Row, state: str) -> bool:
    if state == "unsigned":
        return row.is_issued and not row.is_signed
    return state == (row.own.state if row.own else "none")
