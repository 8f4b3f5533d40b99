"""Who may open which of the agency's pages: owner, colleague, stranger, other offices, nobody, anonymous."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import Role, User
from tests.factories import AgencyFactory, UserFactory, member
from tests.support.browsing import browse
from tests.support.office import Office, ready, sent

pytestmark = pytest.mark.django_db

PEOPLE: dict[str, Callable[[Office], User]] = {
    "reporter": lambda desk: desk.reporter,
    "approver": lambda desk: desk.approver,
    "coordinator": lambda desk: desk.coordinator,
    "stranger": lambda _desk: member(Role.APPROVER, AgencyFactory()),
    "leadership": lambda _desk: member(Role.LEADERSHIP),
    "administrator": lambda _desk: member(Role.ADMINISTRATOR),
    "nobody": lambda _desk: UserFactory(),
}
OPEN, CONFLICT, GONE = 200, 409, 404
OFFICE = {"reporter": OPEN, "approver": OPEN}
APPROVER = {"approver": OPEN}
TOO_LATE = {"reporter": CONFLICT, "approver": CONFLICT}
# page → who may, and what he gets, while the report is a draft, submitted, and accepted; everyone else gets 404
MATRIX = {
    "report": (OFFICE, OFFICE | {"coordinator": OPEN}, OFFICE | {"coordinator": OPEN, "leadership": OPEN}),
    "report_edit": (OFFICE, {"reporter": 302, "approver": 302}, {"reporter": 302, "approver": 302}),
    "send_for_approval": (OFFICE, TOO_LATE, TOO_LATE),
    "submit": (APPROVER, {"approver": CONFLICT}, {"approver": CONFLICT}),
    "send_back": ({"approver": CONFLICT}, {"approver": CONFLICT}, {"approver": CONFLICT}),
    "withdraw": ({"approver": CONFLICT}, APPROVER, {"approver": CONFLICT}),
    "submitted": ({}, OFFICE, OFFICE),
}


def accepted() -> Office:
    desk = sent()
    desk.accept()
    return desk


def address(page: str, desk: Office) -> str:
    return reverse(f"reports:{page}", args=[desk.pk, "duties"] if page == "report_edit" else [desk.pk])


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("page", MATRIX)
@pytest.mark.parametrize(("stage", "made"), list(enumerate([ready, sent, accepted])))
def test_each_page_opens_for_those_who_may(
    who: str, page: str, stage: int, made: Callable[[], Office]
) -> None:
    desk = made()
    answer = browse(PEOPLE[who](desk)).get(address(page, desk))
    assert answer.status_code == MATRIX[page][stage].get(who, GONE)


@pytest.mark.parametrize("page", MATRIX)
def test_nobody_opens_anything_without_signing_in(page: str) -> None:
    answer = Client().get(address(page, ready()))
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


@pytest.mark.parametrize("page", [page for page in MATRIX if page not in {"report", "submitted"}])
@pytest.mark.parametrize("who", ["stranger", "coordinator", "leadership", "administrator", "nobody"])
def test_a_strangers_post_changes_nothing_and_learns_nothing(page: str, who: str) -> None:
    desk = ready()
    client = browse(PEOPLE[who](desk))
    answer = client.post(address(page, desk), {"comment": "x", "revision": 1})
    missing = client.post(
        reverse(f"reports:{page}", args=[10**6, *(["duties"] if page == "report_edit" else [])])
    )
    assert (answer.status_code, answer.content) == (GONE, missing.content)
    assert desk.trail() == ["save"]


def test_a_reporter_cannot_do_what_is_the_approvers() -> None:
    desk = ready()
    for page in ("submit", "send_back", "withdraw"):
        assert browse(desk.reporter).post(address(page, desk), {"comment": "x"}).status_code == GONE
    assert desk.trail() == ["save"]


def test_outsiders_read_what_was_sent_and_the_agency_what_it_holds() -> None:
    desk = sent()
    desk.give_back("Mend it.")
    desk.save(type(desk.changes)(sections={"situation": "Nobody outside may read this yet."}))
    page = reverse("reports:report", args=[desk.pk])
    outside, inside = browse(desk.coordinator).get(page), browse(desk.reporter).get(page)
    assert "Nobody outside" not in outside.content.decode()
    assert "On situation." in outside.content.decode()
    assert "Nobody outside" in inside.content.decode()


def test_leadership_reads_the_result_and_not_how_it_came_about() -> None:
    desk = sent()
    desk.give_back("Mend it.")
    desk.save()
    desk.submit()
    desk.accept()
    page = reverse("reports:report", args=[desk.pk])
    assert "Mend it." in browse(desk.coordinator).get(page).content.decode()
    assert "Mend it." not in browse(member(Role.LEADERSHIP)).get(page).content.decode()


@pytest.mark.parametrize(
    ("role", "page"),
    [
        (Role.REPORTER, "reports:my_agency"),
        (Role.APPROVER, "reports:my_agency"),
        (Role.COORDINATOR, "reports:periods"),
        (Role.LEADERSHIP, "reports:dashboard"),
        (Role.ADMINISTRATOR, "agencies:administration"),
    ],
)
def test_the_front_door_leads_each_to_his_work(role: Role, page: str) -> None:
    user = member(role, AgencyFactory() if role in Role.at_an_agency() else None)
    assert browse(user).get(reverse("home")).url == reverse(page)


def test_someone_without_a_role_is_told_whom_to_ask() -> None:
    answer = browse(UserFactory()).get(reverse("home"))
    assert answer.status_code == OPEN
    assert answer.templates[0].name == "reports/no_role.html"


def test_an_agencys_page_is_its_peoples() -> None:
    desk = ready()
    code = desk.report.agency.code
    assert browse(desk.reporter).get(reverse("reports:my_agency", args=[code])).status_code == OPEN
    for who in ("coordinator", "stranger", "leadership", "administrator", "nobody"):
        assert browse(PEOPLE[who](desk)).get(reverse("reports:my_agency", args=[code])).status_code == GONE
