"""What lists of agencies show, and what is chosen from: read at once, by queries that are written once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

from agencies.models import Agency, AgencyGroup
from plan_portal.prepared import Prepared


@dataclass(frozen=True)
class GroupLine:
    """A group that plans address as one: its agencies by id and short name, in the official order."""

    code: str
    name: str
    agencies: Sequence[tuple[int, str]]


def groups_with_agencies() -> list[GroupLine]:
    return [
        GroupLine(code, name, [(pk, short) for *_of, pk, short in rows if pk])
        for (code, name), rows in groupby(_groups(), key=lambda row: row[:2])
    ]


@Prepared
def _groups() -> QuerySet[AgencyGroup, tuple[str, str, int | None, str]]:
    in_order = AgencyGroup.objects.order_by("name", "pk", "agencies__order", "agencies__name")
    return in_order.values_list("code", "name", "agencies", "agencies__short_name")


@Prepared
def every_agency_with_people() -> QuerySet[Agency]:
    return Agency.objects.with_people().select_related("successor")


@Prepared
def every_agency() -> QuerySet[Agency, tuple[int, str]]:
    """Ids and names, in the official order."""
    return Agency.objects.values_list("pk", "name")


@Prepared
def agencies_by_code() -> QuerySet[Agency, tuple[str, str]]:
    """Codes and names, in the official order."""
    return Agency.objects.values_list("code", "name")
