"""What the agencies wrote, arranged as the consolidated report has it: where the coordinator's own text starts from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reports.rules.content import DutyContent, ReportContent
from reports.rules.narrative import duty_section
from reports.rules.voices import DIFFICULTIES, ROLES, Speaker, alike, own_words, spoken_name, voice

Said = tuple[ReportContent, DutyContent]
Words = tuple[Speaker, str]


def agencies_words(contents: Iterable[ReportContent]) -> dict[str, str]:
    """The agencies' words by section of the narrative, as `voices`: those that wrote the same words together. Of a
    duty the leading agencies come first, with their roles where these differ, and what holds it up is told after all
    that was done; else the order is that of `contents`. Sections and duties of which nobody wrote are left out."""
    reports = list(contents)
    sections: dict[str, list[Words]] = {}
    for content in reports:
        for section in content.sections:
            sections.setdefault(section.code, []).append((_speaker(content), section.text))
    duties: dict[str, list[Said]] = {}
    for content in reports:
        for duty in content.duties:
            duties.setdefault(duty_section(duty.code), []).append((content, duty))
    lines = {code: list(_together(said)) for code, said in sections.items()}
    lines |= {code: list(_of_duty(said)) for code, said in duties.items()}
    return {code: "\n".join(of) for code, of in lines.items() if of}


def _of_duty(said: list[Said]) -> Iterator[str]:
    leading_first = sorted(said, key=lambda pair: pair[1].role != "lead")
    wrote = [(content, duty) for content, duty in leading_first if alike(own_words(duty.done))]
    roles_differ = len({duty.role for _content, duty in wrote}) > 1
    yield from _together(
        (_speaker(content, duty.role if roles_differ else ""), duty.done) for content, duty in wrote
    )
    hard = list(_together((_speaker(content), duty.difficulties) for content, duty in leading_first))
    if hard:
        yield DIFFICULTIES
        yield from hard


def _together(said: Iterable[Words]) -> Iterator[str]:
    """What each says, in order; who says what another said before him is named with him."""
    speakers: dict[str, list[Speaker]] = {}
    words: dict[str, str] = {}
    for who, text in said:
        own = own_words(text)
        if key := alike(own):
            speakers.setdefault(key, []).append(who)
            words.setdefault(key, own)
    return (voice(who, words[key]) for key, who in speakers.items())


def _speaker(content: ReportContent, role: str = "") -> Speaker:
    return Speaker(spoken_name(content.agency_name), role if role in ROLES else "")
