"""Editing a plan, by those who coordinate it. What moves periods or expects reports stands in `reports`."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies.changes import history_of, page_of_changes
from agencies.views.guards import person
from plan_portal.arrival import received_at
from plan_portal.statuses import status_of
from tasks.forms.indicators import IndicatorForm, NewIndicatorForm
from tasks.forms.plans import PlanForm, RollOverForm
from tasks.models import Indicator, Plan
from tasks.services.adding import CodeTaken, add_indicator, remove_indicator
from tasks.services.editing import ChangeRefused, Unfit, change_indicator, change_plan
from tasks.services.roll_over import RollOverRefused, roll_over_plan
from tasks.tables import anchor_of
from tasks.views.fetch import plan_to_edit


def plan_edit(request: HttpRequest, code: str) -> HttpResponse:
    plan = plan_to_edit(request, code)
    form = PlanForm(request.POST or None, instance=plan)
    if request.method == "POST" and form.is_valid():
        try:
            change_plan(plan=plan)
        except ChangeRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The plan was saved."))
            return redirect("tasks:plan", plan.code)
    page, changes = page_of_changes([history_of(Plan, id=plan.pk)], request.GET.get("page"))
    context = {
        "plan": plan,
        "title": _("The plan's title, number and date"),
        "form": form,
        "page": page,
        "changes": changes,
    }
    return render(request, "tasks/edit.html", context, status=status_of(form))


def indicator_new(request: HttpRequest, code: str) -> HttpResponse:
    plan = plan_to_edit(request, code)
    form = NewIndicatorForm(request.POST or None, instance=Indicator(plan=plan))
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            made = add_indicator(
                indicator=form.instance,
                reporters=wanted["reporters"],
                by=person(request),
                before=wanted["before"],
            )
        except ChangeRefused as refused:
            form.add_error(_field_of(refused), str(refused))
        else:
            messages.success(request, _("Indicator %(code)s was added.") % {"code": made.code})
            return redirect(_line_of(made))
    context = {"plan": plan, "title": _("New indicator"), "form": form, "back": _list_of(plan)}
    return render(request, "tasks/new.html", context, status=status_of(form))


def indicator_edit(request: HttpRequest, code: str, indicator_code: str) -> HttpResponse:
    plan = plan_to_edit(request, code)
    indicator = _indicator_of(plan, indicator_code)
    form = IndicatorForm(request.POST or None, instance=indicator)
    if request.method == "POST" and form.is_valid():
        try:
            change_indicator(indicator=indicator, reporters=form.cleaned_data["reporters"])
        except ChangeRefused as refused:
            form.add_error(_field_of(refused), str(refused))
        else:
            messages.success(request, _("Indicator %(code)s was saved.") % {"code": indicator.code})
            return redirect(_line_of(indicator))
    page, changes = page_of_changes([history_of(Indicator, id=indicator.pk)], request.GET.get("page"))
    context = {
        "plan": plan,
        "title": _("Indicator %(code)s") % {"code": indicator.code},
        "form": form,
        "indicator": indicator,
        "back": _list_of(plan),
        "page": page,
        "changes": changes,
    }
    return render(request, "tasks/indicator_edit.html", context, status=status_of(form))


@require_POST
def indicator_remove(request: HttpRequest, code: str, indicator_code: str) -> HttpResponse:
    """Take an indicator back that nobody has used."""
    plan = plan_to_edit(request, code)
    indicator = _indicator_of(plan, indicator_code)
    try:
        remove_indicator(indicator=indicator, by=person(request))
    except ChangeRefused as refused:
        messages.error(request, str(refused))
        return redirect("tasks:indicator_edit", plan.code, indicator.code)
    messages.success(request, _("Indicator %(code)s was removed.") % {"code": indicator.code})
    return redirect(_list_of(plan))


def _field_of(refused: ChangeRefused) -> str | None:
    """Where on the form it is to be mended; None: nowhere in particular."""
    if isinstance(refused, CodeTaken):
        return "code"
    return refused.name if isinstance(refused, Unfit) else None


def _indicator_of(plan: Plan, code: str) -> Indicator:
    found: Indicator = get_object_or_404(plan.indicators.prefetch_related("reporters"), code=code)
    return found


def _list_of(plan: Plan) -> str:
    return reverse("tasks:indicators", args=[plan.code])


def _line_of(indicator: Indicator) -> str:
    """The list, opened at the indicator's line."""
    return f"{_list_of(indicator.plan)}#{anchor_of(indicator)}"


def roll_over(request: HttpRequest, code: str) -> HttpResponse:
    """Next year's plan from this one."""
    plan = plan_to_edit(request, code)
    form = RollOverForm(request.POST or None, plan=plan, year=timezone.localdate(received_at(request)).year)
    if request.method == "POST" and form.is_valid():
        try:
            made = roll_over_plan(plan=plan, by=person(request), **form.cleaned_data)
        except RollOverRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                _("The plan of %(year)s was made as a draft. Please check it, then put it in force.")
                % {"year": made.year},
            )
            return redirect("tasks:plan", made.code)
    following = Plan.objects.following(plan)
    context = {"plan": plan, "form": form, "following": following}
    return render(request, "tasks/roll_over.html", context, status=status_of(form))
