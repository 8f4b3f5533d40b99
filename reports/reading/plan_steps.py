"""Steps of an agency's own plan as they stand on a day: on the plan's page, and beside the duties of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plan_portal.chips import Chip
from reports.chips import DUE_CHIP, STEP_CHIPS
from reports.models import Report
from reports.services.of_report import steps_of
from tasks.models import PlanStep
from tasks.rules.agency_plan import Standing, is_due_by


@dataclass(frozen=True)
class StepShown:
    """`is_due`: it should be done by the end of a report's period, and is not."""

    step: PlanStep
    standing: Standing
    is_outside: bool = False
    is_due: bool = False

    @property
    def chip(self) -> Chip:
        return DUE_CHIP if self.is_due else STEP_CHIPS[self.standing]


def steps_in_period(report: Report) -> Mapping[str, Sequence[StepShown]]:
    """By duty code the steps of the agency's own plan that begin by the end of the report's period, as they stand then:
    done, due or under way. In one query."""
    end = report.period.data_to
    found: dict[str, list[StepShown]] = {}
    for step in steps_of(report):
        if step.starts_on <= end:
            standing = step.standing_on(end)
            is_due = is_due_by(end, step.line) and not standing.is_done
            found.setdefault(step.assignment.duty.code, []).append(StepShown(step, standing, is_due=is_due))
    return found
