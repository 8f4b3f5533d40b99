"""Times pages in turn, so that a busy moment of the machine meets them all alike."""

from __future__ import annotations

import http.client
import statistics
import time
from dataclasses import dataclass, field

from django.test import Client
from django.urls import reverse

from agencies.models import User
from tests.bench.pages import PAGES, Page
from tests.bench.urls import EMPTY

ROUNDS = 30
BOUND = 3.0


@dataclass
class Timed:
    """A page with the seconds it took each time."""

    page: Page
    address: str
    cookie: str
    seconds: list[float] = field(default_factory=list)
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
    for number in range(ROUNDS + 1):
        for timed in [*empty.values(), *pages]:
            ask(port, timed, keep=number > 0)  # the first time, templates are compiled
    print(f"{'page':<34}{'who':<20}{'median ms':>10}{'empty ms':>10}{'times':>7}{'KB':>7}")
    for timed in sorted(pages, key=lambda one: -one.median):
        beside = empty[timed.page.username].median
        mark = "  over the bound" if timed.median > BOUND * beside else ""
        figures = f"{timed.median * 1000:>10.1f}{beside * 1000:>10.1f}{timed.median / beside:>7.1f}"
        print(f"{timed.page.name:<34}{timed.page.username:<20}{figures}{timed.size / 1000:>7.0f}{mark}")


def cookie_of(username: str) -> str:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return f"sessionid={client.cookies['sessionid'].value}"


def ask(port: int, timed: Timed, *, keep: bool) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    started = time.perf_counter()
    connection.request("GET", timed.address, headers={"Cookie": timed.cookie})
    answer = connection.getresponse()
    timed.size = len(answer.read())
    elapsed = time.perf_counter() - started
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{timed.address} for {timed.page.username} answered {answer.status}")
    if keep:
        timed.seconds.append(elapsed)
