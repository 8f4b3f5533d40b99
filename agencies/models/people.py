"""People and what they may do for which agency."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agencies.access import Access, Grant, Role
from agencies.models.agency import Agency


class User(AbstractUser):
    """One person. What he may do comes only from his memberships; Django's own permissions are not used."""

    full_name = models.CharField(_("full name"), max_length=150)
    post = models.CharField(_("post"), max_length=150, blank=True)
    first_name = None  # type: ignore[assignment]  # Vietnamese names are written whole
    last_name = None  # type: ignore[assignment]
    language = models.CharField(
        _("language"), max_length=5, choices=[("vi", _("Vietnamese")), ("en", _("English"))], default="vi"
    )

    REQUIRED_FIELDS: ClassVar = ["email", "full_name"]
    history = HistoricalRecords(excluded_fields=["password", "last_login"])
    objects: ClassVar[UserManager[Any]] = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering: ClassVar = ["username"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="user_email_unique",
                violation_error_message=_("Another account has this e-mail address."),
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    def save(self, *args: Any, **options: Any) -> None:
        """Signing in notes the hour, and changes nothing that the history tells."""
        if set(options.get("update_fields") or ()) != {"last_login"}:
            super().save(*args, **options)
            return
        self.skip_history_when_saving = True
        try:
            super().save(*args, **options)
        finally:
            del self.skip_history_when_saving

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    @cached_property
    def access(self) -> Access:
        """What this person may do, read once per request (a changed role counts from the next request on)."""
        return Access.of(
            Grant(role=Role(role), agency_id=agency_id)
            for role, agency_id in self.memberships.values_list("role", "agency_id")
        )


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active_administrators(self) -> MembershipQuerySet:
        return self.filter(role=Role.ADMINISTRATOR, user__is_active=True)

    def named(self) -> MembershipQuerySet:
        """Each with the short name of its agency, by role and in the official order: for lists of people."""
        wanted = self.select_related("agency").only("user", "role", "agency__short_name")
        return wanted.order_by("role", "agency__order", "agency__name")

    def people_by_role(self) -> dict[str, int]:
        """How many active accounts hold each role; a role nobody holds is 0."""
        found = dict(
            self.filter(user__is_active=True)
            .order_by()
            .values_list("role")
            .annotate(people=models.Count("user", distinct=True))
        )
        return {role.value: found.get(role.value, 0) for role in Role}


class Membership(models.Model):
    """A person holds a role, at an agency or (leadership, administrators) for the whole province."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("user")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("agency"),
    )

    history = HistoricalRecords()
    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering: ClassVar = ["user", "role", "agency"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role", "agency"],
                name="membership_once",
                violation_error_message=_("This person already has this role there."),
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(agency=None),
                name="membership_once_for_the_province",
                violation_error_message=_("This person already has this role."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.at_an_agency(), agency__isnull=False)
                | Q(role__in=Role.for_the_province(), agency=None),
                name="membership_agency_fits_role",
                violation_error_message=_(
                    "Reporters, approvers and coordinators belong to an agency; leadership and administrators do not."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} - {self.get_role_display()}"
