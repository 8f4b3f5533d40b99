"""The trail of reports and of signed files that were uploaded: who did what, when and why, in one list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet, Value
from django.utils.translation import gettext as _

from agencies.models import Agency, User
from plan_portal.prepared import Prepared, padded
from reports.models import ReportEvent, SignedCopy
from reports.rules.workflow import Action, State

A_PAGE = 25
Key = tuple[datetime, str, int]
_STEP, _UPLOAD, _REMOVAL = "step", "upload", "removal"


@dataclass(frozen=True)
class Line:
    """One act. `between` are the report's states before and after, of a step only; `sent` its submission's number."""

    source: ReportEvent | SignedCopy
    at: datetime
    who: User
    step: str
    agency: str
    about: str
    comment: str
    between: str = ""
    sent: int | None = None


def audit_page(user: User, *, agency: str, number: str) -> tuple[Page[Key], Sequence[Line]]:
    """A page of what this person may audit, the newest first, and its lines; `agency` is a code, or empty for all."""
    events = ReportEvent.objects.auditable_by(user)
    copies = SignedCopy.objects.auditable_by(user)
    if agency:
        events, copies = events.of_agency(agency), copies.of_agency(agency)
    found = _keys(events, "at", _STEP).union(
        _keys(copies, "uploaded_at", _UPLOAD),
        _keys(copies.exclude(removed_at=None), "removed_at", _REMOVAL),
        all=True,
    )
    page = Paginator(found.order_by("-when", "kind", "-pk"), A_PAGE).get_page(number)
    return page, _lines(page)


def _keys(rows: QuerySet[Any], moment: str, kind: str) -> QuerySet[Any, Key]:
    """What the list is sorted by, and where each line comes from."""
    keys: QuerySet[Any, Key] = (
        rows.order_by().annotate(when=F(moment), kind=Value(kind)).values_list("when", "kind", "pk")
    )
    return keys


def _lines(keys: Iterable[Key]) -> Sequence[Line]:
    """Two queries, however many there are."""
    keys = list(keys)
    steps, files = ([pk for _at, kind, pk in keys if (kind == _STEP) is step] for step in (True, False))
    events = {event.pk: event for event in _events(*padded(steps, A_PAGE))}
    copies = {copy.pk: copy for copy in _copies(*padded(files, A_PAGE))} if files else {}
    line_of: dict[str, Callable[[int], Line]] = {
        _STEP: lambda pk: _of_event(events[pk]),
        _UPLOAD: lambda pk: _of_upload(copies[pk]),
        _REMOVAL: lambda pk: _of_removal(copies[pk]),
    }
    return [line_of[kind](pk) for _at, kind, pk in keys]


_events: Prepared[ReportEvent] = Prepared(
    lambda *ids: ReportEvent.objects.with_reports().filter(pk__in=ids), A_PAGE
)
_copies: Prepared[SignedCopy] = Prepared(
    lambda *ids: SignedCopy.objects.with_periods().filter(pk__in=ids), A_PAGE
)


@Prepared
def agencies_to_choose() -> QuerySet[Agency, tuple[str, str]]:
    """Codes and names, in the official order."""
    return Agency.objects.values_list("code", "name")


def _of_event(event: ReportEvent) -> Line:
    return Line(
        source=event,
        at=event.at,
        who=event.actor,
        step=str(Action(event.action).label),
        agency=event.report.agency.short_name,
        about=event.report.period.name,
        comment=event.comment,
        between=f"{State(event.from_state).label} – {State(event.to_state).label}",
        sent=event.submission.number if event.submission else None,
    )


def _of_upload(copy: SignedCopy) -> Line:
    return _of_copy(copy, copy.uploaded_at, copy.uploaded_by, _("Upload the signed file"), copy.outcome)


def _of_removal(copy: SignedCopy) -> Line:
    at, who = copy.removed_at, copy.removed_by
    assert at is not None  # nosec: for the type checker
    assert who is not None  # nosec
    return _of_copy(copy, at, who, _("Remove the signed file"))


def _of_copy(copy: SignedCopy, at: datetime, who: User, step: str, outcome: str = "") -> Line:
    period = copy.consolidation.period
    version = _("Consolidated report, version %(n)s") % {"n": copy.consolidation.version}
    name = f"{copy.name}, SHA-256 {copy.sha256[:12]}…"
    return Line(
        source=copy,
        at=at,
        who=who,
        step=step,
        agency=period.plan.coordinator.short_name,
        about=f"{version} – {period.name}",
        comment=f"{name}: {outcome}" if outcome else name,
    )
