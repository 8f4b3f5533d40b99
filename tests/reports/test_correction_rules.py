"""What a corrected report says otherwise than the one it replaces."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reports.rules.correction import Corrected, corrected
from reports.rules.figures import Comparison
from reports.rules.narrative import DIFFICULTIES, duty_of, duty_section, news, voice
from reports.rules.wording import Change, Run
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


voices = st.dictionaries(
    st.text(st.characters(categories=["L"]), min_size=1, max_size=4),
    st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8),
    max_size=4,
)


def _told(voices: dict[str, str]) -> str:
    """Those who say the same say it together."""
    alike = {words: [name for name in voices if voices[name] == words] for words in voices.values()}
    return "\n".join(voice(names, words) for words, names in alike.items())


@given(voices, voices)
def test_news_name_exactly_the_agencies_that_say_something_else(
    before: dict[str, str], after: dict[str, str]
) -> None:
    told = news(_told(before), _told(after))
    assert len(told) == sum(before.get(name) != after.get(name) for name in {*before, *after})
    assert news(_told(after), _told(after)) == ()


def test_a_voice_goes_on_over_its_lines_and_words_before_any_voice_are_one_too() -> None:
    seen = "Chung.\n- Sở A: Một hai.\nBa bốn.\n- Sở B: Năm."
    assert news(seen, seen.replace("bốn", "sáu")) == (
        (
            Run(Change.SAME, "- Sở A: Một hai.\nBa"),
            Run(Change.DELETED, " bốn"),
            Run(Change.INSERTED, " sáu"),
            Run(Change.SAME, "."),
        ),
    )
    assert news(seen, seen.removeprefix("Chung.\n")) == ((Run(Change.DELETED, "Chung."),),)


def test_what_was_done_and_what_holds_it_up_are_told_apart() -> None:
    seen = f"- Sở A: Một.\n- Sở B: Hai.\n{DIFFICULTIES}\n- Sở B: Ba."
    assert news(seen, f"- Sở A: Một.\n{DIFFICULTIES}\n- Sở B: Ba.") == (
        (Run(Change.DELETED, "- Sở B: Hai."),),
    )
    assert news(seen, f"{seen}\n- Sở A: Bốn.") == ((Run(Change.INSERTED, "- Sở A: Bốn."),),)
