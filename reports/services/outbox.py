"""Writing messages into the outbox, each once for good, whoever writes it and however often."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings

from agencies.models import User
from reports.models import Notice, NoticeKind, Report, ReportingPeriod
from reports.notices.letter import Letter, Missing, PeriodStanding, Side
from reports.notices.links import path_for
from reports.notices.messages import MESSAGES, Rendered
from reports.services.missing import missing_by_report, standing_of_period


@dataclass(frozen=True)
class Planned:
    """One message to one person. `words` is what a coordinator adds."""

    kind: NoticeKind
    occasion: str
    period: ReportingPeriod
    report: Report | None
    recipient: User
    side: Side
    words: str = ""

    @property
    def identity(self) -> tuple[str, int, int | None, str, int]:
        """What the database lets exist once."""
        report = None if self.report is None else self.report.pk
        return (self.kind, self.period.pk, report, self.occasion, self.recipient.pk)


def not_yet_written(planned: Sequence[Planned]) -> list[Planned]:
    """Those that are not in the outbox, in one query."""
    if not planned:
        return []
    written = set(
        Notice.objects.filter(
            period__in={each.period.pk for each in planned}, occasion__in={each.occasion for each in planned}
        )
        .order_by()
        .values_list("kind", "period", "report", "occasion", "recipient")
    )
    return [each for each in planned if each.identity not in written]


def write(planned: Sequence[Planned], *, now: datetime) -> list[Notice]:
    """Write messages, due at `now`. The database's constraints leave out what is there already, even if it was written
    a moment ago by another process. Returns the rows of this call."""
    rows = list(_rows(not_yet_written(planned), now))
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    mine = [row.message_id for row in rows]
    return list(Notice.objects.filter(message_id__in=mine).with_context().order_by("pk")) if rows else []


def _rows(planned: Sequence[Planned], now: datetime) -> Iterator[Notice]:
    host = urlsplit(settings.PORTAL_URL).hostname
    lacking = _missing(planned)
    standings = _standings(planned)

    @cache
    def rendered(kind: NoticeKind, letter: Letter, language: str) -> Rendered:
        return MESSAGES[kind].render(letter, language)

    for each in planned:
        letter = Letter(
            period=each.period,
            side=each.side,
            now=now,
            path=path_for(each.kind, each.side, each.period, each.report),
            report=each.report,
            missing=lacking.get(each.report.pk, Missing()) if each.report else Missing(),
            standing=standings.get(each.period.pk, PeriodStanding()),
            words=each.words,
        )
        text = rendered(each.kind, letter, each.recipient.language)
        yield Notice(
            kind=each.kind,
            period=each.period,
            report=each.report,
            occasion=each.occasion,
            recipient=each.recipient,
            subject=text.subject,
            body=text.body,
            body_html=text.body_html,
            path=letter.path,
            created_at=now,
            next_attempt_at=now,
            message_id=f"<{uuid.uuid4()}@{host}>",
        )


def _missing(planned: Sequence[Planned]) -> dict[int, Missing]:
    reports = {
        each.report.pk: each.report
        for each in planned
        if each.report and MESSAGES[each.kind].says_what_is_missing
    }
    return missing_by_report(list(reports.values())) if reports else {}


def _standings(planned: Sequence[Planned]) -> dict[int, PeriodStanding]:
    periods = {each.period.pk: each.period for each in planned if MESSAGES[each.kind].says_who_owes}
    return {pk: standing_of_period(period) for pk, period in periods.items()}
