"""A figure beside what the year is meant to reach."""

from __future__ import annotations

from django.utils.translation import gettext as _

from plan_portal.formatting import percent
from reports.rules.figures import Figure, ratio_percent


def reached_words(value: Figure, target: Figure) -> str:
    """How much of its target a figure is; "" where one of them is missing or the target is zero. It praises nothing: of
    a figure that should fall, more than the target is worse."""
    share = ratio_percent(value, target)
    return "" if share is None else _("%(share)s of the target") % {"share": percent(share / 100)}
