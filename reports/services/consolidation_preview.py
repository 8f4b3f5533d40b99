"""The consolidated report as it would be now, without storing anything: for an operator's command."""

from __future__ import annotations

from dataclasses import replace

from django.utils import translation

from reports.documents.agencies_words import agencies_words
from reports.documents.assemble import document_of, facts_of, source_from
from reports.documents.blocks import Document
from reports.documents.compose import compose
from reports.models import Consolidation, ConsolidationState, ReportingPeriod
from reports.services.consolidation_inputs import collect, planned_duties


class NothingToCount(Exception):
    """No report of the period is in a state that counts."""


def document_now(period: ReportingPeriod, *, includes_submitted: bool) -> Document:
    """The period's final report if there is one, else a draft made from the reports as they are now, with the text
    and the details that were edited in the newest version.

    With `includes_submitted` always a draft. Raises NothingToCount.
    """
    versions = Consolidation.objects.of(period)
    final = versions.final().first()
    if final is not None and not includes_submitted:
        return document_of(final)
    return _draft(period, versions.first(), includes_submitted=includes_submitted)


def _draft(period: ReportingPeriod, newest: Consolidation | None, *, includes_submitted: bool) -> Document:
    collected = collect(period, includes_submitted=includes_submitted)
    if not collected.contents:
        raise NothingToCount(period)
    version = newest or Consolidation(period=period, version=0)
    edited = version.sections.edited().texts() if version.pk else {}
    version.version, version.builds = max(version.version, 1), version.builds + 1
    version.state = ConsolidationState.DRAFT
    version.includes_submitted = includes_submitted
    version.content = {
        **collected.figures.to_json(),
        **facts_of(period),
        "duties": planned_duties(period),
    }
    words = {**agencies_words(collected.contents), **edited}
    with translation.override("vi"):
        return compose(replace(source_from(version, collected.contents), sections=words))
