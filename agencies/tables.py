"""Tables of the administration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.access import Role
from agencies.models import Agency, Membership, User
from plan_portal.addresses import address
from plan_portal.formatting import NO_FIGURE, day
from plan_portal.marks import chip, moment
from plan_portal.markup import markup, markup_joined
from plan_portal.tables import NUMBER, Table

NOTHING = SafeString("")
ROLES: Mapping[str, object] = dict(Role.choices)
CHIPS = '<span class="chips">{}</span>'


class UserTable(Table):
    full_name = tables.Column(verbose_name=_("Name"), empty_values=())
    roles = tables.Column(verbose_name=_("Roles"), orderable=False, empty_values=())
    email = tables.Column()
    is_active = tables.Column(verbose_name=_("Account"))
    last_login = tables.Column(verbose_name=_("Last signed in"), empty_values=())

    class Meta:
        model = User
        fields: ClassVar = ["full_name", "username", "email", "roles", "is_active", "last_login"]
        caption = _("Users")

    def render_full_name(self, record: User) -> SafeString:
        return markup(
            '<a href="{}">{}</a>{}',
            address("agencies:user_edit", record.pk),
            record.full_name or record.username,
            markup('<br><span class="small muted">{}</span>', record.post) if record.post else NOTHING,
        )

    def render_email(self, value: str) -> SafeString:
        return markup('<a href="mailto:{0}">{0}</a>', value)

    def render_roles(self, record: User) -> SafeString:
        held = markup_joined("", "<div>{}</div>", ((_role(one),) for one in record.memberships.all()))
        return markup("<div>{}</div>", held or chip(gettext("No role yet"), "care", "triangle-alert"))

    def render_is_active(self, value: bool) -> SafeString:
        if value:
            return chip(gettext("Active"), "good", "circle-check")
        return chip(gettext("Not active"), "still", "circle-slash")

    def render_last_login(self, value: datetime | None) -> str:
        return moment(value)


def _role(membership: Membership) -> str:
    role = str(ROLES.get(membership.role, membership.role))
    return f"{role} – {membership.agency.short_name}" if membership.agency else role


class AgencyTable(Table):
    """Rows are agencies `with_people()`; `groups` the names of those each is in, by its id."""

    groups: Mapping[int, Sequence[str]] = MappingProxyType({})

    name = tables.Column(verbose_name=_("Name"), order_by=("order", "name"))
    group_names = tables.Column(verbose_name=_("Groups"), orderable=False, empty_values=())
    reporter_count = tables.Column(verbose_name=_("Reporters"), attrs=NUMBER)
    approver_count = tables.Column(verbose_name=_("Approvers"), attrs=NUMBER)
    state = tables.Column(verbose_name=_("State"), orderable=False, empty_values=())

    class Meta:
        model = Agency
        fields: ClassVar = ["name", "kind", "group_names", "reporter_count", "approver_count", "state"]
        caption = _("Agencies")

    def render_name(self, record: Agency) -> SafeString:
        return markup(
            '<a href="{}">{}</a>{}',
            address("agencies:agency_edit", record.code),
            record.name,
            markup(' <span class="small muted">{}</span>', record.symbol) if record.symbol else NOTHING,
        )

    def render_group_names(self, record: Agency) -> SafeString:
        names = markup_joined("", "<div>{}</div>", ((name,) for name in self.groups.get(record.pk, ())))
        return markup("<div>{}</div>", names or NO_FIGURE)

    def render_state(self, record: Any) -> SafeString:
        if record.dissolved_on:
            return markup(CHIPS, _dissolved(record, day(record.dissolved_on)))
        if record.reporter_count and record.approver_count:
            return markup(CHIPS, chip(gettext("Complete"), "good", "circle-check"))
        without_reporter = NOTHING if record.reporter_count else chip(gettext("No reporter"), "bad", "user-x")
        without_approver = NOTHING if record.approver_count else chip(gettext("No approver"), "bad", "user-x")
        return markup(CHIPS, without_reporter + without_approver)


def _dissolved(agency: Agency, when: str) -> SafeString:
    gone = chip(gettext("Dissolved %(day)s") % {"day": when}, "still", "archive")
    if not agency.successor:
        return gone
    return gone + markup(
        '<span class="small">{} {}</span>', gettext("Successor:"), agency.successor.short_name
    )
