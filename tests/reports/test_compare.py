"""Two submissions side by side: every field that differs, in words, for the two offices and nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Role, User
from reports.reading.comparing import ChangedGroup, changed_groups
from reports.rules.content import AttachmentContent
from reports.services.content import content_of
from reports.services.editing import DutyEntry, FigureEntry, ReportChanges
from tests.factories import member
from tests.support.browsing import browse
from tests.support.office import Office, sent

pytestmark = pytest.mark.django_db


def address(desk: Office, **numbers: int) -> str:
    query = "&".join(f"{name.rstrip('_')}={number}" for name, number in numbers.items())
    return reverse("reports:compare", args=[desk.pk]) + (f"?{query}" if query else "")


def mended(times: int = 1) -> Office:
    """A report returned and sent again so many times, another figure, status and text each time."""
    desk = sent()
    for n in range(1, times + 1):
        desk.open()
        desk.give_back()
        duty, figure = desk.assignments[0].pk, desk.indicators[0].pk
        desk.save(
            ReportChanges(
                sections={"situation": f"On situation, {n} more."},
                duties={duty: DutyEntry("behind", "What was done.", "What was hard.")},
                figures={figure: FigureEntry(Decimal(1000 + n))},
            )
        )
        desk.submit()
    return desk


def fields(groups: Sequence[ChangedGroup]) -> dict[str, tuple[object, object]]:
    return {
        field.aspect: (getattr(field.before, "word", field.before), getattr(field.after, "word", field.after))
        for group in groups
        for place in group.places
        for field in place.fields
    }


def test_every_field_that_differs_is_shown_in_words() -> None:
    desk = mended()
    page = browse(desk.reporter).get(address(desk)).context["page"]
    assert fields(page.groups) == {
        "text": ("On situation.", "On situation, 1 more."),
        "status": ("Đã hoàn thành", "Chậm tiến độ"),
        "value": ("7", "1.001"),
    }
    assert page.total == 3


def test_words_are_marked_for_eye_and_ear() -> None:
    desk = mended()
    html = browse(desk.coordinator).get(address(desk)).content.decode()
    assert '<ins><span class="visually-hidden"> [đã thêm: </span>, 1 more<span' in html
    assert '<del><span class="visually-hidden">trước đó: </span>7</del>' in html


def test_files_that_came_and_went_are_named() -> None:
    content = content_of(sent().report)
    one = AttachmentContent(name="a.pdf", kind="supporting", size=1, sha256="1" * 64)
    other = replace(one, name="b.pdf", sha256="2" * 64)
    [group] = changed_groups(replace(content, attachments=(one,)), replace(content, attachments=(other,)))
    assert [(p.fields[0].before, p.fields[0].after) for p in group.places] == [("a.pdf", ""), ("", "b.pdf")]


def test_any_two_are_chosen_by_number_in_either_order() -> None:
    desk = mended(times=2)
    client = browse(desk.reporter)
    for query in ({"from_": 1, "to": 3}, {"from_": 3, "to": 1}):
        page = client.get(address(desk, **query)).context["page"]
        assert (page.earlier.number, page.later.number) == (1, 3)
        assert fields(page.groups)["value"] == ("7", "1.002")
    assert client.get(address(desk)).context["page"].earlier.number == 2
    assert client.get(address(desk, from_=2, to=2)).context["page"].total == 0


@pytest.mark.parametrize(
    "query", ["?from=1", "?from=1&to=9", "?from=x&to=1", "?from=-1&to=1", "?from=²&to=1"]
)
def test_numbers_that_were_never_sent_are_not_found(query: str) -> None:
    desk = mended()
    assert browse(desk.reporter).get(address(desk) + query).status_code == 404


def test_with_one_submission_the_page_says_what_will_stand_there() -> None:
    desk = sent()
    answer = browse(desk.reporter).get(address(desk))
    assert answer.status_code == 200
    assert answer.context["page"].later is None


def test_a_withdrawn_submission_is_compared_by_its_own_agency_only() -> None:
    desk = mended()
    desk.withdraw()
    assert browse(desk.reporter).get(address(desk, from_=1, to=2)).status_code == 200
    assert browse(desk.coordinator).get(address(desk, from_=1, to=2)).status_code == 404


def test_leadership_reads_the_result_and_not_its_making() -> None:
    desk = mended()
    desk.open()
    desk.accept()
    leader = browse(member(Role.LEADERSHIP))
    assert leader.get(reverse("reports:report", args=[desk.pk])).status_code == 200
    assert leader.get(address(desk, from_=1, to=2)).status_code == 404


@pytest.mark.parametrize("page", ["report", "review"])
def test_the_history_and_the_review_lead_here(page: str) -> None:
    desk = mended()
    link = address(desk, from_=1, to=2).replace("&", "&amp;")
    html = browse(desk.coordinator).get(reverse(f"reports:{page}", args=[desk.pk])).content.decode()
    assert f'href="{link}"' in html


def test_as_many_queries_for_many_submissions() -> None:
    def queries(desk: Office, user: User) -> int:
        client = browse(user)
        client.get(address(desk))  # The session is renewed once.
        with CaptureQueriesContext(connection) as caught:
            client.get(address(desk))
        return len(caught)

    few, many = mended(), mended(times=4)
    assert queries(few, few.reporter) + 2 >= queries(many, many.reporter)
