"""domain.md, section 5, as a table: whose report each role may read in which state, and whose status it may see."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.utils import translation

from agencies.models import Membership, Role, User
from reports.models import (
    Attachment,
    Consolidation,
    DeliveryState,
    Heartbeat,
    Notice,
    Report,
    ReportingPeriod,
    ReportSection,
    Submission,
)
from reports.rules.calendar import around
from reports.rules.workflow import Action, Part, Standing, State, open_actions, refusal
from reports.services.of_report import receipt_of
from tests.factories import (
    MOMENT,
    AgencyFactory,
    AttachmentFactory,
    ConsolidationFactory,
    DutyResultFactory,
    IndicatorValueFactory,
    MembershipFactory,
    NoticeFactory,
    PeriodFactory,
    PlanFactory,
    ReportFactory,
    ReportSectionFactory,
    ReviewCommentFactory,
    SubmissionFactory,
    UserFactory,
    member,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ALL = set(State)
SENT = {State.SUBMITTED, State.RETURNED, State.ACCEPTED}
# Who, towards the report's agency and plan: what he may read, and whether he sees how all of the period stand.
MATRIX = {
    "reporter": (ALL, False),
    "approver": (ALL, False),
    "reporter elsewhere": (set(), False),
    "approver elsewhere": (set(), False),
    "coordinator": (SENT, True),
    "coordinator elsewhere": (set(), False),
    "leadership": ({State.ACCEPTED}, True),
    "administrator": (set(), False),
    "nobody": (set(), False),
}


@pytest.fixture
def period() -> ReportingPeriod:
    return PeriodFactory()


def _reports(period: ReportingPeriod) -> dict[State, Report]:
    """One agency's reports would be one a period: here each state has an agency of its own."""
    traits = {state: {} if state == State.NOT_STARTED else {state.value: True} for state in State}
    return {state: ReportFactory(period=period, **trait) for state, trait in traits.items()}


def _person(who: str, report: Report) -> User:
    role, _, elsewhere = who.partition(" ")
    if who == "nobody":
        return UserFactory()
    own = {"coordinator": report.period.plan.coordinator}.get(role, report.agency)
    if role in Role.for_the_province():
        return member(Role(role))
    return member(Role(role), AgencyFactory() if elsewhere else own)


@pytest.mark.parametrize("who", MATRIX)
def test_who_may_read_a_report_in_which_state(who: str, period: ReportingPeriod) -> None:
    readable, oversees = MATRIX[who]
    reports = _reports(period)
    people = {state: _person(who, report) for state, report in reports.items()}
    read = {s for s, r in reports.items() if Report.objects.visible_to(people[s]).filter(pk=r.pk).exists()}
    assert read == readable
    assert {period.is_overseen_by(person) for person in people.values()} == {oversees}


@pytest.mark.parametrize("who", MATRIX)
def test_whose_reports_are_edited_approved_and_reviewed(who: str) -> None:
    report = ReportFactory(submitted=True)
    person = _person(who, report)
    asked = {
        "edits": Report.objects.editable_by(person),
        "approves": Report.objects.approvable_by(person),
        "reviews": Report.objects.reviewable_by(person),
        "coordinates": Report.objects.coordinated_by(person),
    }
    expected = {
        "reporter": {"edits"}, "approver": {"edits", "approves"}, "coordinator": {"reviews", "coordinates"},
    }.get(who, set())  # fmt: skip
    assert {name for name, found in asked.items() if report in found} == expected


def test_reviewing_begins_with_the_first_submission() -> None:
    report = ReportFactory(draft=True)
    person = _person("coordinator", report)
    assert not Report.objects.reviewable_by(person).exists()
    assert Report.objects.coordinated_by(person).get() == report


def test_several_memberships_add_up(period: ReportingPeriod) -> None:
    own, other = ReportFactory(period=period), ReportFactory(period=period, submitted=True)
    person = member(Role.REPORTER, own.agency)
    MembershipFactory(user=person, role=Role.COORDINATOR, agency=period.plan.coordinator)
    assert set(Report.objects.visible_to(User.objects.get(pk=person.pk))) == {own, other}
    Membership.objects.filter(user=person, role=Role.COORDINATOR).delete()
    assert set(Report.objects.visible_to(User.objects.get(pk=person.pk))) == {own}


@pytest.mark.parametrize(
    ("who", "draft", "final"),
    [("coordinator", True, True), ("leadership", False, True), ("reporter", False, False),
     ("approver", False, False), ("coordinator elsewhere", False, False), ("administrator", False, False)],
)  # fmt: skip
def test_who_may_read_a_consolidation(who: str, draft: bool, final: bool, period: ReportingPeriod) -> None:
    person = _person(who, ReportFactory(period=period))
    made = [ConsolidationFactory(period=period), ConsolidationFactory(period=period, final=True)]
    visible = Consolidation.objects.visible_to(person)
    assert [each in visible for each in made] == [draft, final]
    assert set(Consolidation.objects.coordinated_by(person)) == (set(made) if draft else set())
    assert list(Consolidation.objects.final()) == made[1:]
    assert made[0].plan == period.plan


@pytest.mark.parametrize("who", MATRIX)
def test_who_sees_periods(who: str) -> None:
    issued, draft = PeriodFactory(), PeriodFactory(plan=PlanFactory(state="draft"))
    persons = {period: _person(who, ReportFactory(period=period)) for period in (issued, draft)}
    seen = [p for p, person in persons.items() if p in ReportingPeriod.objects.visible_to(person)]
    assert seen == {"nobody": [], "coordinator": [issued, draft]}.get(who, [issued])
    theirs = [p for p, person in persons.items() if p in ReportingPeriod.objects.coordinated_by(person)]
    assert theirs == ([issued, draft] if who == "coordinator" else [])


def test_periods_open_and_never_close() -> None:
    period = PeriodFactory()
    PeriodFactory(plan=PlanFactory(state="closed"))
    assert not ReportingPeriod.objects.open_at(period.opens_at - HOUR).exists()
    for moment in (period.opens_at, period.deadline, period.deadline + 9999 * HOUR):
        assert list(ReportingPeriod.objects.open_at(moment)) == [period]


def test_a_period_knows_what_came_before() -> None:
    plan = PlanFactory(previous=PlanFactory(year=2021))
    old_half, old_year = PeriodFactory(plan=plan.previous), PeriodFactory(plan=plan.previous, annual=True)
    half, year = PeriodFactory(plan=plan), PeriodFactory(plan=plan, annual=True)
    PeriodFactory()
    periods = ReportingPeriod.objects
    found = [around(p, periods.earlier_than(p)) for p in (old_half, old_year, half, year)]
    assert [(each.previous, each.year_before, each.within) for each in found] == [
        (None, None, None),
        (None, None, old_half),
        (old_year, old_half, None),
        (None, old_year, half),
    ]


@pytest.mark.parametrize(("kind", "name"), [
    ("monthly", "Monthly report H1 2022"), ("quarterly", "Quarterly report H1 2022"),
    ("half_year", "6-month report 2022"), ("annual", "Annual report 2022"),
])  # fmt: skip
def test_a_period_is_called_as_people_call_it(kind: str, name: str) -> None:
    with translation.override("en"):
        assert PeriodFactory(kind=kind).name == name


def test_its_last_day_is_the_day_before_the_deadline() -> None:
    period = PeriodFactory()
    assert period.last_day == period.named_day - timedelta(days=1)


def test_who_still_owes_and_how_many_stand_where(period: ReportingPeriod) -> None:
    reports = _reports(period)
    unsent = {State.NOT_STARTED, State.DRAFT, State.AWAITING_APPROVAL}
    assert set(Report.objects.still_owed(period)) == {reports[state] for state in unsent}
    ReportFactory(period=period)
    counts = Report.objects.counts_by_state()
    assert counts == {state.value: 1 + (state == State.NOT_STARTED) for state in State}
    assert list(counts) == State.values
    assert set(Report.objects.none().counts_by_state().values()) == {0}


def test_reports_stand_in_the_official_order(period: ReportingPeriod) -> None:
    placed = [("B", 2), ("A", 2), ("C", 1)]
    reports = {n: ReportFactory(period=period, agency=AgencyFactory(name=n, order=o)) for n, o in placed}
    assert [r.agency.name for r in Report.objects.in_official_order()] == ["C", "A", "B"]
    assert reports["A"].plan == period.plan


def test_the_newest_standing_submission_is_what_others_read() -> None:
    first = SubmissionFactory()
    report, by = first.report, first.submitted_by
    second = SubmissionFactory(report=report, number=2)
    SubmissionFactory(report=report, number=3, submitted_by=by, withdrawn_at=MOMENT + HOUR)
    SubmissionFactory()
    assert receipt_of(report) == second
    assert list(Submission.objects.standing().filter(report=report)) == [first, second]
    assert receipt_of(ReportFactory()) is None


def test_removed_files_are_kept_but_not_present() -> None:
    kept, removed = AttachmentFactory(), AttachmentFactory(removed_at=MOMENT)
    assert list(Attachment.objects.present()) == [kept]
    assert removed in Attachment.objects.all()


def test_a_person_sees_his_own_notices_that_still_mean_something() -> None:
    mine, read = NoticeFactory(), NoticeFactory(read_at=MOMENT)
    NoticeFactory(recipient=mine.recipient, delivery=DeliveryState.DROPPED)
    assert list(Notice.objects.visible_to(mine.recipient)) == [mine]
    assert read not in Notice.objects.unread()
    assert mine in Notice.objects.unread()


def test_notices_are_due_when_pending_and_under_nobodys_lease() -> None:
    due = NoticeFactory(next_attempt_at=MOMENT)
    lapsed = NoticeFactory(next_attempt_at=MOMENT - HOUR, leased_until=MOMENT)
    NoticeFactory(next_attempt_at=MOMENT + HOUR)
    NoticeFactory(leased_until=MOMENT + HOUR)
    NoticeFactory(delivery="sent", sent_at=MOMENT)
    assert list(Notice.objects.due_for_delivery(MOMENT)) == [lapsed, due]


def test_everything_says_what_it_is() -> None:
    comment = ReviewCommentFactory(text="x" * 100)
    section = ReportSectionFactory(section="causes")
    value = IndicatorValueFactory(value=3)
    assert len(str(comment)) == 80
    assert str(section.report) in str(section)
    assert ReportSection(report=section.report, section="causes").get_section_display() in str(section)
    assert value.indicator.code in str(value)
    result = DutyResultFactory()
    assert str(result).endswith(str(result.assignment))
    assert str(AttachmentFactory(name="a.pdf")) == "a.pdf"
    assert "#1" in str(SubmissionFactory())
    assert "The deadline is near" in str(NoticeFactory())
    assert str(ConsolidationFactory(version=3)).endswith("v3")
    assert str(Heartbeat(name="beat", at=MOMENT)).startswith("beat 2022-06-10")


def test_what_is_offered_is_what_would_not_be_refused() -> None:
    standings = [
        Standing(state, frozenset(parts), *flags)
        for state in State
        for parts in ([], [Part.REPORTER], [Part.APPROVER], [Part.COORDINATOR], list(Part))
        for flags in product([False, True], repeat=3)
    ]
    for standing in standings:
        offered = list(open_actions(standing))
        assert offered == [action for action in Action if refusal(action, standing) is None]
    assert list(open_actions(Standing(State.DRAFT, frozenset({Part.REPORTER})))) == [
        Action.SAVE, Action.SEND_FOR_APPROVAL,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (lambda r: r.waiting_for_review(), {State.SUBMITTED}),
        (
            lambda r: r.still_owing(),
            {State.NOT_STARTED, State.DRAFT, State.AWAITING_APPROVAL, State.RETURNED},
        ),
        (lambda r: r.not_sent(), {State.NOT_STARTED, State.DRAFT, State.AWAITING_APPROVAL}),
        (lambda r: r.in_state(State.ACCEPTED), {State.ACCEPTED}),
        (lambda r: r.on_time(), SENT),
        (lambda r: r.sent_late(), set()),
        (lambda r: r.extended(), set()),
        (lambda r: r.of_agency_kind("police"), set()),
        (lambda r: r.named_like("AGENCY"), ALL),
        (lambda r: r.of_periods(ReportingPeriod.objects.all()), ALL),
        (lambda r: r.of_periods([]), set()),
    ],
)
def test_reports_are_sorted_out_by_where_they_stand(
    asked, expected: set[State], period: ReportingPeriod
) -> None:
    _reports(period)
    assert {State(report.state) for report in asked(Report.objects.all())} == expected


def test_more_time_puts_off_being_overdue(period: ReportingPeriod) -> None:
    later = period.deadline + 24 * HOUR
    owing, given = ReportFactory(period=period), ReportFactory(period=period, extended_deadline=later)
    sent = ReportFactory(period=period, submitted=True)
    assert list(Report.objects.overdue_at(period.deadline - HOUR)) == []
    assert list(Report.objects.overdue_at(period.deadline)) == [owing]
    assert set(Report.objects.overdue_at(later)) == {owing, given}
    assert list(Report.objects.extended()) == [given]
    assert list(Report.objects.chosen([sent.pk])) == [sent]
    assert list(Report.objects.of_agency(sent.agency)) == [sent]
