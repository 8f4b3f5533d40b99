"""A coordinator's acts on a period's reports, as lines of a timeline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plan_portal.formatting import day, number
from plan_portal.marks import icon
from plan_portal.markup import markup, markup_joined
from plan_portal.timeline import NOTE, NOTHING, TIMELINE, WHO, line
from reports.reading.acts import Act

register = template.Library()


@register.simple_tag
def act_lines(acts: Iterable[Act]) -> SafeString:
    """Extensions and reminders: who, when, to whom, why, and who could not be told."""
    return markup(TIMELINE, markup_joined("", "{}", ((_line(act),) for act in acts)))


def _line(act: Act) -> SafeString:
    people = ngettext("%(number)s person told", "%(number)s people told", act.told) % {
        "number": number(act.told)
    }
    untold = _("Nobody could be told at:"), ", ".join(act.untold)
    more = [
        markup(WHO, ", ".join(act.agencies)),
        markup(WHO, markup("{} {} {}", icon("triangle-alert", 14), *untold)) if act.untold else NOTHING,
        markup(NOTE, act.why) if act.why else NOTHING,
    ]
    who = ", ".join(filter(None, [str(act.who), act.who.post]))
    mark = ("action", "calendar-plus") if act.is_extension else ("care", "bell")
    return line(act.at, _what(len(act.agencies), act.last_day), who=f"{who} · {people}", mark=mark, more=more)


def _what(agencies: int, last_day: date | None) -> str:
    if last_day is None:
        said = ngettext("%(number)s agency reminded", "%(number)s agencies reminded", agencies)
        return said % {"number": agencies}
    said = ngettext(
        "%(number)s agency given until the end of %(day)s",
        "%(number)s agencies given until the end of %(day)s",
        agencies,
    )
    return said % {"number": agencies, "day": day(last_day)}
