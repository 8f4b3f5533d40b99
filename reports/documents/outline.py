"""The outline of the consolidated report (document-format.md) and what its sections are called on paper."""

from __future__ import annotations

from collections.abc import Iterable

from reports.documents.source import PlannedDuty
from reports.documents.words import shortened
from reports.rules.narrative import duty_of

TITLES = {
    "situation": "Tình hình chung và công tác chỉ đạo",
    "achievements": "Kết quả nổi bật",
    "shortcomings": "Tồn tại, hạn chế",
    "causes": "Nguyên nhân",
    "directions": "Phương hướng, nhiệm vụ trọng tâm thời gian tới",
    "proposals": "Kiến nghị, đề xuất",
}


def section_title(section: str, duties: Iterable[PlannedDuty]) -> str:
    """`Tồn tại, hạn chế`; of a duty `Kết quả thực hiện: ` and its beginning."""
    code = duty_of(section)
    found = next((duty.text for duty in duties if duty.code == code), "")
    return f"Kết quả thực hiện: {shortened(found or code, 90)}" if code else TITLES.get(section, section)
