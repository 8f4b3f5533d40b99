"""A report as its reader sees it: the agency what it holds now, everyone else what was last sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import cast

from agencies.models import User
from plan_portal.change import Better
from reports.models import Attachment, Report, ReviewComment, Section, Submission
from reports.reading.deadlines import Deadline, deadline_of
from reports.reading.entry import open_comments
from reports.reading.history import Happening, history_for
from reports.reading.step_page import StepLink, link_to
from reports.rules.content import DutyContent, FigureContent, ReportContent
from reports.rules.period_names import Names
from reports.rules.workflow import Action, State, open_actions
from reports.services.attachments import attachments_shown_to
from reports.services.content import content_of, content_sent, ways_of
from reports.services.of_report import receipt_of, targets_of
from reports.services.past import Past, past_of
from reports.services.readiness import findings_beside
from reports.services.steps import standing_of
from tasks.models import AssignmentRole, Field

UNASKED = ("", "neutral")  # Nature and direction of a figure that was sent and is no longer asked for.
OFFERED = (Action.SUBMIT, Action.SEND_FOR_APPROVAL, Action.SAVE, Action.SEND_BACK, Action.WITHDRAW)


@dataclass(frozen=True)
class SectionLine:
    code: str
    label: str
    text: str
    comments: Sequence[ReviewComment]


@dataclass(frozen=True)
class DutyLine:
    content: DutyContent
    role: str
    comments: Sequence[ReviewComment]


@dataclass(frozen=True)
class FigureLine:
    """`better` says which way is good: up, down or neutral. `newest` is the newest earlier figure;
    `names` what it and `year_before` are called; `reference` is what the change is said against."""

    content: FigureContent
    field: str
    target: Decimal | None
    newest: Decimal | None
    names: Names
    year_before: Decimal | None
    reference: Decimal | None
    better: Better
    comments: Sequence[ReviewComment]


@dataclass(frozen=True)
class ReportPage:
    report: Report
    is_own: bool
    deadline: Deadline
    sections: Sequence[SectionLine]
    duties: Sequence[DutyLine]
    figures: Sequence[FigureLine]
    names: Names
    attachments: Sequence[Attachment]
    comments: Sequence[ReviewComment]
    history: Sequence[Happening]
    receipt: Submission | None
    actions: Sequence[Action]
    is_complete: bool

    @property
    def steps(self) -> list[StepLink]:
        """The agency's steps open to this person, the main one first: while something is missing, to write on."""
        order = sorted(OFFERED, key=lambda action: not self.is_complete and action != Action.SAVE)
        return [link_to(action, self.report) for action in order if self.is_own and action in self.actions]

    @property
    def general_comments(self) -> list[ReviewComment]:
        """On the whole report, or on something that is no longer asked for."""
        beside = [
            *(comment for section in self.sections for comment in section.comments),
            *(comment for duty in self.duties for comment in duty.comments),
            *(comment for figure in self.figures for comment in figure.comments),
        ]
        return [comment for comment in self.comments if comment not in beside]


def report_page(report: Report, user: User, now: datetime) -> ReportPage:
    """Whoever gets here may read the report (`Report.objects.visible_to`)."""
    is_own = report.agency_id in user.access.own_agencies
    receipt = receipt_of(report)
    content = _content_for(report, receipt, is_own=is_own)
    comments = open_comments(report) if is_own else []
    actions = list(open_actions(standing_of(user, report)))
    past = past_of(report, reader=None if is_own else user)
    return ReportPage(
        report=report,
        is_own=is_own,
        deadline=deadline_of(report, now),
        sections=[
            SectionLine(s.code, str(Section(s.code).label), s.text, _on(comments, "section", s.code))
            for s in content.sections
        ],
        duties=[
            DutyLine(d, str(AssignmentRole(d.role).label), _on(comments, "duty", d.code))
            for d in content.duties
        ],
        figures=_figures(report, content, comments, past),
        names=past.names,
        attachments=attachments_shown_to(user, report, content),
        comments=comments,
        history=history_for(user, report),
        receipt=receipt,
        actions=actions,
        is_complete=Action.SAVE not in actions or _is_complete(report, content, comments, past),
    )


def _content_for(report: Report, receipt: Submission | None, *, is_own: bool) -> ReportContent:
    """Outside its agency, and once it is out of the agency's hands, a report is what was sent, whatever the plan asks
    by now."""
    if is_own and report.state not in {State.SUBMITTED, State.ACCEPTED}:
        return content_of(report)
    return content_sent(receipt) if receipt else _nothing(report)


def _is_complete(
    report: Report, content: ReportContent, comments: Sequence[ReviewComment], past: Past
) -> bool:
    """Nothing stands in the way of sending it."""
    answered = all(comment.reply for comment in comments)
    return answered and not any(finding.blocks for finding in findings_beside(report, content, past))


def _nothing(report: Report) -> ReportContent:
    """Nothing was sent, so an outsider reads nothing."""
    return ReportContent(report.period.plan.code, report.period.code, report.agency.code, report.agency.name)


def _figures(
    report: Report, content: ReportContent, comments: Sequence[ReviewComment], past: Past
) -> list[FigureLine]:
    ways = ways_of(report)
    targets = targets_of(report)
    return [
        FigureLine(
            content=figure,
            field=str(Field(figure.field).label),
            target=targets.get(figure.code),
            newest=past.newest.get(figure.code),
            names=past.names,
            year_before=past.same_last_year.get(figure.code),
            reference=past.measure_of(figure.code, nature)[0],
            better=cast(Better, direction),
            comments=_on(comments, "indicator", figure.code),
        )
        for figure in content.figures
        for nature, direction in [ways.get(figure.code, UNASKED)]
    ]


def _on(comments: Sequence[ReviewComment], target: str, code: str) -> list[ReviewComment]:
    return [comment for comment in comments if comment.target == target and comment.target_code == code]
