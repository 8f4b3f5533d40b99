"""What a corrected report says otherwise than the one it replaces."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reports.rules.correction import Corrected, corrected
from reports.rules.figures import Comparison
from reports.rules.narrative import duty_of, duty_section
from tests.reports import sample

FIGURES = sample.source().figures
texts = st.dictionaries(st.sampled_from(["situation", "causes", "duty:D01"]), st.text(max_size=5))


def test_the_same_is_no_correction() -> None:
    assert corrected(FIGURES, FIGURES, {"causes": "Rain."}, {"causes": "Rain."}).is_nothing


def test_a_changed_total_stands_beside_what_it_was() -> None:
    first = FIGURES.totals[0]
    changed = replace(first, comparison=Comparison((first.value or Decimal(0)) + 1))
    found = corrected(FIGURES, replace(FIGURES, totals=(changed, *FIGURES.totals[1:])), {}, {})
    assert [(each.before, each.after) for each in found.totals] == [(first, changed)]


def test_an_agency_with_another_report_is_named() -> None:
    first = replace(FIGURES.agencies[0], sha256="f" * 64)
    found = corrected(FIGURES, replace(FIGURES, agencies=(first, *FIGURES.agencies[1:])), {}, {})
    assert found == Corrected(agencies=(first.name,))


def test_who_is_counted_only_now_or_no_longer_is_told_apart() -> None:
    first, *others = FIGURES.agencies
    assert first.sha256
    without = replace(FIGURES, agencies=(replace(first, sha256=""), *others))
    assert corrected(without, FIGURES, {}, {}) == Corrected(added=(first.name,))
    assert corrected(FIGURES, without, {}, {}) == Corrected(left_out=(first.name,))


@given(texts, texts)
def test_exactly_the_sections_that_read_otherwise_are_named(
    before: dict[str, str], after: dict[str, str]
) -> None:
    found = corrected(FIGURES, FIGURES, before, after)
    assert set(found.sections) == {s for s in before | after if before.get(s, "") != after.get(s, "")}
    assert corrected(FIGURES, FIGURES, before, before).is_nothing


@given(st.text(min_size=1))
def test_a_duty_has_a_section_of_its_own(code: str) -> None:
    assert duty_of(duty_section(code)) == code
    assert not any(duty_of(section) for section in ("situation", "causes"))
