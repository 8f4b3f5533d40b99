"""What happened before, as a list: newest first. Written in Python, because a template's loop over a few dozen lines
would cost more than the page around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from plan_portal.formatting import day_and_time
from plan_portal.marks import icon
from plan_portal.markup import markup, markup_joined

TIMELINE = '<ol class="timeline">\n{}</ol>\n'
LINE = """<li>
<span class="timeline__mark timeline__mark--{variant}">{icon}</span>
<p class="timeline__what">{what}</p>
<p class="timeline__who"><time datetime="{exact}">{when}</time>{who}</p>
{more}</li>
"""
WHO = '<p class="timeline__who">{}</p>\n'
NOTE = '<p class="timeline__note">{}</p>\n'
NOTHING = SafeString("")


class Event(Protocol):
    """What a line says; `who`, `note` may be empty. It may have `told` (names) and, where it leads somewhere, `url`
    and `link`, the words of the link."""

    @property
    def when(self) -> datetime: ...
    @property
    def what(self) -> str: ...
    @property
    def who(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def variant(self) -> str: ...
    @property
    def icon(self) -> str: ...


def timeline(events: Iterable[Event]) -> SafeString:
    """The list of `events`, in the order given."""
    return markup(TIMELINE, markup_joined("", "{}", ((_told_of(event),) for event in events)))


def line(
    when: datetime, what: str, *, who: str = "", mark: tuple[str, str], more: Sequence[SafeString] = ()
) -> SafeString:
    """One line; `mark` is its tint and its icon, `more` the paragraphs below who did it and when."""
    variant, icon_name = mark
    return markup(
        LINE,
        variant=variant,
        icon=icon(icon_name, 14),
        what=what,
        exact=localtime(when).isoformat(),
        when=day_and_time(when),
        who=f" · {who}" if who else "",
        more=markup_joined("", "{}", ((each,) for each in more)),
    )


def _told_of(event: Event) -> SafeString:
    told: Sequence[str] = getattr(event, "told", ())
    url: str = getattr(event, "url", "")
    more = [
        markup(WHO, markup("{} {}", _("Told:"), ", ".join(told))) if told else NOTHING,
        markup(NOTE, event.note) if event.note else NOTHING,
        markup(WHO, markup('<a href="{}">{}</a>', url, getattr(event, "link", ""))) if url else NOTHING,
    ]
    return line(event.when, event.what, who=event.who, mark=(event.variant, event.icon), more=more)
