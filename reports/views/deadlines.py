"""The coordinator's acts on several reports of a period: a later deadline, a reminder now."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from agencies.views.guards import person
from plan_portal.arrival import received_at
from plan_portal.statuses import status_of
from reports.forms.coordinating import ExtendForm, RemindForm
from reports.models import Report, ReportingPeriod
from reports.services.deadlines import NotExtended, extend_deadlines
from reports.services.notices import remind_now
from reports.views.choosing import chosen_reports, shown_by


@dataclass(frozen=True)
class Choice:
    """A period and those of its ticked reports whose agencies have something to do; `shown_by` is the query of the
    table in which they were ticked."""

    period: ReportingPeriod
    reports: list[Report]
    left_out: int
    shown_by: str

    @property
    def table(self) -> str:
        """The address of the table as it was shown."""
        address = reverse("reports:period", args=[self.period.pk])
        return f"{address}?{self.shown_by}" if self.shown_by else address


def _choice(request: HttpRequest, pk: int) -> Choice:
    period, chosen = chosen_reports(request, pk)
    owing = list(chosen.still_owing().in_official_order())
    return Choice(period, owing, chosen.count() - len(owing), shown_by(request))


@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    choice = _choice(request, pk)
    form = ExtendForm(request.POST or None)
    if choice.reports and form.is_valid():
        try:
            extend_deadlines(
                reports=choice.reports, by=person(request), now=received_at(request), **form.cleaned_data
            )
        except NotExtended as refused:
            form.add_error("last_day", f"{refused.report.agency.name}: {refused.words}")
        else:
            return _done(
                request,
                choice,
                ngettext(
                    "The deadline of %(count)s agency was extended.",
                    "The deadline of %(count)s agencies was extended.",
                    len(choice.reports),
                ),
            )
    context = {"choice": choice, "form": form}
    return render(request, "reports/period/extend.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    choice = _choice(request, pk)
    form = RemindForm(request.POST or None)
    if request.method == "POST" and choice.reports and form.is_valid():
        sent = remind_now(
            reports=choice.reports,
            by=person(request),
            now=received_at(request),
            message=form.cleaned_data["message"],
        )
        return _reminded(request, choice, {notice.report_id for notice in sent})
    context = {"choice": choice, "form": form}
    return render(request, "reports/period/remind.html", context, status=status_of(form))


def _reminded(request: HttpRequest, choice: Choice, reached: set[int | None]) -> HttpResponse:
    """Say how many agencies are told, and which cannot be: an officer must then take the telephone."""
    unreached = [report.agency.name for report in choice.reports if report.pk not in reached]
    if unreached:
        words = _("Nobody could be told at: %(agencies)s. Tell them another way.")
        messages.warning(request, words % {"agencies": ", ".join(unreached)})
    count = len(choice.reports) - len(unreached)
    if count:
        words = ngettext(
            "A reminder goes to %(count)s agency.", "A reminder goes to %(count)s agencies.", count
        )
        messages.success(request, words % {"count": count})
    return redirect(choice.table)


def _done(request: HttpRequest, choice: Choice, words: str) -> HttpResponse:
    messages.success(request, words % {"count": len(choice.reports)})
    return redirect(choice.table)
