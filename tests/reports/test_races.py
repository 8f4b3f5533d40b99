"""Many at once on PostgreSQL: nothing is overwritten unseen, and what is sent is sent once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from agencies.models import Role, User
from reports.models import Notice, ReportSection
from reports.rules.fields import digest_of
from reports.rules.workflow import Action, State
from tests.factories import MembershipFactory, member
from tests.support.browsing import browse
from tests.support.office import Office, ready

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
