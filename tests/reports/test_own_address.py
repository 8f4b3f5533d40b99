"""A page that is made at an address which only takes a POST leads nowhere that cannot be opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from tests.reports.test_answer_pages import answering
from tests.reports.test_answering import came_back
from tests.support.browsing import browse

pytestmark = pytest.mark.django_db


def leads_to(answer: Any) -> Iterator[str]:
    """Where the links of the page lead, and where one comes after signing in or choosing the other language."""
    html = answer.content.decode()
    for href in re.findall(r'<a [^>]*?href="([^"]*)"', html):
        address = urlsplit(urljoin(answer.request["PATH_INFO"], unescape(href)))
        if href.startswith("#"):
            continue
        yield address.path + (f"?{address.query}" if address.query else "")
        yield from parse_qs(address.query).get("next", [])
    yield from map(unescape, re.findall(r'name="next" value="([^"]*)"', html))


def test_a_page_of_answers_that_were_not_taken() -> None:
    desk, [comment] = came_back()
    client = browse(desk.reporter)
    sent = {f"answer_{comment.pk}": "x" * 4001, "answering": f"{comment.pk}:answered"}
    answer = client.post(answering(desk, comment), sent)
    assert answer.status_code == 422
    leads_somewhere(client, answer, on="edit/attachments")


def nothing_said(address: str) -> dict[str, str]:
    pinned_at = {"target": "report", "target_code": "", "text": ""} if address.endswith("comment") else {}
    return {**pinned_at, "only": "changed", "comment": ""}


@pytest.mark.parametrize("step", ["review_return", "review_comment"])
def test_a_review_that_could_not_be_decided(step: str) -> None:
    desk, [comment] = came_back()
    desk.answer(comment)
    desk.submit()
    desk.open()
    client = browse(desk.coordinator)
    answer = client.post(reverse(f"reports:{step}", args=[desk.pk]), nothing_said(step))
    assert answer.status_code == 409
    leads_somewhere(client, answer, on="only=changed")


def test_a_page_that_another_account_is_sent() -> None:
    desk, [comment] = came_back()
    client = browse(desk.reporter)
    answer = client.post(answering(desk, comment), {"account": str(desk.approver.pk)})
    assert answer.status_code == 401
    assert reverse("home") in leads_to(answer)
    leads_somewhere(client, answer, on="/")


def leads_somewhere(client: Client, answer: Any, on: str) -> None:
    found = sorted(set(leads_to(answer)))
    assert any(on in each for each in found)
    broken = [each for each in found if client.get(each).status_code in {404, 405}]
    assert not broken
