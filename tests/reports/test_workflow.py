"""Every state × action × role through the real services (domain.md, sections 4 and 5).

What is expected is written down here once more, from the specification and not from `STEPS`: the two must agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from threading import Barrier, Thread

import pytest
from django.db import connection

from agencies.models import Role, User
from reports.models import Consolidation, Report, ReportEvent, Review
from reports.rules.workflow import Action, Refusal, State, refusal
from reports.services import submitting
from reports.services.editing import ReportChanges, save_report
from reports.services.notices import remind_now
from reports.services.reviewing import (
    accept_report,
    extend_deadline,
    open_review,
    reopen_report,
    return_report,
)
from reports.services.steps import StepRefused, standing_of
from tests.factories import (
    AgencyFactory,
    MembershipFactory,
    PeriodFactory,
    ReportFactory,
    UserFactory,
    member,
)

NOW = datetime(2022, 6, 10, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)

# domain.md, section 4: where each arrow leads. An arrow that is missing here does not exist.
ARROWS = {
    ("save", "not_started"): "draft",
    ("save", "draft"): "draft",
    ("save", "returned"): "draft",
    ("send_for_approval", "draft"): "awaiting_approval",
    ("send_back", "awaiting_approval"): "draft",
    ("submit", "draft"): "submitted",
    ("submit", "awaiting_approval"): "submitted",
    ("withdraw", "submitted"): "draft",
    ("open_review", "submitted"): "submitted",
    ("return", "submitted"): "returned",
    ("accept", "submitted"): "accepted",
    ("reopen", "accepted"): "returned",
    ("extend", "not_started"): "not_started",
    ("extend", "draft"): "draft",
    ("extend", "awaiting_approval"): "awaiting_approval",
    ("extend", "returned"): "returned",
    ("remind", "not_started"): "not_started",
    ("remind", "draft"): "draft",
    ("remind", "awaiting_approval"): "awaiting_approval",
    ("remind", "returned"): "returned",
}
# domain.md, section 5: who may.
MAY = {
    "save": {"reporter", "approver", "both"},
    "send_for_approval": {"reporter", "approver", "both"},
    "send_back": {"approver", "both"},
    "submit": {"approver", "both"},
    "withdraw": {"approver", "both"},
    "open_review": {"coordinator", "both"},
    "return": {"coordinator", "both"},
    "accept": {"coordinator", "both"},
    "reopen": {"coordinator", "both"},
    "extend": {"coordinator", "both"},
    "remind": {"coordinator", "both"},
}
# "both": approver of this agency and coordinator, and the one who submitted this report.
OWN_SUBMISSION = {"open_review", "return", "accept", "reopen"}
PEOPLE = [
    "reporter",
    "approver",
    "coordinator",
    "leadership",
    "administrator",
    "both",
    "stranger",
    "other_coordinator",
    "nobody",
]
UNWRITTEN = {("save", "draft")}  # Every save would be a line: only the first one of a draft is.


def reminded(report: Report, by: User) -> None:
    """The service leaves out whom it may not remind; here it is asked about one report, so that is a refusal."""
    remind_now(reports=[report], by=by, message="Please send it.", now=LATER)
    if not report.events.filter(action="remind").exists():
        raise StepRefused(refusal(Action.REMIND, standing_of(by, report)))


STEP: dict[str, Callable[[Report, User], object]] = {
    "save": lambda report, by: save_report(
        report=report, by=by, changes=ReportChanges(), expected_revision=report.revision, now=LATER
    ),
    "send_for_approval": lambda report, by: submitting.send_for_approval(report=report, by=by, now=LATER),
    "send_back": lambda report, by: submitting.send_back(report=report, by=by, comment="Mend it.", now=LATER),
    "submit": lambda report, by: submitting.submit_report(report=report, by=by, received_at=LATER),
    "withdraw": lambda report, by: submitting.withdraw_report(report=report, by=by, now=LATER),
    "open_review": lambda report, by: open_review(report=report, by=by, now=LATER),
    "return": lambda report, by: return_report(report=report, by=by, comment="Mend it.", now=LATER),
    "accept": lambda report, by: accept_report(report=report, by=by, now=LATER),
    "reopen": lambda report, by: reopen_report(report=report, by=by, comment="An error.", now=LATER),
    "extend": lambda report, by: extend_deadline(
        report=report, by=by, deadline=report.period.deadline + timedelta(days=3), reason="Flood.", now=LATER
    ),
    "remind": reminded,
}


@dataclass(frozen=True)
class Cast:
    report: Report
    people: dict[str, User]


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """One report nobody touched, and everyone who might want something from it. Nothing is missing in it."""
    monkeypatch.setattr(submitting, "blocking_findings", lambda report, content: [])
    period = PeriodFactory()
    agency, police = AgencyFactory(), period.plan.coordinator
    both = member(Role.APPROVER, agency)
    MembershipFactory(user=both, role=Role.COORDINATOR, agency=police)
    people = {
        "reporter": member(Role.REPORTER, agency),
        "approver": member(Role.APPROVER, agency),
        "coordinator": member(Role.COORDINATOR, police),
        "leadership": member(Role.LEADERSHIP),
        "administrator": member(Role.ADMINISTRATOR),
        "both": both,
        "stranger": member(Role.APPROVER, AgencyFactory()),
        "other_coordinator": member(Role.COORDINATOR, AgencyFactory()),
        "nobody": UserFactory(),
    }
    return Cast(ReportFactory(period=period, agency=agency), people)


WAY_TO: dict[str, list[tuple[str, str]]] = {
    "not_started": [],
    "draft": [("reporter", "save")],
    "awaiting_approval": [("reporter", "save"), ("reporter", "send_for_approval")],
    "submitted": [("reporter", "save"), ("both", "submit")],
    "returned": [("reporter", "save"), ("both", "submit"), ("coordinator", "return")],
    "accepted": [("reporter", "save"), ("both", "submit"), ("coordinator", "accept")],
}


def brought_to(cast: Cast, state: str) -> Report:
    """The report taken there by the services; whenever it was submitted, it was by "both"."""
    for who, action in WAY_TO[state]:
        STEP[action](Report.objects.get(pk=cast.report.pk), cast.people[who])
    report = Report.objects.get(pk=cast.report.pk)
    assert report.state == state
    return report


def expected(action: str, state: str, who: str) -> Refusal | str:
    if who not in MAY[action]:
        return Refusal.NOT_YOURS
    if (action, state) not in ARROWS:
        return Refusal.WRONG_STATE
    if who == "both" and action in OWN_SUBMISSION:
        return Refusal.OWN_SUBMISSION
    return ARROWS[action, state]


@pytest.mark.parametrize(("state", "action"), list(product(State.values, Action.values)))
def test_refused_step_changes_nothing(cast: Cast, state: str, action: str) -> None:
    """Everybody for whom the table has no arrow tries, and is told the right reason."""
    report = brought_to(cast, state)
    refused = [who for who in PEOPLE if isinstance(expected(action, state, who), Refusal)]
    for who in refused:
        before = ReportEvent.objects.count()
        with pytest.raises(StepRefused) as caught:
            STEP[action](report, cast.people[who])
        assert caught.value.refusal == expected(action, state, who), who
        assert ReportEvent.objects.count() == before
        assert Report.objects.get(pk=report.pk).state == state


ALLOWED = [
    (state, action, who)
    for state, action, who in product(State.values, Action.values, PEOPLE)
    if not isinstance(expected(action, state, who), Refusal)
]


@pytest.mark.parametrize(("state", "action", "who"), ALLOWED)
def test_allowed_step_leads_on_and_is_written(cast: Cast, state: str, action: str, who: str) -> None:
    report = brought_to(cast, state)
    before = set(ReportEvent.objects.values_list("pk", flat=True))
    STEP[action](report, cast.people[who])
    report.refresh_from_db()
    written = list(ReportEvent.objects.exclude(pk__in=before).filter(action=action))
    assert report.state == ARROWS[action, state]
    assert len(written) == (0 if (action, state) in UNWRITTEN else 1)
    for event in written:
        assert (event.actor, event.at) == (cast.people[who], LATER)
        assert (event.from_state, event.to_state) == (state, report.state)
    report.full_clean()
    report.validate_constraints()


def test_the_table_knows_every_action_and_state() -> None:
    assert set(MAY) == set(STEP) == set(Action.values)
    assert {state for _action, state in ARROWS} == set(WAY_TO) == set(State.values)


def test_every_state_can_be_reached_and_left() -> None:
    reached, front = {"not_started"}, ["not_started"]
    while front:
        here = front.pop()
        further = {to for (_action, state), to in ARROWS.items() if state == here} - reached
        reached |= further
        front.extend(further)
    assert reached == set(State.values)
    assert {state for (_action, state), to in ARROWS.items() if to != state} == set(State.values)


def test_no_withdrawing_once_the_review_is_open(cast: Cast) -> None:
    report = brought_to(cast, "submitted")
    open_review(report=report, by=cast.people["coordinator"], now=LATER)
    with pytest.raises(StepRefused) as caught:
        STEP["withdraw"](report, cast.people["approver"])
    assert caught.value.refusal == Refusal.REVIEW_OPENED
    assert caught.value.last_event.actor == cast.people["coordinator"]


def test_no_reopening_once_the_period_is_final(cast: Cast) -> None:
    report = brought_to(cast, "accepted")
    coordinator = cast.people["coordinator"]
    Consolidation.objects.create(
        period=report.period,
        version=1,
        state="final",
        is_outdated=False,
        created_by=coordinator,
        created_at=LATER,
        finalised_by=coordinator,
        finalised_at=LATER,
    )
    with pytest.raises(StepRefused) as caught:
        STEP["reopen"](report, coordinator)
    assert caught.value.refusal == Refusal.PERIOD_FINAL


def uncommented() -> Iterator[tuple[str, str, str, Callable[[Report, User], object]]]:
    blank = "  \n"
    yield (
        "send_back",
        "awaiting_approval",
        "approver",
        lambda r, by: submitting.send_back(report=r, by=by, comment=blank, now=LATER),
    )
    yield (
        "return",
        "submitted",
        "coordinator",
        lambda r, by: return_report(report=r, by=by, comment=blank, now=LATER),
    )
    yield (
        "reopen",
        "accepted",
        "coordinator",
        lambda r, by: reopen_report(report=r, by=by, comment=blank, now=LATER),
    )
    yield (
        "extend",
        "draft",
        "coordinator",
        lambda r, by: extend_deadline(
            report=r, by=by, deadline=r.period.deadline + timedelta(days=1), reason=blank, now=LATER
        ),
    )


@pytest.mark.parametrize(("action", "state", "who", "step"), list(uncommented()))
def test_what_must_be_explained(
    cast: Cast, action: str, state: str, who: str, step: Callable[[Report, User], object]
) -> None:
    report = brought_to(cast, state)
    with pytest.raises(StepRefused) as caught:
        step(report, cast.people[who])
    assert caught.value.refusal == Refusal.NEEDS_COMMENT


def test_what_counts_as_first_submitted_is_the_earliest_that_stands(cast: Cast) -> None:
    report = brought_to(cast, "returned")
    first = report.first_submitted_at
    STEP["save"](report, cast.people["reporter"])
    again = LATER + timedelta(days=3)
    submitting.submit_report(report=report, by=cast.people["approver"], received_at=again)
    report.refresh_from_db()
    assert (report.first_submitted_at, report.submitted_at) == (first, again)
    submitting.withdraw_report(report=report, by=cast.people["approver"], now=again)
    report.refresh_from_db()
    assert report.first_submitted_at == first, "the returned submission still stands"


def test_withdrawing_the_only_submission_makes_the_report_owed_again(cast: Cast) -> None:
    report = brought_to(cast, "submitted")
    STEP["withdraw"](report, cast.people["approver"])
    assert list(Report.objects.still_owed(report.period)) == [report]


def at_once(*steps: Callable[[], object]) -> list[object]:
    """Take steps in threads of their own at the same moment; what each gave or raised, in the order given."""
    outcomes: list[object] = [None] * len(steps)
    start = Barrier(len(steps))

    def take(place: int) -> None:
        start.wait()
        try:
            outcomes[place] = steps[place]()
        except StepRefused as refused:
            outcomes[place] = refused
        finally:
            connection.close()

    threads = [Thread(target=take, args=(place,)) for place in range(len(steps))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


PAIRS = [("accept", "coordinator", "return", "second"), ("withdraw", "approver", "accept", "coordinator")]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("one", "by_one", "other", "by_other"), PAIRS)
def test_of_two_at_once_one_wins(
    one: str,
    by_one: str,
    other: str,
    by_other: str,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    """The loser is told who won; the report and its history show one outcome."""
    cast: Cast = request.getfixturevalue("cast")
    cast.people["second"] = member(Role.COORDINATOR, cast.report.period.plan.coordinator)
    report = brought_to(cast, "submitted")
    outcomes = at_once(
        lambda: STEP[one](report, cast.people[by_one]), lambda: STEP[other](report, cast.people[by_other])
    )
    refusals = [outcome for outcome in outcomes if isinstance(outcome, StepRefused)]
    assert len(refusals) == 1, outcomes
    winner = (one, other)[[isinstance(outcome, StepRefused) for outcome in outcomes].index(False)]
    report.refresh_from_db()
    assert report.state == ARROWS[winner, "submitted"]
    assert refusals[0].last_event.action == winner
    assert Review.objects.exclude(decision="").count() == (winner != "withdraw")
