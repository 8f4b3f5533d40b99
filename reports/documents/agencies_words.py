"""What the agencies wrote, arranged as the consolidated report has it: where the coordinator's own text starts from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reports.documents.words import ROLES
from reports.rules.content import DutyContent, ReportContent
from reports.rules.narrative import DIFFICULTIES, duty_section, voice

Said = tuple[ReportContent, DutyContent]
Words = tuple[str, str]  # who says it, and what


def agencies_words(contents: Iterable[ReportContent]) -> dict[str, str]:
    """The agencies' words by section of the narrative, a line or more each, the agencies named: those that wrote the
    same words together. Of a duty the leading agencies come first, with their roles where these differ, and what holds
    it up is told after all that was done; else the order is that of `contents`. Sections and duties of which nobody
    wrote are left out."""
    reports = list(contents)
    sections: dict[str, list[Words]] = {}
    for content in reports:
        for section in content.sections:
            sections.setdefault(section.code, []).append((content.agency_name, section.text))
    duties: dict[str, list[Said]] = {}
    for content in reports:
        for duty in content.duties:
            duties.setdefault(duty_section(duty.code), []).append((content, duty))
    lines = {code: list(_together(said)) for code, said in sections.items()}
    lines |= {code: list(_of_duty(said)) for code, said in duties.items()}
    return {code: "\n".join(of) for code, of in lines.items() if of}


def _of_duty(said: list[Said]) -> Iterator[str]:
    leading_first = sorted(said, key=lambda pair: pair[1].role != "lead")
    roles_differ = len({duty.role for _content, duty in said}) > 1
    yield from _together(
        (content.agency_name + (_role(duty) if roles_differ else ""), duty.done)
        for content, duty in leading_first
    )
    hard = [
        (content.agency_name, " ".join(duty.difficulties.split()))
        for content, duty in leading_first
        if duty.difficulties.strip()
    ]
    if hard:
        yield DIFFICULTIES
        yield from _together(hard)


def _together(said: Iterable[Words]) -> Iterator[str]:
    """What each says, in order; who says what another said before him is named with him."""
    speakers: dict[str, list[str]] = {}
    words: dict[str, str] = {}
    for who, text in said:
        if alike := " ".join(text.split()).casefold().rstrip(" .;"):
            speakers.setdefault(alike, []).append(who)
            words.setdefault(alike, text.strip())
    return (voice(names, words[alike]) for alike, names in speakers.items())


def _role(duty: DutyContent) -> str:
    return f" ({ROLES[duty.role]})" if duty.role in ROLES else ""
