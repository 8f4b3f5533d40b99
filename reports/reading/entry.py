"""What stands beside the fields of the report form: what was written before, comments, findings, targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.models import Report, ReviewComment
from reports.reading.earlier import Earlier
from reports.reading.plan_steps import StepShown, steps_in_period
from reports.rules.checks import Check, FigureRule, Finding
from reports.rules.content import ReportContent
from reports.rules.fields import DUTY, INDICATOR, SECTION, Place, Value
from reports.rules.workflow import Action, State
from reports.services.of_report import comments_to_answer, targets_of, words_since_sent
from tasks.models import Assignment, Indicator

# What is simply not filled in yet shows in the rings and in the checklist; beside the field it would only shout.
SILENT = frozenset({Check.REQUIRED, Check.NO_STATUS, Check.EMPTY_SECTION, Check.UNANSWERED})


_CAME_BACK = {
    Action.SEND_BACK: _("Why your approver sent it back"),
    Action.RETURN: _("Why the coordinator returned it"),
    Action.REOPEN: _("Why the coordinator reopened it"),
}


@dataclass(frozen=True)
class EntryNotes:
    """`targets`, `values` as last saved and `rules` by indicator code; `steps` of the agency's plan by duty code."""

    earlier: Earlier = field(default_factory=Earlier)
    comments: Sequence[ReviewComment] = ()
    findings: Sequence[Finding] = ()
    targets: Mapping[str, Decimal] = field(default_factory=dict)
    values: Mapping[str, Decimal | None] = field(default_factory=dict)
    rules: Mapping[str, FigureRule] = field(default_factory=dict)
    steps: Mapping[str, Sequence[StepShown]] = field(default_factory=dict)

    def comments_on(self, target: str, code: str) -> list[ReviewComment]:
        return [c for c in self.comments if c.target == target and c.target_code == code]

    def comments_apart(self, content: ReportContent) -> list[ReviewComment]:
        """Those that stand beside no field of the form: on the whole report, on a computed figure, or on something that
        is no longer asked for."""
        beside = {
            *(("section", section.code) for section in content.sections),
            *(("duty", duty.code) for duty in content.duties),
            *(("indicator", figure.code) for figure in content.figures if not figure.is_computed),
        }
        return [c for c in self.comments if (c.target, c.target_code) not in beside]

    def spoken_on(self, target: str, code: str) -> list[Finding]:
        """The findings to say beside the field."""
        return [f for f in self.findings if f.target == target and f.code == code and f.check not in SILENT]


def entry_notes(
    report: Report,
    content: ReportContent,
    findings: Sequence[Finding],
    rules: Mapping[str, FigureRule],
    earlier: Earlier,
    *,
    with_steps: bool,
) -> EntryNotes:
    """At a fixed number of queries. Steps stand beside duties only: other pages do `with_steps` False."""
    return EntryNotes(
        earlier=earlier,
        comments=open_comments(report),
        findings=findings,
        targets=targets_of(report),
        values=content.values(),
        rules=rules,
        steps=steps_in_period(report) if with_steps else {},
    )


def open_comments(report: Report) -> list[ReviewComment]:
    """What the coordinator asked for when the report last came back, with the answers given so far; none once it was
    sent again or accepted."""
    return comments_to_answer(report)


def stored_sections(content: ReportContent) -> dict[Place, Value]:
    """What the report holds, by place, as the two below: from the content that the page was made of."""
    return {Place(SECTION, section.code, "text"): section.text for section in content.sections}


def stored_duties(content: ReportContent, assignments: Iterable[Assignment]) -> dict[Place, Value]:
    duties = {duty.code: duty for duty in content.duties}
    return {
        Place(DUTY, assignment.pk, aspect): getattr(duties[assignment.duty.code], aspect)
        for assignment in assignments
        if assignment.duty.code in duties
        for aspect in ("status", "done", "difficulties")
    }


def stored_figures(content: ReportContent, indicators: Iterable[Indicator]) -> dict[Place, Value]:
    figures = {figure.code: figure for figure in content.figures}
    return {
        Place(INDICATOR, indicator.pk, aspect): getattr(figures[indicator.code], aspect)
        for indicator in indicators
        if indicator.code in figures
        for aspect in ("value", "explanation")
    }


@dataclass(frozen=True)
class CameBack:
    """`title` tells whose `words` these are."""

    title: str | Promise
    words: str


def why_it_came_back(report: Report) -> list[CameBack]:
    """What the agency's own approver and the coordinator last wrote when the report came back to be changed, the newer
    first: the approver who sends it back once more does not hide what the coordinator asked for."""
    if report.state not in {State.RETURNED, State.DRAFT}:
        return []
    said: dict[str, str] = {}
    for action, words in words_since_sent(report):
        said.setdefault(action, words)
    return [CameBack(_CAME_BACK[Action(action)], said[action]) for action in said if action in _CAME_BACK]
