"""Saving while one writes: a few fields at a time, each with its own fate, and an answer that says which."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import User
from reports.models import DutyResult, IndicatorValue, ReportSection
from reports.rules.fields import digest_of
from reports.services.editing import FigureEntry, ReportChanges
from tests.factories import IndicatorFactory
from tests.support.browsing import browse
from tests.support.office import Office, office, ready, sent

pytestmark = pytest.mark.django_db


def save(
    desk: Office,
    page: str,
    fields: dict[str, str],
    seen: dict[str, Any],
    *,
    by: User | None = None,
    **more: Any,
) -> HttpResponse:
    """`seen`: what the page was opened on, by name; the digests are made of it."""
    user = by or desk.reporter
    base = json.dumps({name: digest_of(value) for name, value in seen.items()})
    data = {"account": user.pk, "base": base, **fields, **more}
    return browse(user).post(
        reverse("reports:save_fields", args=[desk.pk, page]), data, headers={"HX-Request": "true"}
    )


def outcome(answer: HttpResponse) -> dict[str, Any]:
    return json.loads(answer.context["outcome"])


def test_a_section_is_saved_and_the_page_told() -> None:
    desk = office()
    answer = save(desk, "narrative", {"section_causes": " Vì mưa. "}, {"section_causes": ""})
    assert answer.status_code == 200
    assert outcome(answer) == {"saved": {"section_causes": digest_of("Vì mưa.")}, "clashes": [], "errors": []}
    section = ReportSection.objects.get()
    assert (section.text, section.edited_by) == ("Vì mưa.", desk.reporter)
    page = answer.content.decode()
    assert 'id="saved-at"' in page
    assert 'id="ring-narrative"' in page
    assert (answer.context["now"].done, answer.context["now"].total) == (0, 3)


def test_one_field_of_a_duty_leaves_the_others() -> None:
    desk = ready()
    pk = desk.assignments[0].pk
    answer = save(desk, "duties", {f"status_{pk}": "behind", f"difficulties_{pk}": ""}, {
        f"status_{pk}": "done", f"difficulties_{pk}": "What was hard.",
    })  # fmt: skip
    assert set(outcome(answer)["saved"]) == {f"status_{pk}", f"difficulties_{pk}"}
    result = DutyResult.objects.get()
    assert (result.status, result.done, result.difficulties) == ("behind", "What was done.", "")
    assert f'id="notes-duty-{desk.assignments[0].duty.code}"' in answer.content.decode()
    assert [f.check for p in answer.context["now"].places for f in p.findings] == ["no_difficulties"]


def test_what_is_no_figure_is_said_beside_it_and_the_rest_is_saved() -> None:
    desk = office(figures=2)
    first, second = (f"value_{i.pk}" for i in desk.indicators)
    answer = save(desk, "figures", {first: "mười", second: "1.234"}, {first: "", second: ""})
    assert outcome(answer)["errors"] == [first]
    assert set(outcome(answer)["saved"]) == {second}
    assert f'id="id_{first}_error"' in answer.content.decode()
    assert [v.value for v in IndicatorValue.objects.all()] == [1234]


def test_a_ratio_and_the_part_beside_its_whole_come_anew() -> None:
    desk = office(figures=2)
    whole, part = desk.indicators
    part.part_of = whole
    part.save()
    ratio = IndicatorFactory(
        plan=desk.period.plan,
        nature="ratio",
        numerator=part,
        denominator=whole,
        reporters=[desk.report.agency],
    )
    desk.enter("10", "5")
    answer = save(desk, "figures", {f"value_{whole.pk}": "4"}, {f"value_{whole.pk}": Decimal(10)})
    now = answer.context["now"]
    assert {p.mark for p in now.places} == {f"indicator-{whole.code}", f"indicator-{part.code}"}
    assert [f.check for p in now.places for f in p.findings] == ["part"]
    assert [(c.code, c.shown) for c in now.computed] == [(ratio.code, "125")]


def test_the_same_field_twice_shows_both_versions_and_the_other_field_is_saved() -> None:
    desk = ready()
    seen = {"section_situation": "On situation.", "section_causes": "On causes."}
    save(desk, "narrative", {"section_situation": "Của người kia."}, seen, by=desk.approver)
    mine = {"section_situation": "Của tôi.", "section_causes": "Vì mưa."}
    answer = save(desk, "narrative", mine, seen)
    assert outcome(answer)["clashes"] == ["section_situation"]
    assert set(outcome(answer)["saved"]) == {"section_causes"}
    [clash] = answer.context["form"].clashes
    assert (clash.mine, clash.shown, clash.by) == ("Của tôi.", "Của người kia.", desk.approver)
    texts = dict(ReportSection.objects.values_list("section", "text"))
    assert (texts["situation"], texts["causes"]) == ("Của người kia.", "Vì mưa.")


def test_a_status_is_shown_in_words() -> None:
    desk = ready()
    name = f"status_{desk.assignments[0].pk}"
    save(desk, "duties", {name: "behind"}, {name: "done"}, by=desk.approver)
    answer = save(desk, "duties", {name: "in_progress"}, {name: "done"})
    [clash] = answer.context["form"].clashes
    assert (clash.theirs, clash.mine, clash.shown) == ("behind", "Đang thực hiện", "Chậm tiến độ")


def test_an_answer_that_was_lost_is_asked_for_again_without_a_clash() -> None:
    desk = ready()
    for _time in range(2):
        answer = save(desk, "narrative", {"section_causes": "Vì mưa."}, {"section_causes": "On causes."})
        assert set(outcome(answer)["saved"]) == {"section_causes"}
    assert desk.report.revision == 2


def test_a_report_that_was_handed_in_meanwhile_is_refused_with_the_reason() -> None:
    desk = sent()
    answer = save(desk, "narrative", {"section_causes": "x"}, {"section_causes": "On causes."})
    assert answer.status_code == 409
    assert str(desk.approver) in answer.content.decode()
    assert ReportSection.objects.get(section="causes").text == "On causes."


def test_nobody_writes_in_the_name_of_whom_the_page_was_opened_by() -> None:
    desk = ready()
    answer = save(desk, "narrative", {"section_causes": "x"}, {}, account=desk.approver.pk)
    assert answer.status_code == 401
    assert ReportSection.objects.get(section="causes").text == "On causes."


def test_without_a_session_the_page_gets_a_plain_refusal_and_no_sign_in_page(client) -> None:
    desk = ready()
    address = reverse("reports:save_fields", args=[desk.pk, "narrative"])
    answer = client.post(address, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (401, b"")
    assert client.get(reverse("home"), headers={"HX-Request": "true"})["HX-Refresh"] == "true"


@pytest.mark.parametrize("page", ["attachments", "poetry"])
def test_only_pages_with_fields_are_saved(page: str) -> None:
    assert save(ready(), page, {}, {}).status_code == 404


def test_fields_that_are_not_this_reports_are_passed_over() -> None:
    desk, other = ready(), ready()
    foreign, odd = f"done_{other.assignments[0].pk}", f"done_{'9' * 18}"
    answer = save(desk, "duties", {foreign: "Lạ.", odd: "Lạ.", "done_": "Lạ.", "done_²": "Lạ."}, {})
    assert outcome(answer) == {"saved": {}, "clashes": [], "errors": []}
    assert not DutyResult.objects.filter(done="Lạ.").exists()


@pytest.mark.parametrize("page", ["duties", "figures", "narrative"])
def test_a_save_costs_the_same_however_much_an_agency_has_to_say(page: str) -> None:
    small, large = office(), office(duties=5, figures=5)
    counts = []
    for desk in (small, large):
        desk.save()
        with CaptureQueriesContext(connection) as found:
            save(desk, page, *edit_of(desk, page))
        counts.append(len(found))
    assert counts[0] == counts[1]


def edit_of(desk: Office, page: str) -> tuple[dict[str, str], dict[str, Any]]:
    match page:
        case "duties":
            name = f"done_{desk.assignments[0].pk}"
            return {name: "Xong."}, {name: "What was done."}
        case "figures":
            name = f"value_{desk.indicators[0].pk}"
            return {name: "8"}, {name: Decimal(7)}
        case _:
            return {"section_causes": "Vì mưa."}, {"section_causes": "On causes."}


def test_who_wrote_theirs_is_not_said_where_it_is_not_known() -> None:
    desk = ready()
    pk = desk.indicators[0].pk
    desk.save(ReportChanges(figures={pk: FigureEntry(Decimal(8))}), by=desk.approver)
    save(desk, "figures", {f"explanation_{pk}": "Vì thế."}, {f"explanation_{pk}": ""})
    answer = save(desk, "figures", {f"value_{pk}": "9"}, {f"value_{pk}": Decimal(7)})
    [clash] = answer.context["form"].clashes
    assert (clash.theirs, clash.by, clash.at) == ("8", None, None)
