"""Queries whose SQL is written once."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import FilteredRelation, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler

import plan_portal.urls  # noqa: F401  # every module that answers a page
from agencies.models import Agency, User
from plan_portal.prepared import Prepared, padded
from reports.models import Report, ReportEvent, ReportingPeriod, ReviewComment, Submission
from tasks.models import AgencyPlan, Indicator, Plan, Target
from tests.factories import (
    AgencyFactory,
    AttachmentFactory,
    IndicatorFactory,
    PlanFactory,
    ReportFactory,
    SubmissionFactory,
    TargetFactory,
)
from tests.support.office import Office, ready

pytestmark = pytest.mark.django_db
MANY = 30


def indicators(plan: int, agency: int) -> QuerySet[Indicator]:
    asked = Indicator.objects.filter(plan=plan, reporters=agency).order_by("order")
    return asked.select_related("part_of").only("code", "order", "part_of__code")


def aims(plan: int, agency: int) -> QuerySet[Target, tuple[str, Decimal]]:
    return Target.objects.aims_of(plan, agency)


def sent(report: int) -> QuerySet[Submission]:
    return Submission.objects.receipts_of(report)


def test_rows_are_those_of_the_query_whatever_was_asked_first() -> None:
    read = Prepared(aims)
    targets = [TargetFactory(agency=AgencyFactory(), value=number) for number in (1, 2)]
    for target in targets:
        plan, agency = target.indicator.plan_id, target.agency_id
        assert read(plan, agency) == list(aims(plan, agency)) == [(target.indicator.code, target.value)]
        assert isinstance(read(plan, agency)[0][1], Decimal)
    assert read(targets[0].indicator.plan_id, targets[1].agency_id) == []


def test_records_come_whole_with_what_is_read_beside_them(django_assert_num_queries: Any) -> None:
    plan, agency = PlanFactory(), AgencyFactory()
    whole = IndicatorFactory(plan=plan, order=1)
    part = IndicatorFactory(plan=plan, order=2, part_of=whole)
    for each in (whole, part):
        each.reporters.add(agency)
    read = Prepared(indicators)
    read(plan.pk, agency.pk)
    with django_assert_num_queries(1):
        found = read(plan.pk, agency.pk)
        assert [(each.code, each.part_of and each.part_of.code) for each in found] == [
            (whole.code, None),
            (part.code, whole.code),
        ]
    assert found[0].get_deferred_fields() == indicators(plan.pk, agency.pk)[0].get_deferred_fields()


def test_every_call_reads_anew() -> None:
    submission = SubmissionFactory()
    read = Prepared(sent)
    assert read(submission.report_id) == [submission]
    newer = SubmissionFactory(report=submission.report, number=2)
    assert read(submission.report_id) == [newer, submission]
    assert (read.first(submission.report_id), read.first(0)) == (newer, None)
    assert read(submission.report_id)[0].submitted_at == newer.submitted_at


def test_the_sql_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[SQLCompiler] = []
    write = SQLCompiler.as_sql

    def noted(compiler: SQLCompiler, *how: Any, **else_: Any) -> Any:
        written.append(compiler)
        return write(compiler, *how, **else_)

    monkeypatch.setattr(SQLCompiler, "as_sql", noted)
    read, report = Prepared(sent), ReportFactory()
    read(report.pk)
    written.clear()
    assert (read(report.pk), read(report.pk + 1), written) == ([], [], [])


def test_an_id_may_stand_in_a_join_and_more_than_once() -> None:
    def told(report: int) -> QuerySet[Report, tuple[int, int | None]]:
        sent = FilteredRelation("submissions", condition=Q(submissions__report=report))
        asked = Report.objects.filter(pk=report).order_by()
        return asked.annotate(sent=sent).values_list("pk", "sent__number")

    submission = SubmissionFactory()
    assert Prepared(told)(submission.report_id) == [(submission.report_id, 1)]


def test_a_query_that_finds_nothing_by_its_nature_cannot_be_prepared() -> None:
    with pytest.raises(EmptyResultSet):
        Prepared(lambda report: ReportEvent.objects.none().filter(report=report))(1)


def test_as_many_ids_are_given_as_it_takes() -> None:
    with pytest.raises(ValueError, match="zip"):
        Prepared(aims)(1)


@pytest.mark.django_db(transaction=True)
def test_threads_read_each_by_its_own_connection() -> None:
    submission = SubmissionFactory()
    read = Prepared(sent)
    assert read(submission.report_id) == [submission]

    def elsewhere(_number: int) -> list[Submission]:
        try:
            return read(submission.report_id)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(elsewhere, range(4))) == [[submission]] * 4


def test_fewer_ids_than_a_query_takes_are_made_up_with_nobodys() -> None:
    submission, *_others = [SubmissionFactory() for _ in range(3)]
    read: Prepared[Submission] = Prepared(lambda *ids: Submission.objects.filter(pk__in=ids), 4)
    assert padded([submission.pk], 4) == [submission.pk, 0, 0, 0]
    assert read(*padded([submission.pk], 4)) == [submission]


def test_no_more_ids_are_given_than_it_takes_and_nothing_else() -> None:
    with pytest.raises(ValueError, match="3 ids"):
        padded([1, 2, 3], 2)
    with pytest.raises(TypeError, match="whole numbers"):
        Prepared(aims)(1, None)  # type: ignore[arg-type]


def of_the_portal() -> dict[str, Prepared[Any]]:
    """Every prepared query that a module of the portal holds, by where it stands."""
    return {
        f"{name}.{known}": value
        for name, module in sorted(sys.modules.items())
        if name.split(".")[0] in {"agencies", "tasks", "reports"}
        for known, value in vars(module).items()
        if isinstance(value, Prepared) and value.build.__module__ == name
    }


EVERY = of_the_portal()


def test_there_are_many() -> None:
    assert len(EVERY) > MANY


@pytest.mark.parametrize("where", EVERY)
def test_each_gives_what_its_query_gives(where: str) -> None:
    """Asked twice with other ids, so that whatever the first call froze is found; nothing of a moment is frozen."""
    read, desk = EVERY[where], sent_with_comment()
    named = {
        row.pk
        for model in (Report, Submission, Indicator, Plan, Agency, User, ReportingPeriod, AgencyPlan)
        for row in model._default_manager.all()
    }
    assert desk.pk in named
    takes = len(read.marks)
    for pk in sorted(named, reverse=True):
        ids = [pk] * takes
        assert sorted(map(repr, read(*ids))) == sorted(map(repr, read.build(*ids)))
    assert not any(isinstance(param, date) for param in read.written.marked)


def sent_with_comment() -> Office:
    """An office whose report came back with a comment and was sent again, with a file and a target."""
    made = ready()
    AttachmentFactory(report=made.report)
    TargetFactory(indicator=made.indicators[0], agency=made.report.agency)
    made.submit()
    made.open()
    made.remark()
    made.give_back()
    made.answer(ReviewComment.objects.get(), "Mended.")
    made.submit()
    return made
