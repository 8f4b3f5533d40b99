"""On paper: no navigation and no buttons, but which plan, which period, and as of when."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.people import Person
from tests.support.portal import Portal

pytestmark = pytest.mark.e2e

PERIOD = """
import json
from django.utils import timezone, translation
from reports.models import Report, ReportingPeriod
now = timezone.now()
period = ReportingPeriod.objects.filter(deadline__gt=now, opens_at__lte=now).latest("deadline")
sent = Report.objects.filter(period=period, state="submitted").earliest("agency__order")
with translation.override("en"):
    name = str(period.name)
found = {"name": name, "year": period.plan.year, "period": period.pk, "report": sent.pk, "agency": sent.agency.code}
print(json.dumps(found))
"""
CHROME = ["Change password", "Sign out", "Skip to the content", "Tiếng Việt"]


def paper(person: Person, address: str, folder: Path) -> str:
    """The words on the printed page."""
    person.page.goto(address)
    person.page.emulate_media(media="print")
    expect(person.page.locator(".primary-nav")).to_be_hidden()
    expect(person.page.locator(".btn:visible")).to_have_count(0)
    path = folder / "page.pdf"
    person.page.pdf(path=path, format="A4")
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    return re.sub(r"\s+", " ", done.stdout)


def test_pages_on_paper(browser: Browser, portal: Portal, tmp_path: Path) -> None:
    now = portal.ask(PERIOD)
    person = Person(browser, portal, "coordinator")
    for address in (
        f"/periods/{now['period']}/",
        f"/reports/{now['report']}/review/",
        f"/periods/{now['period']}/consolidation/",
        f"/dashboard/?period={now['period']}",
    ):
        words = paper(person, address, tmp_path)
        assert now["name"] in words, address
        assert f"Plan of {now['year']}" in words or re.search(rf"Plan \S+ .*{now['year']}", words), address
        assert re.search(r"As of \d\d:\d\d", words), address
        assert [each for each in CHROME if each in words] == [], address


def test_a_receipt_on_paper(browser: Browser, portal: Portal, tmp_path: Path) -> None:
    now = portal.ask(PERIOD)
    reporter = Person(browser, portal, f"{now['agency']}.reporter")
    words = paper(reporter, f"/reports/{now['report']}/submitted/", tmp_path)
    assert re.search("[0-9a-f]{64}", words.replace(" ", ""))
