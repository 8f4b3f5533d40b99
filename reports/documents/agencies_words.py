"""What the agencies wrote, arranged as the consolidated report has it: where the coordinator's own text starts from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reports.documents.words import ROLES
from reports.rules.content import DutyContent, ReportContent
from reports.rules.narrative import duty_section

Said = tuple[ReportContent, DutyContent]
DIFFICULTIES = "Khó khăn, vướng mắc: "


def agencies_words(contents: Iterable[ReportContent]) -> dict[str, str]:
    """The agencies' words by section of the narrative, a line or more each, the agency named. Sections and duties of
    which nobody wrote are left out; of a duty the leading agencies come first, else the order is that of `contents`."""
    reports = list(contents)
    written: dict[str, list[str]] = {}
    for content in reports:
        for section in content.sections:
            if section.text.strip():
                written.setdefault(section.code, []).append(
                    f"- {content.agency_name}: {section.text.strip()}"
                )
    for content, duty in _leading_first(reports):
        if lines := list(_lines(duty)):
            lines[0] = f"- {content.agency_name}{_role(duty)}: {lines[0]}"
            written.setdefault(duty_section(duty.code), []).extend(lines)
    return {code: "\n".join(lines) for code, lines in written.items()}


def _leading_first(contents: Iterable[ReportContent]) -> list[Said]:
    said = [(content, duty) for content in contents for duty in content.duties]
    return sorted(said, key=lambda pair: pair[1].role != "lead")


def _lines(duty: DutyContent) -> Iterator[str]:
    if duty.done.strip():
        yield duty.done.strip()
    if duty.difficulties.strip():
        yield f"{DIFFICULTIES}{' '.join(duty.difficulties.split())}"


def _role(duty: DutyContent) -> str:
    return f" ({ROLES[duty.role]})" if duty.role in ROLES else ""
