"""The places of a consolidated report's narrative: the sections of the outline, and one for each duty. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from reports.rules.wording import Change, Run, word_changes

_DUTY = "duty:"


def duty_section(code: str) -> str:
    """The section in which results of the duty `code` are told."""
    return f"{_DUTY}{code}"


def duty_of(section: str) -> str:
    """The duty whose results the section tells; "" for a section of the outline."""
    return section.removeprefix(_DUTY) if section.startswith(_DUTY) else ""


def news(seen: str, now: str) -> tuple[tuple[Run, ...], ...]:
    """What the agencies say now and did not say before, agency by agency: what a new one says, word by word what
    another changed, and what one that is no longer counted said. What stayed as it was is left out."""
    before, after = dict(_voices(seen)), dict(_voices(now))
    return tuple(_changed(before, after))


def _changed(before: dict[str, str], after: dict[str, str]) -> Iterator[tuple[Run, ...]]:
    for who, text in after.items():
        old = before.get(who, "")
        if old == text:
            continue
        yield word_changes(old, text) if old else (Run(Change.INSERTED, text),)
    for who, text in before.items():
        if who not in after:
            yield (Run(Change.DELETED, text),)


def _voices(text: str) -> Iterator[tuple[str, str]]:
    """Who says what: a line "- name: words" begins what an agency says, the lines after it belong to it. A second voice
    of the same name is told apart by its number."""
    told: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        name, colon, _words = line.partition(": ")
        if line.startswith("- ") and colon:
            told.append((name, [line]))
        elif told:
            told[-1][1].append(line)
        else:
            told.append(("", [line]))
    for number, (name, lines) in enumerate(told):
        same = sum(other == name for other, _lines in told[:number])
        yield f"{name}#{same}", "\n".join(lines)
