"""Rows of a period's table are kept by everything they say: what changes is written anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from plan_portal.tables import KEPT
from reports.models import Report
from reports.models.submission import Sent
from reports.reading.overview import Row
from reports.rules.calendar import Timeliness
from reports.views.period_table import PeriodTable
from tests.factories import MOMENT, ReportFactory

DAY = timedelta(days=1)


def sent(row: Row, **changed: object) -> Row:
    assert row.submission
    return replace(row, submission=row.submission._replace(**changed))


def reported(row: Row, **changed: object) -> Row:
    for name, value in changed.items():
        setattr(row.report, name, value)
    return row


def named(row: Row, **changed: str) -> Row:
    for name, value in changed.items():
        setattr(row.report.agency, name, value)
    return row


CHANGES: dict[str, Callable[[Row], Row]] = {
    "in its hands again": lambda row: reported(row, state="draft"),
    "state": lambda row: reported(row, state="submitted"),
    "reviewer": lambda row: sent(row, reviewer_id=1, reviewer_name="Người thẩm định", decision=None),
    "another reviewer": lambda row: sent(row, reviewer_name="Người khác"),
    "name": lambda row: named(row, name="Sở Mới"),
    "short name": lambda row: named(row, short_name="SM"),
    "timing": lambda row: replace(row, timeliness=Timeliness(is_late=True, is_settled=True, days=2)),
    "extension": lambda row: reported(row, extended_deadline=MOMENT + 9 * DAY),
    "longer extension": lambda row: reported(row, extended_deadline=MOMENT + 12 * DAY),
    "first sent": lambda row: reported(row, first_submitted_at=MOMENT + DAY),
    "times sent": lambda row: sent(row, number=7),
    "figures changed": lambda row: sent(row, figures_changed=5),
    "comments": lambda row: replace(row, open_comments=4),
    "warnings": lambda row: replace(row, warnings=3),
    "not for this reader": lambda row: replace(row, warnings=None),
}


@pytest.mark.django_db
def test_what_a_row_says_is_what_it_says_now() -> None:
    report: Report = ReportFactory(accepted=True)
    first = Sent(1, 1, "f" * 64, 0, "accepted", None, None, None)
    row = Row(report, Timeliness(is_late=False, is_settled=True, days=3), first, warnings=1, open_comments=1)
    shown = body(row)
    for change in CHANGES.values():
        row = change(row)
        kept = body(row)
        assert kept != shown
        KEPT.clear()
        assert body(row) == kept
        shown = kept
    assert body(row, reminded=True) != shown
    assert body(row, coordinates=False) != shown


def body(row: Row, *, reminded: bool = False, coordinates: bool = True) -> str:
    table = PeriodTable([row])
    table.coordinates = coordinates
    table.reminded = {row.report.pk: MOMENT} if reminded else {}
    return table.body
