"""The whole job, from an unfinished draft to the province's leadership reading the final report, in a real browser on
gunicorn with a Celery worker, by the people who do it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.people import Approver, Coordinator, Leader, Reporter, sha256
from tests.support.portal import Portal

pytestmark = pytest.mark.e2e

WHOSE = """
import json
from django.utils import timezone, translation
from reports.models import Report
draft = Report.objects.filter(state="draft", period__deadline__gt=timezone.now()).earliest("agency__order")
figure = draft.values.select_related("indicator").order_by("indicator__order").first().indicator
with translation.override("en"):
    period = str(draft.period.name)
print(json.dumps({"code": draft.agency.code, "agency": draft.agency.name, "period": period, "figure": figure.name}))
"""


def test_the_whole_job(browser: Browser, portal: Portal, tmp_path: Path) -> None:
    whose = portal.ask(WHOSE)
    agency, period, figure = whose["agency"], whose["period"], whose["figure"]
    reporter = Reporter(browser, portal, f"{whose['code']}.reporter")
    approver = Approver(browser, portal, f"{whose['code']}.approver")
    coordinator = Coordinator(browser, portal, "coordinator")

    reporter.fill_in_what_is_missing()
    reporter.send_for_approval()
    first = approver.approve_and_submit()
    assert re.fullmatch("[0-9a-f]{64}", first)

    coordinator.open_the_review_of(agency, period)
    coordinator.comment_on(figure, "Đề nghị kiểm tra lại.")
    coordinator.return_it("Đề nghị rà soát số liệu.")
    reporter.mend_what_came_back(figure, "12345")
    reporter.send_for_approval()
    assert approver.approve_and_submit() != first

    coordinator.open_the_review_of(agency, period)
    expect(coordinator.page.locator("ins").first).to_have_text(re.compile("12.345"))
    coordinator.press("Accept")
    coordinator.reads(re.compile("Accepted: the report of .* now counts"))

    coordinator.consolidate(period)
    leader = Leader(browser, portal, "leadership")
    content, shown = leader.download_the_report(period, tmp_path)
    assert content.startswith(b"%PDF-")
    assert sha256(content).startswith(shown)
    assert leader.download_the_rest(70_000) == content[70_000:]
