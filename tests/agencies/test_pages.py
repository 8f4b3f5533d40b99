"""The administration's pages: who may open them, and what they do."""

from __future__ import annotations

from datetime import date

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Agency, Membership, Role, User
from tests.factories import AgencyFactory, AgencyGroupFactory, UserFactory, member

pytestmark = pytest.mark.django_db
PAGES = [
    "administration",
    "audit",
    "users",
    "user_new",
    "agencies",
    "agency_new",
    "user_edit",
    "agency_edit",
    "group_edit",
]


@pytest.fixture
def administrator(client) -> User:
    user = member(Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def address(name: str) -> str:
    kwargs = {
        "user_edit": lambda: {"pk": UserFactory().pk},
        "agency_edit": lambda: {"code": AgencyFactory().code},
        "group_edit": lambda: {"code": AgencyGroupFactory().code},
    }
    return reverse(f"agencies:{name}", kwargs=kwargs[name]() if name in kwargs else {})


@pytest.mark.parametrize("name", PAGES)
def test_administrators_open_the_page(client, administrator: User, name: str) -> None:
    assert client.get(address(name)).status_code == 200


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", [Role.REPORTER, Role.APPROVER, Role.COORDINATOR, Role.LEADERSHIP, None])
def test_for_everybody_else_it_does_not_exist(client, name: str, role: Role | None) -> None:
    agency = AgencyFactory() if role in Role.at_an_agency() else None
    client.force_login(member(role, agency) if role else UserFactory())
    assert client.get(address(name)).status_code == 404


@pytest.mark.parametrize("name", [*PAGES, "profile"])
def test_anonymous_visitors_sign_in_first(client, name: str) -> None:
    response = client.get(address(name))
    assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("account_login"))


def posted(
    user: User | None = None, memberships: list[dict[str, object]] = (), **changed: object
) -> dict[str, object]:
    """What the account's form sends; `memberships` are lines of role, agency and perhaps id."""
    initial = user.memberships.count() if user else 0
    data: dict[str, object] = {
        "username": user.username if user else "new",
        "full_name": "A name",
        "email": user.email if user else "new@agency.test",
        "language": "vi",
        "is_active": "on",
        "memberships-TOTAL_FORMS": len(memberships),
        "memberships-INITIAL_FORMS": initial,
    }
    data |= {
        f"memberships-{i}-{name}": value for i, line in enumerate(memberships) for name, value in line.items()
    }
    return data | changed


def test_a_new_account_gets_its_link(client, administrator: User) -> None:
    agency = AgencyFactory()
    data = posted(memberships=[{"role": "reporter", "agency": agency.pk}, {"role": "", "agency": ""}])
    client.post(reverse("agencies:user_new"), data)
    user = User.objects.get(username="new")
    assert user.memberships.get().agency == agency
    assert [message.to for message in mail.outbox] == [[user.email]]


def test_a_mail_that_fails_loses_no_account(client, administrator: User, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    response = client.post(reverse("agencies:user_new"), posted(), follow=True)
    assert User.objects.filter(username="new").exists()
    assert "error" in [message.level_tag for message in response.context["messages"]]


@pytest.mark.parametrize(
    ("line", "field"),
    [({"role": "reporter", "agency": ""}, "agency"), ({"role": "leadership", "agency": "own"}, "agency")],
)
def test_a_role_that_does_not_fit_is_told_beside_its_field(
    client, administrator: User, line, field: str
) -> None:
    line = {**line, "agency": AgencyFactory().pk} if line["agency"] else line
    response = client.post(reverse("agencies:user_new"), posted(memberships=[line]))
    assert response.context["memberships"].forms[0].errors[field]
    assert not User.objects.filter(username="new").exists()
    assert response.context["form"]["full_name"].value() == "A name"


def test_the_same_role_twice_is_told(client, administrator: User) -> None:
    lines = [{"role": "leadership", "agency": ""}] * 2
    response = client.post(reverse("agencies:user_new"), posted(memberships=lines))
    assert response.context["memberships"].forms[1].errors


def test_an_address_that_is_taken_is_told_beside_it(client, administrator: User) -> None:
    taken = UserFactory(email="taken@agency.test")
    response = client.post(reverse("agencies:user_new"), posted(email=taken.email.upper()))
    assert response.context["form"].errors["email"]


def test_roles_are_taken_away_by_their_box(client, administrator: User) -> None:
    user = member(Role.REPORTER, AgencyFactory())
    row = user.memberships.get()
    line = {"id": row.pk, "role": row.role, "agency": row.agency_id, "DELETE": "on"}
    client.post(reverse("agencies:user_edit", args=[user.pk]), posted(user, [line]))
    assert not Membership.objects.filter(user=user).exists()
    by = Membership.history.filter(user=user, history_type="-").get().history_user
    assert by == administrator


def test_ones_own_administrator_role_cannot_be_given_up(client, administrator: User) -> None:
    row = administrator.memberships.get()
    line = {"id": row.pk, "role": row.role, "agency": "", "DELETE": "on"}
    response = client.post(
        reverse("agencies:user_edit", args=[administrator.pk]), posted(administrator, [line])
    )
    assert response.context["form"].non_field_errors()
    assert User.objects.get(pk=administrator.pk).access.is_administrator


def test_only_named_columns_change(client, administrator: User) -> None:
    user = UserFactory()
    smuggled = {"is_superuser": "on", "is_staff": "on", "password": "x", "date_joined": "2000-01-01"}
    client.post(reverse("agencies:user_edit", args=[user.pk]), posted(user, **smuggled))
    after = User.objects.get(pk=user.pk)
    assert (after.full_name, after.is_superuser, after.is_staff) == ("A name", False, False)
    assert (after.password, after.date_joined) == (user.password, user.date_joined)


def test_the_link_is_sent_again_by_post_only(client, administrator: User) -> None:
    user = UserFactory()
    send = reverse("agencies:user_send_link", args=[user.pk])
    assert client.get(send).status_code == 405
    client.post(send)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [("?q=nguoi duyet so", 1), ("?role=approver", 1), ("?role=approver&agency=other", 0), ("?active=no", 0)],
)
def test_the_list_is_narrowed_by_its_address(client, administrator: User, query: str, found: int) -> None:
    AgencyFactory(code="other")
    member(Role.APPROVER, AgencyFactory(), full_name="Người duyệt Sở Y tế")
    assert len(client.get(reverse("agencies:users") + query).context["table"].rows) == found


def test_an_agency_is_dissolved_with_a_successor(client, administrator: User) -> None:
    agency, heir, group = AgencyFactory(), AgencyFactory(), AgencyGroupFactory()
    data = {
        "name": agency.name,
        "short_name": "S",
        "symbol": "",
        "kind": agency.kind,
        "order": 3,
        "groups": [group.pk],
    }
    edit = reverse("agencies:agency_edit", args=[agency.code])
    response = client.post(edit, {**data, "successor": heir.pk})
    assert response.context["form"].errors["dissolved_on"]
    client.post(edit, {**data, "successor": heir.pk, "dissolved_on": "2026-01-01"})
    after = Agency.objects.get(pk=agency.pk)
    assert (after.dissolved_on, after.successor, list(after.groups.all())) == (
        date(2026, 1, 1),
        heir,
        [group],
    )


def test_a_new_agency_and_a_changed_group(client, administrator: User) -> None:
    group = AgencyGroupFactory()
    data = {"name": "A new one", "short_name": "N", "code": "a-new-one", "kind": "department", "order": 3}
    client.post(reverse("agencies:agency_new"), data)
    agency = Agency.objects.get(code="a-new-one")
    client.post(
        reverse("agencies:group_edit", args=[group.code]), {"name": "Renamed", "agencies": [agency.pk]}
    )
    group.refresh_from_db()
    assert (group.name, list(group.agencies.all())) == ("Renamed", [agency])


def test_a_code_that_cannot_be_is_told_in_the_readers_language(client, administrator: User) -> None:
    User.objects.update(language="vi")
    client.cookies["django_language"] = "vi"
    page = client.post(reverse("agencies:agency_new"), {"code": "hội chữ thập đỏ"}).content.decode()
    assert "gạch nối, ví dụ so-y-te" in page
    assert "Enter a valid" not in page


def test_a_new_agency_stands_last_in_official_lists(client, administrator: User) -> None:
    AgencyFactory(order=41)
    assert client.get(reverse("agencies:agency_new")).context["form"]["order"].value() == 42


def test_agencies_without_people_are_flagged(client, administrator: User) -> None:
    complete, lacking = AgencyFactory(), AgencyFactory()
    member(Role.REPORTER, complete)
    member(Role.APPROVER, complete)
    member(Role.REPORTER, lacking)
    member(Role.APPROVER, lacking, is_active=False)
    AgencyFactory(dissolved_on=date(2020, 1, 1))
    shown = client.get(reverse("agencies:administration")).context
    assert list(shown["without_people"]) == [lacking]
    assert dict(shown["roles"])[Role.REPORTER] == 2
    narrowed = client.get(reverse("agencies:agencies") + "?people=missing").context["table"]
    assert [row.record for row in narrowed.rows] == [lacking]


def test_everybody_keeps_his_own_details(client) -> None:
    user = member(Role.REPORTER, AgencyFactory())
    client.force_login(user)
    assert client.get(reverse("agencies:profile")).status_code == 200
    data = {
        "full_name": "Changed",
        "post": "A post",
        "language": "en",
        "email": "mine@agency.test",
        "username": "x",
    }
    response = client.post(reverse("agencies:profile"), data)
    after = User.objects.get(pk=user.pk)
    assert (after.full_name, after.post, after.email, after.username) == (
        "Changed",
        "A post",
        user.email,
        user.username,
    )
    assert response.cookies["django_language"].value == "en"


@pytest.mark.parametrize("name", ["users", "agencies", "administration", "audit", "user_edit", "agency_edit"])
def test_as_much_again_asks_no_more(client, administrator: User, name: str) -> None:
    agency = AgencyFactory(code="shown")
    user = member(Role.REPORTER, agency)
    page = reverse(
        f"agencies:{name}",
        kwargs={"user_edit": {"pk": user.pk}, "agency_edit": {"code": agency.code}}.get(name, {}),
    )

    def grow(count: int) -> None:
        for _ in range(count):
            other = AgencyFactory()
            AgencyGroupFactory().agencies.add(agency)
            Membership.objects.create(user=user, role=Role.APPROVER, agency=other)
            member(Role.REPORTER, agency)
            user.post += "x"
            user.save()
            agency.symbol += "x"
            agency.save()

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    grow(5)  # More than a page of changes, so that they are counted.
    asked()  # The first page of a session writes it.
    before = asked()
    grow(4)
    assert asked() == before
