"""The coordinator's periods, and how the reports of one stand."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from agencies.views.guards import person
from plan_portal.addresses import query_with
from plan_portal.arrival import received_at
from plan_portal.chips import STATES
from reports.forms.period_filter import PeriodFilter
from reports.models import Report, ReportingPeriod
from reports.reading.acts import Acts, acts_in
from reports.reading.known import every_report_in, reports_in
from reports.reading.overview import (
    PeriodSummary,
    first_waiting,
    rows_of,
    summaries,
    summary,
    summary_of,
    waiting_for,
)
from reports.views.period_table import OF_CONTENTS, PeriodTable

KEYS = [
    (("j", "↓"), _("Next row")),
    (("k", "↑"), _("Previous row")),
    (("Enter",), _("Open the report of this row")),
    (("x",), _("Choose this row")),
    (("b",), _("Go to the buttons for chosen rows")),
    (("/",), _("Search by the name of the agency")),
    (("?",), _("This help")),
]
VARIANTS = {"returned": "care", "accepted": "good"}


@require_safe
def periods(request: HttpRequest) -> HttpResponse:
    """Newest deadline first. For people who oversee no period the page does not exist."""
    user = person(request)
    if not (user.access.is_coordinator or user.access.is_leadership or user.access.is_administrator):
        raise Http404
    seen = list(ReportingPeriod.objects.status_visible_to(user))
    return render(request, "reports/period/list.html", {"summaries": summaries(seen, received_at(request))})


@require_safe
def period(request: HttpRequest, pk: int) -> HttpResponse:
    """Every agency's report in one table; administrators see only the counts."""
    user = person(request)
    shown = get_object_or_404(ReportingPeriod.objects.status_visible_to(user), pk=pk)
    coordinates = shown.plan.coordinator_id in user.access.coordinates_for
    context: dict[str, object] = {"period": shown, "coordinates": coordinates}
    acts = acts_in(shown) if coordinates else Acts()
    if shown.is_overseen_by(user):
        standing, table = _table(request, shown, coordinates=coordinates, acts=acts)
        context |= table
    else:
        standing = summary(shown, received_at(request))
    if coordinates:
        context |= {"acts": acts, "keys": KEYS}
    context |= {"summary": standing, "strip": _strip(request, standing)}
    return render(request, "reports/period/detail.html", context)


def _table(
    request: HttpRequest, shown: ReportingPeriod, *, coordinates: bool, acts: Acts
) -> tuple[PeriodSummary, dict[str, object]]:
    """Where no filter is set the rows are the whole period, and say what would else be asked again. The reader
    coordinates the period's plan or is leadership: he sees how every report of it stands."""
    now, user = received_at(request), person(request)
    reports = Report.objects.of_periods([shown])
    chosen = PeriodFilter(request.GET, queryset=reports.in_official_order(), now=now)
    filtered = any(request.GET.get(name) for name in chosen.filters)
    listed = reports_in([shown], chosen.qs) if filtered else every_report_in([shown])
    rows = rows_of(listed, shown, with_warnings=coordinates, now=now)
    standing = summary(shown, now) if filtered else summary_of(shown, (row.report for row in rows), now)
    following = None
    if coordinates and standing.waiting:
        following = waiting_for(user, reports).first() if filtered else first_waiting(user, rows)
    table = PeriodTable(rows, exclude=() if coordinates else OF_CONTENTS)
    table.coordinates, table.reminded = coordinates, acts.reminded
    RequestConfig(request, paginate=False).configure(table)
    return standing, {
        "table": table,
        "filter": chosen,
        "shown": len(rows),
        "filtered": filtered,
        "next_to_review": following,
    }


def _strip(request: HttpRequest, standing: PeriodSummary) -> list[dict[str, object]]:
    """One cell per state; each leads to the reports in that state, keeping the other filters."""
    current = request.GET.get("state", "")
    return [
        {
            "label": chip.word,
            "count": standing.counts[state],
            "query": query_with(request, "state", "" if state == current else state),
            "active": state == current,
            "variant": VARIANTS.get(state, "") if standing.counts[state] else "",
        }
        for state, chip in STATES.items()
    ]
