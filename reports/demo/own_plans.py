"""The agencies' own plans in the demonstration: most have issued one, some are at it, some have none yet."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import cycle
from typing import Any

from agencies.models import Agency
from plan_portal.pdf_support import document_font, why_no_pdf
from reports.demo.figures import drawn, figures_for
from reports.demo.people import Cast
from reports.demo.reporting import sharers_of, spec_of
from reports.demo.words import province
from reports.rules.calendar import day_of, start_of
from reports.services.signed_plans import add_signed_plan
from reports.services.uploads import check_upload
from tasks.models import AgencyPlan, Assignment, Direction, Indicator, Nature, Plan
from tasks.rules.agency_plan import StepLine, digest_of
from tasks.services.agency_plans import (
    assignments_in,
    issue_agency_plan,
    set_agency_targets,
    set_steps,
    start_agency_plan,
)

COMPLETE = "so-y-te"
_SCENES = ("issued", "issued", "unsigned", "issued", "none", "issued", "draft", "issued")


@dataclass(frozen=True)
class Planner:
    """One agency at its own plan; the same agency always plans the same."""

    plan: Plan
    agency: Agency
    cast: Cast
    now: datetime

    @property
    def issued_on(self) -> date:
        """In February, or yesterday where that is still to come."""
        wished = date(self.plan.year, 2, 1) + timedelta(days=round(24 * self._chance("issued")))
        return min(wished, day_of(self.now) - timedelta(days=1))

    def begin(self, *, share: float) -> AgencyPlan:
        """Steps for a `share` of the duties, targets for a `share` of the figures."""
        at = start_of(self.issued_on) - timedelta(days=5)
        reporter = self.cast.reporters[self.agency.pk]
        own = start_agency_plan(plan=self.plan, agency=self.agency, by=reporter, now=at)
        duties = assignments_in(self.plan, self.agency)
        for duty in duties[: max(1, round(len(duties) * share))]:
            set_steps(
                agency_plan=own,
                assignment=duty,
                lines=list(self._steps(duty)),
                opened_on=digest_of([]),
                by=reporter,
                now=at,
            )
        set_agency_targets(agency_plan=own, values=self._targets(share), by=reporter, now=at)
        return own

    def issue(self, own: AgencyPlan, *, signed: bool) -> None:
        at = start_of(self.issued_on) + timedelta(hours=9)
        number = f"{12 + round(80 * self._chance('number'))}/KH-{self.agency.symbol or 'DV'}"
        approver = self.cast.approvers[self.agency.pk]
        scan = io.BytesIO(_paper())
        if signed and scan.getbuffer():
            upload = check_upload(scan, name="Bản ký kế hoạch (minh họa).pdf", size=len(scan.getvalue()))
            add_signed_plan(
                agency_plan=own,
                by=approver,
                chunks=[scan.getvalue()],
                upload=upload,
                number=number,
                dated=self.issued_on,
                now=at,
            )
        issue_agency_plan(agency_plan=own, number=number, issued_on=self.issued_on, by=approver, now=at)

    def _steps(self, duty: Assignment) -> Iterator[StepLine]:
        words = province()["own_plan"]
        units = words["units"][self.agency.kind]
        for n, (first, last, what) in enumerate(words["steps"][duty.duty.field]):
            code = duty.duty.code
            starts_on = date.fromisoformat(f"{self.plan.year}-{first}")
            ends_on = date.fromisoformat(f"{self.plan.year}-{last}")
            done_on = max(starts_on, ends_on - timedelta(days=round(20 * self._chance(code, n, "day"))))
            is_done = done_on < day_of(self.now) and self._chance(code, n, "done") < 0.85
            unit = units[int(self._chance(code, n, "unit") * (len(units) - 0.001))]
            yield StepLine(what, unit, starts_on, ends_on, done_on if is_done else None)

    def _targets(self, share: float) -> dict[int, Decimal | None]:
        """A little better than the illustrative figures of a whole year, wherever one way is better."""
        every = list(Indicator.objects.asked_of(self.plan, self.agency).select_related("part_of"))
        indicators = [each for each in every if each.nature != Nature.RATIO]
        sharers = sharers_of(self.plan)
        made = figures_for(
            [spec_of(each, sharers) for each in indicators],
            agency=self.agency.code,
            year=self.plan.year,
            is_half_year=False,
        )
        better = {
            Direction.UP: Decimal("1.05"),
            Direction.DOWN: Decimal("0.97"),
            Direction.NEUTRAL: Decimal(1),
        }
        wanted = indicators[: round(len(indicators) * share)]
        ratios: dict[int, Decimal | None] = {
            each.pk: Decimal(90) for each in every if each.nature == Nature.RATIO and share == 1
        }
        return ratios | {
            each.pk: Decimal(round(made[each.code] * better[Direction(each.direction)])) for each in wanted
        }

    def _chance(self, *seed: Any) -> float:
        return drawn(self.agency.code, self.plan.code, "own plan", *seed)


def plan_for_themselves(plan: Plan, cast: Cast, *, now: datetime) -> None:
    """Every agency of a plan, in one state or another; one of them with everything."""
    for agency, scene in zip(plan.agencies(), cycle(_SCENES), strict=False):
        planner = Planner(plan, agency, cast, now)
        if agency.code == COMPLETE:
            planner.issue(planner.begin(share=1), signed=True)
        elif scene == "draft":
            planner.begin(share=0.5)
        elif scene != "none":
            planner.issue(planner.begin(share=0.9), signed=scene != "unsigned")


@cache
def _paper() -> bytes:
    """A page that stands for the scan of a signed paper; nothing where this machine makes no PDF."""
    if why_no_pdf():
        return b""
    from reports.documents.weasy import render  # late: needs Pango, which may be missing

    words = province()["own_plan"]["paper"]
    html = (
        f"<!DOCTYPE html><html lang='vi'><title>{words[0]}</title><h1>{words[0]}</h1><p>{words[1]}</p></html>"
    )
    return render(html, f"body {{ font: 14pt '{document_font()}'; text-align: center; }}")
