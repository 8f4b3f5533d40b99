"""Consolidating a demonstration period: built, numbered, signed by post, made final."""

from __future__ import annotations

from datetime import datetime, timedelta

from reports.demo.people import Cast
from reports.demo.words import Author, province
from reports.models import ReportingPeriod
from reports.rules.calendar import day_of
from reports.rules.fields import Edit, digest_of
from reports.services.consolidation import (
    ConsolidationDetails,
    finalise_consolidation,
    save_consolidation_details,
    start_consolidation,
)
from reports.services.consolidation_build import build_consolidation
from reports.services.consolidation_text import save_texts, text_place


def consolidate(period: ReportingPeriod, cast: Cast, *, number: str, at: datetime) -> None:
    """The police's final report for a period whose reports are all accepted. The worker makes its files afterwards,
    as it does for any consolidation made final."""
    by = cast.coordinator
    span = Author.in_period(period).span
    consolidation = start_consolidation(period=period, by=by, includes_submitted=False, now=at)
    build_consolidation(consolidation_id=consolidation.pk, now=at + timedelta(minutes=1), with_files=False)
    consolidation.refresh_from_db()
    stored = {section.section: section for section in consolidation.sections.all()}
    edits = [
        Edit(text_place(stored[code]), text.format(span=span), digest_of(stored[code].text))
        for code, text in province()["consolidated"].items()
    ]
    save_texts(consolidation=consolidation, by=by, edits=edits, now=at + timedelta(minutes=20))
    consolidation.refresh_from_db()
    details = ConsolidationDetails(
        number=number,
        dated_on=day_of(at),
        signer_authority="KT. GIÁM ĐỐC",
        signer_post="PHÓ GIÁM ĐỐC",
        signer_name="(Minh họa)",
        recipients=province()["recipients"],
    )
    save_consolidation_details(
        consolidation=consolidation,
        by=by,
        details=details,
        expected_revision=consolidation.revision,
        now=at + timedelta(minutes=30),
    )
    finalise_consolidation(consolidation=consolidation, by=by, now=at + timedelta(hours=1))
