"""Mailing what stands in the outbox, one message at a time.

Mail cannot be sent exactly once. A sender takes a lease on the row by a conditional update, asks whether the message
still holds, mails it with the row's own Message-ID, then marks it sent. Killed in between, the lease runs out and the
same message is mailed again: nothing is lost, and the recipient's mail system can tell a copy.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import F

from reports.models import DeliveryState, Notice
from reports.notices.mail import DeliveryError, send
from reports.notices.messages import MESSAGES, TOWARDS_THE_DEADLINE
from reports.services.recipients import is_still_told

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
# How long to wait after each attempt that failed; after as many attempts and one more, the message is given up.
DELAYS = [timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720, 1440)]


def deliver_one(*, now: datetime) -> bool:
    """Take one message that is due, mail it or drop it, and keep the outcome. False if none is due.

    A message that cannot be delivered is no error of the caller: the row keeps the server's answer and when it is
    tried again, and the log says so.
    """
    notice = _take(now)
    if notice is None:
        return False
    if not _is_wanted(notice):
        _finish(notice, delivery=DeliveryState.DROPPED)
        return True
    address = notice.recipient.email
    try:
        answer = send(notice, address)
    except DeliveryError as error:
        _put_off(notice, error, now)
    else:
        _finish(notice, delivery=DeliveryState.SENT, sent_at=now, sent_to=address, answer=answer)
    return True


def _take(now: datetime) -> Notice | None:
    """Of several senders one gets the row; the others go on to the next."""
    waiting = Notice.objects.due_for_delivery(now).values_list("pk", flat=True)[:20]
    mine = next((pk for pk in waiting if _is_leased(pk, now)), None)
    return None if mine is None else Notice.objects.to_be_mailed().get(pk=mine)


def _is_leased(pk: int, now: datetime) -> bool:
    """The update decides: it changes the row for one sender only."""
    row = Notice.objects.due_for_delivery(now).filter(pk=pk).order_by()
    return bool(row.update(leased_until=now + LEASE, attempts=F("attempts") + 1))


def _is_wanted(notice: Notice) -> bool:
    """Asked of the data as it is now: a report may have been sent, a deadline moved, a person have left."""
    if notice.kind in TOWARDS_THE_DEADLINE and Notice.objects.superseded(notice, TOWARDS_THE_DEADLINE):
        return False
    return MESSAGES[notice.kind].still_holds(notice) and is_still_told(notice)


def _put_off(notice: Notice, error: DeliveryError, now: datetime) -> None:
    answer = str(error)
    if error.permanent or notice.attempts > len(DELAYS):
        logger.error("Notice %s was given up after %s attempts: %s", notice.pk, notice.attempts, answer)
        _finish(notice, delivery=DeliveryState.FAILED, answer=answer)
        return
    logger.warning("Notice %s was not taken, attempt %s: %s", notice.pk, notice.attempts, answer)
    _finish(notice, next_attempt_at=now + DELAYS[notice.attempts - 1], answer=answer)


def _finish(notice: Notice, **outcome: object) -> None:
    """Written only while the lease is ours: a sender that was overtaken leaves the row to the other."""
    Notice.objects.filter(pk=notice.pk, leased_until=notice.leased_until).update(leased_until=None, **outcome)
