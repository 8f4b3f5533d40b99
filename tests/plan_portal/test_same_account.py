"""Nobody writes in another's name from a page that was opened under another account."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reports.models import CommentAnswer, ReviewComment
from tests.support.browsing import browse
from tests.support.office import Office, office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_step")]
HTMX = {"hx-request": "true"}


@pytest.fixture
def desk() -> Office:
    """A report that came back with one comment."""
    made = office()
    made.save()
    made.submit()
    made.open()
    made.remark("Why?")
    made.give_back()
    return made


def answer(desk: Office, account: object, **more: Any) -> Any:
    comment = ReviewComment.objects.get()
    data = {"answering": f"{comment.pk}:answered", f"answer_{comment.pk}": "Do mưa lũ.", "account": account}
    address = reverse("reports:answer_comment", args=[desk.pk, comment.pk])
    return browse(desk.reporter).post(address, data, **more)


def test_an_answer_typed_under_another_account_is_not_taken(desk: Office) -> None:
    refused = answer(desk, desk.approver.pk, headers=HTMX)
    assert (refused.status_code, refused["X-Another-Account"], refused.content) == (401, "1", b"")
    assert not CommentAnswer.objects.exists()
    assert answer(desk, desk.reporter.pk, headers=HTMX).status_code == 200
    assert CommentAnswer.objects.get().by == desk.reporter


def test_a_page_sent_under_another_account_says_so_and_shows_what_was_typed(desk: Office) -> None:
    refused = answer(desk, desk.approver.pk)
    assert refused.status_code == 401
    assert refused.context["typed"] == ["Do mưa lũ."]
    assert str(desk.reporter) in refused.content.decode()
    assert not CommentAnswer.objects.exists()
    assert answer(desk, desk.reporter.pk).status_code == 302


def test_a_comment_typed_under_another_account_is_not_taken(desk: Office) -> None:
    desk.answer(ReviewComment.objects.get())
    desk.submit()
    desk.open()
    address = reverse("reports:review_comment", args=[desk.pk])
    data = {"target": "report", "target_code": "", "text": "One more.", "account": desk.reporter.pk}
    assert browse(desk.coordinator).post(address, data, headers=HTMX).status_code == 401
    assert ReviewComment.objects.count() == 1


def test_a_page_without_script_is_refused_by_its_token(desk: Office) -> None:
    """The token against forgery changes with signing in: a page opened before holds the old one."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.reporter)
    page = reverse("reports:report_edit", args=[desk.pk, "narrative"])
    token = client.get(page).context["csrf_token"]
    login = reverse("account_login")
    client.post(reverse("account_logout"), {"csrfmiddlewaretoken": token})
    fresh = client.get(login).context["csrf_token"]
    from_tests = {"login": desk.approver.username, "password": "x", "csrfmiddlewaretoken": fresh}
    desk.approver.set_password("x")
    desk.approver.save()
    assert client.post(login, from_tests).status_code == 302
    assert client.post(page, {"csrfmiddlewaretoken": str(token), "section_causes": "x"}).status_code == 403


@pytest.mark.parametrize("part", ["narrative", "duties", "figures"])
def test_what_saves_itself_says_whose_it_is(desk: Office, part: str) -> None:
    address = reverse("reports:save_fields", args=[desk.pk, part])
    refused = browse(desk.reporter).post(address, {"base": "{}"}, headers=HTMX)
    assert (refused.status_code, refused["X-Another-Account"]) == (401, "1")
    said = {"base": "{}", "account": desk.reporter.pk}
    assert browse(desk.reporter).post(address, said, headers=HTMX).status_code == 200


def test_the_text_of_a_consolidated_report_says_whose_it_is(desk: Office) -> None:
    address = reverse("reports:consolidation_save", args=[1, "situation"])
    assert browse(desk.coordinator).post(address, {"base": "{}"}, headers=HTMX).status_code == 401
    said = {"base": "{}", "account": desk.coordinator.pk}
    assert browse(desk.coordinator).post(address, said, headers=HTMX).status_code == 404, "there is none"


SETTINGS = [
    "account_change_password",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
]


@pytest.mark.parametrize("name", SETTINGS)
def test_another_accounts_page_changes_no_settings(desk: Office, name: str) -> None:
    """Nobody's password, second step or recovery codes are changed from a page that was somebody else's."""
    refused = browse(desk.reporter).post(reverse(name), {"account": desk.approver.pk})
    assert (refused.status_code, refused.templates[0].name) == (401, "account/another.html")
    assert browse(desk.reporter).post(reverse(name), {"account": desk.reporter.pk}).status_code != 401


@pytest.mark.parametrize("name", ["account_logout", "account_login", "set_language"])
def test_signing_out_and_choosing_a_language_are_everybodys(desk: Office, name: str) -> None:
    data = {"account": desk.approver.pk, "language": "en"}
    assert browse(desk.reporter).post(reverse(name), data).status_code == 302


def test_a_forgotten_password_is_nobodys_page(desk: Office) -> None:
    data = {"account": desk.approver.pk}
    assert browse(desk.reporter).post(reverse("account_reset_password"), data).status_code == 200


def shown_again(desk: Office, **sent: str) -> list[str]:
    """What of a page that was opened under another account is shown to the one signed in by now."""
    data = {"account": desk.approver.pk, **sent}
    refused = browse(desk.reporter).post(reverse("reports:my_agency"), data)
    typed: list[str] = refused.context["typed"]
    return typed


def test_a_password_is_never_shown_again(desk: Office) -> None:
    secret = {"password": "three secret words", "new_password1": "a b", "code": "1a2b 3c4d"}
    assert shown_again(desk, **secret, text="Hai từ") == ["Hai từ"]


def test_a_single_word_is_shown_again_where_the_page_says_it_was_written(desk: Office) -> None:
    sent = {
        "written": "number text password code number",
        "number": "123/BC-SYT",
        "text": " ",
        "password": "secret",
        "code": "123456",
        "kind": "signed_report",
    }
    assert shown_again(desk, **sent) == ["123/BC-SYT"]
