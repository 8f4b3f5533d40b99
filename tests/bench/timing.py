"""Times pages in turn, so that a busy moment of the machine meets them all alike."""

from __future__ import annotations

import http.client
import json
import statistics
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from agencies.models import User
from reports.models import ReportSection
from reports.rules.fields import digest_of
from tests.bench.pages import TIMED, examples
from tests.bench.processor import HEADER
from tests.bench.urls import EMPTY
from tests.e2e.pages import REPORTER, PageRow, of_report

ROUNDS = 15
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

    name: str
    who: str
    address: str
    cookie: str
    seconds: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    bound: float = BOUND
    typed: Typed | None = None
    size: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def processor(self) -> float:
        return statistics.median(self.busy)


def time_pages(port: int) -> None:
    """Print a table: each page's median, and how many times that of the empty page for the same person it is; under
    `busy` the same for the processor's time alone, which other work on the machine does not lengthen."""
    told = examples()
    pages = [timed(row, told) for row in TIMED]
    empty = {page.who: Timed("empty", page.who, reverse(EMPTY), page.cookie) for page in pages}
    pages.append(autosave(told))
    for number in range(ROUNDS + 1):
        for each in [*empty.values(), *pages]:
            ask(port, each, keep=number > 0)  # the first time, templates are compiled
    print(f"{'page':<70}{'median ms':>10}{'empty ms':>10}{'times':>7}{'busy':>7}{'KB':>6}")
    for page in sorted(pages, key=lambda one: -one.processor / empty[one.who].processor):
        beside = empty[page.who]
        times, busy = page.median / beside.median, page.processor / beside.processor
        mark = "  over the bound" if times > page.bound else ""
        figures = f"{page.median * 1000:>10.1f}{beside.median * 1000:>10.1f}{times:>7.1f}{busy:>7.1f}"
        print(f"{page.name:<70}{figures}{page.size / 1000:>6.0f}{mark}")


def timed(row: PageRow, told: dict[str, Any]) -> Timed:
    who = row.username(told)
    return Timed(row.words, who, row.address(told), cookie_of(who, told))


def autosave(told: dict[str, Any]) -> Timed:
    """Of one narrative section of the largest draft."""
    stored = dict(ReportSection.objects.filter(report=told["largest"]).values_list("section", "text"))
    row = of_report("save_fields", "largest", REPORTER, "narrative")
    who = row.username(told)
    typed = Typed("section_causes", stored.get("causes", ""), User.objects.get(username=who).pk)
    page = timed(row, told)
    page.bound, page.typed = SAVE_BOUND, typed
    return page


def cookie_of(username: str, told: dict[str, Any]) -> str:
    return f"sessionid={told['signed_in'][username]}"


def ask(port: int, page: Timed, *, keep: bool) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    started = time.perf_counter()
    headers = {"Cookie": page.cookie}
    if page.typed is None:
        connection.request("GET", page.address, headers=headers)
    else:
        headers |= {"HX-Request": "true", "X-CSRFToken": SECRET, "Content-Type": FORM}
        headers["Cookie"] += f"; csrftoken={SECRET}"
        connection.request("POST", page.address, page.typed.body(), headers)
    answer = connection.getresponse()
    page.size = len(answer.read())
    elapsed = time.perf_counter() - started
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{page.address} for {page.who} answered {answer.status}")
    if keep:
        page.seconds.append(elapsed)
        page.busy.append(float(answer.headers[HEADER]))
