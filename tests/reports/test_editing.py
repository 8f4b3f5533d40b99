"""Saving: what is kept, what is refused whole, and that it costs the same however much an agency has to say."""

import re
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Role
from reports.models import DutyResult, IndicatorValue, ReportSection
from reports.rules.workflow import Refusal, State
from reports.services.content import content_of
from reports.services.editing import DutyEntry, EditedMeanwhile, FigureEntry, ReportChanges, save_report
from reports.services.steps import StepRefused
from tests.factories import AgencyFactory, IndicatorFactory, ReportFactory, member
from tests.support.office import Office, office, ready, sent

pytestmark = pytest.mark.django_db


def _content(desk: Office) -> tuple[object, ...]:
    content = content_of(desk.report)
    return content.sections, content.duties, content.figures, desk.report.revision, desk.trail()


def test_the_first_save_starts_the_report() -> None:
    desk = office()
    saved = desk.save()
    assert saved == desk.report
    assert (saved.state, saved.revision, saved.edited_by, saved.edited_at) == (
        State.DRAFT, 1, desk.reporter, desk.at,
    )  # fmt: skip
    assert desk.trail() == ["save"]
    content = content_of(saved)
    assert {s.code: s.text for s in content.sections} == desk.changes.sections
    assert [(d.status, d.done, d.difficulties) for d in content.duties] == [
        ("done", "What was done.", "What was hard.")
    ]
    assert [f.value for f in content.figures] == [7]


def test_a_draft_saved_again_writes_no_further_event() -> None:
    desk = ready()
    desk.enter("8")
    assert (desk.trail(), desk.report.revision) == (["save"], 2)


def test_a_returned_report_becomes_a_draft_again() -> None:
    desk = sent()
    desk.give_back()
    returned = desk.report.returned_at
    desk.save()
    assert (desk.report.state, desk.trail()[-1]) == (State.DRAFT, "save")
    assert desk.report.returned_at == returned


def test_words_are_trimmed_and_what_was_not_sent_along_stays() -> None:
    desk = ready()
    desk.save(
        ReportChanges(
            sections={"causes": " Rain. \n"},
            figures={desk.indicators[0].pk: FigureEntry(Decimal(3), " Counted anew. ")},
        )
    )
    content = content_of(desk.report)
    words = {s.code: s.text for s in content.sections}
    assert (words["causes"], words["situation"]) == ("Rain.", desk.changes.sections["situation"])
    assert (content.figures[0].value, content.figures[0].explanation) == (3, "Counted anew.")
    assert content.duties[0].status == "done"


def test_an_emptied_figure_is_not_a_zero() -> None:
    desk = office(figures=3)
    desk.enter("5", "5", "5")
    desk.enter(None, "0")
    assert [figure.value for figure in content_of(desk.report).figures] == [None, 0, 5]
    assert IndicatorValue.objects.get(indicator=desk.indicators[0]).value is None


def test_a_save_made_on_an_older_revision_changes_nothing() -> None:
    desk = ready()
    opened = desk.report
    desk.save(ReportChanges(sections={"situation": "The first to save."}), by=desk.approver)
    before, first_at = _content(desk), desk.at
    with pytest.raises(EditedMeanwhile) as meanwhile:
        save_report(
            report=opened,
            by=desk.reporter,
            changes=ReportChanges(sections={"situation": "The second."}),
            expected_revision=opened.revision,
            now=desk.tick(),
        )
    assert _content(desk) == before
    assert (meanwhile.value.report.edited_by, meanwhile.value.report.edited_at) == (desk.approver, first_at)
    assert str(desk.approver) in str(meanwhile.value)


def _others_duty(desk: Office) -> ReportChanges:
    """A duty of the same plan that another agency has."""
    return ReportChanges(duties={office(period=desk.period).assignments[0].pk: DutyEntry("done")})


def _others_figure(desk: Office) -> ReportChanges:
    return ReportChanges(figures={office(period=desk.period).indicators[0].pk: FigureEntry(Decimal(1))})


def _own_duty_of_another_plan(desk: Office) -> ReportChanges:
    other = office()
    assignment = other.assignments[0]
    assignment.agency = desk.report.agency
    assignment.save()
    return ReportChanges(duties={assignment.pk: DutyEntry("done")})


def _computed_ratio(desk: Office) -> ReportChanges:
    part = desk.indicators[0]
    ratio = IndicatorFactory(
        plan=desk.period.plan,
        nature="ratio",
        numerator=part,
        denominator=part,
        reporters=[desk.report.agency],
    )
    return ReportChanges(figures={ratio.pk: FigureEntry(Decimal(1))})


@pytest.mark.parametrize(
    "foreign", [_others_duty, _others_figure, _own_duty_of_another_plan, _computed_ratio]
)
def test_what_is_not_the_agencys_to_say_refuses_the_whole_save(foreign) -> None:
    desk = ready()
    changes = foreign(desk)
    before = _content(desk)
    told = ReportChanges(sections={"situation": "Told."}, duties=changes.duties, figures=changes.figures)
    with pytest.raises(StepRefused) as refused:
        desk.save(told)
    assert refused.value.refusal == Refusal.NOT_ASKED
    assert _content(desk) == before
    assert not DutyResult.objects.exclude(report=desk.pk).exists()


def test_a_section_that_does_not_exist_is_refused() -> None:
    desk = ready()
    with pytest.raises(ValueError, match="poetry"):
        desk.save(ReportChanges(sections={"poetry": "Roses."}))


@pytest.mark.parametrize(
    "changes",
    [
        lambda desk: ReportChanges(duties={desk.assignments[0].pk: DutyEntry("perhaps")}),
        lambda desk: ReportChanges(figures={desk.indicators[0].pk: FigureEntry(Decimal(-1))}),
    ],
)
def test_the_database_refuses_what_no_form_would_let_through(changes) -> None:
    desk = ready()
    before = _content(desk)
    with pytest.raises(IntegrityError):
        desk.save(changes(desk))
    assert _content(desk) == before


@pytest.mark.parametrize("reach", [Office.hand_in, Office.submit])
def test_out_of_the_agencys_hands_nothing_is_saved(reach) -> None:
    desk = ready()
    reach(desk)
    before = _content(desk)
    with pytest.raises(StepRefused) as refused:
        desk.enter("8")
    assert refused.value.refusal == Refusal.WRONG_STATE
    assert refused.value.last_event.action == desk.trail()[-1]
    assert _content(desk) == before


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LEADERSHIP, Role.ADMINISTRATOR, None])
def test_whoever_is_not_of_the_agency_may_not_save(role) -> None:
    desk = ready()
    where = {Role.COORDINATOR: desk.period.plan.coordinator}.get(role)
    stranger = member(role, where) if role else member(Role.APPROVER, AgencyFactory())
    with pytest.raises(StepRefused) as refused:
        desk.save(by=stranger)
    assert refused.value.refusal == Refusal.NOT_YOURS


def test_a_save_that_says_nothing_asks_for_nothing_more() -> None:
    desk = ready()
    assert desk.save(ReportChanges()).revision == 2
    assert ReportSection.objects.filter(report=desk.pk).count() == len(desk.changes.sections)


def _queries(act) -> int:
    with CaptureQueriesContext(connection) as found:
        act()
    return len(found)


@pytest.mark.parametrize(
    "act",
    [Office.save, lambda desk: content_of(desk.report), Office.submit],
    ids=["save", "content", "submit"],
)
def test_three_times_as_much_to_say_costs_no_more_queries(act) -> None:
    small, large = office(duties=2, figures=2), office(duties=6, figures=6)
    for desk in (small, large):
        desk.save()
        desk.enter("1")  # The first of a kind may ask what the second need not.
    assert _queries(lambda: act(small)) == _queries(lambda: act(large))


def _writes(act) -> list[tuple[str, str]]:
    """How the rows of fields were written, and of which table: INSERT or UPDATE."""
    tables = [model._meta.db_table for model in (ReportSection, DutyResult, IndicatorValue)]
    with CaptureQueriesContext(connection) as found:
        act()
    begun = (re.match(r'(INSERT INTO|UPDATE) "(\w+)"', query["sql"]) for query in found.captured_queries)
    return sorted((write[1].split()[0], write[2]) for write in begun if write and write[2] in tables)


def test_a_row_is_written_once_whether_new_or_not() -> None:
    desk = office(duties=2, figures=2)
    tables = sorted(model._meta.db_table for model in (ReportSection, DutyResult, IndicatorValue))
    assert _writes(desk.save) == [("INSERT", table) for table in tables]
    assert _writes(desk.save) == [("UPDATE", table) for table in tables]


def test_new_rows_and_old_ones_are_written_together() -> None:
    desk = office(figures=2)
    desk.enter("1")
    table = IndicatorValue._meta.db_table
    assert _writes(lambda: desk.enter("2", "3")) == [("INSERT", table), ("UPDATE", table)]
    assert [figure.value for figure in content_of(desk.report).figures] == [2, 3]


def test_reports_of_others_are_left_alone() -> None:
    desk, other = ready(), ReportFactory()
    desk.save()
    other.refresh_from_db()
    assert (other.state, other.revision) == (State.NOT_STARTED, 0)
