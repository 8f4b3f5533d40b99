"""Choosing among many agencies without ticking every one."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms

from agencies.models import AgencyGroup


class AgencyChoices(forms.CheckboxSelectMultiple):
    """Boxes to tick, above which a script offers to tick all of them, none, or those of a group that plans address
    (templates/components/choose_several.html)."""

    offers_several = True

    @property
    def groups(self) -> Iterator[tuple[str, str]]:
        """Each group's name and the values of its boxes, apart by spaces."""
        for group in AgencyGroup.objects.exclude(agencies=None).prefetch_related("agencies"):
            yield group.name, " ".join(str(agency.pk) for agency in group.agencies.all())
