"""Where the coordinator's text starts from: every agency's words, each told once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reports.documents.blocks import Paragraph
from reports.documents.compose import MOST_NAMED, compose
from reports.rules.agencies_words import agencies_words
from reports.rules.content import DutyContent, ReportContent
from reports.rules.narrative import duty_section
from reports.rules.voices import DIFFICULTIES, speakers
from tests.reports import sample

DONE, HARD = ("Đã làm.", "Đã làm xong.", ""), ("Thiếu người.", "Thiếu tiền.", "")
results = st.tuples(
    st.sampled_from(["lead", "coordinating", ""]), st.sampled_from(DONE), st.sampled_from(HARD)
)
WORDS = DutyContent("D1", "Việc.", "drugs", "", "done", "", "")


def of_agencies(said: Sequence[tuple[str, str, str]]) -> list[ReportContent]:
    base = sample.report("Sở Y tế")
    return [
        replace(
            base,
            agency_name=f"Sở {number}",
            duties=(replace(WORDS, role=role, done=done, difficulties=hard),),
        )
        for number, (role, done, hard) in enumerate(said)
    ]


def heard(lines: list[str]) -> dict[str, set[str]]:
    """The agencies by what they say; whoever says nothing in a line is an empty name."""
    return {words: {each.name for each in who} for who, words in map(speakers, lines)}


@given(st.lists(results, min_size=1, max_size=6))
def test_every_agency_is_named_once_with_what_it_did_and_once_with_what_holds_it_up(
    said: list[tuple[str, str, str]],
) -> None:
    lines = agencies_words(of_agencies(said)).get(duty_section("D1"), "").splitlines()
    done, hard = _split(lines)
    for told, place in ((done, 1), (hard, 2)):
        asked = {each[place] for each in said} - {""}
        assert heard(told) == {
            words: {f"Sở {n}" for n, each in enumerate(said) if each[place] == words} for words in asked
        }
        assert len(told) == len(asked)


def test_the_leading_agencies_come_first_with_their_roles_where_those_who_wrote_differ_in_them() -> None:
    lines = agencies_words(of_agencies([("coordinating", "Một.", ""), ("lead", "Hai.", "")]))
    assert lines[duty_section("D1")] == "- Sở 1 (chủ trì): Hai.\n- Sở 0 (phối hợp): Một."
    lines = agencies_words(
        of_agencies([("lead", "Một.", ""), ("lead", "Hai.", ""), ("coordinating", "", "")])
    )
    assert lines[duty_section("D1")] == "- Sở 0: Một.\n- Sở 1: Hai."


def test_words_that_differ_in_spaces_case_or_full_stop_are_the_same() -> None:
    lines = agencies_words(of_agencies([("", "Đã làm  xong", ""), ("", "đã làm xong.", "")]))
    assert lines[duty_section("D1")] == "- Sở 0; Sở 1: Đã làm  xong"


def _split(lines: list[str]) -> tuple[list[str], list[str]]:
    place = lines.index(DIFFICULTIES) if DIFFICULTIES in lines else len(lines)
    return lines[:place], lines[place + 1 :]


def test_names_lead_their_words_on_paper_and_the_few_that_are_behind_are_named() -> None:
    source = sample.source(missing=0)
    paragraphs = [block for block in compose(source).blocks if isinstance(block, Paragraph)]
    names = {line.name for line in source.figures.agencies}
    several = [who for who, _words in (speakers(p.lead) for p in paragraphs) if len(who) > 1]
    assert several
    assert all(names.issuperset(each.name for each in who) for who in several)
    counted = [p.text for p in paragraphs if p.lead == "Tiến độ: "]
    behind = [text.partition("chậm tiến độ")[2] for text in counted if "chậm tiến độ" in text]
    named = [text.partition("(")[2].partition(")")[0].split("; ") for text in behind if text.startswith(" (")]
    assert named
    assert all(names.issuperset(each) and len(each) <= MOST_NAMED for each in named)
    assert len(named) < len(behind), "many are only counted"
