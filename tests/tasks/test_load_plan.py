"""Loading the real plan, twice, changed and damaged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency
from tasks.models import Assignment, Duty, DutyGroup, Indicator, Plan, PlanParagraph, PlanState, Target
from tasks.rules.plan_file import PlanFile, parse_plan
from tasks.services.adding import add_duty, add_indicator
from tasks.services.load_plan import LoadRefused, in_order_of_need, load_plan, needed
from tests.factories import (
    AgencyFactory,
    AssignmentFactory,
    DutyFactory,
    DutyResultFactory,
    IndicatorFactory,
    IndicatorValueFactory,
    PlanStepFactory,
    UserFactory,
    editor_of,
)

pytestmark = pytest.mark.django_db
TEXT = (Path(__file__).parents[2] / "tasks/plans/tra-vinh-2022.yaml").read_text(encoding="utf-8")
FILE = parse_plan(TEXT)


def changed(change: Any) -> PlanFile:
    """The real file after `change(raw)`."""
    raw = yaml.safe_load(TEXT)
    change(raw)
    return parse_plan(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False))


def history_rows() -> int:
    return sum(
        model.objects.count() for model in apps.get_models() if model.__name__.startswith("Historical")
    )


@pytest.fixture
def plan() -> Plan:
    return load_plan(plan_file=FILE).plan


def test_everything_the_file_says_is_there(plan: Plan) -> None:
    assert plan.agencies().count() == len(FILE.agencies)
    assert plan.duties.filter(group=None).count() == len(FILE.duties.common)
    assert plan.duties.exclude(group=None).count() == sum(len(group.duties) for group in FILE.duties.groups)
    assert list(plan.duty_groups.values_list("label", flat=True)) == [
        group.label for group in FILE.duties.groups
    ]
    assert plan.indicators.count() == len(FILE.indicators)
    parts = PlanParagraph.Part
    for part, wanted in [
        (parts.PURPOSE, FILE.requirements),
        (parts.ORGANISATION, FILE.organisation),
        (parts.RECIPIENT, FILE.recipients),
    ]:
        assert plan.paragraphs.filter(part=part).count() == len(wanted)
    assert plan.schedule.count() == len(FILE.schedule)
    assert plan.reminders.count() == sum(len(one.days) for one in FILE.reminders.occasions)


def test_duties_stand_word_for_word_in_order(plan: Plan) -> None:
    written = [*FILE.duties.common, *(duty for group in FILE.duties.groups for duty in group.duties)]
    assert list(plan.duties.order_by("order").values_list("code", "text")) == [
        (d.code, d.text) for d in written
    ]
    for duty in plan.duties.prefetch_related("legal_documents"):
        cited = next(each.cites for each in written if each.code == duty.code)
        assert {document.code for document in duty.legal_documents.all()} == set(cited)


def test_assignments_are_those_of_the_file(plan: Plan) -> None:
    roles: dict[tuple[str, str], str] = {}
    for one in FILE.assignments():
        if roles.get((one.duty, one.agency)) != "lead":
            roles[one.duty, one.agency] = one.role
    found = Assignment.objects.filter(duty__plan=plan).values_list("duty__code", "agency__code", "role")
    assert {(duty, agency): role for duty, agency, role in found} == roles


def test_indicators_know_their_parts_and_reporters(plan: Plan) -> None:
    found = {each.code: each for each in Indicator.objects.of_plan(plan)}
    for one in FILE.indicators:
        row = found[one.code]
        assert (row.numerator and row.numerator.code) == one.numerator
        assert (row.part_of and row.part_of.code) == (one.part_of[0] if one.part_of else None)
        assert {agency.code for agency in row.reporters.all()} == set(FILE.agency_codes(one.reporters))


def test_loading_twice_writes_nothing(plan: Plan) -> None:
    before = history_rows()
    with CaptureQueriesContext(connection) as queries:
        again = load_plan(plan_file=FILE)
    writes = [q["sql"] for q in queries if q["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    moved = [sql for sql in writes if "WHERE" not in sql or "IN (NULL)" in sql]
    assert (again.created, again.updated, again.removed) == (0, 0, 0)
    assert writes == moved == []
    assert history_rows() == before


def test_a_changed_file_changes_only_what_it_changed(plan: Plan) -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["duties"]["groups"][0]["duties"][0]["text"] = "Another text."
        raw["plan"]["number"] = "23/KH-UBND"

    before = history_rows()
    result = load_plan(plan_file=changed(change))
    assert (result.created, result.updated, result.removed) == (0, 2, 0)
    assert history_rows() == before + 2
    assert Duty.objects.get(plan=plan, code="II.2-01-1").text == "Another text."


def test_what_the_coordinator_entered_stays_where_the_file_is_silent(plan: Plan) -> None:
    plan.number = "23/KH-UBND"
    plan.save()
    load_plan(plan_file=FILE)
    assert Plan.objects.get(pk=plan.pk).number == "23/KH-UBND"


def test_duties_can_change_places_and_go(plan: Plan) -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["duties"]["common"].reverse()
        del raw["duties"]["groups"][5]
        alone = [one for one in raw["indicators"] if one["code"] in {"HIV-02", "COM-07"}]
        raw["indicators"] = [*(one for one in raw["indicators"] if one not in alone), alone[0]]

    file = changed(change)
    load_plan(plan_file=file)
    written = [*file.duties.common, *(duty for group in file.duties.groups for duty in group.duties)]
    assert list(plan.duties.order_by("order").values_list("code", flat=True)) == [
        duty.code for duty in written
    ]
    assert list(plan.indicators.order_by("order").values_list("code", flat=True)) == [
        i.code for i in file.indicators
    ]
    assert DutyGroup.objects.filter(plan=plan).count() == len(file.duties.groups)
    assert load_plan(plan_file=file).updated == 0


def drop_first_group(raw: dict[str, Any]) -> None:
    del raw["duties"]["groups"][0]


def drop_figure(raw: dict[str, Any]) -> None:
    raw["indicators"] = [one for one in raw["indicators"] if one["code"] != "COM-07"]


def test_results_hold_their_duty(plan: Plan) -> None:
    DutyResultFactory(assignment=Assignment.objects.get(duty__code="II.2-01-1", duty__plan=plan))
    with pytest.raises(LoadRefused, match=r"II\.2-01-1"):
        load_plan(plan_file=changed(drop_first_group))
    assert plan.duties.count() == len(FILE.duties.common) + sum(len(g.duties) for g in FILE.duties.groups)


def not_theirs(raw: dict[str, Any]) -> None:
    """The duties of the first group go to another agency."""
    raw["duties"]["groups"][0]["addressees"] = [raw["duties"]["groups"][1]["addressees"][0]]


@pytest.mark.parametrize("how", [drop_first_group, not_theirs])
@pytest.mark.parametrize("is_reported", [True, False])
def test_planned_steps_hold_their_duty_and_are_named(plan: Plan, how: Any, is_reported: bool) -> None:
    held = plan.duties.get(code="II.2-01-1").assignments.get()
    PlanStepFactory(assignment=held)
    if is_reported:
        DutyResultFactory(assignment=held)
    words = "kết quả" if is_reported else f"bước.*II.2-01-1 – {held.agency.short_name}"
    with pytest.raises(LoadRefused, match=words):
        load_plan(plan_file=changed(how))
    assert held.steps.exists()


@pytest.mark.parametrize("held_by", ["value", "target"])
def test_figures_and_targets_hold_their_indicator(plan: Plan, held_by: str) -> None:
    indicator = plan.indicators.get(code="COM-07")
    if held_by == "value":
        IndicatorValueFactory(indicator=indicator)
    else:
        Target.objects.create(indicator=indicator, value=1)
    with pytest.raises(LoadRefused):
        load_plan(plan_file=changed(drop_figure))
    assert Indicator.objects.filter(pk=indicator.pk).exists()


def turned_into_a_stock(raw: dict[str, Any]) -> None:
    one = next(one for one in raw["indicators"] if one["code"] == "HIV-01")
    one |= {"nature": "stock" if one["nature"] == "flow" else "flow", "across_periods": "latest"}


@pytest.mark.parametrize("is_given", [True, False])
def test_a_file_changes_no_nature_once_figures_were_given(plan: Plan, is_given: bool) -> None:
    indicator = plan.indicators.get(code="HIV-01")
    if is_given:
        IndicatorValueFactory(indicator=indicator)
        with pytest.raises(LoadRefused, match="HIV-01"):
            load_plan(plan_file=changed(turned_into_a_stock))
    else:
        load_plan(plan_file=changed(turned_into_a_stock))
    nature = indicator.nature
    indicator.refresh_from_db()
    assert (indicator.nature == nature) == is_given


def add_figure(plan: Plan) -> object:
    new = IndicatorFactory.build(plan=plan, code="NEW-01", field="drugs")
    return add_indicator(by=editor_of(plan), indicator=new, reporters=[])


def add_task(plan: Plan) -> object:
    new = DutyFactory.build(plan=plan, code="NEW-01")
    return add_duty(by=editor_of(plan), duty=new, leads=[], coordinating=[], legal_documents=[])


def assign(plan: Plan) -> object:
    agency = AgencyFactory(short_name="NEW-01")
    return AssignmentFactory(duty=plan.duties.get(code="II.2-01-1"), agency=agency)


@pytest.mark.parametrize("add", [add_figure, add_task, assign])
def test_what_a_person_added_on_a_page_is_not_lost_without_a_word(plan: Plan, add: Any) -> None:
    add(plan)
    for history in (Indicator.history, Duty.history, Assignment.history):
        history.filter(history_id=history.latest("history_id").history_id).update(history_user=UserFactory())
    before = history_rows()
    with pytest.raises(LoadRefused, match="NEW-01"):
        load_plan(plan_file=FILE)
    assert history_rows() == before


def test_what_no_person_added_goes_when_the_file_no_longer_has_it(plan: Plan) -> None:
    load_plan(plan_file=changed(drop_figure))
    assert not plan.indicators.filter(code="COM-07").exists()


def test_a_closed_plan_takes_its_own_file_and_no_other(plan: Plan) -> None:
    Plan.objects.update(state=PlanState.CLOSED)
    assert load_plan(plan_file=FILE).updated == 0
    with pytest.raises(LoadRefused, match="kết thúc"):
        load_plan(plan_file=changed(drop_figure))
    assert plan.indicators.filter(code="COM-07").exists()


def too_long(raw: dict[str, Any]) -> None:
    raw["agencies"][1]["short_name"] = "x" * 500


def two_wholes(raw: dict[str, Any]) -> None:
    next(one for one in raw["indicators"] if one.get("part_of"))["part_of"].append("HIV-01")


@pytest.mark.parametrize("damage", [too_long, two_wholes])
def test_what_does_not_fit_loads_nothing(damage: Any) -> None:
    with pytest.raises(LoadRefused):
        load_plan(plan_file=changed(damage))
    assert not Plan.objects.exists()
    assert not Agency.objects.exists()


def test_what_contradicts_itself_is_not_loaded_however_it_was_read() -> None:
    first, second, *_ = [one for one in FILE.indicators if one.nature == "ratio"]
    wrong = second.model_copy(update={"numerator": first.code})
    others = [one for one in FILE.indicators if one is not second]
    with pytest.raises(LoadRefused, match=first.code):
        load_plan(plan_file=FILE.model_copy(update={"indicators": (*others, wrong)}))
    assert not Plan.objects.exists()


def test_indicators_come_after_what_they_are_made_of() -> None:
    seen: set[str] = set()
    for one in in_order_of_need(reversed(FILE.indicators)):
        assert needed(one) <= seen
        seen.add(one.code)
    assert len(seen) == len(FILE.indicators)


def test_a_circle_of_indicators_is_refused() -> None:
    first, second = FILE.indicators[:2]
    circle = [
        first.model_copy(update={"part_of": (second.code,)}),
        second.model_copy(update={"part_of": (first.code,)}),
    ]
    with pytest.raises(LoadRefused):
        list(in_order_of_need(circle))
