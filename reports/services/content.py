"""Reading a report's content from the database into one frozen value."""

from __future__ import annotations

from django.db.models import QuerySet

from reports.models import Report, Section, Submission
from reports.rules.content import (
    AttachmentContent,
    DutyContent,
    FigureContent,
    ReportContent,
    SectionContent,
)
from reports.rules.figures import Figure, ratio_percent
from tasks.models import Assignment, Indicator

KEPT = "_asked_indicators"


def assignments_of(report: Report) -> QuerySet[Assignment]:
    """The duties that the report's agency answers for in the report's plan, in the plan's order."""
    return (
        Assignment.objects.filter(agency=report.agency_id, duty__plan=report.period.plan_id)
        .select_related("duty", "duty__group")
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
            .order_by("order")
        )
    asked: QuerySet[Indicator] = kept[KEPT]
    return asked


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
    submission = Submission.objects.latest_of(report)
    return None if submission is None else ReportContent.from_json(submission.content)


def sections_in(report: Report) -> tuple[SectionContent, ...]:
    texts = dict(report.sections.order_by().values_list("section", "text"))
    return tuple(SectionContent(code=s.value, text=texts.get(s.value, "")) for s in Section)


def duties_in(report: Report) -> tuple[DutyContent, ...]:
    results = {
        assignment: said
        for assignment, *said in report.duty_results.order_by().values_list(
            "assignment", "status", "done", "difficulties"
        )
    }
    duties = assignments_of(report).values_list("pk", "duty__code", "duty__text", "duty__field", "role")
    return tuple(DutyContent(*duty, *results.get(pk, ())) for pk, *duty in duties)


def figures_in(report: Report) -> tuple[FigureContent, ...]:
    entered = {value.indicator_id: value for value in report.values.order_by()}
    values: dict[int | None, Figure] = {pk: entry.value for pk, entry in entered.items()}

    def figure(indicator: Indicator) -> FigureContent:
        entry = entered.get(indicator.pk)
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
            explanation=entry.explanation if entry else "",
            is_computed=indicator.is_computed,
        )

    return tuple(figure(indicator) for indicator in indicators_of(report))


def _attachments(report: Report) -> tuple[AttachmentContent, ...]:
    return tuple(
        AttachmentContent(
            name=attachment.name,
            kind=attachment.kind,
            size=attachment.size,
            sha256=attachment.sha256,
            paper_number=attachment.paper_number,
            paper_date=attachment.paper_date.isoformat() if attachment.paper_date else "",
        )
        for attachment in report.attachments.present()
    )
