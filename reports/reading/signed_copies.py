"""A final report's signed files, as its pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from plan_portal.prepared import Prepared
from reports.models import Consolidation, ConsolidationState, SignedCopy
from reports.reading.consolidation_overview import is_in_hands


@dataclass(frozen=True)
class SignedCopies:
    """`waiting` is being checked, `refused` came last and is not kept, `earlier` are all the others, newest first."""

    waiting: SignedCopy | None
    refused: SignedCopy | None
    current: SignedCopy | None
    earlier: Sequence[SignedCopy]

    @property
    def kept(self) -> list[SignedCopy]:
        """Earlier ones whose file is still there."""
        return [copy for copy in self.earlier if copy.file]

    @property
    def may_come_back(self) -> bool:
        """Whether an earlier one can be made the current one again: not while another is being checked."""
        return self.waiting is None

    @property
    def unkept(self) -> SignedCopy | None:
        """The one that came last, as long as it has not taken its place."""
        return self.waiting or self.refused


def signed_copies_of(version: Consolidation) -> SignedCopies:
    copies = _copies(version.pk)
    waiting = next((copy for copy in copies if copy.is_being_checked), None)
    refused = copies[0] if copies and copies[0].refusal else None
    current = next((copy for copy in copies if copy.is_current), None)
    shown = {copy.pk for copy in (waiting, refused, current) if copy}
    return SignedCopies(waiting, refused, current, [copy for copy in copies if copy.pk not in shown])


@Prepared
def _copies(version: int) -> QuerySet[SignedCopy]:
    return SignedCopy.objects.of(version)


def signed_copies_if_final(version: Consolidation | None) -> SignedCopies | None:
    """None where there is nothing that could be signed yet."""
    if version is None or version.state != ConsolidationState.FINAL:
        return None
    return signed_copies_of(version)


def worker_is_there(copy: SignedCopy | None, *, now: datetime) -> bool:
    """False if nobody seems to be there to check it."""
    return copy is None or is_in_hands(copy.leased_until, copy.uploaded_at, now=now)
