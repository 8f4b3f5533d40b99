"""Times pages in turn, so that a busy moment of the machine meets them all alike."""

from __future__ import annotations

import http.client
import json
import statistics
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from agencies.models import User
from reports.models import ReportSection
from reports.rules.fields import digest_of
from tests.bench.pages import PAGES, Page, own_draft
from tests.bench.urls import EMPTY

ROUNDS = 30
BOUND = 3.0
SAVE_BOUND = 2.0
SECRET, FORM = "a" * 32, "application/x-www-form-urlencoded"


@dataclass
class Typed:
    """One field that is saved again and again, each time with other words, as a page that saves itself sends it."""

    name: str
    value: str
    account: int
    times: int = 0

    def body(self) -> str:
        seen = digest_of(self.value)
        self.times += 1
        self.value = f"Sentence {self.times}."
        fields = {"account": self.account, "base": json.dumps({self.name: seen}), self.name: self.value}
        return urlencode(fields)


@dataclass
class Timed:
    """A page with the seconds it took each time."""

    page: Page
    address: str
    cookie: str
    seconds: list[float] = field(default_factory=list)
    bound: float = BOUND
    typed: Typed | None = None
    size: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def time_pages(port: int) -> None:
    """Print a table: each page's median, and how many times that of the empty page for the same person it is."""
    usernames = list(dict.fromkeys(page.username for page in PAGES))
    cookies = {name: cookie_of(name) for name in usernames}
    empty = {name: Timed(Page(EMPTY, name), reverse(EMPTY), cookies[name]) for name in usernames}
    pages = [Timed(page, page.address(), cookies[page.username]) for page in PAGES]
    pages.append(autosave("so-y-te.reporter"))
    for number in range(ROUNDS + 1):
        for timed in [*empty.values(), *pages]:
            ask(port, timed, keep=number > 0)  # the first time, templates are compiled
    print(f"{'page':<34}{'who':<20}{'median ms':>10}{'empty ms':>10}{'times':>7}{'KB':>7}")
    for timed in sorted(pages, key=lambda one: -one.median):
        beside = empty[timed.page.username].median
        mark = "  over the bound" if timed.median > timed.bound * beside else ""
        figures = f"{timed.median * 1000:>10.1f}{beside * 1000:>10.1f}{timed.median / beside:>7.1f}"
        print(f"{timed.page.name:<34}{timed.page.username:<20}{figures}{timed.size / 1000:>7.0f}{mark}")


def autosave(username: str) -> Timed:
    """Of one narrative section of this person's draft."""
    user = User.objects.get(username=username)
    pk = own_draft(user)["pk"]
    stored = dict(ReportSection.objects.filter(report=pk).values_list("section", "text"))
    page = Page("reports:save_fields", username, lambda _user: {"pk": pk, "section": "narrative"})
    typed = Typed("section_causes", stored.get("causes", ""), user.pk)
    return Timed(page, page.address(), cookie_of(username), bound=SAVE_BOUND, typed=typed)


def cookie_of(username: str) -> str:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return f"sessionid={client.cookies['sessionid'].value}"


def ask(port: int, timed: Timed, *, keep: bool) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    started = time.perf_counter()
    headers = {"Cookie": timed.cookie}
    if timed.typed is None:
        connection.request("GET", timed.address, headers=headers)
    else:
        headers |= {"HX-Request": "true", "X-CSRFToken": SECRET, "Content-Type": FORM}
        headers["Cookie"] += f"; csrftoken={SECRET}"
        connection.request("POST", timed.address, timed.typed.body(), headers)
    answer = connection.getresponse()
    timed.size = len(answer.read())
    elapsed = time.perf_counter() - started
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{timed.address} for {timed.page.username} answered {answer.status}")
    if keep:
        timed.seconds.append(elapsed)
