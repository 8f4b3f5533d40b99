"""What agencies, people and memberships say of themselves, and who is missing where."""

from datetime import date, timedelta

import pytest

from agencies.models import Agency, Membership, Role, User
from tests.factories import AgencyFactory, AgencyGroupFactory, MembershipFactory, UserFactory, member

pytestmark = pytest.mark.django_db
DAY = date(2025, 7, 1)


@pytest.mark.parametrize(
    ("dissolved_on", "is_active"), [(None, True), (DAY, False), (DAY + timedelta(days=1), True)]
)
def test_an_agency_is_there_until_the_day_it_is_dissolved(dissolved_on: date | None, is_active: bool) -> None:
    agency = AgencyFactory(dissolved_on=dissolved_on)
    assert (agency in Agency.objects.active_on(DAY)) is is_active


def test_agencies_count_their_active_people_once() -> None:
    agency = AgencyFactory()
    both = member(Role.REPORTER, agency)
    MembershipFactory(user=both, role=Role.APPROVER, agency=agency)
    member(Role.REPORTER, agency, is_active=False)
    counted = Agency.objects.with_people().get()
    assert (counted.reporter_count, counted.approver_count, counted.coordinator_count) == (1, 1, 0)


def test_an_agency_without_reporter_or_approver_is_found() -> None:
    staffed, half, _empty, _gone = (AgencyFactory(name=name) for name in "ABCD")
    Agency.objects.filter(name="D").update(dissolved_on=DAY)
    for role in (Role.REPORTER, Role.APPROVER):
        member(role, staffed)
    member(Role.REPORTER, half)
    assert {agency.name for agency in Agency.objects.without_people(DAY)} == {"B", "C"}


def test_people_by_role_counts_active_people_and_says_none() -> None:
    leader = member(Role.LEADERSHIP)
    MembershipFactory(user=leader, role=Role.REPORTER)
    MembershipFactory(user=leader, role=Role.REPORTER)
    member(Role.ADMINISTRATOR, is_active=False)
    counts = Membership.objects.people_by_role()
    assert counts == {**dict.fromkeys(Role.values, 0), Role.LEADERSHIP: 1, Role.REPORTER: 1}
    assert not Membership.objects.active_administrators().exists()


def test_access_is_what_the_memberships_give() -> None:
    person = MembershipFactory(role=Role.APPROVER).user
    assert person.access.approves_for == {person.memberships.get().agency_id}
    assert UserFactory().access.is_nobody
    person.memberships.all().delete()
    assert person.access.approves_for  # Read once a request.
    assert User.objects.get(pk=person.pk).access.is_nobody


def test_names_are_whole() -> None:
    user = UserFactory(full_name="Người lập báo cáo", username="one")
    assert (str(user), user.get_full_name(), user.get_short_name()) == (user.full_name,) * 3
    assert str(UserFactory.build(full_name="", username="two")) == "two"
    assert str(MembershipFactory(user=user)).startswith(user.full_name)
    assert str(AgencyFactory(name="Sở Y tế")) == "Sở Y tế"
    assert str(AgencyGroupFactory(name="Các Sở")) == "Các Sở"
