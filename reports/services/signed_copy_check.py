"""A signed copy is checked: whose signatures it carries, whether they hold, whether it is the portal's own file. Run by
a worker under a lease, since comparing a long report with what it was takes seconds."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from reports.documents.signatures import adds_only_signatures, signatures_of, trusted_authorities
from reports.models import Consolidation, ConsolidationFile, SignedCopy
from reports.rules.signatures import Origin, Refusal, Verdict
from reports.services.consolidation import lock_consolidation
from reports.services.files import discard_file

LONGEST = timedelta(minutes=5)  # Then the worker is ended: no honest file takes so long.
LEASE = LONGEST + timedelta(minutes=1)
PATIENCE = timedelta(minutes=2)  # After this a check that nobody took is offered again.
MOST_ATTEMPTS = 3


def check_signed_copy(*, copy_id: int, now: datetime) -> None:
    """Find out what a waiting copy is, and keep it or refuse it. Does nothing if that is done, or in another worker's
    hands.

    Raises OSError if the file cannot be read; the tick offers it again, until the attempts are used up.
    """
    if not SignedCopy.objects.take(copy_id, now=now, until=now + LEASE):
        return
    copy = SignedCopy.objects.select_related("consolidation__period__plan").get(pk=copy_id)
    if copy.attempts > MOST_ATTEMPTS:
        verdict = Verdict(refusal=Refusal.BROKEN_OFF)
    else:
        verdict = _verdict(copy.consolidation, Path(copy.file.path).read_bytes(), now)
    _settle(copy, verdict, max(now, copy.uploaded_at))


def checks_to_offer(*, now: datetime) -> list[int]:
    """The ids of copies that wait for a worker though nobody works on them: the lease ran out, or the message was
    lost. Offering one twice does no harm."""
    stalled = Q(leased_until__lt=now) | Q(leased_until=None, uploaded_at__lt=now - PATIENCE)
    waiting = SignedCopy.objects.being_checked().filter(stalled)
    return list(waiting.order_by("uploaded_at").values_list("pk", flat=True))


def _verdict(consolidation: Consolidation, data: bytes, now: datetime) -> Verdict:
    own = _own_beginning(consolidation, data)
    origin = _origin(data, own)
    signatures = signatures_of(
        data,
        authorities=trusted_authorities(settings.SIGNATURE_AUTHORITIES),
        now=now,
        only_signatures_added=origin == Origin.OWN,
    )
    if not signatures:
        return Verdict(refusal=Refusal.UNSIGNED)
    if own is not None and own.signer and len(signatures) == 1:  # The one that the portal put on it.
        return Verdict(refusal=Refusal.AS_MADE)
    return Verdict(origin, signatures)


def _own_beginning(consolidation: Consolidation, data: bytes) -> ConsolidationFile | None:
    """The final PDF of the portal that `data` begins with, byte for byte: signing adds at the end."""
    made = [file for file in consolidation.shown_files if file.can_be_signed]
    return next((f for f in made if hashlib.sha256(data[: f.size]).hexdigest() == f.sha256), None)


def _origin(data: bytes, own: ConsolidationFile | None) -> Origin:
    if own is None:
        return Origin.OTHER
    return Origin.OWN if adds_only_signatures(data, data[: own.size]) else Origin.CHANGED


@transaction.atomic
def _settle(copy: SignedCopy, verdict: Verdict, at: datetime) -> None:
    """Write it down, unless another worker has taken the check over."""
    consolidation = lock_consolidation(copy.consolidation)
    held = SignedCopy.objects.held(copy)
    if not held.select_for_update().exists():
        return
    if verdict.refusal:
        transaction.on_commit(partial(discard_file, copy.file.name))
    else:
        SignedCopy.objects.of(consolidation).current().replace(at=at)
    held.settle(verdict, at=at)
