"""Starting from last time: texts are copied and stock figures suggested; nothing is entered that nobody said."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from reports.models import DutyResult, IndicatorValue, ReportSection
from reports.reading.form_page import form_page
from reports.reading.places import Page
from reports.rules.content import DutyContent, FigureContent, ReportContent, SectionContent
from reports.services.content import content_of
from tasks.models import Indicator, Nature
from tests.factories import PeriodFactory, PlanFactory, ReportFactory, SubmissionFactory
from tests.support.browsing import browse
from tests.support.office import Office, office

pytestmark = pytest.mark.django_db


def with_a_past() -> Office:
    """An office with a stock and a flow, which sent a report for the half year before."""
    plan = PlanFactory()
    desk = office(figures=2, period=PeriodFactory(plan=plan, annual=True))
    Indicator.objects.filter(pk=desk.indicators[0].pk).update(nature=Nature.STOCK)
    earlier = ReportFactory(period=PeriodFactory(plan=plan), agency=desk.report.agency, submitted=True)
    duty, (stock, flow) = desk.assignments[0].duty, desk.indicators
    content = ReportContent(
        "", "", "", "",
        sections=(SectionContent("situation", "Kỳ trước ổn định."), SectionContent("causes", "")),
        duties=(DutyContent(duty.code, duty.text, "drugs", "lead", "done", "Đã làm kỳ trước.", ""),),
        figures=tuple(FigureContent(i.code, i.name, "vụ", "drugs", value=Decimal(1234)) for i in (stock, flow)),
    )  # fmt: skip
    SubmissionFactory(report=earlier, content=content.to_json())
    return desk


def edit(desk: Office, page: str) -> str:
    return reverse("reports:report_edit", args=[desk.pk, page])


def post(desk: Office, page: str, **typed: str) -> str:
    client = browse(desk.reporter)
    form = client.get(edit(desk, page)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    fields = {name: str(value) for name, value in values.items() if value is not None}
    answer = client.post(edit(desk, page), fields | typed)
    assert answer.status_code == 302
    return answer.url


def test_a_stock_that_is_empty_is_suggested_and_counts_as_empty() -> None:
    desk = with_a_past()
    stock = desk.indicators[0]
    answer = browse(desk.reporter).get(edit(desk, "figures"))
    [suggestion] = answer.context["page"].suggested
    assert (suggestion.field, suggestion.value) == (f"value_{stock.pk}", "1.234")
    assert not answer.context["form"][f"value_{stock.pk}"].value()
    post(desk, "figures", go="stay")
    assert content_of(desk.report).values()[stock.code] is None


@pytest.mark.parametrize("which", ["one", "all"])
def test_a_confirmed_suggestion_is_entered(which: str) -> None:
    desk = with_a_past()
    stock, flow = desk.indicators
    post(desk, "figures", fill="all" if which == "all" else f"value_{stock.pk}")
    values = content_of(desk.report).values()
    assert (values[stock.code], values[flow.code]) == (Decimal(1234), None)
    page = form_page(desk.report, Page.FIGURES, desk.reporter, desk.at)
    assert not page.suggested


@pytest.mark.parametrize("which", ["value", "all"])
def test_a_typed_figure_is_never_written_over(which: str) -> None:
    desk = with_a_past()
    stock = desk.indicators[0]
    fill = "all" if which == "all" else f"value_{stock.pk}"
    post(desk, "figures", fill=fill, **{f"value_{stock.pk}": "7"})
    assert IndicatorValue.objects.get(indicator=stock).value == 7


def test_a_flow_begins_anew() -> None:
    desk = with_a_past()
    flow = desk.indicators[1]
    post(desk, "figures", fill=f"value_{flow.pk}")
    assert content_of(desk.report).values()[flow.code] is None


def test_a_text_is_copied_with_all_that_was_typed_saved() -> None:
    desk = with_a_past()
    to = post(desk, "narrative", fill="section_situation", section_directions="Đang viết.")
    assert to == edit(desk, "narrative") + "#id_section_situation"
    texts = dict(ReportSection.objects.values_list("section", "text"))
    assert (texts["situation"], texts["directions"]) == ("Kỳ trước ổn định.", "Đang viết.")


def test_a_dutys_text_is_copied_and_its_status_is_not() -> None:
    desk = with_a_past()
    post(desk, "duties", fill=f"done_{desk.assignments[0].pk}")
    result = DutyResult.objects.get()
    assert (result.done, result.status) == ("Đã làm kỳ trước.", "")


def test_typed_text_is_not_written_over() -> None:
    desk = with_a_past()
    post(desk, "narrative", fill="section_situation", section_situation="Của tôi.")
    assert ReportSection.objects.get(section="situation").text == "Của tôi."


@pytest.mark.parametrize("fill", ["section_causes", "no-such-field", "all", "csrfmiddlewaretoken"])
def test_what_was_never_written_is_not_copied(fill: str) -> None:
    desk = with_a_past()
    post(desk, "narrative", fill=fill)
    assert not ReportSection.objects.exclude(text="").exists()


def test_without_a_past_nothing_is_offered() -> None:
    desk = office()
    html = browse(desk.reporter).get(edit(desk, "figures")).content.decode()
    assert 'name="fill"' not in html
