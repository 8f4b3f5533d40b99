"""Roles, and what a person may do: the access matrix of the specification (domain.md, section 5) in plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    REPORTER = "reporter", _("Reporter")
    APPROVER = "approver", _("Approver")
    COORDINATOR = "coordinator", _("Coordinator")
    LEADERSHIP = "leadership", _("Leadership")
    ADMINISTRATOR = "administrator", _("Administrator")

    @classmethod
    def at_an_agency(cls) -> list[str]:
        """Roles held at one agency."""
        return [cls.REPORTER.value, cls.APPROVER.value, cls.COORDINATOR.value]

    @classmethod
    def for_the_province(cls) -> list[str]:
        """Roles held for the whole province, at no agency."""
        return [cls.LEADERSHIP.value, cls.ADMINISTRATOR.value]


@dataclass(frozen=True)
class Grant:
    """One membership as a plain value."""

    role: Role
    agency_id: int | None = None


@dataclass(frozen=True)
class Access:
    """What one person's memberships allow together. Sets hold agency ids."""

    reports_for: frozenset[int] = field(default_factory=frozenset)
    approves_for: frozenset[int] = field(default_factory=frozenset)
    coordinates_for: frozenset[int] = field(default_factory=frozenset)
    is_leadership: bool = False
    is_administrator: bool = False

    @classmethod
    def of(cls, grants: Iterable[Grant]) -> Access:
        """Add up memberships; a person can hold several."""
        held = list(grants)

        def agencies(role: Role) -> frozenset[int]:
            return frozenset(g.agency_id for g in held if g.role == role and g.agency_id is not None)

        roles = {g.role for g in held}
        return cls(
            reports_for=agencies(Role.REPORTER),
            approves_for=agencies(Role.APPROVER),
            coordinates_for=agencies(Role.COORDINATOR),
            is_leadership=Role.LEADERSHIP in roles,
            is_administrator=Role.ADMINISTRATOR in roles,
        )

    @property
    def own_agencies(self) -> frozenset[int]:
        """Agencies whose reports this person writes or approves."""
        return self.reports_for | self.approves_for

    @property
    def is_coordinator(self) -> bool:
        return bool(self.coordinates_for)

    @property
    def roles(self) -> frozenset[Role]:
        """Every role held, wherever it is held."""
        held = {
            Role.REPORTER: self.reports_for,
            Role.APPROVER: self.approves_for,
            Role.COORDINATOR: self.coordinates_for,
            Role.LEADERSHIP: self.is_leadership,
            Role.ADMINISTRATOR: self.is_administrator,
        }
        return frozenset(role for role, where in held.items() if where)

    @property
    def is_nobody(self) -> bool:
        """True for an account without any membership."""
        return self == Access()
