"""How far the agencies' own plans are: reads only, the same number of queries however many agencies and duties."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import Agency, User
from plan_portal.addresses import address
from plan_portal.chips import Chip
from plan_portal.prepared import Prepared
from reports.chips import AGENCY_PLAN_CHIPS, NO_AGENCY_PLAN
from reports.models import SignedPlan
from tasks.models import AgencyPlan, AgencyPlanState, Assignment, Indicator, Plan, PlanStep, Target
from tasks.rules.agency_plan import Standing


@dataclass(frozen=True)
class Coverage:
    """An agency's plan in counts: duties with a step, figures with a target, steps done and overdue."""

    duties: int = 0
    covered: int = 0
    figures: int = 0
    targets: int = 0
    steps: int = 0
    done: int = 0
    overdue: int = 0

    @property
    def is_complete(self) -> bool:
        return self.covered >= self.duties and self.targets >= self.figures


@dataclass(frozen=True)
class Row:
    """One agency in the coordinator's list; without a plan of its own `own` is None."""

    agency: Agency
    own: AgencyPlan | None
    coverage: Coverage
    is_signed: bool

    @property
    def chip(self) -> Chip:
        return AGENCY_PLAN_CHIPS[self.own.state] if self.own else NO_AGENCY_PLAN

    @property
    def is_issued(self) -> bool:
        return self.own is not None and not self.own.is_draft


@dataclass(frozen=True)
class ToDoLine:
    """The one line about an agency's plan on its own page: how it stands, and what to press."""

    plan: Plan
    words: str
    button: str
    url: str
    tone: str


def coverage(plan: Plan, today: date) -> dict[int, Coverage]:
    """By the id of each agency of which the plan asks anything, in four queries."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for agency, duties, covered, steps, done in _duties(plan.pk):
        counts[agency] |= {"duties": duties, "covered": covered, "steps": steps, "done": done}
    for agency, figures in _figures(plan.pk):
        counts[agency]["figures"] = figures
    for agency, targets in _targets(plan.pk):
        counts[agency]["targets"] = targets
    overdue = Counter(agency for agency, last_day in _undone(plan.pk) if last_day < today)
    return {agency: Coverage(**found, overdue=overdue[agency]) for agency, found in counts.items()}


@Prepared
def _duties(plan: int) -> QuerySet[Assignment, tuple[int, int, int, int, int]]:
    """By agency: its duties, how many have a step, all steps, and those done."""
    return (
        Assignment.objects.filter(duty__plan=plan)
        .order_by()
        .values_list("agency")
        .annotate(
            duties=Count("pk", distinct=True),
            covered=Count("pk", filter=Q(steps__isnull=False), distinct=True),
            every_step=Count("steps"),
            done=Count("steps", filter=Q(steps__done_on__isnull=False)),
        )
    )


@Prepared
def _undone(plan: int) -> QuerySet[PlanStep, tuple[int, date]]:
    """Of each step that is not done whose it is, and its last day."""
    undone = PlanStep.objects.filter(assignment__duty__plan=plan, done_on=None)
    return undone.order_by().values_list("assignment__agency", "ends_on")


@Prepared
def _figures(plan: int) -> QuerySet[Indicator, tuple[int, int]]:
    asked = Indicator.objects.filter(plan=plan, reporters__isnull=False)
    return asked.order_by().values_list("reporters").annotate(figures=Count("pk"))


@Prepared
def _targets(plan: int) -> QuerySet[Target, tuple[int, int]]:
    own = Target.objects.filter(indicator__plan=plan, indicator__reporters=F("agency"))
    return own.order_by().values_list("agency").annotate(targets=Count("pk"))


def steps_counted(standings: Iterable[Standing]) -> dict[str, int]:
    """Of one agency, whose steps are at hand."""
    found = list(standings)
    return {
        "steps": len(found),
        "done": sum(1 for standing in found if standing.is_done),
        "overdue": found.count(Standing.OVERDUE),
    }


def rows_of(plan: Plan, today: date) -> list[Row]:
    """One row for each agency with a duty in the plan, in their official order."""
    own = {each.agency_id: each for each in _plans_for(plan.pk)}
    signed, counts = set(_signed(plan.pk)), coverage(plan, today)
    return [
        Row(agency, found, counts.get(agency.pk, Coverage()), bool(found and found.pk in signed))
        for agency in _obliged(plan.pk)
        for found in [own.get(agency.pk)]
    ]


@Prepared
def _obliged(plan: int) -> QuerySet[Agency]:
    return Agency.objects.filter(assignments__duty__plan=plan).distinct()


@Prepared
def _plans_for(plan: int) -> QuerySet[AgencyPlan]:
    return AgencyPlan.objects.filter(plan=plan).order_by()


@Prepared
def _signed(plan: int) -> QuerySet[SignedPlan, int]:
    signed = SignedPlan.objects.present().filter(agency_plan__plan=plan).order_by()
    return signed.values_list("agency_plan", flat=True)


def issued_of(plan: Plan) -> tuple[int, int]:
    """How many agencies have issued their own plans, of how many that have a duty."""
    return _issued.first(plan.pk) or (0, 0)


def lines_for(agency: Agency, user: User, today: date) -> list[ToDoLine]:
    """What an agency has to do about its own plan, for every plan in force that gives it a duty."""
    found = {each.plan_id: each for each in _own_plans(agency.pk)}
    signed = SignedPlan.objects.signed_among(found.values())
    return [
        _line(
            plan, Row(agency, own, _told_of(plan, own, agency, today), bool(own and own.pk in signed)), user
        )
        for plan in _plans_with_duties(agency.pk)
        for own in [found.get(plan.pk)]
    ]


def _told_of(plan: Plan, own: AgencyPlan | None, agency: Agency, today: date) -> Coverage:
    """As much of the coverage as the agency's one line says of a plan in this state."""
    if own is None:
        return Coverage()
    if own.is_draft:
        return coverage(plan, today).get(agency.pk, Coverage())
    return Coverage(**steps_counted(PlanStep.objects.standings(plan, agency, today)))


def _line(plan: Plan, row: Row, user: User) -> ToDoLine:
    agency, own, counts = row.agency, row.own, row.coverage
    url = address("reports:agency_plan", agency.code, plan.code)
    year = {"year": plan.year}
    if own is None:
        words = _("Your agency has no plan of its own for %(year)s yet.") % year
        return ToDoLine(plan, words, _("Make it now"), url, "care")
    if own.is_draft:
        may_issue = agency.pk in user.access.approves_for and counts.covered == counts.duties
        words = _("Your agency's plan of %(year)s is not issued yet: %(covered)s; %(targets)s.") % {
            **year,
            "covered": covered_words(counts),
            "targets": targets_words(counts),
        }
        return ToDoLine(plan, words, _("Read and issue") if may_issue else _("Go on with it"), url, "care")
    words = _("Your agency's plan %(number)s: %(steps)s.") % {
        "number": own.number,
        "steps": steps_words(counts),
    }
    if not row.is_signed:
        words = f"{words} {_('The signed paper is not attached yet.')}"
    pressing = counts.overdue or not row.is_signed
    return ToDoLine(plan, words, _("Open the plan"), url, "care" if pressing else "good")


def covered_words(counts: Coverage) -> str:
    return ngettext(
        "%(covered)s of %(duties)s duty has steps",
        "%(covered)s of %(duties)s duties have steps",
        counts.duties,
    ) % {"covered": counts.covered, "duties": counts.duties}


def targets_words(counts: Coverage) -> str:
    return ngettext(
        "%(targets)s of %(figures)s figure has a target",
        "%(targets)s of %(figures)s figures have a target",
        counts.figures,
    ) % {"targets": counts.targets, "figures": counts.figures}


def steps_words(counts: Coverage) -> str:
    words = ngettext(
        "%(done)s of %(steps)s step is done", "%(done)s of %(steps)s steps are done", counts.steps
    ) % {"done": counts.done, "steps": counts.steps}
    if not counts.overdue:
        return words
    overdue = ngettext("%(n)s is overdue", "%(n)s are overdue", counts.overdue) % {"n": counts.overdue}
    return f"{words}, {overdue}"


@Prepared
def _issued(plan: int) -> QuerySet[Assignment, tuple[int, int]]:
    issued = Q(agency__agency_plans__plan=plan, agency__agency_plans__state=AgencyPlanState.IN_FORCE)
    counted = Assignment.objects.filter(duty__plan=plan).order_by().values("duty__plan")
    return counted.annotate(
        issued=Count("agency", filter=issued, distinct=True), expected=Count("agency", distinct=True)
    ).values_list("issued", "expected")


@Prepared
def _own_plans(agency: int) -> QuerySet[AgencyPlan]:
    return AgencyPlan.objects.of_agency(agency).order_by()


@Prepared
def _plans_with_duties(agency: int) -> QuerySet[Plan]:
    return Plan.objects.in_force().with_duties_of(agency).only("code", "year")
