"""The page before a step: what will be done, what stands in the way, what only asks for a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from reports.models import AttachmentKind, CommentTarget, Report, ReportEvent, ReviewComment, Section
from reports.reading.deadlines import Deadline, deadline_of
from reports.reading.entry import open_comments
from reports.reading.places import Page, ToDo, attach_url, comment_url, edit_url, place_of
from reports.rules.checks import Finding
from reports.rules.content import ReportContent
from reports.rules.workflow import Action, Refusal, refusal
from reports.services.attachments import scan_before_changes
from reports.services.content import content_of
from reports.services.of_report import last_event_of
from reports.services.readiness import findings_in, shortened
from reports.services.steps import standing_of


@dataclass(frozen=True)
class Words:
    """`consequence` names what follows; `button` is what the person agrees to."""

    title: str | Promise
    consequence: str | Promise
    button: str | Promise
    icon: str
    is_final: bool = False


WORDS = {
    Action.SEND_FOR_APPROVAL: Words(
        _("Send for approval"),
        _("The report goes to your head of office. Until it is approved or sent back you cannot change it."),
        _("Send for approval"),
        "hourglass",
    ),
    Action.SUBMIT: Words(
        _("Approve and submit"),
        _(
            "The report goes to the coordinator as it is now, with its figures and files, under a number and a "
            "digest. You can withdraw it until its review begins."
        ),
        _("Approve and submit"),
        "stamp",
        is_final=True,
    ),
    Action.WITHDRAW: Words(
        _("Withdraw the report"),
        _(
            "The coordinator can no longer read this submission, and the report becomes a draft. If you submit "
            "again after the deadline, it counts as late."
        ),
        _("Withdraw the report"),
        "undo",
        is_final=True,
    ),
    Action.SEND_BACK: Words(
        _("Send back to the reporter"),
        _("The report becomes a draft again, so that the reporter can change it."),
        _("Send back"),
        "undo-2",
    ),
}


@dataclass(frozen=True)
class StepLink:
    words: str
    url: str
    icon: str


def link_to(action: Action, report: Report) -> StepLink:
    """Where an agency's action begins: its page, or for writing the form."""
    if action == Action.SAVE:
        return StepLink(gettext("Change the report"), edit_url(report, Page.DUTIES), "pencil-line")
    words = WORDS[action]
    return StepLink(str(words.title), reverse(f"reports:{action.value}", args=[report.pk]), words.icon)


@dataclass(frozen=True)
class StepPage:
    """`way_out` is for the approver who cannot submit it as it is, or would not: back to who wrote it."""

    report: Report
    action: Action
    words: Words
    deadline: Deadline
    refusal: Refusal | None
    last_event: ReportEvent | None
    blocking: Sequence[ToDo] = ()
    asking: Sequence[ToDo] = ()
    duties: int = 0
    figures: int = 0
    attachments: int = 0
    way_out: StepLink | None = None

    @property
    def is_blocked(self) -> bool:
        """Only submitting is: a draft may go for approval with things missing, since the approver sees them."""
        return self.refusal is not None or (self.action == Action.SUBMIT and bool(self.blocking))

    @property
    def shows_checks(self) -> bool:
        return self.refusal is None and self.action in {Action.SUBMIT, Action.SEND_FOR_APPROVAL}


def step_page(report: Report, action: Action, user: User, now: datetime) -> StepPage:
    content = content_of(report)
    findings = findings_in(report, content)
    standing = standing_of(user, report)
    may_send_back = action == Action.SUBMIT and refusal(Action.SEND_BACK, standing) is None
    unanswered = [comment for comment in open_comments(report) if comment.reply is None]
    return StepPage(
        report=report,
        action=action,
        words=WORDS[action],
        deadline=deadline_of(report, now),
        refusal=refusal(action, standing),
        last_event=last_event_of(report),
        blocking=[
            *(_to_answer(report, content, comment) for comment in unanswered),
            *(_to_do(report, content, f) for f in findings if f.blocks),
        ],
        asking=[
            *(_to_do(report, content, f) for f in findings if not f.blocks),
            *_signed_scan(report, content),
        ],
        duties=len(content.duties),
        figures=sum(1 for figure in content.figures if figure.value is not None and not figure.is_computed),
        attachments=len(content.attachments),
        way_out=link_to(Action.SEND_BACK, report) if may_send_back else None,
    )


def _to_do(report: Report, content: ReportContent, finding: Finding) -> ToDo:
    return ToDo(
        words=_subject(content, finding.target, finding.code),
        url=place_of(report, finding.target, finding.code),
        tone="bad" if finding.is_error else "care",
        detail=finding.message,
    )


def _to_answer(report: Report, content: ReportContent, comment: ReviewComment) -> ToDo:
    detail = gettext("Answer the coordinator or mark it as done: “%(comment)s”")
    return ToDo(
        words=_subject(content, comment.target, comment.target_code),
        url=comment_url(report, comment),
        detail=detail % {"comment": shortened(comment.text)},
    )


def _signed_scan(report: Report, content: ReportContent) -> list[ToDo]:
    """What was signed on paper should be attached and say what is sent; who signs nothing on paper may send without."""
    if not any(attachment.kind == AttachmentKind.SIGNED_SCAN for attachment in content.attachments):
        detail = gettext(
            "None is attached. If the report was also signed on paper, attach it with number and date."
        )
    elif scan := scan_before_changes(report):
        detail = gettext(
            "“%(name)s” was attached before the report was last changed. Does the paper say the same?"
        )
        detail %= {"name": scan.name}
    else:
        return []
    return [ToDo(str(AttachmentKind.SIGNED_SCAN.label), attach_url(report), "care", detail)]


def _subject(content: ReportContent, target: str, code: str) -> str:
    """What a finding or a comment is about, short."""
    named = {
        **{("section", section.code): str(Section(section.code).label) for section in content.sections},
        **{("indicator", figure.code): figure.name for figure in content.figures},
        **{("duty", duty.code): shortened(duty.text) for duty in content.duties},
    }
    return named.get((target, code), str(CommentTarget.REPORT.label))
