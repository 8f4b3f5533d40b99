"""From a consolidation's row to its document. All that is printed was frozen when it was built, or edited since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from django.utils import translation

from reports.documents.blocks import Document, Signature
from reports.documents.compose import compose
from reports.documents.outline import section_title
from reports.documents.source import Coordinator, PeriodFacts, PlanFacts, PlannedDuty, Replaced, Source
from reports.models import Consolidation, ConsolidationState, ReportingPeriod
from reports.rules.consolidation import Figures
from reports.rules.content import ReportContent
from reports.rules.correction import corrected
from reports.services.consolidation_inputs import counted_contents


def document_of(consolidation: Consolidation) -> Document:
    """The consolidated report as a document: one value for PDF, Word and Excel, in Vietnamese."""
    contents = counted_contents(Figures.from_json(consolidation.content))
    source = replace(source_from(consolidation, contents), sections=consolidation.sections.texts())
    with translation.override("vi"):
        return compose(replace(source, replaced=replaced_by(consolidation, source)))


def replaced_by(consolidation: Consolidation, source: Source) -> Replaced | None:
    """The final report before this one and what this one says otherwise; None for a first version."""
    old = Consolidation.objects.final().before(consolidation) if consolidation.correction else None
    if old is None:
        return None
    before = source_from(old, ())
    changed = corrected(before.figures, source.figures, old.sections.texts(), source.sections)
    return Replaced(
        number=before.printed_number,
        dated_on=old.dated_on,
        reason=consolidation.correction,
        totals=changed.totals,
        agencies=changed.agencies,
        added=changed.added,
        left_out=changed.left_out,
        sections=tuple(section_title(section, source.duties) for section in changed.sections),
    )


def facts_of(period: ReportingPeriod) -> dict[str, Any]:
    """What of the plan, the period and the coordinator is printed, as JSON values to freeze."""
    plan, coordinator = period.plan, period.plan.coordinator
    plan_facts = PlanFacts(plan.title, plan.year, plan.issuer, plan.place, plan.number, plan.issued_on)
    period_facts = PeriodFacts(period.kind, period.code, period.data_from, period.data_to)
    police = Coordinator(coordinator.name, coordinator.symbol, coordinator.kind)
    return {
        "plan": _plain(asdict(plan_facts)),
        "period": _plain(asdict(period_facts)),
        "coordinator": asdict(police),
    }


def source_from(consolidation: Consolidation, contents: tuple[ReportContent, ...]) -> Source:
    """Everything the document is composed from but the narrative; needs a consolidation that has been built."""
    content = consolidation.content
    return Source(
        plan=PlanFacts(**{**content["plan"], "issued_on": _day(content["plan"]["issued_on"])}),
        period=PeriodFacts(**{**content["period"], **_window(content["period"])}),
        coordinator=Coordinator(**content["coordinator"]),
        figures=Figures.from_json(content),
        contents=contents,
        duties=tuple(_duties(content["duties"], contents)),
        builds=consolidation.builds,
        is_final=consolidation.state == ConsolidationState.FINAL,
        includes_submitted=consolidation.includes_submitted,
        number=consolidation.number,
        dated_on=consolidation.dated_on,
        signature=Signature(
            consolidation.signer_authority, consolidation.signer_post, consolidation.signer_name
        ),
        recipients=consolidation.recipients,
    )


def _duties(frozen: list[Any], contents: tuple[ReportContent, ...]) -> Iterator[PlannedDuty]:
    """What was frozen before texts were kept for each duty are codes alone: the reports say the rest."""
    told = {duty.code: duty for content in contents for duty in content.duties}
    for each in frozen:
        if isinstance(each, dict):
            yield PlannedDuty(**each)
        elif each in told:
            yield PlannedDuty(each, told[each].field, told[each].text)


def _window(period: dict[str, str]) -> dict[str, date]:
    return {name: date.fromisoformat(period[name]) for name in ("data_from", "data_to")}


def _day(plain: str | None) -> date | None:
    return date.fromisoformat(plain) if plain else None


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
