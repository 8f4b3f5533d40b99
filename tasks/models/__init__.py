"""Plans, the legal documents they cite, their duties and who has them, their figures and the targets set, and what
each agency plans for its own part."""

from tasks.models.agency_plan import AgencyPlan, AgencyPlanState, PlanStep
from tasks.models.duty import Assignment, AssignmentRole, Duty, DutyGroup, Field
from tasks.models.indicator import (
    AcrossAgencies,
    AcrossPeriods,
    Direction,
    Indicator,
    Nature,
    Target,
)
from tasks.models.legal import LegalDocument, LegalDocumentKind
from tasks.models.plan import Plan, PlanParagraph, PlanState
from tasks.models.schedule import Audience, ReminderRule, ReminderTrigger, ScheduleEntry

__all__ = [
    "AcrossAgencies",
    "AcrossPeriods",
    "AgencyPlan",
    "AgencyPlanState",
    "Assignment",
    "AssignmentRole",
    "Audience",
    "Direction",
    "Duty",
    "DutyGroup",
    "Field",
    "Indicator",
    "LegalDocument",
    "LegalDocumentKind",
    "Nature",
    "Plan",
    "PlanParagraph",
    "PlanState",
    "PlanStep",
    "ReminderRule",
    "ReminderTrigger",
    "ScheduleEntry",
    "Target",
]
