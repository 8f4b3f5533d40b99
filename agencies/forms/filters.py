"""Filters of the administration's lists; their values live in the address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.access import Role
from agencies.models import Agency, User
from agencies.models.agency import AgencyKind
from agencies.reading import GroupLine, agencies_by_code
from agencies.words import matches


class UserFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Name, account or e-mail"))
    role = filters.ChoiceFilter(label=_("Role"), choices=Role.choices, empty_label=_("All roles"))
    agency = filters.ChoiceFilter(label=_("Agency"), empty_label=_("All agencies"))
    active = filters.ChoiceFilter(
        label=_("Account"),
        choices=[("yes", _("Active")), ("no", _("Not active"))],
        empty_label=_("All accounts"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["agency"].extra["choices"] = agencies_by_code()

    def filter_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        wanted = self.form.cleaned_data
        # Role and agency must meet in one membership, so both stand in one condition.
        asked = {"memberships__role": wanted.get("role"), "memberships__agency__code": wanted.get("agency")}
        membership = {condition: value for condition, value in asked.items() if value}
        queryset = queryset.filter(**membership).distinct() if membership else queryset
        if wanted.get("active"):
            queryset = queryset.filter(is_active=wanted["active"] == "yes")
        return _found(queryset, wanted.get("q"), "full_name", "username", "email")


class AgencyFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Name"))
    kind = filters.ChoiceFilter(label=_("Kind"), choices=AgencyKind.choices, empty_label=_("All kinds"))
    group = filters.ChoiceFilter(label=_("Group"), empty_label=_("All groups"))
    people = filters.ChoiceFilter(
        label=_("People"),
        choices=[("missing", _("Reporter or approver missing"))],
        empty_label=_("All agencies"),
    )

    def __init__(self, *args: Any, groups: Iterable[GroupLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["group"].extra["choices"] = [(group.code, group.name) for group in groups]

    def filter_queryset(self, queryset: QuerySet[Agency]) -> QuerySet[Agency]:
        wanted = self.form.cleaned_data
        if wanted.get("kind"):
            queryset = queryset.filter(kind=wanted["kind"])
        if wanted.get("group"):
            queryset = queryset.filter(groups__code=wanted["group"])
        if wanted.get("people"):
            queryset = queryset.filter(Q(reporter_count=0) | Q(approver_count=0), dissolved_on=None)
        return _found(queryset, wanted.get("q"), "name", "short_name", "symbol", "code")


def _found(queryset: QuerySet[Any], query: str | None, *fields: str) -> QuerySet[Any]:
    """Rows whose `fields` hold every word of `query`, accents or not; a database would compare accents literally."""
    if not query:
        return queryset
    rows = queryset.values_list("pk", *fields)
    return queryset.filter(pk__in=[pk for pk, *texts in rows if matches(query, *texts)])
