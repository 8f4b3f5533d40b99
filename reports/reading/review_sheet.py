"""What a reviewer reads: the content as it was sent, and beside each place what he needs to judge it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from plan_portal.chips import Chip
from plan_portal.formatting import number
from reports.models import DutyStatus, Report, Review, ReviewComment, Section, Submission
from reports.reading.sent import contents_before
from reports.rules.checks import Finding
from reports.rules.content import (
    Difference,
    DutyContent,
    FigureContent,
    ReportContent,
    SectionContent,
    differences,
)
from reports.rules.figures import Comparison
from reports.services.past import Past, past_of
from reports.services.readiness import marks_in
from tasks.models import AssignmentRole, Field, Target

Place = tuple[str, str]
STATUS_CHIPS = {
    "": Chip(_("Nothing said"), "bad"),
    DutyStatus.NOT_STARTED: Chip(DutyStatus.NOT_STARTED.label, "still"),
    DutyStatus.IN_PROGRESS: Chip(DutyStatus.IN_PROGRESS.label, "action"),
    DutyStatus.BEHIND: Chip(DutyStatus.BEHIND.label, "care"),
    DutyStatus.DONE: Chip(DutyStatus.DONE.label, "good"),
    DutyStatus.NOT_APPLICABLE: Chip(DutyStatus.NOT_APPLICABLE.label, "still", "minus"),
}
T = TypeVar("T")


@dataclass(frozen=True)
class Margin:
    """What stands beside one place of the report: `target` and `code` as in comments."""

    target: str
    code: str = ""
    findings: Sequence[Finding] = ()
    changes: Sequence[Difference] = ()
    comments: Sequence[ReviewComment] = ()

    @property
    def anchor(self) -> str:
        return f"{self.target}-{self.code}" if self.code else self.target


@dataclass(frozen=True)
class SectionEntry:
    content: SectionContent
    label: str
    previous: str
    margin: Margin


@dataclass(frozen=True)
class DutyEntry:
    content: DutyContent
    status: Chip
    role: str
    previous: DutyContent | None
    margin: Margin


@dataclass(frozen=True)
class FigureEntry:
    content: FigureContent
    field: str
    better: str
    comparison: Comparison
    margin: Margin


@dataclass(frozen=True)
class Sheet:
    """One submission laid out for review. `review` None: nobody has opened it."""

    report: Report
    submission: Submission
    content: ReportContent
    review: Review | None
    whole: Margin
    sections: list[SectionEntry] = field(default_factory=list)
    duties: list[DutyEntry] = field(default_factory=list)
    figures: list[FigureEntry] = field(default_factory=list)
    previous_name: str = ""
    earlier_number: int | None = None

    @property
    def margins(self) -> list[Margin]:
        """Every place that can be commented, the whole report first."""
        return [
            self.whole,
            *(section.margin for section in self.sections),
            *(duty.margin for duty in self.duties),
            *(figure.margin for figure in self.figures),
        ]

    @property
    def findings(self) -> int:
        return sum(len(margin.findings) for margin in self.margins)

    @property
    def changes(self) -> int:
        return sum(len(margin.changes) for margin in self.margins)

    def margin_at(self, target: str, code: str) -> Margin | None:
        """The place a comment names, or None if the submission has no such place."""
        return next((m for m in self.margins if (m.target, m.code) == (target, code)), None)


def review_sheet(report: Report) -> Sheet | None:
    """The newest submission that stands, laid out; None if none does. The agency's draft is never read."""
    sent = list(
        Submission.objects.standing()
        .filter(report=report)
        .select_related("submitted_by", "review", "review__opened_by")
        .order_by("-number")[:2]
    )
    if not sent:
        return None
    submission, earlier = sent[0], sent[1] if len(sent) > 1 else None
    content = ReportContent.from_json(submission.content)
    before = contents_before(report)
    previous = before[-1] if before else None
    margin = partial(_margin, _margins(report, content, earlier))
    return Sheet(
        report=report,
        submission=submission,
        content=content,
        review=getattr(submission, "review", None),
        whole=margin("report", ""),
        sections=_sections(content, previous[1] if previous else None, margin),
        duties=_duties(content, previous[1] if previous else None, margin),
        figures=_figures(report, content, margin),
        previous_name=previous[0].name if previous else "",
        earlier_number=earlier.number if earlier else None,
    )


@dataclass(frozen=True)
class _Margins:
    findings: Mapping[Place, list[Finding]]
    changes: Mapping[Place, list[Difference]]
    comments: Mapping[Place, list[ReviewComment]]


def _margins(report: Report, content: ReportContent, earlier: Submission | None) -> _Margins:
    comments = ReviewComment.objects.of_report(report)
    changed = () if earlier is None else differences(ReportContent.from_json(earlier.content), content)
    worded = map(_in_words, changed)
    return _Margins(
        findings=_grouped((f.target, f.code, f) for f in marks_in(report, content)),
        changes=_grouped((d.target, d.code, d) for d in worded),
        comments=_grouped((c.target, c.target_code, c) for c in comments),
    )


def _in_words(difference: Difference) -> Difference:
    """Statuses by their names, figures as figures are written."""
    return replace(
        difference,
        before=_shown(difference.aspect, difference.before),
        after=_shown(difference.aspect, difference.after),
    )


def _shown(aspect: str, words: str) -> str:
    if not words:
        return ""
    if aspect == "status":
        return str(DutyStatus(words).label)
    return number(words) if aspect == "value" else words


def _grouped(things: Iterable[tuple[str, str, T]]) -> dict[Place, list[T]]:
    found: dict[Place, list[T]] = {}
    for target, code, thing in things:
        found.setdefault((target, code), []).append(thing)
    return found


def _margin(margins: _Margins, target: str, code: str) -> Margin:
    place = (target, code)
    return Margin(
        target=target,
        code=code,
        findings=margins.findings.get(place, ()),
        changes=margins.changes.get(place, ()),
        comments=margins.comments.get(place, ()),
    )


def _sections(
    content: ReportContent, previous: ReportContent | None, margin: partial[Margin]
) -> list[SectionEntry]:
    texts = {section.code: section.text for section in previous.sections} if previous else {}
    return [
        SectionEntry(
            content=section,
            label=str(Section(section.code).label),
            previous=texts.get(section.code, ""),
            margin=margin("section", section.code),
        )
        for section in content.sections
    ]


def _duties(
    content: ReportContent, previous: ReportContent | None, margin: partial[Margin]
) -> list[DutyEntry]:
    before = {duty.code: duty for duty in previous.duties} if previous else {}
    return [
        DutyEntry(
            content=duty,
            status=STATUS_CHIPS[duty.status],
            role=str(AssignmentRole(duty.role).label),
            previous=before.get(duty.code),
            margin=margin("duty", duty.code),
        )
        for duty in content.duties
    ]


def _figures(report: Report, content: ReportContent, margin: partial[Margin]) -> list[FigureEntry]:
    past = past_of(report)
    targets = Target.objects.of_agency(report.plan, report.agency)
    directions = dict(report.plan.indicators.values_list("code", "direction"))
    return [
        FigureEntry(
            content=figure,
            field=str(Field(figure.field).label),
            better=directions.get(figure.code, "neutral"),
            comparison=_beside(figure, past, targets),
            margin=margin("indicator", figure.code),
        )
        for figure in content.figures
    ]


def _beside(figure: FigureContent, past: Past, targets: Mapping[str, Decimal]) -> Comparison:
    return Comparison(
        value=figure.value,
        target=targets.get(figure.code),
        previous=past.previous.get(figure.code),
        same_last_year=past.same_last_year.get(figure.code),
    )
