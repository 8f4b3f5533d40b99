"""Adding to a plan on its pages: who may, what is asked, what is said when it is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from agencies.models import Role, User
from reports.models import Report
from tasks.models import Duty, Indicator, Plan, PlanState
from tests.factories import (
    AgencyFactory,
    AssignmentFactory,
    DutyFactory,
    DutyGroupFactory,
    DutyResultFactory,
    IndicatorFactory,
    IndicatorValueFactory,
    PlanFactory,
    ScheduleEntryFactory,
    member,
)
from tests.support.browsing import browse

pytestmark = pytest.mark.django_db
INDICATOR, DUTY = "tasks:indicator_new", "reports:duty_new"
LISTS = {INDICATOR: "tasks:indicators", DUTY: "tasks:plan"}


@pytest.fixture
def plan() -> Plan:
    """One duty of one agency, which gives one figure."""
    plan = PlanFactory(code="shown")
    ScheduleEntryFactory(plan=plan, deadline_year_offset=90)
    assignment = AssignmentFactory(duty__plan=plan, duty__code="II.2-01-1", duty__order=1)
    IndicatorFactory(plan=plan, code="HIV-01", order=1, field="hiv", reporters=[assignment.agency])
    return plan


@pytest.fixture
def editor(plan: Plan) -> User:
    return member(Role.COORDINATOR, plan.coordinator)


def figure(plan: Plan, **changed: Any) -> dict[str, Any]:
    """A figure as one would type it."""
    return {
        "code": "HIV-02",
        "name": "Số người mới phát hiện",
        "unit": "người",
        "field": "hiv",
        "decimals": "0",
        "required": "on",
        "direction": "down",
        "nature": "flow",
        "across_agencies": "sum",
        "across_periods": "sum",
        "reporters": [agency.pk for agency in plan.agencies()],
        **changed,
    }


def duty(plan: Plan, **changed: Any) -> dict[str, Any]:
    leads = [agency.pk for agency in plan.agencies()]
    return {"code": "II.2-01-2", "text": "Việc mới.", "field": "hiv", "leads": leads, **changed}


def post(user: User, name: str, data: dict[str, Any], **more: Any) -> HttpResponse:
    return browse(user).post(reverse(name, args=["shown"]), data, **more)


@pytest.mark.parametrize("name", [INDICATOR, DUTY])
@pytest.mark.parametrize("state", PlanState.values)
def test_only_its_coordinator_is_offered_it_and_not_in_a_closed_plan(
    plan: Plan, editor: User, name: str, state: str
) -> None:
    Plan.objects.update(state=state)
    address, offer = reverse(LISTS[name], args=["shown"]), reverse(name, args=["shown"])
    offered = {
        who: offer in browse(user).get(address).content.decode()
        for who, user in {
            "editor": editor,
            "leadership": member(Role.LEADERSHIP),
            "other": member(Role.COORDINATOR, AgencyFactory()),
        }.items()
    }
    assert offered == {"editor": state != PlanState.CLOSED, "leadership": False, "other": False}


def test_a_new_figure_stands_in_the_list_with_a_word_of_success(plan: Plan, editor: User) -> None:
    answer = post(editor, INDICATOR, figure(plan))
    assert answer["Location"] == reverse("tasks:indicators", args=["shown"]) + "#indicator-HIV-02"
    shown = browse(editor).get(answer["Location"])
    assert 'id="indicator-HIV-02"' in shown.content.decode()
    made = plan.indicators.get(code="HIV-02")
    assert (made.order, list(made.reporters.all())) == (2, list(plan.agencies()))
    assert made.history.get().history_user == editor


def test_success_is_said_once(plan: Plan, editor: User) -> None:
    followed = post(editor, INDICATOR, figure(plan), follow=True)
    assert [str(message) for message in followed.context["messages"]] == ["Đã thêm chỉ tiêu HIV-02."]


@pytest.mark.parametrize(
    ("wrong", "beside"),
    [
        ({"code": "hiv-01"}, "code"),
        ({"code": "Chỉ tiêu 2"}, "code"),
        ({"code": ""}, "code"),
        ({"decimals": "5"}, "decimals"),
        ({"across_agencies": "ratio"}, "across_agencies"),
        ({"nature": "stock"}, "across_periods"),
        ({"nature": "ratio", "across_agencies": "ratio", "across_periods": "ratio"}, "nature"),
        ({"reporters": []}, "reporters"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(
    plan: Plan, editor: User, wrong: dict[str, Any], beside: str
) -> None:
    form = post(editor, INDICATOR, figure(plan, source="II.2-04-1", **wrong)).context["form"]
    assert list(form.errors) == [beside]
    assert (form["source"].value(), form["name"].value()) == ("II.2-04-1", "Số người mới phát hiện")
    assert plan.indicators.count() == 1


def test_a_part_has_the_nature_of_its_whole_and_a_place_in_its_own_field(plan: Plan, editor: User) -> None:
    stock = IndicatorFactory(plan=plan, field="drugs", nature="stock", order=2)
    form = post(editor, INDICATOR, figure(plan, part_of=stock.pk, before=stock.pk)).context["form"]
    assert set(form.errors) == {"part_of", "before"}
    first = plan.indicators.get(code="HIV-01").pk
    post(editor, INDICATOR, figure(plan, part_of=first, before=first))
    assert plan.indicators.get(code="HIV-02").order == 1


RATIO = {"nature": "ratio", "across_agencies": "ratio", "across_periods": "ratio"}


def test_what_cannot_be_any_more_is_said_beside_the_nature(plan: Plan, editor: User) -> None:
    """One that a ratio is made of cannot become one itself; neither can one for which figures were given."""
    one, two = plan.indicators.get(), IndicatorFactory(plan=plan, code="HIV-03", field="hiv", order=2)
    ratio = IndicatorFactory(
        plan=plan, code="HIV-04", field="hiv", order=3, numerator=two, denominator=two, **RATIO
    )
    parts = {"numerator": one.pk, "denominator": one.pk}

    def changed(code: str, **values: Any) -> HttpResponse:
        address = reverse("tasks:indicator_edit", args=["shown", code])
        return browse(editor).post(address, figure(plan, **values))

    assert list(changed("HIV-03", **RATIO, **parts).context["form"].errors) == ["nature"]
    ratio.delete()
    IndicatorValueFactory(indicator=two)
    page = changed("HIV-03", **RATIO, **parts).context["form"]
    assert list(page.errors) == ["nature"]
    assert page["name"].value() == "Số người mới phát hiện"
    two.refresh_from_db()
    assert two.nature == "flow"
    assert changed("HIV-03").status_code == 302


def test_the_place_is_not_judged_while_the_field_is_open(plan: Plan, editor: User) -> None:
    data = figure(plan, field="", nature="", before=plan.indicators.get().pk)
    assert set(post(editor, INDICATOR, data).context["form"].errors) == {"field", "nature"}


def test_who_has_no_duty_is_not_asked_unless_he_is_already(plan: Plan, editor: User) -> None:
    stranger = AgencyFactory()
    assert post(editor, INDICATOR, figure(plan, reporters=[stranger.pk])).context["form"].errors["reporters"]
    plan.indicators.get().reporters.add(stranger)
    edit = browse(editor).get(reverse("tasks:indicator_edit", args=["shown", "HIV-01"])).context["form"]
    assert stranger in edit.fields["reporters"].queryset


@pytest.mark.parametrize("name", [INDICATOR, DUTY])
def test_codes_still_free_are_named(plan: Plan, editor: User, name: str) -> None:
    page = browse(editor).get(reverse(name, args=["shown"])).content.decode()
    assert {INDICATOR: "HIV-02", DUTY: "II.2-01-2"}[name] in page
    Indicator.objects.all().delete()
    Duty.objects.all().delete()
    assert "Mã còn trống" not in browse(editor).get(reverse(name, args=["shown"])).content.decode()


@pytest.mark.parametrize(("name", "typed"), [(INDICATOR, figure), (DUTY, duty)])
def test_a_closed_plan_says_so_and_keeps_what_was_typed_before(
    plan: Plan, editor: User, name: str, typed: Any
) -> None:
    data = typed(plan)
    Plan.objects.update(state=PlanState.CLOSED)
    assert "<form method" not in (
        opened := browse(editor).get(reverse(name, args=["shown"])).content.decode()
    )
    assert "Kế hoạch này đã kết thúc" in opened
    refused = post(editor, name, data).context["form"]
    assert refused.non_field_errors()
    assert refused["code"].value() == data["code"]


def test_a_new_duty_is_shown_and_expects_the_report(plan: Plan, editor: User) -> None:
    newcomer, group = AgencyFactory(), DutyGroupFactory(plan=plan)
    data = duty(plan, group=group.pk, leads=[newcomer.pk])
    answer = post(editor, DUTY, data, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("tasks:duty", args=["shown", "II.2-01-2"])
    assert answer.context["duty"].leads == [newcomer]
    assert Report.objects.filter(period__plan=plan, agency=newcomer).exists()


def test_what_is_wrong_with_a_duty_is_said_beside_it(plan: Plan, editor: User) -> None:
    other = DutyFactory(plan=plan, group=DutyGroupFactory(plan=plan))
    elsewhere = DutyGroupFactory()
    taken = post(editor, DUTY, duty(plan, code="ii.2-01-1")).context["form"]
    assert list(taken.errors) == ["code"]
    wrong = post(editor, DUTY, duty(plan, group=elsewhere.pk, before=other.pk, leads=[])).context["form"]
    assert set(wrong.errors) == {"group", "leads"}
    assert wrong["text"].value() == "Việc mới."
    assert list(post(editor, DUTY, duty(plan, before=other.pk)).context["form"].errors) == ["before"]


def test_a_figure_is_removed_or_it_is_said_why_not(plan: Plan, editor: User) -> None:
    address = reverse("tasks:indicator_remove", args=["shown", "HIV-01"])
    used = IndicatorValueFactory(indicator=plan.indicators.get())
    refused = browse(editor).post(address, follow=True)
    assert [message.level_tag for message in refused.context["messages"]] == ["error"]
    assert refused.context["indicator"].code == "HIV-01"
    used.delete()
    removed = browse(editor).post(address, follow=True)
    assert [message.level_tag for message in removed.context["messages"]] == ["success"]
    assert not plan.indicators.exists()


def test_a_duty_is_removed_or_it_is_said_why_not(plan: Plan, editor: User) -> None:
    address = reverse("reports:duty_remove", args=["shown", "II.2-01-1"])
    edit = reverse("reports:duty_edit", args=["shown", "II.2-01-1"])
    used = DutyResultFactory(assignment=plan.duties.get().assignments.get())
    refused = browse(editor).post(address, follow=True)
    assert [message.level_tag for message in refused.context["messages"]] == ["error"]
    assert refused.context["duty"].code == "II.2-01-1"
    used.delete()
    assert address in browse(editor).get(edit).content.decode()
    removed = browse(editor).post(address, follow=True)
    assert [message.level_tag for message in removed.context["messages"]] == ["success"]
    assert not plan.duties.exists()


def test_removing_takes_a_post_and_is_not_offered_in_a_closed_plan(plan: Plan, editor: User) -> None:
    address = reverse("tasks:indicator_remove", args=["shown", "HIV-01"])
    edit = reverse("tasks:indicator_edit", args=["shown", "HIV-01"])
    assert browse(editor).get(address).status_code == 405
    assert address in browse(editor).get(edit).content.decode()
    duty = reverse("reports:duty_remove", args=["shown", "II.2-01-1"])
    edit_duty = reverse("reports:duty_edit", args=["shown", "II.2-01-1"])
    assert browse(editor).get(duty).status_code == 405
    Plan.objects.update(state=PlanState.CLOSED)
    assert address not in browse(editor).get(edit).content.decode()
    assert duty not in browse(editor).get(edit_duty).content.decode()
