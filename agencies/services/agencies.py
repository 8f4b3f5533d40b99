"""Changing agencies and the groups a plan addresses. Nothing is deleted: an agency is dissolved, with a successor."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from agencies.models import Agency, AgencyGroup


@transaction.atomic
def save_agency(*, agency: Agency, groups: Collection[AgencyGroup]) -> Agency:
    """Save an agency, new or changed, and the groups it belongs to.

    Groups are read when a plan is loaded; duties already assigned stay as they are.
    """
    agency.save()
    agency.groups.set(groups)
    return agency


@transaction.atomic
def save_group(*, group: AgencyGroup, agencies: Collection[Agency]) -> AgencyGroup:
    """Save a group's name and the agencies in it."""
    group.save()
    group.agencies.set(agencies)
    return group
