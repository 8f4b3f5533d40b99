"""Choosing among many agencies without ticking every one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django import forms
from django.db.models import QuerySet

from agencies.models import Agency, AgencyGroup
from plan_portal.prepared import Prepared


class AgencyChoices(forms.CheckboxSelectMultiple):
    """Boxes to tick, above which a script offers to tick all of them, none, or those of a group that plans address
    (templates/components/choose_several.html)."""

    offers_several = True

    @property
    def groups(self) -> Iterator[tuple[str, str]]:
        """Each group's name and the values of its boxes, apart by spaces."""
        for (name, _pk), of_one in groupby(_of_groups(), key=lambda row: row[:2]):
            yield name, " ".join(str(agency) for _name, _group, agency in of_one)


@Prepared
def _of_groups() -> QuerySet[AgencyGroup, tuple[str, int, int]]:
    of_groups = AgencyGroup.objects.exclude(agencies=None).order_by("name", "pk", "agencies__order")
    return of_groups.values_list("name", "pk", "agencies")


@Prepared
def every_agency() -> QuerySet[Agency, tuple[int, str]]:
    """Ids and names, in the official order."""
    return Agency.objects.values_list("pk", "name")
