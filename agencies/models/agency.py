"""Agencies and the groups a plan addresses as one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agencies.access import Role

if TYPE_CHECKING:
    from agencies.models.people import User


class AgencyKind(models.TextChoices):
    POLICE = "police", _("Police")
    MILITARY = "military", _("Military")
    DEPARTMENT = "department", _("Department")
    ORGANISATION = "organisation", _("Organisation")
    DISTRICT = "district", _("District")


class AgencyQuerySet(models.QuerySet["Agency"]):
    def active_on(self, day: date) -> AgencyQuerySet:
        """Agencies that existed on `day`: those not dissolved, or dissolved later."""
        return self.filter(Q(dissolved_on=None) | Q(dissolved_on__gt=day))

    def last_order(self) -> int:
        """The place of the last one in official lists; 0 where there is none."""
        return self.aggregate(last=models.Max("order"))["last"] or 0

    def represented_by(self, user: User) -> AgencyQuerySet:
        """Agencies this person reports or approves for."""
        return self.filter(pk__in=user.access.own_agencies)

    def with_people(self) -> AgencyQuerySet:
        """Annotates `reporter_count`, `approver_count`, `coordinator_count`: how many active accounts act for it."""
        return self.annotate(
            **{
                f"{role}_count": Count(
                    "memberships",
                    filter=Q(memberships__role=role, memberships__user__is_active=True),
                    distinct=True,
                )
                for role in Role.at_an_agency()
            }
        )

    def without_people(self, day: date) -> AgencyQuerySet:
        """Agencies existing on `day` that nobody could report for, or nobody approve."""
        return self.active_on(day).with_people().filter(Q(reporter_count=0) | Q(approver_count=0))


class Agency(models.Model):
    """One that has duties and reports. A dissolved agency stays, with its successor named, so that old reports keep
    their author."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200, unique=True)
    short_name = models.CharField(_("short name"), max_length=80)
    symbol = models.CharField(
        _("symbol"),
        max_length=20,
        blank=True,
        help_text=_("How the agency signs the numbers of its documents, e.g. CAT."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=AgencyKind.choices)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    dissolved_on = models.DateField(_("dissolved on"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )

    history = HistoricalRecords()
    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering: ClassVar = ["order", "name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(successor=None) | Q(dissolved_on__isnull=False),
                name="agency_successor_only_when_dissolved",
                violation_error_message=_("Only a dissolved agency has a successor."),
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(successor=F("id")),
                name="agency_not_its_own_successor",
                violation_error_message=_("An agency cannot succeed itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AgencyGroup(models.Model):
    """A group that a plan addresses as one, e.g. "Các Sở, ngành tỉnh còn lại"."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    agencies = models.ManyToManyField(Agency, related_name="groups", verbose_name=_("agencies"))

    class Meta:
        verbose_name = _("agency group")
        verbose_name_plural = _("agency groups")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
