"""The places of a consolidated report's narrative: the sections of the outline, and one for each duty. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import count
from typing import NamedTuple

from reports.rules.wording import Change, Run, word_changes

_DUTY = "duty:"
_SAYS, _AND = ": ", "; "
# A line of its own: the lines after it tell what holds a duty up.
DIFFICULTIES = "Khó khăn, vướng mắc:"


class Voice(NamedTuple):
    """Somebody in a text: `number` counts those of the same name before."""

    chapter: str
    name: str
    number: int


def duty_section(code: str) -> str:
    """The section in which results of the duty `code` are told."""
    return f"{_DUTY}{code}"


def duty_of(section: str) -> str:
    """The duty whose results the section tells; "" for a section of the outline."""
    return section.removeprefix(_DUTY) if section.startswith(_DUTY) else ""


def voice(names: Sequence[str], words: str) -> str:
    """`- Sở Tư pháp; Sở Nội vụ: words`: what those of `names` say alike."""
    return f"- {_AND.join(names)}{_SAYS}{words}"


def speakers(line: str) -> tuple[tuple[str, ...], str]:
    """Who speaks in a line that `voice` could have written, and the words; nobody, and the line, in another."""
    names, says, words = line.partition(_SAYS)
    if not says or not names.startswith("- "):
        return (), line
    return tuple(names.removeprefix("- ").split(_AND)), words


def news(seen: str, now: str) -> tuple[tuple[Run, ...], ...]:
    """What the agencies say now and did not say before, agency by agency: what a new one says, word by word what
    another changed, and what one that is no longer counted said. What stayed as it was is left out."""
    before, after = _voices(seen), _voices(now)
    return tuple(_changed(before, after))


def _changed(before: dict[Voice, str], after: dict[Voice, str]) -> Iterator[tuple[Run, ...]]:
    for who, text in after.items():
        old = before.get(who, "")
        if old == text:
            continue
        yield word_changes(old, text) if old else (Run(Change.INSERTED, text),)
    for who, text in before.items():
        if who not in after:
            yield (Run(Change.DELETED, text),)


def _voices(text: str) -> dict[Voice, str]:
    """Each agency's words: a line that somebody speaks begins them, the lines after it belong to them. What it did and
    what holds it up are two voices; so are two of the same name, told apart by their number."""
    told: dict[Voice, list[str]] = {}
    chapter = ""
    speaking: list[Voice] = []
    for line in text.splitlines():
        names, words = speakers(line)
        if line == DIFFICULTIES:
            chapter, speaking = line, []
        elif names or not speaking:
            speaking = [_free(told, chapter, name) for name in names or [""]]
            told |= {who: [voice([who.name], words) if names else line] for who in speaking}
        else:
            for who in speaking:
                told[who].append(line)
    return {who: "\n".join(lines) for who, lines in told.items()}


def _free(told: Container[Voice], chapter: str, name: str) -> Voice:
    """The first voice of this name that has not spoken in the chapter."""
    voices = (Voice(chapter, name, number) for number in count())
    return next(who for who in voices if who not in told)
