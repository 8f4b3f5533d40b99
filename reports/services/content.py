"""Reading a report's content from the database into one frozen value."""

from __future__ import annotations

from datetime import date

from django.db.models import FilteredRelation, Q, QuerySet

from plan_portal.prepared import Prepared
from reports.models import Attachment, IndicatorValue, Report, ReportSection, Section, Submission
from reports.rules.content import (
    AttachmentContent,
    DutyContent,
    FigureContent,
    ReportContent,
    SectionContent,
)
from reports.rules.figures import Figure, ratio_percent
from reports.services.of_report import receipt_of
from reports.services.sent_contents import read_contents
from tasks.models import Assignment, Indicator
from tasks.services.agency_plans import assignments_in

KEPT = "_asked_indicators"
# What the form, the checks and the content read of an indicator: whole ones, three to a row, cost more than the rest.
READ = (
    *("code", "order", "name", "unit", "field", "nature", "direction", "decimals", "required"),
    *("numerator__code", "denominator__code", "part_of__code"),
)


def assignments_of(report: Report) -> QuerySet[Assignment]:
    """The duties that the report's agency answers for in the report's plan, in the plan's order."""
    return _assignments(report.period.plan_id, report.agency_id)


def duties_asked(report: Report) -> list[Assignment]:
    """The same where all of them are read."""
    return assignments_in(report.period.plan, report.agency)


def indicators_of(report: Report) -> QuerySet[Indicator]:
    """The figures asked of the report's agency, computed ratios included, in the plan's order."""
    return _indicators(report.period.plan_id, report.agency_id)


def figures_asked(report: Report) -> list[Indicator]:
    """The same where all of them are read. Kept with the report that was read: a page asks for them several times."""
    kept = vars(report)
    if KEPT not in kept:
        kept[KEPT] = _read_indicators(report.period.plan_id, report.agency_id)
    asked: list[Indicator] = kept[KEPT]
    return asked


def ways_of(report: Report) -> dict[str, tuple[str, str]]:
    """The nature of each figure asked of the report's agency and which way is good, by its code."""
    if KEPT in vars(report):
        return {each.code: (each.nature, each.direction) for each in figures_asked(report)}
    rows = _ways(report.period.plan_id, report.agency_id)
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
    sent = receipt_of(report)
    return content_sent(sent) if sent else None


def content_sent(submission: Submission) -> ReportContent:
    return read_contents({submission.pk: submission.sha256})[submission.pk]


def sections_in(report: Report) -> tuple[SectionContent, ...]:
    texts = dict(_texts(report.pk))
    return tuple(SectionContent(code=s.value, text=texts.get(s.value, "")) for s in Section)


def duties_in(report: Report) -> tuple[DutyContent, ...]:
    rows = _results(report.pk, report.period.plan_id, report.agency_id)
    return tuple(DutyContent(*(value or "" for value in row)) for row in rows)


def figures_in(report: Report) -> tuple[FigureContent, ...]:
    entered = _entered(report.pk)
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

    return tuple(figure(indicator) for indicator in figures_asked(report))


def _attachments(report: Report) -> tuple[AttachmentContent, ...]:
    return tuple(
        AttachmentContent(name, kind, size, sha256, number, dated.isoformat() if dated else "")
        for name, kind, size, sha256, number, dated in _files(report.pk)
    )


def _assignments(plan: int, agency: int) -> QuerySet[Assignment]:
    asked = Assignment.objects.filter(agency=agency, duty__plan=plan)
    return asked.select_related("duty").order_by("duty__order")


def _indicators(plan: int, agency: int) -> QuerySet[Indicator]:
    asked = Indicator.objects.filter(plan=plan, reporters=agency)
    return asked.select_related("numerator", "denominator", "part_of").only(*READ).order_by("order")


_read_indicators = Prepared(_indicators)


@Prepared
def _ways(plan: int, agency: int) -> QuerySet[Indicator, tuple[str, str, str]]:
    asked = Indicator.objects.asked_of(plan, agency).order_by()
    return asked.values_list("code", "nature", "direction")


@Prepared
def _texts(report: int) -> QuerySet[ReportSection, tuple[str, str]]:
    return ReportSection.objects.filter(report=report).order_by().values_list("section", "text")


@Prepared
def _results(report: int, plan: int, agency: int) -> QuerySet[Assignment, tuple[str | None, ...]]:
    said = FilteredRelation("results", condition=Q(results__report=report))
    asked = ("duty__code", "duty__text", "duty__field", "role")
    written = ("said__status", "said__done", "said__difficulties")
    return _assignments(plan, agency).annotate(said=said).values_list(*asked, *written)


@Prepared
def _entered(report: int) -> QuerySet[IndicatorValue, tuple[int, Figure, str]]:
    entered = IndicatorValue.objects.filter(report=report).order_by()
    return entered.values_list("indicator", "value", "explanation")


@Prepared
def _files(report: int) -> QuerySet[Attachment, tuple[str, str, int, str, str, date | None]]:
    present = Attachment.objects.present().filter(report=report).order_by("uploaded_at", "pk")
    return present.values_list("name", "kind", "size", "sha256", "paper_number", "paper_date")
