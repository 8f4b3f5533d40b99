"""Who says what in the narrative of a consolidated report, and what of it is new.

`- Sở Tư pháp (chủ trì); Sở Nội vụ (phối hợp): words` begins what these agencies say alike; the lines after it go on
with it. The line `DIFFICULTIES` ends what was done: what is said below it holds the duty up. An agency's own words read
as neither: a list of its own has the sign +, as office documents here write a list within a list, and one within that
the sign ·.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from reports.rules.plain_text import UNSEEN, printable, printable_lines
from reports.rules.wording import Change, Run, word_changes

ROLES = {"lead": "chủ trì", "coordinating": "phối hợp"}
HARD = "Khó khăn, vướng mắc"  # So what holds a duty up is announced.
DIFFICULTIES = f"{HARD}:"
_DASH, _WITHIN, _DEEPER, _AND, _SAYS = "- ", "+ ", "· ", "; ", ":"
_ROLE_OF = {words: role for role, words in ROLES.items()}
_NAMED = re.compile(rf"(.+?)(?: \(({'|'.join(_ROLE_OF)})\))?")
_ENDS_AS_A_ROLE = re.compile(rf" \(({'|'.join(_ROLE_OF)})\)$")
_DIVIDES = re.compile(r"[;:](?=\s|$)")
# Followed by a blank, a letter or a number such as 01: not "-5 độ".
_DASHES = "-–—−‐‑"
_LISTS = re.compile(rf"^([{_DASHES}•▪●○*+·\uf0b7])(?:[\s{UNSEEN}]+|(?=[^\W\d_])|(?=0\d\s))")


class Speaker(NamedTuple):
    """An agency by its name, with its role in the duty where that is told."""

    name: str
    role: str = ""


def spoken_name(agency: str) -> str:
    """What an agency is called where it speaks: in one line, without what divides names from one another and from
    what is said, and without what reads as its role."""
    name = _DIVIDES.sub(",", " ".join(printable(agency).split()))
    return _ENDS_AS_A_ROLE.sub(r" – \1", name)


def voice(speakers: Iterable[Speaker], words: str) -> str:
    """What the speakers say alike, beginning with their names; a list stands below them. `words` are `own_words`."""
    names = _AND.join(f"{each.name} ({ROLES[each.role]})" if each.role else each.name for each in speakers)
    return f"{_DASH}{names}{_SAYS}" + (f"\n{words}" if words.startswith(_WITHIN) else f" {words}")


def own_words(text: str) -> str:
    """What one agency wrote, as it stands below its name: its lists one step lower than where it wrote them."""
    lines = printable_lines(text)
    if len(lines) == 1:
        return _LISTS.sub("", lines[0])
    steps: dict[str, str] = {}
    return "\n".join(_lowered(line, steps) for line in lines)


def _lowered(line: str, steps: dict[str, str]) -> str:
    """`steps` are the signs met before, the first of them the upper one; all dashes are one."""
    found = _LISTS.match(line)
    if found:
        sign = _DASH if found[1] in _DASHES else found[1]
        return steps.setdefault(sign, _DEEPER if steps else _WITHIN) + line[found.end() :]
    return f"{_WITHIN}{line}" if line == DIFFICULTIES else line


def speakers(line: str) -> tuple[tuple[Speaker, ...], str]:
    """Who speaks in a line that begins a `voice`, and the words in it; nobody, and the line, in another."""
    names, says, words = line.removeprefix(_DASH).partition(f"{_SAYS} ")
    if not says and line.endswith(_SAYS):
        names, says = names.removesuffix(_SAYS), _SAYS
    if not says or not line.startswith(_DASH):
        return (), line
    found = [each for name in names.split(_AND) if (each := _NAMED.fullmatch(name))]
    if len(found) <= names.count(_AND):
        return (), line
    return tuple(Speaker(each[1], _ROLE_OF.get(each[2], "")) for each in found), words


def alike(words: str) -> str:
    """The same for texts that differ in blanks, capitals and the last stop alone: they say the same."""
    return " ".join(words.split()).casefold().rstrip(" .;")


def news(seen: str, now: str) -> tuple[tuple[Run, ...], ...]:
    """What the agencies say now and did not say before, agency by agency: what a new one says, word by word what
    another changed, and what one that is no longer counted said; what holds the duty up below its own heading. Both
    texts are made of voices. Nothing where only their order, their roles or who says it with whom is new."""
    before, after = _voices(seen), _voices(now)
    told: list[tuple[Run, ...]] = []
    for chapter in ("", DIFFICULTIES):
        changes = list(_changed(before[chapter], after[chapter]))
        if chapter and changes:
            told.append((Run(Change.SAME, chapter),))
        told.extend(changes)
    return tuple(told)


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[Run, ...]]:
    for name, words in after.items():
        if name not in before:
            yield (Run(Change.INSERTED, _named(name, words)),)
        elif alike(before[name]) != alike(words):
            yield word_changes(_named(name, before[name]), _named(name, words))
    for name, words in before.items():
        if name not in after:
            yield (Run(Change.DELETED, _named(name, words)),)


def _named(name: str, words: str) -> str:
    return voice([Speaker(name)], words)


def _voices(text: str) -> dict[str, dict[str, str]]:
    """By chapter and agency what it says."""
    told: dict[str, dict[str, list[str]]] = {"": {}, DIFFICULTIES: {}}
    chapter = told[""]
    speaking: Sequence[str] = ()
    for line in text.split("\n"):
        who, words = speakers(line)
        if line == DIFFICULTIES:
            chapter, speaking = told[line], ()
            continue
        speaking = [each.name for each in who] or speaking
        for name in speaking:
            chapter.setdefault(name, []).append(words)
    return {of: {name: "\n".join(lines).strip() for name, lines in said.items()} for of, said in told.items()}
