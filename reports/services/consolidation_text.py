"""Writing the narrative of a consolidated report. Nothing written there is ever lost: each wording stays."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from agencies.models import User
from reports.models import Consolidation, ConsolidationSection, Wording
from reports.rules.fields import Edit, Outcome, Place, judge
from reports.services.consolidation import lock_for_edit, mark_saved
from reports.services.editing import Conflict

# Whoever pauses longer begins another wording.
PAUSE = timedelta(minutes=10)


@transaction.atomic
def save_texts(
    *, consolidation: Consolidation, by: User, edits: Collection[Edit], now: datetime
) -> tuple[Conflict, ...]:
    """Save each text whose author saw what is stored; the others come back as conflicts, and nothing is overwritten.
    `edits` name their places by the section's id (`text_place`). A text saved as it stood is not counted as edited.

    Raises ConsolidationRefused, or KeyError for a section that this report does not have.
    """
    consolidation = lock_for_edit(consolidation, by)
    stored = {section.pk: section for section in consolidation.sections.with_editor()}
    outcomes = [(edit, stored[int(edit.place.key)]) for edit in edits]
    judged = [(edit, section, judge(edit, section.text)) for edit, section in outcomes]
    written = [(edit, section) for edit, section, outcome in judged if outcome == Outcome.SAVED]
    for edit, section in written:
        _write(section, str(edit.value).strip(), by, now)
    if written:
        mark_saved(consolidation, by, now)
    refused = [(edit, section) for edit, section, outcome in judged if outcome == Outcome.REFUSED]
    return tuple(Conflict(edit.place, s.text, s.edited_by, s.edited_at) for edit, s in refused)


def text_place(section: ConsolidationSection) -> Place:
    """The field in which the section's text is written."""
    return Place("consolidated", section.pk, "text")


@transaction.atomic
def mark_seen(*, section: ConsolidationSection, by: User, now: datetime) -> None:
    """Note that the edited text was compared with what the agencies now say. Raises ConsolidationRefused."""
    consolidation, section = _locked(section, by)
    section.seen_text = section.agencies_text
    section.save(update_fields=["seen_text"])
    mark_saved(consolidation, by, now)


@transaction.atomic
def follow_agencies(*, section: ConsolidationSection, by: User, now: datetime) -> None:
    """Give up the edited text of a place for what the agencies wrote; later builds then refresh it again. The edited
    text stays on record. Raises ConsolidationRefused."""
    consolidation, section = _locked(section, by)
    _write(section, section.agencies_text, by, now, is_another=True)
    section.edited_at = section.edited_by = None
    section.save(update_fields=["edited_at", "edited_by"])
    mark_saved(consolidation, by, now)


@transaction.atomic
def restore_wording(*, section: ConsolidationSection, wording: Wording, by: User, now: datetime) -> None:
    """Put an earlier wording of the place back; the present one stays on record. Raises ConsolidationRefused."""
    consolidation, section = _locked(section, by)
    _write(section, wording.text, by, now, is_another=True)
    mark_saved(consolidation, by, now)


def _locked(section: ConsolidationSection, by: User) -> tuple[Consolidation, ConsolidationSection]:
    consolidation = lock_for_edit(section.consolidation, by)
    return consolidation, consolidation.sections.get(pk=section.pk)


def _write(
    section: ConsolidationSection, text: str, by: User, now: datetime, *, is_another: bool = False
) -> None:
    before = section.text
    section.text, section.seen_text = text, section.agencies_text
    section.edited_at, section.edited_by = now, by
    section.save()
    _record(section, before, by, now, is_another=is_another)


def _record(section: ConsolidationSection, before: str, by: User, now: datetime, *, is_another: bool) -> None:
    """The person's present wording grows, or another one begins: after a pause, and where the whole text is exchanged
    (`is_another`), or what was written a minute ago would be written over.

    What the agencies' words were before anyone wrote is kept as the first.
    """
    last = section.wordings.select_related("by").order_by("-at", "-pk").first()
    if last is not None and not is_another and last.by == by and now - last.at <= PAUSE:
        last.text, last.at = section.text, now
        last.save(update_fields=["text", "at"])
        return
    if last is None and before:
        Wording.objects.create(section=section, text=before, by=by, began_at=now, at=now)
    Wording.objects.create(section=section, text=section.text, by=by, began_at=now, at=now)
