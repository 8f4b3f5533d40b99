"""Demonstration accounts, named by role and agency: nobody real, nobody invented."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from agencies.access import Grant, Role
from agencies.models import Agency, User
from agencies.services.accounts import create_account

AT_EVERY_AGENCY = {Role.REPORTER: "Người lập báo cáo", Role.APPROVER: "Người duyệt báo cáo"}

ACCOUNTS = """\
Demonstration accounts (the same password for all):
  so-y-te.reporter, so-y-te.approver      one agency's reporter and approver; each has both
  coordinator, coordinator-2              the provincial police, who review and consolidate
  leadership                              the provincial People's Committee
  administrator                           users, roles, agencies"""


@dataclass(frozen=True)
class Cast:
    """Who acts in the demonstration; reporters and approvers by agency id."""

    reporters: dict[int, User]
    approvers: dict[int, User]
    coordinator: User
    second_coordinator: User
    leadership: User
    administrator: User


def make_cast(agencies: list[Agency], *, coordinator: Agency, password: str) -> Cast:
    """Accounts for every agency and each role, all with the one `password`. Hashed once: argon2 is slow by design."""
    hashed = make_password(password)

    def account(username: str, full_name: str, role: Role, agency: Agency | None = None) -> User:
        user = User(username=username, full_name=full_name, email=f"{username}@demo.invalid")
        grants = [Grant(role, agency.pk if agency else None)]
        user = create_account(user=user, grants=grants)
        user.password = hashed
        user.save(update_fields=["password"])
        return user

    staff = {
        role: {a.pk: account(f"{a.code}.{role}", f"{words} - {a.short_name}", role, a) for a in agencies}
        for role, words in AT_EVERY_AGENCY.items()
    }
    return Cast(
        reporters=staff[Role.REPORTER],
        approvers=staff[Role.APPROVER],
        coordinator=account(
            "coordinator", f"Người tổng hợp - {coordinator.short_name}", Role.COORDINATOR, coordinator
        ),
        second_coordinator=account(
            "coordinator-2",
            f"Người tổng hợp thứ hai - {coordinator.short_name}",
            Role.COORDINATOR,
            coordinator,
        ),
        leadership=account("leadership", "Lãnh đạo UBND tỉnh", Role.LEADERSHIP),
        administrator=account("administrator", "Quản trị cổng", Role.ADMINISTRATOR),
    )
