"""Accounts: who a person is and which roles he holds."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.forms import inlineformset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Grant, Role
from agencies.forms.base import InlineFormSet, PortalModelForm
from agencies.models import Agency, Membership, User


class AccountForm(PortalModelForm):
    beside: ClassVar = {"user_email_unique": "email"}

    class Meta:
        model = User
        fields: ClassVar = ["full_name", "post", "username", "email", "language", "is_active"]
        labels: ClassVar = {"is_active": gettext_lazy("The account is active")}
        help_texts: ClassVar = {
            "username": gettext_lazy("For signing in. Letters, digits and @ . + - _ only."),
            "email": gettext_lazy("The office's address: reminders and the link for the password go there."),
            "is_active": gettext_lazy("An account is never deleted; one that is not active cannot sign in."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        if self.instance.pk is None:
            del self.fields["is_active"]


class ProfileForm(PortalModelForm):
    class Meta:
        model = User
        fields: ClassVar = ["full_name", "post", "language"]


class MembershipForm(PortalModelForm):
    beside: ClassVar = {
        "membership_agency_fits_role": "agency",
        "membership_once": "agency",
        "membership_once_for_the_province": "role",
    }

    class Meta:
        model = Membership
        fields: ClassVar = ["role", "agency"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].empty_label = _("The whole province")  # type: ignore[attr-defined]
        self.fields["agency"].needed_later = _("needed, but for a role of the whole province")  # type: ignore[attr-defined]


class Memberships(InlineFormSet):
    """All roles of one person; the last lines are empty ones to fill in."""

    def clean(self) -> None:
        super().clean()
        seen = set()
        for form in self._filled():
            key = (form.cleaned_data.get("role"), form.cleaned_data.get("agency"))
            if key in seen:
                form.add_error("role", _("This role is given twice."))
            seen.add(key)

    def grants(self) -> list[Grant]:
        """The memberships as they shall be, from valid forms."""
        return [
            Grant(
                Role(form.cleaned_data["role"]),
                agency.pk if (agency := form.cleaned_data["agency"]) else None,
            )
            for form in self._filled()
        ]

    def _filled(self) -> list[MembershipForm]:
        return [
            form
            for form in self.forms
            if getattr(form, "cleaned_data", {}).get("role") and not form.cleaned_data.get("DELETE")
        ]

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        # One query for the whole set of lines, not one for each.
        form.fields["agency"].choices = self._agencies()
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Take this role away")

    def _agencies(self) -> list[tuple[Any, str]]:
        if not hasattr(self, "_choices"):
            self._choices = [
                ("", _("The whole province")),
                *((each.pk, each.name) for each in Agency.objects.all()),
            ]
        return self._choices


_MembershipFormSet = inlineformset_factory(
    User,
    Membership,
    form=MembershipForm,
    formset=Memberships,
    extra=2,
    can_delete=True,
    can_delete_extra=False,
)


def memberships_form(data: Any, *, user: User) -> Memberships:
    """The roles of one person as lines of a form, with two empty ones."""
    return cast(Memberships, _MembershipFormSet(data, instance=user))
