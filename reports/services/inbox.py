"""One's own notices: reading them."""

from __future__ import annotations

from datetime import datetime

from agencies.models import User
from reports.models import Notice


def unread_count(user: User) -> int:
    """How many notices this person has not opened."""
    return Notice.objects.visible_to(user).unread().count()


def mark_read(*, notice: Notice, now: datetime) -> None:
    """Note that its recipient saw it; the first time stays."""
    Notice.objects.unread().filter(pk=notice.pk).update(read_at=now)


def mark_all_read(*, user: User, now: datetime) -> int:
    """Returns how many were unread."""
    return Notice.objects.visible_to(user).unread().update(read_at=now)
