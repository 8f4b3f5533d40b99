"""The coordinator's acts on several reports of a period: a later deadline, a reminder now."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from agencies.views.guards import person
from plan_portal.arrival import received_at
from reports.forms.coordinating import ExtendForm, RemindForm
from reports.models import Report, ReportingPeriod
from reports.services.deadlines import NotExtended, extend_deadlines
from reports.services.notices import remind_now

LONGEST_ID = 19  # Digits of the largest number of eight bytes.


@dataclass(frozen=True)
class Choice:
    """A period and those of its ticked reports whose agencies have something to do."""

    period: ReportingPeriod
    reports: list[Report]
    left_out: int


def _choice(request: HttpRequest, pk: int) -> Choice:
    """From the address or the form's hidden fields. What is no number, or another's report, is left out."""
    user = person(request)
    period = get_object_or_404(ReportingPeriod.objects.coordinated_by(user), pk=pk)
    ticked = (request.POST if request.method == "POST" else request.GET).getlist("report")
    chosen = Report.objects.coordinated_by(user).of_periods([period])
    chosen = chosen.chosen(int(text) for text in ticked if _may_be_an_id(text))
    owing = list(chosen.still_owing().in_official_order())
    return Choice(period, owing, chosen.count() - len(owing))


def _may_be_an_id(text: str) -> bool:
    """A number that the database can hold: in a form, unlike in an address, nobody has looked at it yet."""
    return text.isdecimal() and len(text) < LONGEST_ID


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
    return render(request, "reports/period/extend.html", {"choice": choice, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    choice = _choice(request, pk)
    form = RemindForm(request.POST or None)
    if request.method == "POST" and choice.reports and form.is_valid():
        remind_now(
            reports=choice.reports,
            by=person(request),
            now=received_at(request),
            message=form.cleaned_data["message"],
        )
        return _done(
            request,
            choice,
            ngettext(
                "A reminder goes to %(count)s agency.",
                "A reminder goes to %(count)s agencies.",
                len(choice.reports),
            ),
        )
    return render(request, "reports/period/remind.html", {"choice": choice, "form": form})


def _done(request: HttpRequest, choice: Choice, words: str) -> HttpResponse:
    messages.success(request, words % {"count": len(choice.reports)})
    return redirect("reports:period", choice.period.pk)
