"""Who says what is never in doubt, whatever the agencies write; and what is new is told of whom it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import cycle

from hypothesis import given
from hypothesis import strategies as st

from reports.rules.agencies_words import agencies_words
from reports.rules.content import DutyContent
from reports.rules.narrative import duty_section
from reports.rules.voices import (
    DIFFICULTIES,
    Speaker,
    alike,
    news,
    own_words,
    speakers,
    spoken_name,
    voice,
)
from reports.rules.wording import Change, Run
from tests.reports import sample

NAMES = [
    "Sở 1",
    "UBND huyện X (mới)",
    "Sở A; Sở B",
    "Ban: Dân tộc",
    "Công an tỉnh:",
    "Trạm",
    "Trạm (phối hợp)",
]
LINES = [
    "Đã làm.",
    "- Sở 1: không phối hợp.",
    "-Sở 1; Sở 2 (chủ trì): chưa.",
    "+ Một",
    "• Hai: ba",
    DIFFICULTIES,
    "",
    "Một.\u2028- Sở 1: hai.",
    "−\u200b Sở 1: ba.",
    f"\u200b{DIFFICULTIES}",
    "\x0b- Sở A: Sở B",
]
words = st.lists(st.sampled_from(LINES), max_size=4).map("\n".join)
said = st.dictionaries(st.sampled_from(NAMES), st.tuples(words, words), min_size=1)


def arranged(said: Mapping[str, tuple[str, str]], *roles: str) -> str:
    """The agencies have the `roles` in turn."""
    base = sample.report("Sở Y tế")
    duty = DutyContent("D1", "Việc.", "drugs", "", "done", "", "")
    contents = [
        replace(
            base,
            agency_name=name,
            duties=(replace(duty, role=role, done=done, difficulties=hard),),
            sections=(),
        )
        for (name, (done, hard)), role in zip(said.items(), cycle(roles or [""]), strict=False)
    ]
    return agencies_words(contents).get(duty_section("D1"), "")


def expected(said: Mapping[str, tuple[str, str]], place: int) -> set[str]:
    return {alike(_says(name, each[place])) for name, each in said.items() if alike(own_words(each[place]))}


def _says(name: str, text: str) -> str:
    return voice([Speaker(spoken_name(name))], own_words(text))


@given(said)
def test_whatever_they_write_each_says_it_where_it_belongs(said: dict[str, tuple[str, str]]) -> None:
    told = [run.text for [run] in news("", arranged(said))]
    place = told.index(DIFFICULTIES) if DIFFICULTIES in told else len(told)
    assert set(map(alike, told[:place])) == expected(said, 0)
    assert set(map(alike, told[place + 1 :])) == expected(said, 1)


@given(said, said)
def test_news_are_of_those_alone_who_say_something_else(
    before: dict[str, tuple[str, str]], after: dict[str, tuple[str, str]]
) -> None:
    told = [
        runs for runs in news(arranged(before), arranged(after)) if runs != (Run(Change.SAME, DIFFICULTIES),)
    ]
    assert len(told) == sum(
        alike(own_words(before.get(name, ("", ""))[place]))
        != alike(own_words(after.get(name, ("", ""))[place]))
        for name in {*before, *after}
        for place in (0, 1)
    )


@given(said)
def test_another_order_and_roles_are_no_news(said: dict[str, tuple[str, str]]) -> None:
    turned = dict(reversed(said.items()))
    assert news(arranged(said), arranged(turned)) == ()
    assert news(arranged(said), arranged(said, "lead", "coordinating")) == ()


def test_a_list_of_ones_own_stands_below_the_name() -> None:
    assert own_words(" - Một.") == "Một."
    assert own_words("- Một\n–Hai\n-5 độ\n-01 lớp") == "+ Một\n+ Hai\n-5 độ\n+ 01 lớp"
    assert own_words("- Một:\n+ Hai\n+ Ba\n- Bốn") == "+ Một:\n· Hai\n· Ba\n+ Bốn"
    line, *below = voice([Speaker("Sở A", "lead")], own_words("- Một\n- Hai")).split("\n")
    assert speakers(line) == ((Speaker("Sở A", "lead"),), "")
    assert below == ["+ Một", "+ Hai"]
    assert [speakers(each) for each in below] == [((), each) for each in below]


def test_a_line_that_names_nobody_is_somebodys_own() -> None:
    for line in ("- : lời", "- ; Sở Y tế: lời", "Sở Y tế: lời", "- Sở Y tế"):
        assert speakers(line) == ((), line)


def test_what_was_done_and_what_holds_it_up_are_told_apart() -> None:
    seen = f"- Sở A: Một.\n- Sở B: Hai.\n{DIFFICULTIES}\n- Sở B: Ba."
    assert news(seen, f"- Sở A: Một.\n{DIFFICULTIES}\n- Sở B: Bốn.") == (
        (Run(Change.DELETED, "- Sở B: Hai."),),
        (Run(Change.SAME, DIFFICULTIES),),
        (
            Run(Change.SAME, "- Sở B:"),
            Run(Change.DELETED, " Ba"),
            Run(Change.INSERTED, " Bốn"),
            Run(Change.SAME, "."),
        ),
    )
