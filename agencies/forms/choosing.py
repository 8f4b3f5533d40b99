"""Choosing among many agencies without ticking every one."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms

from agencies.reading import groups_with_agencies


class AgencyChoices(forms.CheckboxSelectMultiple):
    """Boxes to tick, above which a script offers to tick all of them, none, or those of a group that plans address
    (templates/components/choose_several.html)."""

    offers_several = True

    @property
    def groups(self) -> Iterator[tuple[str, str]]:
        """Each group's name and the values of its boxes, apart by spaces."""
        for group in groups_with_agencies():
            if group.agencies:
                yield group.name, " ".join(str(pk) for pk, _short in group.agencies)
