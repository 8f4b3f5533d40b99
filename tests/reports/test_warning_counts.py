"""The counts of findings are kept, and counted anew whenever anything they depend on changes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.models import Report, Submission
from reports.models.submission import OF_SENT, Sent
from reports.reading.warnings import warning_counts
from reports.rules.content import FigureContent, ReportContent
from tasks.models import Indicator
from tests.factories import IndicatorFactory, PeriodFactory, ReportFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator() -> Indicator:
    return IndicatorFactory(code="A", nature="stock")


@pytest.fixture
def report(indicator: Indicator) -> Report:
    made = ReportFactory(period=PeriodFactory(plan=indicator.plan), submitted=True)
    sent(made, 10)
    return made


def sent(report: Report, value: int | None, number: int = 1) -> Submission:
    figure = FigureContent(
        code="A", name="", unit="", field="", value=None if value is None else Decimal(value)
    )
    content = ReportContent("p", report.period.code, report.agency.code, "", figures=(figure,))
    return SubmissionFactory(report=report, number=number, content=content.to_json(), sha256=content.sha256)


def found(report: Report) -> int:
    *_earlier, newest = (
        Submission.objects.standing().filter(report=report).order_by("pk").values_list(*OF_SENT)
    )
    return warning_counts(report.period, {report.agency_id: Sent(*newest)})[report.agency_id]


def earlier(report: Report) -> Report:
    window = {"data_from": date(1999, 6, 15), "data_to": date(1999, 12, 14)}
    before = PeriodFactory(plan=report.period.plan, code="before", named_day=date(2000, 1, 1), **window)
    return ReportFactory(period=before, agency=report.agency, submitted=True)


def test_a_count_is_made_once(report: Report) -> None:
    first = found(report)
    with CaptureQueriesContext(connection) as asked:
        assert found(report) == first == 0
    assert not any('"content"' in query["sql"] for query in asked)


def test_a_count_beside_what_was_sent_before_is_made_once(report: Report) -> None:
    before = earlier(report)
    sent(before, 1000)
    sent(before, 11, number=2)
    first = found(report)
    with CaptureQueriesContext(connection) as asked:
        assert found(report) == first
    assert not any('"content"' in query["sql"] for query in asked)


def test_it_follows_what_is_sent_again(report: Report) -> None:
    assert found(report) == 0
    sent(report, None, number=2)
    assert found(report) == 1


def test_it_follows_what_was_sent_before(report: Report) -> None:
    assert found(report) == 0
    before = earlier(report)
    sent(before, 1000)
    assert found(report) == 1
    sent(before, 11, number=2)
    assert found(report) == 0


def test_it_follows_what_is_asked(report: Report, indicator: Indicator) -> None:
    sent(report, None, number=2)
    assert found(report) == 1
    indicator.required = False
    indicator.save()
    assert found(report) == 0
