"""The access matrix in plain values: memberships add up, and each gives what it names and no more."""

from hypothesis import given
from hypothesis import strategies as st

from agencies.access import Access, Grant, Role

grants = st.lists(
    st.one_of(
        st.builds(Grant, st.sampled_from([Role(role) for role in Role.at_an_agency()]), st.integers(1, 4)),
        st.builds(Grant, st.sampled_from([Role(role) for role in Role.for_the_province()])),
    )
)


@given(held=grants)
def test_each_membership_gives_what_it_names(held: list[Grant]) -> None:
    access = Access.of(held)
    found = {
        Role.REPORTER: access.reports_for,
        Role.APPROVER: access.approves_for,
        Role.COORDINATOR: access.coordinates_for,
    }
    for role, where in found.items():
        assert where == {grant.agency_id for grant in held if grant.role == role}
    assert access.is_leadership == (Grant(Role.LEADERSHIP) in held)
    assert access.is_administrator == (Grant(Role.ADMINISTRATOR) in held)
    assert access.roles == {grant.role for grant in held}
    assert access.own_agencies == access.reports_for | access.approves_for
    assert access.is_coordinator == bool(access.coordinates_for)
    assert access.is_nobody == (not held)


@given(held=grants, more=grants)
def test_more_memberships_never_take_anything_away(held: list[Grant], more: list[Grant]) -> None:
    less, both = Access.of(held), Access.of([*more, *held])
    assert less.reports_for <= both.reports_for
    assert less.approves_for <= both.approves_for
    assert less.coordinates_for <= both.coordinates_for
    assert less.roles <= both.roles


def test_a_role_at_no_agency_gives_nothing_there() -> None:
    assert Access.of([Grant(Role.REPORTER)]).own_agencies == frozenset()


def test_every_role_is_held_somewhere_or_for_the_province() -> None:
    assert sorted([*Role.at_an_agency(), *Role.for_the_province()]) == sorted(Role.values)
