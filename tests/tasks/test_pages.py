"""The plan's pages: who sees them, what they show, what they change."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Agency, Role, User
from reports.models import Report
from tasks.models import AssignmentRole, Field, LegalDocument, Plan, PlanParagraph, PlanState, Target
from tests.factories import (
    AgencyFactory,
    AssignmentFactory,
    DutyFactory,
    DutyGroupFactory,
    DutyResultFactory,
    IndicatorFactory,
    PlanFactory,
    ReportFactory,
    ScheduleEntryFactory,
    UserFactory,
    member,
)

pytestmark = pytest.mark.django_db
READING = ["tasks:plan", "tasks:duty", "tasks:indicators", "tasks:legal_documents"]
EDITING = [
    "tasks:plan_edit",
    "tasks:roll_over",
    "tasks:indicator_new",
    "tasks:indicator_edit",
    "reports:duty_new",
    "reports:duty_edit",
    "reports:schedule_edit",
    "reports:targets",
]
FURTHER = {
    "tasks:duty": {"duty_code": "II.2-01-1"},
    "reports:duty_edit": {"duty_code": "II.2-01-1"},
    "tasks:indicator_edit": {"indicator_code": "HIV-01"},
    "reports:schedule_edit": {"entry_code": "H1"},
}


def small_plan(**changed: object) -> Plan:
    plan = PlanFactory(code="shown", **changed)
    duty = DutyFactory(
        plan=plan, code="II.2-01-1", group=DutyGroupFactory(plan=plan), text="Tập huấn về ma túy."
    )
    AssignmentFactory(duty=duty)
    AssignmentFactory(duty=duty, role=AssignmentRole.COORDINATING)
    IndicatorFactory(plan=plan, code="HIV-01", reporters=[AgencyFactory()])
    ScheduleEntryFactory(plan=plan)
    return plan


def at(name: str) -> str:
    return reverse(name, kwargs={"code": "shown", **FURTHER.get(name, {})})


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def coordinator(plan: Plan) -> User:
    return member(Role.COORDINATOR, plan.coordinator)


def somebody(role: Role | None) -> User:
    if role is None:
        return UserFactory()
    return member(role, AgencyFactory() if role in Role.at_an_agency() else None)


@pytest.mark.parametrize("role", [*Role, None])
@pytest.mark.parametrize("name", READING)
@pytest.mark.parametrize("state", [PlanState.ACTIVE, PlanState.DRAFT])
def test_who_has_a_role_reads_an_issued_plan_and_no_draft(name: str, role: Role | None, state: str) -> None:
    small_plan(state=state)
    expected = 200 if role and state == PlanState.ACTIVE else 404
    assert signed_in(somebody(role)).get(at(name)).status_code == expected


@pytest.mark.parametrize("name", [*READING, *EDITING])
@pytest.mark.parametrize("state", PlanState.values)
def test_its_coordinator_opens_every_page(name: str, state: str) -> None:
    plan = small_plan(state=state)
    assert signed_in(coordinator(plan)).get(at(name)).status_code == 200


@pytest.mark.parametrize("role", [*Role, None])
@pytest.mark.parametrize("name", EDITING)
def test_for_others_there_is_nothing_to_edit(name: str, role: Role | None) -> None:
    plan = small_plan()
    client = signed_in(somebody(role))
    assert client.get(at(name)).status_code == client.post(at(name)).status_code == 404
    own_reporter = signed_in(member(Role.REPORTER, plan.coordinator))
    assert own_reporter.get(at(name)).status_code == 404


@pytest.mark.parametrize("name", [*READING, *EDITING])
def test_anonymous_visitors_sign_in_first(client: Client, name: str) -> None:
    small_plan()
    response = client.get(at(name))
    assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize("role", [Role.REPORTER, Role.COORDINATOR])
def test_only_its_coordinator_puts_it_in_force_and_by_post(role: Role) -> None:
    plan = small_plan(state=PlanState.DRAFT)
    assert signed_in(member(role, AgencyFactory())).post(at("reports:plan_issue")).status_code == 404
    client = signed_in(coordinator(plan))
    assert client.get(at("reports:plan_issue")).status_code == 405
    client.post(at("reports:plan_issue"))
    assert Plan.objects.get(pk=plan.pk).state == PlanState.ACTIVE
    assert Report.objects.filter(period__plan=plan).count() == plan.agencies().count()
    again = client.post(at("reports:plan_issue"), follow=True)
    assert [message.level_tag for message in again.context["messages"]][-1] == "error"


def test_the_list_shows_what_one_may_see() -> None:
    shown, draft = small_plan(), PlanFactory(state=PlanState.DRAFT)
    address = reverse("tasks:plans")
    assert list(signed_in(somebody(Role.LEADERSHIP)).get(address).context["plans"]) == [shown]
    assert list(signed_in(somebody(None)).get(address).context["plans"]) == []
    assert draft in signed_in(coordinator(draft)).get(address).context["plans"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 3),
        ("?q=tap huan", 1),
        ("?field=hiv", 1),
        ("?agency=own", 2),
        ("?agency=own&role=coordinating", 1),
        ("?agency=own&role=coordinating&field=hiv", 0),
        ("?role=coordinating", 2),
        ("?q=nowhere", 0),
    ],
)
def test_duties_are_narrowed_by_the_address(query: str, found: int) -> None:
    plan, own = small_plan(), AgencyFactory(code="own")
    AssignmentFactory(duty=DutyFactory(plan=plan, field=Field.HIV), agency=own)
    AssignmentFactory(duty=DutyFactory(plan=plan), agency=own, role=AssignmentRole.COORDINATING)
    response = signed_in(somebody(Role.REPORTER)).get(at("tasks:plan") + query)
    assert sum(len(duties) for _group, duties in response.context["groups"]) == found


def test_the_plan_reads_as_a_document() -> None:
    plan = small_plan(basis="Căn cứ một công văn.")
    PlanParagraph.objects.create(plan=plan, part=PlanParagraph.Part.PURPOSE, order=1, text="Một yêu cầu.")
    document = LegalDocument.objects.create(
        code="d", kind="decree", number="116/NĐ-CP", issuer="I", title="T"
    )
    plan.duties.get().legal_documents.add(document)
    client = signed_in(somebody(Role.REPORTER))
    text = client.get(at("tasks:plan")).content.decode()
    for words in (plan.title, "Căn cứ một công văn.", "Một yêu cầu.", "Tập huấn về ma túy.", "16/6/2022"):
        assert words in text
    assert "116/NĐ-CP" in client.get(at("tasks:duty")).content.decode()
    assert "116/NĐ-CP" in client.get(at("tasks:legal_documents")).content.decode()


def duty_form(plan: Plan, **changed: object) -> dict[str, object]:
    duty = plan.duties.get()
    form = {"text": duty.text, "field": duty.field, "leads": [a.pk for a in duty.leads], "coordinating": []}
    return form | changed


def test_a_changed_duty_tells_who_changed_it_and_expects_the_report() -> None:
    plan, newcomer = small_plan(), AgencyFactory()
    editor = coordinator(plan)
    client = signed_in(editor)
    before = plan.schedule.get()
    before.deadline_year_offset = 90
    before.save()
    data = duty_form(plan, text="Changed.", leads=[newcomer.pk])
    response = client.post(at("reports:duty_edit"), data, follow=True)
    assert [agency.code for agency in plan.duties.get().leads] == [newcomer.code]
    assert {change.who for change in response.context["changes"] if "Changed." in change.note} == {
        str(editor)
    }
    assert Report.objects.filter(period__plan=plan, agency=newcomer).exists()


def test_an_agency_that_reported_keeps_its_duty_and_nothing_typed_is_lost() -> None:
    plan = small_plan()
    DutyResultFactory(assignment=plan.duties.get().assignments.get(role=AssignmentRole.LEAD))
    data = duty_form(plan, text="Changed.", leads=[AgencyFactory().pk])
    response = signed_in(coordinator(plan)).post(at("reports:duty_edit"), data)
    assert response.context["form"].errors["leads"]
    assert response.context["form"]["text"].value() == "Changed."
    assert plan.duties.get().text != "Changed."


def test_number_and_date_of_a_plan() -> None:
    plan = small_plan()
    data = {"title": "T", "number": "23/KH-UBND", "issued_on": "2022-03-02", "state": "closed", "year": 2050}
    signed_in(coordinator(plan)).post(at("tasks:plan_edit"), data)
    after = Plan.objects.get(pk=plan.pk)
    assert (after.title, after.number, after.issued_on) == ("T", "23/KH-UBND", date(2022, 3, 2))
    assert (after.state, after.year) == (plan.state, plan.year)


def indicator_form(plan: Plan, **changed: object) -> dict[str, object]:
    indicator = plan.indicators.get(code="HIV-01")
    names = ["name", "unit", "field", "decimals", "direction", "nature", "across_agencies", "across_periods"]
    reporters = [agency.pk for agency in indicator.reporters.all()]
    return {name: getattr(indicator, name) for name in names} | {"reporters": reporters} | changed


def test_an_indicator_is_changed_or_told_why_not() -> None:
    plan = small_plan()
    client = signed_in(coordinator(plan))
    wrong = client.post(at("tasks:indicator_edit"), indicator_form(plan, nature="ratio"))
    assert wrong.context["form"].errors["nature"]
    client.post(at("tasks:indicator_edit"), indicator_form(plan, name="Renamed"))
    assert plan.indicators.get(code="HIV-01").name == "Renamed"


def schedule_form(plan: Plan, **changed: object) -> dict[str, object]:
    entry = plan.schedule.get()
    names = [
        f"{what}_{part}" for what in ("deadline", "from", "to") for part in ("day", "month", "year_offset")
    ]
    return {name: getattr(entry, name) for name in [*names, "opens_days_before"]} | changed


@pytest.mark.parametrize("wrong", [{"deadline_day": 31}, {"from_month": 13}, {"opens_days_before": ""}])
def test_a_schedule_with_a_day_that_does_not_exist_is_told(wrong: dict[str, object]) -> None:
    plan = small_plan()
    response = signed_in(coordinator(plan)).post(at("reports:schedule_edit"), schedule_form(plan, **wrong))
    assert response.context["form"].errors


def test_a_schedule_moves_until_somebody_submitted() -> None:
    plan = small_plan(state=PlanState.DRAFT)
    client = signed_in(coordinator(plan))
    client.post(at("reports:plan_issue"))
    client.post(at("reports:schedule_edit"), schedule_form(plan, deadline_day=20))
    period = plan.periods.get()
    assert period.named_day == date(2022, 6, 20)
    ReportFactory(period=period, submitted=True)
    refused = client.post(at("reports:schedule_edit"), schedule_form(plan, deadline_day=25))
    assert refused.context["form"].non_field_errors()
    assert refused.context["form"]["deadline_day"].value() == "25"


def test_targets_are_written_the_vietnamese_way() -> None:
    plan = small_plan()
    name = f"target-{plan.indicators.get().pk}"
    client = signed_in(coordinator(plan))
    wrong = client.post(at("reports:targets"), {name: "1,5"})
    assert wrong.context["form"].errors[name]
    assert "1,5" in wrong.content.decode()
    client.post(at("reports:targets"), {name: "1.234"})
    assert Target.objects.get(agency=None).value == 1234
    assert "1.234" in client.get(at("reports:targets")).content.decode()


CHANGES = {
    "tasks:plan_edit": lambda plan: {"title": "Changed.", "number": "", "issued_on": ""},
    "tasks:indicator_edit": lambda plan: indicator_form(plan, name="Changed."),
    "reports:duty_edit": lambda plan: duty_form(plan, text="Changed."),
    "reports:schedule_edit": lambda plan: schedule_form(plan, deadline_day=20),
    "reports:targets": lambda plan: {f"target-{plan.indicators.get().pk}": "1.234"},
}


@pytest.mark.parametrize("name", CHANGES)
def test_nothing_of_a_closed_plan_is_changed(name: str) -> None:
    plan = small_plan()
    client, data = signed_in(coordinator(plan)), CHANGES[name](plan)
    Plan.objects.update(state=PlanState.CLOSED)
    opened = client.get(at(name)).content.decode()
    assert "Kế hoạch này đã kết thúc" in opened
    assert 'class="buttons"' not in opened
    assert 'name="target-' not in opened
    refused = client.post(at(name), data)
    assert "kết thúc" in str(refused.context["form"].non_field_errors())
    assert Plan.objects.get().title == plan.title
    assert plan.indicators.get().name != "Changed."
    assert plan.duties.get().text != "Changed."
    assert plan.schedule.get().deadline_day != 20
    assert not Target.objects.exists()


@pytest.mark.parametrize("state", [PlanState.ACTIVE, PlanState.CLOSED])
def test_a_closed_plan_offers_its_coordinator_no_change_but_the_next_plan(state: str) -> None:
    client = signed_in(coordinator(small_plan(state=state)))
    shown = "".join(client.get(at(name)).content.decode() for name in READING)
    offered = [name for name in CHANGES if f'href="{at(name)}"' in shown]
    assert offered == ([] if state == PlanState.CLOSED else list(CHANGES))
    assert f'href="{at("tasks:roll_over")}"' in shown
    assert f'href="{at("tasks:changes")}"' in shown


def test_next_years_plan_is_made_once() -> None:
    plan = small_plan()
    client = signed_in(coordinator(plan))
    data = {"year": 2023, "code": "next", "title": "Next", "number": "", "issued_on": ""}
    refused = client.post(at("tasks:roll_over"), data | {"year": 2022})
    assert refused.context["form"].non_field_errors()
    made = client.post(at("tasks:roll_over"), data, follow=True)
    assert made.context["plan"] == Plan.objects.get(previous=plan)
    assert client.get(at("tasks:roll_over")).context["following"].code == "next"


@pytest.mark.parametrize("name", [*READING, *EDITING, "tasks:plans"])
def test_three_times_as_much_asks_no_more(name: str) -> None:
    plan = small_plan()
    client = signed_in(coordinator(plan))
    address = reverse(name) if name == "tasks:plans" else at(name)

    def grow(count: int) -> None:
        document = LegalDocument.objects.create(
            code=f"d{Agency.objects.count()}", kind="law", issuer="I", title="T"
        )
        for _ in range(count):
            agency = AgencyFactory()
            duty = DutyFactory(plan=plan, group=DutyGroupFactory(plan=plan))
            duty.legal_documents.add(document)
            for each in (duty, plan.duties.get(code="II.2-01-1")):
                AssignmentFactory(duty=each, agency=agency)
            indicator = IndicatorFactory(
                plan=plan, reporters=[agency], part_of=plan.indicators.get(code="HIV-01")
            )
            Target.objects.create(indicator=indicator, value=1)
            plan.indicators.get(code="HIV-01").reporters.add(agency)
            PlanFactory(coordinator=plan.coordinator)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    grow(2)
    asked()  # The first page of a session writes it.
    before = asked()
    grow(4)
    assert asked() == before
