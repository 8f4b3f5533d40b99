"""The agencies' own plans of one plan, for its coordinator and leadership: who has one, who is asked for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from agencies.models import Agency
from agencies.views.guards import person
from plan_portal.addresses import query_with
from plan_portal.arrival import received_at
from plan_portal.statuses import status_of
from reports.forms.agency_plan import STATES, AgencyPlansFilter, AskForm
from reports.reading.agency_plans import Row, rows_of
from reports.services.agency_plans import ask_for_agency_plans, without_issued_plan
from reports.views.agency_plans_table import table_body
from tasks.models import Plan
from tasks.views.fetch import plan_to_edit


@require_safe
def agency_plans(request: HttpRequest, code: str) -> HttpResponse:
    user = person(request)
    plan = get_object_or_404(Plan.objects.overseen_by(user).select_related("coordinator"), code=code)
    today = timezone.localdate(received_at(request))
    every = rows_of(plan, today)
    narrowed = AgencyPlansFilter(request.GET, queryset=Agency.objects.none())
    rows = narrowed.narrow(every)
    asks = plan.is_edited_by(user) and plan.is_in_force
    context = {
        "plan": plan,
        "rows": rows,
        "body": table_body(rows, plan, asks=asks),
        "total": len(every),
        "strip": _strip(request, every),
        "filter": narrowed,
        "issued": sum(row.is_issued for row in every),
        "asks": asks,
    }
    return render(request, "reports/agency_plan/list.html", context)


def _strip(request: HttpRequest, rows: list[Row]) -> list[dict[str, object]]:
    """One cell per state, each a filter."""
    current = request.GET.get("state", "")
    counts = {
        "none": sum(row.own is None for row in rows),
        "draft": sum(row.own is not None and row.own.is_draft for row in rows),
        "in_force": sum(row.is_issued for row in rows),
        "unsigned": sum(row.is_issued and not row.is_signed for row in rows),
    }
    return [
        {
            "label": label,
            "count": counts[state],
            "query": query_with(request, "state", "" if state == current else state),
            "active": state == current,
        }
        for state, label in STATES
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the ticked agencies, or without a tick all that have issued none, for their plans."""
    plan = plan_to_edit(request, code)
    ticked = (request.POST if request.method == "POST" else request.GET).getlist("agency")
    asked = without_issued_plan(plan, ticked)
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and asked and form.is_valid():
        sent = ask_for_agency_plans(
            plan=plan,
            agencies=asked,
            by=person(request),
            message=form.cleaned_data["message"],
            now=received_at(request),
        )
        _tell(request, asked, {notice.report_id for notice in sent})
        return redirect("reports:agency_plans", plan.code)
    context = {"plan": plan, "agencies": asked, "form": form}
    return render(request, "reports/agency_plan/ask.html", context, status=status_of(form))


def _tell(request: HttpRequest, asked: list[Agency], reached: set[int | None]) -> None:
    words = ngettext("%(count)s agency is asked.", "%(count)s agencies are asked.", len(reached))
    messages.success(request, words % {"count": len(reached)})
    unreached = len(asked) - len(reached)
    if unreached:
        words = ngettext(
            "%(count)s agency has nobody who could be asked.",
            "%(count)s agencies have nobody who could be asked.",
            unreached,
        )
        messages.warning(request, words % {"count": unreached})
