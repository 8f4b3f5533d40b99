"""The pages that are timed: each that the browser's walk opens signed in, and those of the largest report."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Count

from reports.models import Report
from tests.bench.server import VAR
from tests.e2e.pages import ANONYMOUS, BETWEEN_STEPS, PAGES, REPORTER, PageRow, of_report

WALKED = [row for row in PAGES if row.who not in {ANONYMOUS, BETWEEN_STEPS}]
LARGEST = [
    PageRow("reports:my_agency", "largest.reporter", ("largest_agency",)),
    PageRow("reports:agency_plan", "largest.reporter", ("largest_agency", "plan")),
    PageRow("reports:agency_plan_targets", "largest.reporter", ("largest_agency", "plan")),
    of_report("report", "largest", REPORTER),
    *(
        of_report("report_edit", "largest", REPORTER, section)
        for section in ("duties", "figures", "narrative")
    ),
]
TIMED = [*WALKED, *LARGEST]


def examples() -> dict[str, Any]:
    """What the rows name, as `tests/e2e/examples.py` told it, and the largest report that is being written."""
    told: dict[str, Any] = json.loads((VAR / "examples.json").read_text(encoding="utf-8"))
    drafts = Report.objects.filter(period=told["open_period"], state__in=["draft", "returned"])
    largest = (
        drafts.annotate(figures=Count("agency__indicators")).select_related("agency").latest("figures", "pk")
    )
    return told | {"largest": largest.pk, "largest_agency": largest.agency.code}
