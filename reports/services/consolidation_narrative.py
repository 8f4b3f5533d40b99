"""How the narrative of a consolidated report follows what the agencies wrote, without touching what was edited."""

from __future__ import annotations

from collections.abc import Mapping

from reports.models import Consolidation, ConsolidationSection, Section
from reports.rules.voices import news

_KEPT = ("section", "text", "agencies_text", "seen_text", "edited_at", "edited_by")


def refresh_narrative(consolidation: Consolidation, words: Mapping[str, str]) -> None:
    """Take in what the agencies wrote (`words` by section). A text nobody edited becomes theirs; an edited one stays,
    and what is new of theirs can be seen beside it: the same in another order is not. For a locked consolidation,
    inside a transaction."""
    known = {section.section: section for section in consolidation.sections.all()}
    fresh = []
    for code in dict.fromkeys([*Section.values, *words, *known]):
        section = known.get(code) or ConsolidationSection(consolidation=consolidation, section=code)
        section.agencies_text = words.get(code, "")
        if not section.is_edited:
            section.text = section.agencies_text
        if not section.is_edited or not news(section.seen_text, section.agencies_text):
            section.seen_text = section.agencies_text
        fresh.append(section)
    _store(fresh)


def copy_narrative(source: Consolidation, target: Consolidation) -> None:
    """Begin `target` with the texts of `source`, edited ones as edited."""
    _store(
        [
            ConsolidationSection(consolidation=target, **{name: getattr(section, name) for name in _KEPT})
            for section in source.sections.with_editor()
        ]
    )


def _store(sections: list[ConsolidationSection]) -> None:
    ConsolidationSection.objects.bulk_create(
        sections,
        update_conflicts=True,
        unique_fields=["consolidation", "section"],
        update_fields=["text", "agencies_text", "seen_text"],
    )
