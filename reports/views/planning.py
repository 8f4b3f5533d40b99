"""Acts on a plan that move periods or expect reports, and the province's targets; all for those who coordinate it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from agencies.changes import history_of, page_of_changes
from agencies.views.guards import person
from plan_portal.arrival import received_at
from plan_portal.prepared import Prepared
from plan_portal.statuses import status_of
from reports.forms.planning import TargetsForm
from reports.services.periods import PeriodsRefused
from reports.services.planning import (
    add_duty_and_reports,
    change_duty_and_reports,
    change_schedule,
    close_plan,
    issue_plan,
    remove_duty_and_reports,
)
from tasks.forms.duties import DutyForm, NewDutyForm
from tasks.forms.plans import ScheduleForm
from tasks.models import Duty, Indicator, Target
from tasks.services.adding import CodeTaken
from tasks.services.editing import ChangeRefused, PlanClosed, set_targets
from tasks.views.fetch import plan_to_edit


@require_POST
def plan_issue(request: HttpRequest, code: str) -> HttpResponse:
    """Put a draft in force."""
    plan = plan_to_edit(request, code)
    try:
        issue_plan(plan=plan, by=person(request), now=received_at(request))
    except (ChangeRefused, PeriodsRefused) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, _("The plan is in force. Its periods and the reports expected in them exist now.")
        )
    return redirect("tasks:plan", plan.code)


@require_POST
def plan_close(request: HttpRequest, code: str) -> HttpResponse:
    """End a plan whose work is done."""
    plan = plan_to_edit(request, code)
    try:
        close_plan(plan=plan, by=person(request))
    except ChangeRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The plan is closed. All of it can still be read."))
    return redirect("tasks:plan", plan.code)


def duty_new(request: HttpRequest, code: str) -> HttpResponse:
    plan = plan_to_edit(request, code)
    form = NewDutyForm(request.POST or None, instance=Duty(plan=plan))
    if request.method == "POST" and form.is_valid():
        before = form.cleaned_data["before"]
        try:
            made = add_duty_and_reports(
                duty=form.instance,
                **form.lists(),
                by=person(request),
                before=before,
                now=received_at(request),
            )
        except ChangeRefused as refused:
            form.add_error("code" if isinstance(refused, CodeTaken) else None, str(refused))
        else:
            messages.success(request, _("Duty %(code)s was added.") % {"code": made.code})
            return redirect("tasks:duty", plan.code, made.code)
    back = reverse("tasks:plan", args=[plan.code])
    context = {"plan": plan, "title": _("New duty"), "form": form, "back": back}
    return render(request, "tasks/new.html", context, status=status_of(form))


def duty_edit(request: HttpRequest, code: str, duty_code: str) -> HttpResponse:
    plan = plan_to_edit(request, code)
    duty = get_object_or_404(Duty.objects.of_plan(plan).select_related("plan", "group"), code=duty_code)
    form = DutyForm(request.POST or None, instance=duty)
    if request.method == "POST" and form.is_valid():
        try:
            change_duty_and_reports(duty=duty, **form.lists(), now=received_at(request))
        except ChangeRefused as refused:
            form.add_error(None if isinstance(refused, PlanClosed) else "leads", str(refused))
        else:
            messages.success(request, _("Duty %(code)s was saved.") % {"code": duty.code})
            return redirect("tasks:duty", plan.code, duty.code)
    context = {"plan": plan, "title": _("Duty %(code)s") % {"code": duty.code}, "form": form, "duty": duty}
    return render(request, "tasks/duty_edit.html", context, status=status_of(form))


@require_POST
def duty_remove(request: HttpRequest, code: str, duty_code: str) -> HttpResponse:
    """Take a duty back that nothing was written for."""
    plan = plan_to_edit(request, code)
    duty = get_object_or_404(Duty.objects.of_plan(plan), code=duty_code)
    try:
        remove_duty_and_reports(duty=duty, by=person(request), now=received_at(request))
    except ChangeRefused as refused:
        messages.error(request, str(refused))
        return redirect("tasks:duty", plan.code, duty.code)
    messages.success(request, _("Duty %(code)s was removed.") % {"code": duty_code})
    return redirect("tasks:plan", plan.code)


def schedule_edit(request: HttpRequest, code: str, entry_code: str) -> HttpResponse:
    plan = plan_to_edit(request, code)
    entry = get_object_or_404(plan.schedule.select_related("plan"), code=entry_code)
    form = ScheduleForm(request.POST or None, instance=entry)
    if request.method == "POST" and form.is_valid():
        try:
            change_schedule(entry=entry)
        except (ChangeRefused, PeriodsRefused) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The schedule was saved; the period follows it."))
            return redirect("tasks:plan", plan.code)
    context = {"plan": plan, "title": entry.get_kind_display(), "form": form, "narrow": True}
    return render(request, "tasks/edit.html", context, status=status_of(form))


@Prepared
def _to_target(plan: int) -> QuerySet[Indicator]:
    return Indicator.objects.to_target(plan)


def targets(request: HttpRequest, code: str) -> HttpResponse:
    """What the province means to reach this year."""
    plan = plan_to_edit(request, code)
    indicators = _to_target(plan.pk)
    now_set = {each.pk: each.province_target for each in indicators}  # type: ignore[attr-defined]  # annotated
    form = TargetsForm(request.POST or None, indicators=indicators, values=now_set)
    if request.method == "POST" and form.is_valid():
        try:
            changed = set_targets(plan=plan, values=form.values())
        except ChangeRefused as refused:
            form.add_error(None, str(refused))
        else:
            words = ngettext("%(count)s target was changed.", "%(count)s targets were changed.", changed)
            messages.success(request, words % {"count": changed})
            return redirect("tasks:indicators", plan.code)
    histories = [history_of(Target, indicator__plan_id=plan.pk, agency=None)]
    page, changes = page_of_changes(histories, request.GET.get("page"))
    context = {"plan": plan, "form": form, "page": page, "changes": changes}
    return render(request, "tasks/targets.html", context, status=status_of(form))
