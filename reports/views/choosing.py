"""Several reports of a period, ticked in its table."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from agencies.views.guards import person
from reports.forms.period_filter import PeriodFilter
from reports.models import Report, ReportingPeriod
from reports.models.report import ReportQuerySet

LONGEST_ID = 19  # Digits of the largest number of eight bytes.
LONGEST_QUERY = 1000
SHOWN_BY = (*PeriodFilter.base_filters, "sort")


def chosen_reports(request: HttpRequest, pk: int) -> tuple[ReportingPeriod, ReportQuerySet]:
    """From the address or the form's hidden fields. What is no number, or another's report, is left out; a period
    that this person does not coordinate does not exist."""
    user = person(request)
    period = get_object_or_404(ReportingPeriod.objects.coordinated_by(user), pk=pk)
    ticked = (request.POST if request.method == "POST" else request.GET).getlist("report")
    numbers = [int(text) for text in ticked if _may_be_an_id(text)]
    return period, Report.objects.coordinated_by(user).of_periods([period]).chosen(numbers)


def shown_by(request: HttpRequest) -> str:
    """The filters and the order by which the table was shown when its rows were ticked, as a query; of what the page
    sent along nothing else."""
    sent = request.POST if request.method == "POST" else request.GET
    asked, kept = QueryDict(sent.get("back", "")[:LONGEST_QUERY]), QueryDict(mutable=True)
    for name in SHOWN_BY:
        if asked.get(name):
            kept[name] = asked[name]
    return kept.urlencode()


def _may_be_an_id(text: str) -> bool:
    """A number that the database can hold: in a form, unlike in an address, nobody has looked at it yet."""
    return text.isdecimal() and len(text) < LONGEST_ID
