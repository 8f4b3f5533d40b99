"""Later deadlines for several agencies at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies.models import User
from reports.models import Extension, Report
from reports.rules.calendar import start_of
from reports.services.reviewing import extend_deadline
from reports.services.steps import StepRefused


class NotExtended(Exception):
    """One report's deadline could not be moved, so none was: `words` say why."""

    def __init__(self, report: Report, words: str) -> None:
        super().__init__(f"{report}: {words}")
        self.report = report
        self.words = words


@transaction.atomic
def extend_deadlines(
    *, reports: Iterable[Report], by: User, last_day: date, reason: str, now: datetime
) -> list[Extension]:
    """Let each report be on time until the end of `last_day` in the portal's zone: all, or (NotExtended) none."""
    return [
        _extended(report=report, by=by, last_day=last_day, reason=reason, now=now)
        # Always in the same order, so that two people who extend the same reports queue instead of blocking.
        for report in sorted(reports, key=lambda report: report.pk)
    ]


def _extended(*, report: Report, by: User, last_day: date, reason: str, now: datetime) -> Extension:
    deadline = start_of(last_day + timedelta(days=1))
    try:
        return extend_deadline(report=report, by=by, deadline=deadline, reason=reason, now=now)
    except StepRefused as refused:
        raise NotExtended(report, str(refused)) from refused
    except ValidationError as wrong:
        raise NotExtended(report, " ".join(wrong.messages)) from wrong
