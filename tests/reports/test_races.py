"""Many at once on PostgreSQL: nothing is overwritten unseen, and what is sent is sent once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from agencies.models import Role, User
from reports.models import DutyResult, IndicatorValue, Notice, ReportSection
from reports.rules.fields import digest_of
from reports.rules.workflow import Action, Refusal, State
from reports.services.editing import DutyEntry, FigureEntry, ReportChanges
from reports.services.steps import StepRefused
from tasks.models import Duty, Indicator, Plan
from tasks.services.adding import add_duty, add_indicator, remove_duty, remove_indicator
from tasks.services.editing import ChangeRefused, change_duty, change_indicator
from tests.factories import (
    AgencyFactory,
    DutyFactory,
    IndicatorFactory,
    MembershipFactory,
    PlanFactory,
    editor_of,
    member,
)
from tests.support.browsing import browse
from tests.support.office import Office, office, ready

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AT_ONCE, TIMES = 8, 25


def all_at_once(act: Callable[[int], list[object]]) -> list[object]:
    """What `act` gave in each of the threads, which begin together."""
    start = Barrier(AT_ONCE)

    def run(number: int) -> list[object]:
        try:
            start.wait()
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [one for found in pool.map(run, range(AT_ONCE)) for one in found]


def causes() -> str:
    return ReportSection.objects.get(section="causes").text


def write(client: Client, user: User, desk: Office, text: str) -> tuple[str, str, bool]:
    """What its author saw, what he wrote, and whether he was told that it is saved."""
    seen = causes()
    base = json.dumps({"section_causes": digest_of(seen)})
    data = {"account": user.pk, "base": base, "section_causes": text}
    answer = client.post(reverse("reports:save_fields", args=[desk.pk, "narrative"]), data)
    assert answer.status_code == 200
    return seen, text, f'"{digest_of(text)}"' in answer.content.decode().replace("&quot;", '"')


def test_200_conflicting_saves_overwrite_nothing_unseen() -> None:
    desk = ready()
    first = causes()
    people = [desk.reporter, desk.approver] * (AT_ONCE // 2)
    clients = [browse(user) for user in people]

    def act(number: int) -> list[object]:
        return [write(clients[number], people[number], desk, f"{number}: {i}") for i in range(TIMES)]

    told = all_at_once(act)
    after = {seen: text for seen, text, is_saved in told if is_saved}
    saved = sum(is_saved for _seen, _text, is_saved in told)
    assert len(told) == AT_ONCE * TIMES
    assert len(after) == saved < len(told), "two were told that they overwrote the same, or nobody collided"
    chain = [first]
    while chain[-1] in after:
        chain.append(after[chain[-1]])
    assert len(chain) == saved + 1, "someone was told that it is saved, and nobody who saw it overwrote it"
    assert chain[-1] == causes()


def test_200_submits_of_one_report_are_one() -> None:
    desk = ready()
    MembershipFactory(user=member(Role.COORDINATOR, desk.period.plan.coordinator), role=Role.LEADERSHIP)
    clients = [browse(desk.approver) for _each in range(AT_ONCE)]

    def act(number: int) -> list[object]:
        address = reverse("reports:submit", args=[desk.pk])
        clients[number].raise_request_exception = False
        return [clients[number].post(address).status_code for _time in range(TIMES)]

    answers = Counter(all_at_once(act))
    assert answers == {302: 1, 409: AT_ONCE * TIMES - 1}
    assert desk.report.state == State.SUBMITTED
    assert desk.report.submissions.count() == 1
    assert desk.trail().count(Action.SUBMIT) == 1
    told = Counter(Notice.objects.of_report(desk.report).values_list("recipient", flat=True))
    assert told
    assert set(told.values()) == {1}


WAITS_FOR_ME = (
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
)


def elsewhere(act: Callable[[], object]) -> Future[object]:
    """Done in a thread, that is in another connection."""

    def run() -> object:
        try:
            return act()
        finally:
            connection.close()

    return ThreadPoolExecutor(1).submit(run)


def until_it_waits(other: Future[object]) -> None:
    """Until `other` waits for a row that this transaction holds; if it is done before, it waited for none."""
    with connection.cursor() as cursor:
        while not other.done():
            cursor.execute(WAITS_FOR_ME)
            if cursor.fetchone()[0]:
                return
    pytest.fail(f"it did not wait: {other.exception()}")


def writes(desk: Office) -> None:
    """A figure and a duty for the first time, in one save."""
    figure, duty = desk.indicators[0].pk, desk.assignments[0].pk
    changes = ReportChanges(
        figures={figure: FigureEntry(Decimal(7))}, duties={duty: DutyEntry("done", "Xong.", "")}
    )
    desk.save(changes)


def into_a_stock(desk: Office) -> None:
    indicator = Indicator.objects.get(pk=desk.indicators[0].pk)
    indicator.nature, indicator.across_periods = "stock", "latest"
    change_indicator(indicator=indicator, reporters=[desk.report.agency])


def given_to_others(desk: Office) -> None:
    duty = Duty.objects.get(pk=desk.assignments[0].duty_id)
    change_duty(duty=duty, leads=[AgencyFactory()], coordinating=[], legal_documents=[])


TAKEN: dict[str, Callable[[Office], None]] = {
    "indicator": lambda desk: remove_indicator(
        by=desk.coordinator, indicator=Indicator.objects.get(pk=desk.indicators[0].pk)
    ),
    "duty": lambda desk: remove_duty(
        by=desk.coordinator, duty=Duty.objects.get(pk=desk.assignments[0].duty_id)
    ),
    "assignment": given_to_others,
    "nature": into_a_stock,
}


@pytest.mark.parametrize("what", TAKEN)
def test_who_takes_from_the_plan_waits_for_who_is_writing(what: str) -> None:
    desk = office(figures=1)
    with transaction.atomic():
        writes(desk)
        other = elsewhere(lambda: TAKEN[what](desk))
        until_it_waits(other)
    with pytest.raises(ChangeRefused):
        other.result()
    assert (IndicatorValue.objects.get().value, DutyResult.objects.get().done) == (7, "Xong.")
    assert Indicator.objects.get().nature == "flow"


@pytest.mark.parametrize("what", ["indicator", "duty", "assignment"])
def test_who_writes_of_what_is_being_taken_is_told(what: str) -> None:
    desk = office(figures=1)
    with transaction.atomic():
        TAKEN[what](desk)
        other = elsewhere(lambda: writes(desk))
        until_it_waits(other)
    with pytest.raises(StepRefused) as refused:
        other.result()
    assert refused.value.refusal == Refusal.NOT_ASKED
    assert not IndicatorValue.objects.exists()
    assert not DutyResult.objects.exists()


def test_two_agencies_that_give_one_figure_do_not_wait_for_each_other() -> None:
    one = office(figures=1)
    two = office(period=one.period)
    two.indicators = one.indicators
    one.indicators[0].reporters.add(two.report.agency)
    with transaction.atomic():
        writes(one)
        elsewhere(lambda: writes(two)).result()
        assert IndicatorValue.objects.count() == 2


def test_who_adds_at_once_finds_different_places() -> None:
    plan: Plan = PlanFactory()
    coordinator = editor_of(plan)

    def act(number: int) -> list[object]:
        for i in range(4):
            code = f"{number}-{i}"
            add_indicator(
                by=coordinator, indicator=IndicatorFactory.build(plan=plan, code=code), reporters=[]
            )
            new = DutyFactory.build(plan=plan, code=code)
            add_duty(by=coordinator, duty=new, leads=[], coordinating=[], legal_documents=[])
        return [number]

    assert len(all_at_once(act)) == AT_ONCE
    for rows in (plan.indicators, plan.duties):
        orders = list(rows.order_by("order").values_list("order", flat=True))
        assert orders == list(range(1, AT_ONCE * 4 + 1))
