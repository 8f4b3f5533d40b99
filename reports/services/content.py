"""Reading a report's content from the database into one frozen value."""

from __future__ import annotations

from django.db.models import FilteredRelation, Q, QuerySet

from reports.models import Report, Section, Submission
from reports.rules.content import (
    AttachmentContent,
    DutyContent,
    FigureContent,
    ReportContent,
    SectionContent,
)
from reports.rules.figures import Figure, ratio_percent
from reports.services.sent_contents import read_contents
from tasks.models import Assignment, Indicator

KEPT = "_asked_indicators"
# What the form, the checks and the content read of an indicator: whole ones, three to a row, cost more than the rest.
READ = (
    *("code", "order", "name", "unit", "field", "nature", "direction", "decimals", "required"),
    *("numerator__code", "denominator__code", "part_of__code"),
)


def assignments_of(report: Report) -> QuerySet[Assignment]:
    """The duties that the report's agency answers for in the report's plan, in the plan's order."""
    return (
        Assignment.objects.filter(agency=report.agency_id, duty__plan=report.period.plan_id)
        .select_related("duty")
        .order_by("duty__order")
    )


def indicators_of(report: Report) -> QuerySet[Indicator]:
    """The figures asked of the report's agency, computed ratios included, in the plan's order. Kept with the report
    that was read: a page asks for them several times."""
    kept = vars(report)
    if KEPT not in kept:
        kept[KEPT] = (
            Indicator.objects.filter(plan=report.period.plan_id, reporters=report.agency_id)
            .select_related("numerator", "denominator", "part_of")
            .only(*READ)
            .order_by("order")
        )
    asked: QuerySet[Indicator] = kept[KEPT]
    return asked


def ways_of(report: Report) -> dict[str, tuple[str, str]]:
    """The nature of each figure asked of the report's agency and which way is good, by its code."""
    if KEPT in vars(report):
        return {each.code: (each.nature, each.direction) for each in indicators_of(report)}
    asked = Indicator.objects.asked_of(report.period.plan, report.agency).order_by()
    rows = asked.values_list("code", "nature", "direction")
    return {code: (nature, direction) for code, nature, direction in rows}


def content_of(report: Report) -> ReportContent:
    """The report as it is now, for its own agency. Everyone else reads a submission: `submitted_content`."""
    return ReportContent(
        plan_code=report.period.plan.code,
        period_code=report.period.code,
        agency_code=report.agency.code,
        agency_name=report.agency.name,
        sections=sections_in(report),
        duties=duties_in(report),
        figures=figures_in(report),
        attachments=_attachments(report),
    )


def submitted_content(report: Report) -> ReportContent | None:
    """The report as it was last sent, or None if no submission stands."""
    sent = Submission.objects.latest_of(report)
    return content_sent(sent) if sent else None


def content_sent(submission: Submission) -> ReportContent:
    return read_contents({submission.pk: submission.sha256})[submission.pk]


def sections_in(report: Report) -> tuple[SectionContent, ...]:
    texts = dict(report.sections.order_by().values_list("section", "text"))
    return tuple(SectionContent(code=s.value, text=texts.get(s.value, "")) for s in Section)


def duties_in(report: Report) -> tuple[DutyContent, ...]:
    said = FilteredRelation("results", condition=Q(results__report=report.pk))
    duties = assignments_of(report).annotate(said=said)
    asked = ("duty__code", "duty__text", "duty__field", "role")
    rows = duties.values_list(*asked, "said__status", "said__done", "said__difficulties")
    return tuple(DutyContent(*(value or "" for value in row)) for row in rows)


def figures_in(report: Report) -> tuple[FigureContent, ...]:
    entered = list(report.values.order_by().values_list("indicator", "value", "explanation"))
    values: dict[int | None, Figure] = {pk: value for pk, value, _explanation in entered}
    explanations = {pk: explanation for pk, _value, explanation in entered}

    def figure(indicator: Indicator) -> FigureContent:
        value = values.get(indicator.pk)
        if indicator.is_computed:
            value = ratio_percent(values.get(indicator.numerator_id), values.get(indicator.denominator_id))
        return FigureContent(
            code=indicator.code,
            name=indicator.name,
            unit=indicator.unit,
            field=indicator.field,
            decimals=indicator.decimals,
            value=value,
            explanation=explanations.get(indicator.pk, ""),
            is_computed=indicator.is_computed,
        )

    return tuple(figure(indicator) for indicator in indicators_of(report))


def _attachments(report: Report) -> tuple[AttachmentContent, ...]:
    present = report.attachments.present().order_by("uploaded_at", "pk")
    rows = present.values_list("name", "kind", "size", "sha256", "paper_number", "paper_date")
    return tuple(
        AttachmentContent(name, kind, size, sha256, number, dated.isoformat() if dated else "")
        for name, kind, size, sha256, number, dated in rows
    )
