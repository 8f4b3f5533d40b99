"""Every message the portal sends. Each has a folder in `templates/reports/notices/`, named by its kind, with
subject.txt, body.txt and body.html."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from reports.models import Notice, NoticeKind, Report
from reports.notices.letter import Letter
from reports.rules.reminders import is_owed, is_to_be_mended, last_day_of, returned_key, stamp
from reports.rules.workflow import State
from tasks.models import AgencyPlan, AgencyPlanState, Audience

OFFICE = frozenset({Audience.REPORTER, Audience.APPROVER})
_SUBJECT_LENGTH = 300
_GAP = re.compile(r"\n\s*\n\s*")


@dataclass(frozen=True)
class Rendered:
    """A message in its reader's language."""

    subject: str
    body: str
    body_html: str


class Message:
    """One kind of message: who is told when a service sends it, and whether it still holds when it is mailed."""

    kind: ClassVar[NoticeKind]
    audience: ClassVar[frozenset[str]] = frozenset()
    says_what_is_missing: ClassVar[bool] = False
    says_who_owes: ClassVar[bool] = False

    @classmethod
    def occasion(cls, report: Report, at: str) -> str:
        """The key of the act that is told; `at` is the stamp of its moment."""
        return at

    @classmethod
    def still_holds(cls, notice: Notice) -> bool:
        """Asked just before mailing, with report and period as they then are."""
        return notice.report is None or cls.holds_for(notice.report, notice)

    @classmethod
    def holds_for(cls, report: Report, notice: Notice) -> bool:
        return True

    @classmethod
    def render(cls, letter: Letter, language: str) -> Rendered:
        """In `language`; a subject that came out with a line break is refused when it is mailed."""
        context = {"letter": letter, "url": f"{settings.PORTAL_URL}{letter.path}"}
        folder = f"reports/notices/{cls.kind.value}"
        with translation.override(language):
            subject = render_to_string(f"{folder}/subject.txt", context).strip()[:_SUBJECT_LENGTH]
            return Rendered(
                subject=subject,
                body=_GAP.sub("\n\n", render_to_string(f"{folder}/body.txt", context)).strip() + "\n",
                body_html=render_to_string(f"{folder}/body.html", {**context, "subject": subject}).strip(),
            )


class _WhileOwed(Message):
    """A reminder towards a deadline: void once the report was sent, or the deadline is another."""

    says_what_is_missing = True

    @classmethod
    def holds_for(cls, report: Report, notice: Notice) -> bool:
        day = notice.occasion.partition(":")[2]
        return report.first_submitted_at is None and day in {"", str(last_day_of(report.effective_deadline))}


class PeriodOpens(_WhileOwed):
    kind = NoticeKind.PERIOD_OPENS


class DeadlineNear(_WhileOwed):
    kind = NoticeKind.DEADLINE_NEAR


class LastDay(_WhileOwed):
    kind = NoticeKind.LAST_DAY


class Overdue(_WhileOwed):
    kind = NoticeKind.OVERDUE


class Returned(Message):
    """At once, and again while it is not sent anew: void after a new submission or another return."""

    kind = NoticeKind.RETURNED
    audience = OFFICE

    @classmethod
    def occasion(cls, report: Report, at: str) -> str:
        return at if report.returned_at is None else returned_key(report.returned_at)

    @classmethod
    def holds_for(cls, report: Report, notice: Notice) -> bool:
        to_be_mended = is_to_be_mended(state=report.state, returned_at=report.returned_at)
        return to_be_mended and notice.occasion.endswith(stamp(report.returned_at or notice.created_at))


class Accepted(Message):
    kind = NoticeKind.ACCEPTED
    audience = OFFICE

    @classmethod
    def holds_for(cls, report: Report, notice: Notice) -> bool:
        return report.state == State.ACCEPTED


class AwaitingApproval(Message):
    kind = NoticeKind.AWAITING_APPROVAL
    audience = frozenset({Audience.APPROVER})

    @classmethod
    def holds_for(cls, report: Report, notice: Notice) -> bool:
        return report.state == State.AWAITING_APPROVAL


class SentBack(Message):
    """Void once the report went on again."""

    kind = NoticeKind.SENT_BACK
    audience = frozenset({Audience.REPORTER})

    @classmethod
    def holds_for(cls, report: Report, notice: Notice) -> bool:
        return report.state == State.DRAFT


class Submitted(Message):
    kind = NoticeKind.SUBMITTED
    audience = frozenset({Audience.COORDINATOR})

    @classmethod
    def holds_for(cls, report: Report, notice: Notice) -> bool:
        return report.state == State.SUBMITTED


class Extended(Message):
    """Void once the deadline was moved again."""

    kind = NoticeKind.EXTENDED
    audience = OFFICE

    @classmethod
    def occasion(cls, report: Report, at: str) -> str:
        return stamp(report.effective_deadline)

    @classmethod
    def holds_for(cls, report: Report, notice: Notice) -> bool:
        return notice.occasion == stamp(report.effective_deadline)


class Reminder(Message):
    """Sent by a coordinator, in his words: void once there is nothing to remind of."""

    kind = NoticeKind.REMINDER
    audience = OFFICE
    says_what_is_missing = True

    @classmethod
    def holds_for(cls, report: Report, notice: Notice) -> bool:
        return is_owed(report.first_submitted_at, report.returned_at, report.state)


class AgencyPlanAsked(Message):
    """Sent by a coordinator to agencies without a plan of their own: void once it is issued."""

    kind = NoticeKind.AGENCY_PLAN
    audience = OFFICE

    @classmethod
    def holds_for(cls, report: Report, notice: Notice) -> bool:
        issued = AgencyPlan.objects.of_plan(report.period.plan).in_state(AgencyPlanState.IN_FORCE)
        return not issued.of_agency(report.agency).exists()


class Digest(Message):
    """Void when all have sent their reports since."""

    kind = NoticeKind.DIGEST
    says_who_owes = True

    @classmethod
    def still_holds(cls, notice: Notice) -> bool:
        return Report.objects.still_owed(notice.period).exists()


class Summary(Message):
    kind = NoticeKind.SUMMARY
    says_who_owes = True


MESSAGES: dict[str, type[Message]] = {
    message.kind: message
    for message in (
        *(PeriodOpens, DeadlineNear, LastDay, Overdue),
        *(Returned, Accepted, AwaitingApproval, SentBack, Submitted, Extended),
        *(Reminder, AgencyPlanAsked, Digest, Summary),
    )
}
# Of these only the newest matters to a reader: when mail was held up, the older ones are dropped.
TOWARDS_THE_DEADLINE = [m.kind for m in (PeriodOpens, DeadlineNear, LastDay, Overdue)]
