"""The plan file against the plan as issued, and the reader against damaged copies of it."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.rules.plan_file import PlanFile, PlanFileError, parse_plan
from tasks.rules.plan_schema import Duty, YearDay
from tasks.rules.plan_yaml import MAX_BYTES

ROOT = Path(__file__).parents[2]
FILE = (ROOT / "tasks/plans/tra-vinh-2022.yaml").read_text(encoding="utf-8")
LINES = FILE.splitlines()


def squeezed(text: str) -> str:
    return " ".join(text.split())


SOURCE = (ROOT / "tests/data/ke-hoach-2022.txt").read_text(encoding="utf-8")
PROSE = squeezed(SOURCE.replace("*", ""))  # the asterisks mark italics


@pytest.fixture(scope="module")
def plan() -> PlanFile:
    return parse_plan(FILE)


def all_duties(plan: PlanFile) -> list[Duty]:
    return [*plan.duties.common, *(duty for group in plan.duties.groups for duty in group.duties)]


# --- the file against the plan as issued ----------------------------------------------------------


def test_counts_are_those_of_the_plan(plan: PlanFile) -> None:
    assert len(plan.requirements) == 3
    assert len(plan.duties.common) == 4
    assert [len(group.duties) for group in plan.duties.groups] == [5, 4, 6, 3, 2, 2, 2, 1, 2, 1, 4]
    assert len(plan.organisation) == 4
    assert len(plan.recipients) == 10
    assert len(plan.indicators) == 53


def test_thirty_three_agencies_report(plan: PlanFile) -> None:
    assert len(plan.agencies) == 33
    assert len(plan.agency_codes(["districts"])) == 9
    assert len(plan.agency_codes(["remaining-departments"])) == 13
    named = {code for group in plan.duties.groups[:9] for code in group.addressees}
    assert len(named) == 11
    assert set(plan.agency_codes([*named, "districts", "remaining-departments"])) == set(
        plan.agency_codes(["all"])
    )


def test_section_ii_is_the_source_and_nothing_is_lost(plan: PlanFile) -> None:
    said = ["II. PHÂN CÔNG NHIỆM VỤ", "1. Nhiệm vụ chung"]
    said += [duty.text for duty in plan.duties.common]
    said += ["2. Nhiệm vụ cụ thể"]
    for group in plan.duties.groups:
        said += [group.label, group.title, *(duty.text for duty in group.duties)]
    section = SOURCE[SOURCE.index("II. PHÂN CÔNG") : SOURCE.index("III. TỔ CHỨC")]
    section = re.sub(r"^- ", "", section, flags=re.MULTILINE)
    section = section.replace("h) Sở Tài chính:", "h) Sở Tài chính")
    assert squeezed(" ".join(said)) == squeezed(section)


def test_the_rest_is_word_for_word(plan: PlanFile) -> None:
    texts = [plan.plan.title, plan.plan.basis, *plan.requirements, *plan.recipients]
    texts += [f"{item.label or ''} {item.text}".strip() for item in plan.organisation]
    assert [text for text in texts if text not in PROSE] == []


def test_requirements_and_organisation_leave_nothing_out(plan: PlanFile) -> None:
    requirements = [f"{number}. {text}" for number, text in enumerate(plan.requirements, 1)]
    assert f"MỤC ĐÍCH, YÊU CẦU {' '.join(requirements)} II. PHÂN CÔNG" in PROSE
    paragraphs = [f"{item.label or ''} {item.text}".strip() for item in plan.organisation]
    assert f"TỔ CHỨC THỰC HIỆN {' '.join(paragraphs)} Nơi nhận:" in PROSE


def test_duty_codes_follow_the_order_of_the_plan(plan: PlanFile) -> None:
    expected = [f"II.1-{number}" for number in range(1, 5)]
    for order, group in enumerate(plan.duties.groups, 1):
        expected += [f"II.2-{order:02}-{number}" for number in range(1, len(group.duties) + 1)]
    assert [duty.code for duty in all_duties(plan)] == expected


def test_leads_are_the_addressees_and_every_agency_for_common_duties(plan: PlanFile) -> None:
    assigned = list(plan.assignments())
    leads = Counter(one.duty for one in assigned if one.role == "lead")
    assert leads["II.1-3"] == 33
    assert (leads["II.2-01-5"], leads["II.2-09-1"]) == (1, 3)
    assert (leads["II.2-10-1"], leads["II.2-11-4"]) == (13, 9)
    assert [one[:2] for one in assigned if one.role == "coordinating"] == [
        ("II.2-02-2", "cong-an-tinh"),
        ("II.2-03-3", "so-y-te"),
        ("II.2-04-2", "cong-an-tinh"),
        ("II.2-04-2", "so-ldtbxh"),
    ]


def test_coordinating_agencies_are_named_in_the_text(plan: PlanFile) -> None:
    names = {agency.code: agency.name for agency in plan.agencies}
    for duty in all_duties(plan):
        for code in duty.coordinating:
            assert re.search(rf"phối hợp với [^.;]*{names[code]}", duty.text, re.IGNORECASE)


def test_documents_are_cited_exactly_where_their_number_is_printed(plan: PlanFile) -> None:
    numbers = {document.code: document.number for document in plan.legal_documents}
    for text, cites in [
        (plan.plan.basis, plan.plan.cites),
        *((duty.text, duty.cites) for duty in all_duties(plan)),
    ]:
        printed = set(re.findall(r"số (\d+[-/\w]*[-/][-\w]+)", text))
        assert printed == {numbers[code] for code in cites} - {None}


def test_document_dates_are_printed_beside_their_numbers(plan: PlanFile) -> None:
    for document in plan.legal_documents:
        if document.number and document.issued_on:
            found = re.search(rf"{document.number},? ngày (\d+)/(\d+)/(\d+)", PROSE)
            assert found
            day, month, year = map(int, found.groups())
            assert (document.issued_on.day, document.issued_on.month) == (day, month)
            assert document.issued_on.year == year


def test_every_document_is_cited(plan: PlanFile) -> None:
    cited = {code for duty in all_duties(plan) for code in duty.cites} | set(plan.plan.cites)
    assert cited == {document.code for document in plan.legal_documents}


FIELDS = {
    "HIV/AIDS": "hiv",
    "Ma túy": "drugs",
    "Cai nghiện": "rehab",
    "Mại dâm": "prostitution",
    "Tuyên truyền": "communication",
    "Kinh phí": "funding",
}
CATALOGUE = list(
    csv.DictReader((ROOT / "tests/data/indicators.csv").read_text(encoding="utf-8").splitlines())
)


@pytest.mark.parametrize("row", CATALOGUE, ids=[row["code"] for row in CATALOGUE])
def test_indicator_agrees_with_the_catalogue(plan: PlanFile, row: dict[str, str]) -> None:
    (found,) = [one for one in plan.indicators if one.code == row["code"]]
    same = ("unit", "nature", "direction", "across_agencies", "across_periods", "source")
    assert {key: getattr(found, key) for key in same} == {key: row[key] for key in same}
    assert found.field == FIELDS[row["field"]]
    formula = f" ({found.numerator}/{found.denominator})" if found.nature == "ratio" else ""
    assert found.name.replace(",", "") + formula == row["name"]
    assert list(found.part_of) == re.findall(r"part of (\S+)", row["source"])


@pytest.mark.parametrize("row", CATALOGUE, ids=[row["code"] for row in CATALOGUE])
def test_indicator_is_asked_of_those_the_catalogue_names(plan: PlanFile, row: dict[str, str]) -> None:
    (found,) = [one for one in plan.indicators if one.code == row["code"]]
    names = {"all": "*"}
    names |= {agency.code: agency.name.replace(",", "") for agency in plan.agencies}
    names |= {group.code: group.name.replace(",", "") for group in plan.agency_groups}
    assert "; ".join(names[code] for code in found.reporters) == row["reported_by"]


def test_indicators_keep_the_order_of_the_catalogue(plan: PlanFile) -> None:
    assert [one.code for one in plan.indicators] == [row["code"] for row in CATALOGUE]


def test_people_are_whole_and_money_is_not(plan: PlanFile) -> None:
    decimals = {one.unit: one.decimals for one in plan.indicators}
    fractions = {unit: places for unit, places in decimals.items() if places}
    assert fractions == {"gam": 3, "triệu đồng": 3, "%": 1}


def test_schedule_is_that_of_section_iii_and_decree_09(plan: PlanFile) -> None:
    assert [
        [str(day.in_plan_of(2022)) for day in (one.figures_from, one.figures_to, one.deadline)]
        for one in plan.schedule
    ] == [["2021-12-15", "2022-06-14", "2022-06-16"], ["2021-12-15", "2022-12-14", "2022-12-16"]]
    assert [(one.code, one.kind) for one in plan.schedule] == [
        ("H1", "half_year"),
        ("ANNUAL", "annual"),
    ]
    assert not any(one.named_day_counts for one in plan.schedule)


def test_reminders_are_those_of_the_domain(plan: PlanFile) -> None:
    sent = {
        (one.days_from, role, day) for one in plan.reminders.occasions for role in one.to for day in one.days
    }

    def days(base: str, role: str) -> list[int]:
        return sorted(day for start, to, day in sent if (start, to) == (base, role))

    assert plan.reminders.hour == 8
    assert days("opening", "reporters") == days("opening", "approvers") == [0]
    assert days("last_day", "reporters") == [-14, -7, -3, -1, 0, 1, 3, 7, 14, 21, 28]
    assert days("last_day", "approvers") == [-3, -1, 0, 1, 3, 7, 14, 21, 28]
    assert days("return", "reporters") == days("return", "approvers") == [0, 3, 7]
    assert days("last_day", "coordinator") == list(range(-3, 8))
    assert days("last_day", "leadership") == [1]
    copied = {one.message for one in plan.reminders.occasions if one.copy_to == ("coordinator",)}
    assert copied == {"overdue"}


def test_texts_come_out_composed() -> None:
    decomposed = unicodedata.normalize("NFD", FILE)
    assert decomposed != FILE
    assert parse_plan(decomposed) == parse_plan(FILE)


# --- damaged files --------------------------------------------------------------------------------


def refusal(text: str) -> PlanFileError:
    with pytest.raises(PlanFileError) as caught:
        parse_plan(text)
    return caught.value


def line_of(text: str, mark: str) -> int:
    assert text.count(mark) == 1, f"{mark!r} must mark one place"
    return text[: text.index(mark)].count("\n") + 1


def assert_refused(old: str, new: str, mark: str, reason: str) -> None:
    assert FILE.count(old) == 1, f"{old!r} must be in one place"
    damaged = FILE.replace(old, new)
    error = refusal(damaged)
    assert (error.line, error.reason) == (line_of(damaged, mark), reason)
    assert str(error) == f"line {error.line}: {error.reason}"


UNCLEAR = "is unclear: expected text in quotes, true or false, a whole number, or a date like"
TEXT = "must be text; quote it if it looks like a number, a date or true/false"
PLACE = "  place: Trà Vinh\n"


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("  place:\t Trà Vinh", "a tab: indent with spaces"),
        ("  place: Trà: Vinh", "not valid YAML: mapping values are not allowed here"),
        ("  place: Trà \x07 Vinh", "an unprintable character"),
        ("  issuer: Trà Vinh", "'issuer' is given twice"),
        ("  place: &a Trà Vinh", "anchors and aliases (& and *) are not allowed"),
        ("  place: *a", "anchors and aliases (& and *) are not allowed"),
        ("  place: !!str 5", "tags (!) are not allowed; quote a text that begins with !"),
        ("  12: Trà Vinh", "a key must be a word"),
        ("  place: 1.5", f"'1.5' {UNCLEAR} 2022-06-16"),
        ("  place: 010", f"'010' {UNCLEAR} 2022-06-16"),
        ("  place: 18:00", f"'18:00' {UNCLEAR} 2022-06-16"),
        ("  place: no", f"'no' {UNCLEAR} 2022-06-16"),
        ("  place: 2022-02-30", f"'2022-02-30' {UNCLEAR} 2022-06-16"),
        ("  place: Trà Vinh\n  colour: red", "plan > colour: unknown field"),
        ("  place: 5", f"plan > place: {TEXT}"),
        ("  place: 2022-06-16", f"plan > place: {TEXT}"),
        ("  place: [Trà Vinh]", f"plan > place: {TEXT}"),
        ("  place:", f"plan > place: {TEXT}"),
        ('  place: "\\ud800"', "plan > place: has half a character (an escape like \\ud800)"),
        ('  place: "  "', "plan > place: must not be empty"),
    ],
)
def test_a_faulty_entry_is_named_with_its_line(new: str, reason: str) -> None:
    mark = "  colour" if "colour" in new else new + "\n"
    assert_refused(PLACE, new + "\n", mark, reason)


def test_a_number_too_large_for_a_letter_is_refused() -> None:
    error = refusal(FILE.replace(PLACE, '  place: "\\UFFFFFFFF"\n'))
    assert error.line == line_of(FILE, PLACE)
    assert error.reason.startswith("not valid YAML: ")


CODE_WORDS = "must be a code: ASCII letters, digits, '.', '_' and '-'"


@pytest.mark.parametrize(
    ("old", "new", "mark", "reason"),
    [
        (
            "      title: Sở Lao động, Thương binh và Xã hội\n",
            "",
            '- label: "c)"',
            "duties > groups > 3 > title: field is missing",
        ),
        (
            "year: 2022",
            "year: 1922",
            "year: 1922",
            "plan > year: must be greater than or equal to 2000",
        ),
        ("year: 2022", 'year: "2022"', 'year: "', "plan > year: must be a valid integer"),
        (
            "issued_on: null  # nor",
            "issued_on: x  # nor",
            "# nor",
            "plan > issued_on: must be a valid date",
        ),
        (
            "- code: bien-phong",
            "- code: biên phòng",
            "- code: biên",
            f"agencies > 2 > code: {CODE_WORDS}",
        ),
        (
            "cites: [cv-1497-2021]",
            "cites: cv-1497-2021",
            "cites: cv-",
            "plan > cites: must be a list",
        ),
        (
            "addressees: [so-tttt]",
            "addressees: []",
            "addressees: []",
            "duties > groups > 5 > addressees: the list is empty",
        ),
        (
            "cites: [nq-100-2019]",
            "cites: [a, b, a]",
            "cites: [a, b, a]",
            "duties > groups > 3 > duties > 1 > cites: 'a' is listed twice",
        ),
        (
            "    nhiệm vụ trọng tâm và Chương trình công tác năm 2022",
            "\n    x",
            "  basis: >-",
            "plan > basis: must be one paragraph: remove the blank line or the deeper indent",
        ),
        (
            "  hour: 8  #",
            "  hour: 24  #",
            "hour: 24",
            "reminders > hour: must be less than or equal to 23",
        ),
        (
            "to: [leadership]",
            "to: [president]",
            "to: [president]",
            "reminders > occasions > 8 > to > 1: must be 'reporters', 'approvers', 'coordinator' "
            "or 'leadership'",
        ),
    ],
)
def test_a_faulty_field_is_named_with_its_line(old: str, new: str, mark: str, reason: str) -> None:
    assert_refused(old, new, mark, reason)


DUTY_3_1 = "duties > groups > 3 > duties > 1"
DUTY_3_3 = "duties > groups > 3 > duties > 3"
NOBODY = "no agency or group has the code 'nobody'"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "coordinator: cong-an-tinh",
            "coordinator: nobody",
            "plan > coordinator: no agency has the code 'nobody'",
        ),
        (
            "coordinator: cong-an-tinh",
            "coordinator: districts",
            "plan > coordinator: no agency has the code 'districts'",
        ),
        (
            "      - ban-dan-toc",
            "      - nobody",
            "agency_groups > 1 > members > 12: no agency has the code 'nobody'",
        ),
        (
            "addressees: [so-tttt]",
            "addressees: [nobody]",
            f"duties > groups > 5 > addressees > 1: {NOBODY}",
        ),
        (
            "coordinating: [so-y-te]",
            "coordinating: [nobody]",
            f"{DUTY_3_3} > coordinating > 1: {NOBODY}",
        ),
        (
            "coordinating: [so-y-te]",
            "coordinating: [so-ldtbxh]",
            f"{DUTY_3_3} > coordinating: 'so-ldtbxh' already leads this duty",
        ),
        (
            "reporters: [cong-an-tinh, so-nnptnt]",
            "reporters: [nobody]",
            f"indicators > 23 > reporters > 1: {NOBODY}",
        ),
        (
            "cites: [cv-1497-2021]",
            "cites: [none]",
            "plan > cites > 1: no legal document has the code 'none'",
        ),
        (
            "cites: [nq-100-2019]",
            "cites: [none]",
            f"{DUTY_3_1} > cites > 1: no legal document has the code 'none'",
        ),
    ],
)
def test_a_code_that_leads_nowhere_is_named(old: str, new: str, reason: str) -> None:
    assert_refused(old, new, new, reason)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "code: tinh-doan",
            "code: so-y-te",
            "agencies > 11 > code: code 'so-y-te' is already used above",
        ),
        (
            "name: Sở Xây dựng\n    short",
            "name: Sở Y tế\n    short",
            "agencies > 26 > name: name 'Sở Y tế' is already used above",
        ),
        (
            "short_name: Huyện Duyên Hải",
            "short_name: TX Duyên Hải",
            "agencies > 20 > short_name: short name 'TX Duyên Hải' is already used above",
        ),
        (
            "- code: districts",
            "- code: bien-phong",
            "agency_groups > 2 > code: code 'bien-phong' is already used above",
        ),
        (
            "- code: districts",
            "- code: all",
            "agency_groups > 2 > code: code 'all' is reserved for every agency",
        ),
        (
            "- code: ct-01-2015",
            "- code: ct-36-2019",
            "legal_documents > 12 > code: code 'ct-36-2019' is already used above",
        ),
        (
            "- code: II.2-01-1",
            "- code: II.1-1",
            "duties > groups > 1 > duties > 1 > code: code 'II.1-1' is already used above",
        ),
        (
            "topic: monitoring",
            "topic: funding",
            "organisation > 4 > topic: topic 'funding' is already used above",
        ),
        ("code: ANNUAL", "code: H1", "schedule > 2 > code: code 'H1' is already used above"),
        (
            "code: HIV-02",
            "code: HIV-01",
            "indicators > 2 > code: code 'HIV-01' is already used above",
        ),
        (
            "days: [-3, -1]",
            "days: [-7, -1]",
            "reminders > occasions > 3 > days > 1: 'upcoming' is already sent on day -7",
        ),
        (
            "days: [0, 3, 7]",
            "days: [0, 3, 0]",
            "reminders > occasions > 6 > days > 3: 'returned' is already sent on day 0",
        ),
    ],
)
def test_what_repeats_is_named_where_it_repeats(old: str, new: str, reason: str) -> None:
    assert FILE.count(old) == 1
    error = refusal(FILE.replace(old, new))
    assert (error.line, error.reason) == (line_of(FILE, old), reason)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "deadline: {day: 16, month: 6,",
            "deadline: {day: 31, month: 6,",
            "schedule > 1 > deadline: there is no day 31/6/2022",
        ),
        (
            "figures_to: {day: 14, month: 6,",
            "figures_to: {day: 29, month: 2,",
            "schedule > 1 > figures_to: there is no day 29/2/2022",
        ),
        (
            "figures_to: {day: 14, month: 6, year_offset: 0}",
            "figures_to: {day: 14, month: 6, year_offset: -1}",
            "schedule > 1 > figures_to: figures end before they begin",
        ),
        (
            "deadline: {day: 16, month: 6,",
            "deadline: {day: 14, month: 6,",
            "schedule > 1 > deadline: the deadline must come after the last day of figures",
        ),
    ],
)
def test_an_impossible_calendar_is_refused(old: str, new: str, reason: str) -> None:
    assert_refused(old, new, new, reason)


NEEDS_PARTS = "a ratio, and only a ratio, needs a numerator and a denominator"
BOTH_WAYS = "a ratio, and only a ratio, adds up as 'ratio' both ways"
STOCK_SUM = "a stock is not summed across periods: it would count people twice"
NO_ADDEND = "no indicator that can be added up has the code"
RATIO = "    denominator: HIV-01\n    direction: up\n    across_agencies: ratio\n"


@pytest.mark.parametrize(
    ("old", "new", "mark", "reason"),
    [
        (RATIO, RATIO[24:], "- code: HIV-09", f"indicators > 9: {NEEDS_PARTS}"),
        (RATIO, RATIO.replace("ratio", "sum"), "- code: HIV-09", f"indicators > 9: {BOTH_WAYS}"),
        (
            "    unit: cây\n",
            "    unit: cây\n    numerator: HIV-01\n",
            "- code: DRG-14",
            f"indicators > 23: {NEEDS_PARTS}",
        ),
        (
            "denominator: HIV-01",
            "denominator: HIV-99",
            "HIV-99",
            f"indicators > 9 > denominator: {NO_ADDEND} 'HIV-99'",
        ),
        (
            "numerator: REH-06",
            "numerator: HIV-09",
            "numerator: HIV-09",
            f"indicators > 36 > numerator: {NO_ADDEND} 'HIV-09'",
        ),
        (
            "    part_of: [DRG-01]",
            "    part_of: [DRG-02]",
            "[DRG-02]",
            "indicators > 11 > part_of > 1: no indicator above this one has the code 'DRG-02'",
        ),
        (
            "    part_of: [DRG-01]",
            "    part_of: [HIV-02]",
            "[HIV-02]",
            "indicators > 11 > part_of > 1: 'HIV-02' is a flow, not comparable",
        ),
    ],
)
def test_an_indicator_that_cannot_add_up_is_refused(old: str, new: str, mark: str, reason: str) -> None:
    assert_refused(old, new, mark, reason)


def test_a_stock_summed_across_periods_is_refused() -> None:
    start = FILE.index("- code: HIV-01")
    damaged = FILE[:start] + FILE[start:].replace("periods: latest", "periods: sum", 1)
    error = refusal(damaged)
    assert (error.line, error.reason) == (
        line_of(FILE, "- code: HIV-01"),
        f"indicators > 1: {STOCK_SUM}",
    )


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "the file is empty"),
        ("\n# only a comment\n", 1, "the file is empty"),
        ("\n\n- a\n- b\n", 3, "file: must be a mapping of fields"),
        ("just words", 1, "file: must be a mapping of fields"),
        ("#" * (MAX_BYTES + 1), 1, f"the file is larger than {MAX_BYTES} bytes"),
        ("đ" * (MAX_BYTES // 2 + 1), 1, f"the file is larger than {MAX_BYTES} bytes"),
        ("a:\n " + "[" * 50_000, 2, "nested more than 20 deep"),
        ("a: 1\n---\nb: 2\n", 2, "not valid YAML: but found another document"),
    ],
    ids=["empty", "comment", "list", "scalar", "large", "large-utf8", "deep", "two"],
)
def test_what_is_no_plan_at_all_is_refused(text: str, line: int, reason: str) -> None:
    error = refusal(text)
    assert (error.line, error.reason) == (line, reason)


def test_the_highest_of_several_faults_is_told() -> None:
    damaged = FILE.replace("unit: gam", "unit: 5").replace("kind: military", "kind: navy")
    assert refusal(damaged).line == line_of(damaged, "kind: navy")


def test_a_leap_day_depends_on_the_year() -> None:
    leap_day = YearDay(day=29, month=2, year_offset=0)
    assert str(leap_day.in_plan_of(2024)) == "2024-02-29"
    with pytest.raises(ValueError, match="day is out of range"):
        leap_day.in_plan_of(2022)


def test_agencies_are_expanded_in_file_order_without_repeats(plan: PlanFile) -> None:
    assert plan.agency_codes(["tp-tra-vinh", "bien-phong", "districts"])[:2] == (
        "bien-phong",
        "tp-tra-vinh",
    )
    assert len(plan.agency_codes(["tp-tra-vinh", "districts"])) == 9


@settings(max_examples=60)
@given(
    at=st.integers(0, len(LINES) - 1),
    kept=st.integers(0, 110),
    put=st.text(max_size=12) | st.sampled_from([*"\t:{[&*!%@`|>'\"?-#", ": x", "<<: {}", "---"]),
    whole=st.booleans(),
)
def test_any_damaged_line_is_read_or_refused(at: int, kept: int, put: str, whole: bool) -> None:
    garbled = [] if whole else [LINES[at][:kept] + put + LINES[at][kept + 1 :]]
    damaged = "\n".join([*LINES[:at], *garbled, *LINES[at + 1 :]])
    refusal: PlanFileError | None = None
    try:
        parse_plan(damaged)
    except PlanFileError as error:
        refusal = error
    assert refusal is None or (refusal.reason and 1 <= refusal.line <= damaged.count("\n") + 2)
