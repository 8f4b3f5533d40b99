"""The dashboard: of the whole plan, of one's own agency, or in counts only, as the person may see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.views.guards import person
from plan_portal.arrival import received_at
from reports.charts import Chart, completeness_bar, grouped_bars
from reports.models import ReportingPeriod
from reports.reading.agency_plans import issued_of
from reports.reading.dashboard import Dashboard
from reports.reading.dashboard import dashboard as read_dashboard
from reports.reading.overview import summary, summary_of
from reports.rules.consolidation import Total, draws_last_year, draws_previous
from reports.rules.figures import Figure
from reports.rules.period_names import Names
from tasks.models import Field

FIELD_CHARTS = 4
BARS = 3


@dataclass(frozen=True)
class Series:
    """One bar of each figure."""

    name: str
    of: Callable[[Total], Figure]


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """`?period=` names the period; without it the newest that has opened."""
    user, now = person(request), received_at(request)
    periods = list(ReportingPeriod.objects.on_dashboard_of(user))
    if user.access.is_nobody:
        raise Http404
    period = _chosen(request.GET.get("period"), periods, now)
    if period is None:
        return render(request, "reports/dashboard/empty.html")
    context: dict[str, object] = {"period": period, "periods": periods}
    sees_all = period.is_overseen_by(user)
    if sees_all or user.access.own_agencies:
        shown = read_dashboard(period, periods, user, now, own=not sees_all)
        context |= {"board": shown, "charts": list(_charts(shown))}
    else:
        context["summary"] = summary(period, now)
    if sees_all:
        context["own_plans"] = issued_of(period.plan)
        context["summary"] = summary_of(period, (row.report for row in shown.rows), now)
    return render(request, "reports/dashboard/page.html", context)


def _chosen(wanted: str | None, periods: list[ReportingPeriod], now: datetime) -> ReportingPeriod | None:
    """The period asked for, 404 if it is not among the person's; without a wish the newest that has opened."""
    if wanted:
        found = next((period for period in periods if str(period.pk) == wanted), None)
        if found is None:
            raise Http404
        return found
    opened = [period for period in periods if period.opens_at <= now]
    return next(iter([*opened, *periods]), None)


def _charts(board: Dashboard) -> Iterator[Chart]:
    if not board.is_own:
        counted = board.completeness
        yield completeness_bar(counted.in_their_time, counted.late, counted.missing)
        yield grouped_bars(
            [(kind, [each.reporting_rate, each.effective_on_time_rate]) for kind, each in board.by_kind()],
            [_("Reporting rate"), _("On time")],
            _("Completeness and timeliness by kind of agency"),
            "%",
        )
    yield from _field_charts(board.totals, board.names)


def _field_charts(totals: list[Total], names: Names) -> Iterator[Chart]:
    """One chart a field, of its first figures that share a unit, so that their bars share a scale."""
    by_field = [(Field(code), list(group)) for code, group in groupby(totals, key=lambda t: t.asked.field)]
    shown = [(field, group) for field, group in by_field if any(_is_known(total) for total in group)]
    for field, group in shown[:FIELD_CHARTS]:
        first = next(total for total in group if _is_known(total))
        alike = [t for t in group if _is_known(t) and t.asked.unit == first.asked.unit][:BARS]
        series = list(_series(alike, names))
        yield grouped_bars(
            [(t.asked.name, [t.shown(one.of(t)) for one in series]) for t in alike],
            [one.name for one in series],
            str(field.label),
            first.asked.unit,
        )


def _series(totals: list[Total], names: Names) -> Iterator[Series]:
    if any(total.value is not None for total in totals):
        yield Series(_("This period"), lambda total: total.value)
    if draws_last_year(totals):
        yield Series(names.same_label, lambda total: total.comparison.same_last_year)
    if draws_previous(totals):
        yield Series(names.last_label, lambda total: total.comparison.previous)


def _is_known(total: Total) -> bool:
    beside = total.comparison
    return any(
        figure is not None for figure in (total.value, beside.last_year_beside, beside.previous_beside)
    )
