"""The places of a consolidated report's narrative: the sections of the outline, and one for each duty. Pure."""

from __future__ import annotations

_DUTY = "duty:"


def duty_section(code: str) -> str:
    """The section in which results of the duty `code` are told."""
    return f"{_DUTY}{code}"


def duty_of(section: str) -> str:
    """The duty whose results the section tells; "" for a section of the outline."""
    return section.removeprefix(_DUTY) if section.startswith(_DUTY) else ""
