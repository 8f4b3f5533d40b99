"""Reviewing what changed alone: every step of the page shows as much as before, and nothing that was settled."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from reports.models import AttachmentKind, ReviewComment
from tests.factories import AttachmentFactory
from tests.support.office import Office, office, ready

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_step")]
ONLY = {"only": "changed"}
HIDDEN = '<input type="hidden" name="only" value="changed">'


@pytest.fixture
def thrice() -> Office:
    """Sent for the third time: the first two submissions came back with an overall comment that was answered."""
    made = office(duties=1, figures=1)
    made.save()
    made.submit()
    made.open()
    old = made.remark("An old question.")
    made.give_back()
    made.answer(old, "An old answer.")
    send_again(made, "Second.")
    made.open()
    new = made.remark("A new question.")
    made.give_back()
    made.answer(new, "A new answer.")
    send_again(made, "Third.")
    return made


def send_again(made: Office, causes: str) -> None:
    made.save(replace(made.changes, sections={"causes": causes}, duties={}, figures={}))
    made.submit()


@pytest.fixture
def desk(client: Client, thrice: Office) -> Client:
    client.force_login(thrice.coordinator)
    client.cookies["django_language"] = "en"
    return client


def address(made: Office, step: str = "") -> str:
    return reverse(f"reports:review_{step}" if step else "reports:review", args=[made.pk])


def test_opening_the_review_goes_on_to_show_what_changed(desk: Client, thrice: Office) -> None:
    page = desk.get(address(thrice), ONLY).content.decode()
    opening = page[page.index(f'action="{address(thrice, "open")}"') :]
    assert HIDDEN in opening[: opening.index("</form>")]
    assert desk.post(address(thrice, "open"), ONLY)["Location"] == f"{address(thrice)}?only=changed"


def test_the_whole_page_goes_on_to_show_the_whole(desk: Client, thrice: Office) -> None:
    assert HIDDEN not in desk.get(address(thrice)).content.decode()
    assert desk.post(address(thrice, "open"))["Location"] == address(thrice)


def test_a_refused_decision_still_shows_what_changed_alone(desk: Client, thrice: Office) -> None:
    thrice.open()
    assert desk.get(address(thrice), ONLY).content.decode().count(HIDDEN) == 1
    answer = desk.post(address(thrice, "return"), ONLY)
    assert answer.status_code == 409
    assert answer.context["sheet"].is_partial
    assert not desk.post(address(thrice, "return")).context["sheet"].is_partial


def test_reopening_goes_on_to_show_what_changed(desk: Client, thrice: Office) -> None:
    thrice.open()
    desk.post(address(thrice, "accept"), ONLY)
    answer = desk.post(address(thrice, "reopen"), {**ONLY, "comment": "Amend it."})
    assert answer["Location"] == f"{address(thrice)}?only=changed"


def test_what_was_settled_before_is_shown_with_the_whole_alone(desk: Client, thrice: Office) -> None:
    thrice.open()
    for shown, comments in ((ONLY, ["A new question."]), ({}, ["An old question.", "A new question."])):
        assert [
            said.text for said in desk.get(address(thrice), shown).context["sheet"].whole.comments
        ] == comments


@pytest.mark.parametrize(("only", "is_shown"), [(ONLY, False), ({}, True)])
def test_what_htmx_fetches_shows_as_much_as_the_page(
    desk: Client, thrice: Office, only: dict[str, str], is_shown: bool
) -> None:
    thrice.open()
    place, htmx = {"target": "report", "target_code": "", **only}, {"hx-request": "true"}
    form = desk.get(address(thrice, "comment"), place, headers=htmx).content.decode()
    assert (HIDDEN in form) is not is_shown
    assert ("&amp;only=changed" in form) is not is_shown
    said = {**place, "text": "Yes.", "account": thrice.coordinator.pk}
    for part in (form, desk.post(address(thrice, "comment"), said, headers=htmx).content.decode()):
        assert ("An old question." in part) is is_shown
        assert "A new question." in part


def test_in_a_place_that_changed_what_was_settled_before_is_left_out_too(client: Client) -> None:
    made = office()
    made.save()
    for asked, causes in (("Settled.", "First."), ("Asked now.", "Second.")):
        made.submit()
        made.open()
        comment = made.remark(asked, "section", "causes")
        made.give_back()
        made.answer(comment, "Done.")
        made.save(replace(made.changes, sections={"causes": causes}, duties={}, figures={}))
    made.submit()
    client.force_login(made.coordinator)
    margins = client.get(address(made), ONLY).context["sheet"].margins
    [margin] = [m for m in margins if (m.target, m.code) == ("section", "causes")]
    assert [comment.text for comment in margin.comments] == ["Asked now."]


def test_files_that_came_before_are_left_out_and_an_old_scan_is_pointed_out(client: Client) -> None:
    made = ready()
    scan = AttachmentFactory(report=made.report, kind=AttachmentKind.SIGNED_SCAN)
    made.submit()
    made.open()
    made.remark()
    made.give_back()
    made.answer(ReviewComment.objects.get(), "Mended.")
    added = AttachmentFactory(report=made.report, kind=AttachmentKind.SUPPORTING)
    send_again(made, "Second.")
    client.force_login(made.coordinator)
    whole, changed = (
        client.get(reverse("reports:review", args=[made.pk]), query).context for query in ({}, ONLY)
    )
    assert (list(whole["sheet"].files), list(changed["sheet"].files)) == ([scan, added], [added])
    assert whole["old_scan"] == changed["old_scan"] == scan
    AttachmentFactory(report=made.report, kind=AttachmentKind.SIGNED_SCAN)
    made.open()
    made.remark()
    made.give_back()
    made.answer(ReviewComment.objects.latest("pk"), "Scanned anew.")
    send_again(made, "Third.")
    assert client.get(reverse("reports:review", args=[made.pk])).context["old_scan"] is None
