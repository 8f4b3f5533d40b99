"""An agency's own plan: read by the agency, the coordinator and leadership; begun, filled in, issued by the agency."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.changes import page_of_changes
from agencies.models import Agency, User
from agencies.views.guards import person
from plan_portal.arrival import received_at
from plan_portal.prepared import Prepared
from plan_portal.statuses import CONFLICT, UNREADABLE, status_of
from reports.forms.agency_plan import AgencyTargetsForm, IssueForm
from reports.models import SignedPlan
from reports.reading.agency_plan import agency_plan_page, histories_for, last_reported
from tasks.forms.agency_plan import Steps, steps_form
from tasks.models import AgencyPlan, Assignment, Indicator, Plan, Target
from tasks.services.agency_plans import (
    AgencyPlanRefused,
    StepsChangedMeanwhile,
    assignments_in,
    issue_agency_plan,
    set_agency_targets,
    set_steps,
    start_agency_plan,
)


@dataclass(frozen=True)
class Place:
    """Whose plan, for which plan. `own` None: not begun yet."""

    plan: Plan
    agency: Agency
    own: AgencyPlan | None

    @property
    def args(self) -> list[str]:
        return [self.agency.code, self.plan.code]


def place_to_read(request: HttpRequest, agency: str, code: str) -> Place:
    """The agency's own people find the place where their plan will be; everyone else only what he may read."""
    user = person(request)
    found = AgencyPlan.objects.visible_to(user).at(agency, code)
    if found:
        return Place(found.plan, found.agency, found)
    return _own_place(user, agency, code)


def place_to_edit(request: HttpRequest, agency: str, code: str) -> tuple[Place, AgencyPlan]:
    """A plan that was begun, for those who write it."""
    place = _own_place(person(request), agency, code)
    if place.own is None:
        raise Http404
    return place, place.own


def _own_place(user: User, agency: str, code: str) -> Place:
    own = get_object_or_404(Agency.objects.represented_by(user), code=agency)
    plans = Plan.objects.visible_to(user).with_duties_of(own).select_related("previous", "coordinator")
    plan = get_object_or_404(plans, code=code)
    return Place(plan, own, AgencyPlan.objects.of(plan, own))


@require_safe
def agency_plan(request: HttpRequest, agency: str, code: str) -> HttpResponse:
    place = place_to_read(request, agency, code)
    today = timezone.localdate(received_at(request))
    shown = agency_plan_page(place.plan, place.agency, place.own, person(request), today)
    context = {"shown": shown, "plan": place.plan, "agency": place.agency}
    return render(request, "reports/agency_plan/page.html", context)


@require_safe
def changes(request: HttpRequest, agency: str, code: str) -> HttpResponse:
    """Who changed what, for those who may know."""
    place, user = place_to_read(request, agency, code), person(request)
    histories = histories_for(user, place.own) if place.own else []
    if not histories:
        raise Http404
    page, told = page_of_changes(histories, request.GET.get("page"))
    context = {
        "plan": place.plan,
        "agency": place.agency,
        "own_people": place.agency.pk in user.access.own_agencies,
        "page": page,
        "changes": told,
    }
    return render(request, "reports/agency_plan/changes.html", context)


@require_POST
def start(request: HttpRequest, agency: str, code: str) -> HttpResponse:
    """Begin a draft: `from=last-year` with the steps of the year before."""
    place = _own_place(person(request), agency, code)
    try:
        start_agency_plan(
            plan=place.plan,
            agency=place.agency,
            by=person(request),
            now=received_at(request),
            from_last_year=request.POST.get("from") == "last-year",
        )
    except AgencyPlanRefused as refused:
        messages.error(request, str(refused))
    return redirect("reports:agency_plan", *place.args)


@require_http_methods(["GET", "HEAD", "POST"])
def steps(request: HttpRequest, agency: str, code: str, duty_code: str) -> HttpResponse:
    """The steps of one duty."""
    place, own = place_to_edit(request, agency, code)
    duties = assignments_in(place.plan, place.agency)
    here = next((n for n, each in enumerate(duties) if each.duty.code == duty_code), None)
    if here is None:
        raise Http404
    assignment = duties[here]
    form = _steps_form(request, assignment, place.plan)
    context: dict[str, object] = {
        "own": own,
        "plan": place.plan,
        "agency": place.agency,
        "assignment": assignment,
        "following": duties[here + 1] if here + 1 < len(duties) else None,
        "refused": None,
        "stored": None,
    }
    if request.method != "POST":
        return render(request, "reports/agency_plan/steps.html", context | {"form": form})
    return _save_steps(request, form, context)


def _steps_form(request: HttpRequest, assignment: Assignment, plan: Plan) -> Steps:
    return steps_form(
        request.POST if request.method == "POST" else None,
        steps=list(assignment.steps.all()),
        today=timezone.localdate(received_at(request)),
        year=plan.year,
    )


def _save_steps(request: HttpRequest, form: Steps, context: dict[str, object]) -> HttpResponse:
    own, assignment = context["own"], context["assignment"]
    assert isinstance(own, AgencyPlan)
    assert isinstance(assignment, Assignment)

    def again(status: int, **more: object) -> HttpResponse:
        answer = {**context, "form": form, **more}
        return render(request, "reports/agency_plan/steps.html", answer, status=status)

    if not form.is_valid():
        return again(UNREADABLE)
    try:
        set_steps(
            agency_plan=own,
            assignment=assignment,
            lines=form.lines(),
            opened_on=form.opened_on,
            by=person(request),
            now=received_at(request),
        )
    except StepsChangedMeanwhile:
        return again(CONFLICT, stored=list(assignment.steps.all()))
    except AgencyPlanRefused as refused:
        return again(CONFLICT, refused=refused)
    _tell_saved(request, form, own.plan.year)
    return redirect(_onward(request, own, assignment, context["following"]))


def _tell_saved(request: HttpRequest, form: Steps, year: int) -> None:
    messages.success(request, _("The steps were saved."))
    outside = form.outside()
    if outside:
        words = ngettext(
            "%(n)s step lies outside the plan's year %(year)s: please look at its days again.",
            "%(n)s steps lie outside the plan's year %(year)s: please look at their days again.",
            outside,
        )
        messages.warning(request, words % {"n": outside, "year": year})


def _onward(request: HttpRequest, own: AgencyPlan, assignment: Assignment, following: object) -> str:
    where = [own.agency.code, own.plan.code]
    go = request.POST.get("go", "")
    if go == "more":
        return reverse("reports:agency_plan_steps", args=[*where, assignment.duty.code])
    if go == "next" and isinstance(following, Assignment):
        return reverse("reports:agency_plan_steps", args=[*where, following.duty.code])
    return reverse("reports:agency_plan", args=where) + f"#duty-{assignment.duty.code}"


@Prepared
def _asked(plan: int, agency: int) -> QuerySet[Indicator]:
    """The figures that the plan asks of the agency, with the province's targets."""
    return Indicator.objects.asked_of(plan, agency).with_province_target()


@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: HttpRequest, agency: str, code: str) -> HttpResponse:
    """What the agency means to reach this year."""
    place, own = place_to_edit(request, agency, code)
    asked = _asked(place.plan.pk, place.agency.pk)
    there = Target.objects.of_agency(place.plan, place.agency)
    before = last_reported(place.plan, place.agency)
    form = AgencyTargetsForm(
        request.POST if request.method == "POST" else None,
        indicators=asked,
        values={each.pk: there.get(each.code) for each in asked},
        reported=before.values,
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = set_agency_targets(
                agency_plan=own, values=form.values(), by=person(request), now=received_at(request)
            )
        except AgencyPlanRefused as refused:
            form.add_error(None, str(refused))
        else:
            words = ngettext("%(count)s target was changed.", "%(count)s targets were changed.", changed)
            messages.success(request, words % {"count": changed})
            return redirect(reverse("reports:agency_plan", args=place.args) + "#targets")
    context = {
        "form": form,
        "own": own,
        "plan": place.plan,
        "agency": place.agency,
        "reported_in": before.period,
    }
    return render(request, "reports/agency_plan/targets.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, agency: str, code: str) -> HttpResponse:
    """The approver says that the signed plan was issued. For anybody else the page does not exist."""
    place, own = place_to_edit(request, agency, code)
    user, now = person(request), received_at(request)
    if place.agency.pk not in user.access.approves_for:
        raise Http404
    today = timezone.localdate(now)
    signed = SignedPlan.objects.of(own).first()
    data = request.POST if request.method == "POST" else None
    form = IssueForm(data, own=own, signed=signed, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            issue_agency_plan(agency_plan=own, by=user, now=now, **form.cleaned_data)
        except AgencyPlanRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("The plan counts as issued; the coordinator and leadership can read it.")
            )
            return redirect("reports:agency_plan", *place.args)
    shown = agency_plan_page(place.plan, place.agency, own, user, today)
    context = {"form": form, "shown": shown, "plan": place.plan, "agency": place.agency, "own": own}
    return render(request, "reports/agency_plan/issue.html", context, status=status_of(form))
