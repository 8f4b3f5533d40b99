"""Tables of the administration."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User


class UserTable(tables.Table):
    full_name = tables.TemplateColumn(template_name="agencies/cells/user_name.html", verbose_name=_("Name"))
    roles = tables.TemplateColumn(
        template_name="agencies/cells/roles.html", verbose_name=_("Roles"), orderable=False
    )
    is_active = tables.TemplateColumn(template_name="agencies/cells/active.html", verbose_name=_("Account"))
    last_login = tables.TemplateColumn("{{ value|vi_moment }}", verbose_name=_("Last signed in"))

    class Meta:
        model = User
        fields: ClassVar = ["full_name", "username", "email", "roles", "is_active", "last_login"]
        caption = _("Users")


class AgencyTable(tables.Table):
    name = tables.TemplateColumn(
        template_name="agencies/cells/agency_name.html", verbose_name=_("Name"), order_by=("order", "name")
    )
    group_names = tables.TemplateColumn(
        template_name="agencies/cells/groups.html", verbose_name=_("Groups"), orderable=False
    )
    reporter_count = tables.Column(
        verbose_name=_("Reporters"), attrs={"td": {"class": "num"}, "th": {"class": "num"}}
    )
    approver_count = tables.Column(
        verbose_name=_("Approvers"), attrs={"td": {"class": "num"}, "th": {"class": "num"}}
    )
    state = tables.TemplateColumn(
        template_name="agencies/cells/agency_state.html", verbose_name=_("State"), orderable=False
    )

    class Meta:
        model = Agency
        fields: ClassVar = ["name", "kind", "group_names", "reporter_count", "approver_count", "state"]
        caption = _("Agencies")
