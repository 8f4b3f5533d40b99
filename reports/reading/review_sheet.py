"""What a reviewer reads: the content as it was sent, and beside each place what he needs to judge it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeVar, cast

from plan_portal.change import Better
from plan_portal.chips import Chip
from reports.chips import DUTY_STATUSES
from reports.models import Attachment, AttachmentKind, Report, ReportingPeriod, Review, Section, Submission
from reports.reading.margins import WHOLE, Margin, Margins, margins_of
from reports.reading.sent import contents_before
from reports.rules.checks import FigureRule, Finding, judge_report
from reports.rules.content import DutyContent, FigureContent, ReportContent, SectionContent
from reports.rules.figures import Figure
from reports.rules.period_names import Names
from reports.services.attachments import attachments_named_in
from reports.services.content import figures_asked
from reports.services.of_report import newest_two, targets_of
from reports.services.past import Past, past_beside
from reports.services.readiness import REQUIRED_SECTIONS
from reports.services.sent_contents import read_contents
from tasks.models import AssignmentRole, Field


@dataclass(frozen=True)
class SectionEntry:
    content: SectionContent
    previous: str
    margin: Margin


@dataclass(frozen=True)
class DutyEntry:
    content: DutyContent
    status: Chip
    role: str
    previous: DutyContent | None
    previous_status: Chip | None
    margin: Margin


@dataclass(frozen=True)
class FigureEntry:
    """`newest` is the newest earlier figure; `names` what it and `year_before` are called; `reference` is what the
    change is said against."""

    content: FigureContent
    field: str
    better: Better
    target: Figure
    newest: Figure
    names: Names
    year_before: Figure
    reference: Figure
    margin: Margin


Earlier = tuple[ReportingPeriod, ReportContent]
Entry = TypeVar("Entry", SectionEntry, DutyEntry, FigureEntry)


@dataclass(frozen=True)
class Mark:
    """A thing to look at, and where it is."""

    finding: Finding
    margin: Margin


@dataclass(frozen=True)
class Sheet:
    """One submission laid out for review. `review` None: nobody has opened it. `earlier_number` is the submission
    before, if there is one, `files_before` the SHA-256 of its files; `is_partial`: only what changed since then is
    shown."""

    report: Report
    submission: Submission
    content: ReportContent
    files: Sequence[Attachment]
    review: Review | None
    whole: Margin
    sections: Sequence[SectionEntry] = ()
    duties: Sequence[DutyEntry] = ()
    figures: Sequence[FigureEntry] = ()
    previous_name: str = ""
    earlier_number: int | None = None
    files_before: Collection[str] = ()
    is_partial: bool = False

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
    def marks(self) -> list[Mark]:
        return [Mark(finding, margin) for margin in self.margins for finding in margin.findings]

    @property
    def changes(self) -> int:
        return sum(len(margin.changes) for margin in self.margins)

    @property
    def comments_made(self) -> int:
        """In this review."""
        made = [c for margin in self.margins for c in margin.comments]
        return sum(self.review is not None and comment.review_id == self.review.pk for comment in made)

    @property
    def lacks_scan(self) -> bool:
        return all(file.kind != AttachmentKind.SIGNED_SCAN for file in self.files)

    @property
    def old_scan(self) -> Attachment | None:
        """The signed scan, if it came with the submission before and other things changed since: what was signed on
        paper may say otherwise than what was sent."""
        scans = [file for file in self.files if file.kind == AttachmentKind.SIGNED_SCAN]
        is_old = scans and all(scan.sha256 in self.files_before for scan in scans)
        return scans[-1] if is_old and self.changes else None

    def only_changed(self) -> Sheet:
        """The same with the places alone that changed since the submission before or were commented there, so that
        an answer is read with what it is about; all of it if there was no submission before. What was settled
        before that is left out."""
        if self.earlier_number is None:
            return self
        return replace(
            self,
            whole=self.whole.since(self.earlier_number),
            sections=self._new(self.sections, self.earlier_number),
            duties=self._new(self.duties, self.earlier_number),
            figures=self._new(self.figures, self.earlier_number),
            files=[file for file in self.files if file.sha256 not in self.files_before],
            is_partial=True,
        )

    def _new(self, entries: Sequence[Entry], number: int) -> list[Entry]:
        new = [each for each in entries if each.margin.changes or each.margin.said_on(number)]
        return [replace(each, margin=each.margin.since(number)) for each in new]

    @property
    def answered(self) -> list[Margin]:
        """Places that were commented on the submission before: the agency has answered there."""
        return [margin for margin in self.margins if margin.said_on(self.earlier_number)]


@dataclass(frozen=True)
class _Beside:
    """What a report is judged by."""

    content: ReportContent
    margins: Margins
    previous: ReportContent | None = None
    past: Past = field(default_factory=Past)
    rules: Mapping[str, FigureRule] = field(default_factory=dict)
    targets: Mapping[str, Decimal] = field(default_factory=dict)
    directions: Mapping[str, str] = field(default_factory=dict)


def review_sheet(report: Report) -> Sheet | None:
    """The newest submission that stands, laid out; None if none does. The agency's draft is never read."""
    sent = newest_two(report)
    if not sent:
        return None
    submission, earlier = sent[0], sent[1] if len(sent) > 1 else None
    contents = read_contents({each.pk: each.sha256 for each in sent})
    content = contents[submission.pk]
    before = contents_before(report)
    beside = _beside(report, content, contents[earlier.pk] if earlier else None, before)
    return Sheet(
        report=report,
        submission=submission,
        content=content,
        files=attachments_named_in(report, content),
        review=getattr(submission, "review", None),
        whole=beside.margins.at(*WHOLE, ""),
        sections=_sections(beside),
        duties=_duties(beside),
        figures=_figures(beside),
        previous_name=before[-1][0].name if before else "",
        earlier_number=earlier.number if earlier else None,
        files_before=[file.sha256 for file in contents[earlier.pk].attachments] if earlier else [],
    )


def _beside(
    report: Report, content: ReportContent, earlier: ReportContent | None, before: Sequence[Earlier]
) -> _Beside:
    past = past_beside(report.period, before)
    indicators = figures_asked(report)
    rules = {indicator.code: past.rule_for(indicator) for indicator in indicators}
    findings = judge_report(content, rules, REQUIRED_SECTIONS)
    return _Beside(
        content=content,
        margins=margins_of(report, content, earlier, findings),
        previous=before[-1][1] if before else None,
        past=past,
        rules=rules,
        targets=targets_of(report),
        directions={indicator.code: indicator.direction for indicator in indicators},
    )


def _sections(beside: _Beside) -> list[SectionEntry]:
    texts = {each.code: each.text for each in beside.previous.sections} if beside.previous else {}
    return [
        SectionEntry(
            content=section,
            previous=texts.get(section.code, ""),
            margin=beside.margins.at("section", section.code, str(Section(section.code).label)),
        )
        for section in beside.content.sections
    ]


def _duties(beside: _Beside) -> list[DutyEntry]:
    before = {each.code: each for each in beside.previous.duties} if beside.previous else {}
    return [
        DutyEntry(
            content=duty,
            status=DUTY_STATUSES[duty.status],
            role=str(AssignmentRole(duty.role).label),
            previous=previous,
            previous_status=DUTY_STATUSES[previous.status] if previous else None,
            margin=beside.margins.at("duty", duty.code, duty.code),
        )
        for duty in beside.content.duties
        for previous in [before.get(duty.code)]
    ]


def _figures(beside: _Beside) -> list[FigureEntry]:
    return [
        FigureEntry(
            content=figure,
            field=str(Field(figure.field).label),
            better=cast(Better, beside.directions.get(figure.code, "neutral")),
            target=beside.targets.get(figure.code),
            newest=beside.past.newest.get(figure.code),
            names=beside.past.names,
            year_before=beside.past.same_last_year.get(figure.code),
            reference=beside.rules.get(figure.code, FigureRule()).previous,
            margin=beside.margins.at("indicator", figure.code, figure.name),
        )
        for figure in beside.content.figures
    ]
