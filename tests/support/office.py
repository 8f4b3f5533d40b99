"""One agency with a report to make, and the people who take it through its life by the services people's clicks use."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from agencies.models import Role, User
from reports.models import (
    CommentAnswer,
    CommentTarget,
    Report,
    ReportingPeriod,
    Review,
    ReviewComment,
    Section,
    Submission,
)
from reports.services.answering import Answer, answer_comment
from reports.services.editing import DutyEntry, FigureEntry, ReportChanges, save_report
from reports.services.reviewing import Remark, accept_report, add_comment, open_review, return_report
from reports.services.submitting import send_for_approval, submit_report, withdraw_report
from tasks.models import Assignment, Indicator
from tests.factories import (
    MOMENT,
    AgencyFactory,
    AssignmentFactory,
    IndicatorFactory,
    PeriodFactory,
    ReportFactory,
    member,
)

HOUR = timedelta(hours=1)


@dataclass
class Office:
    """`report` is always as the database has it; `at` moves on an hour with every step unless a time is given."""

    period: ReportingPeriod
    assignments: list[Assignment]
    indicators: list[Indicator]
    pk: int
    reporter: User
    approver: User
    coordinator: User
    at: datetime = MOMENT
    changes: ReportChanges = field(default_factory=ReportChanges)

    @property
    def report(self) -> Report:
        return Report.objects.with_context().get(pk=self.pk)

    def tick(self, at: datetime | None = None) -> datetime:
        self.at = at or self.at + HOUR
        return self.at

    def save(self, changes: ReportChanges | None = None, *, by: User | None = None) -> Report:
        report = self.report
        return save_report(
            report=report,
            by=by or self.reporter,
            changes=changes or self.changes,
            expected_revision=report.revision,
            now=self.tick(),
        )

    def enter(self, *values: str | None) -> Report:
        """Save figures, in the order of the indicators."""
        entries = [FigureEntry(None if value is None else Decimal(value)) for value in values]
        figures = {i.pk: entry for i, entry in zip(self.indicators, entries, strict=False)}
        return self.save(ReportChanges(figures=figures))

    def hand_in(self) -> None:
        send_for_approval(report=self.report, by=self.reporter, now=self.tick())

    def submit(self, at: datetime | None = None, *, by: User | None = None) -> Submission:
        return submit_report(report=self.report, by=by or self.approver, received_at=self.tick(at))

    def withdraw(self) -> None:
        withdraw_report(report=self.report, by=self.approver, now=self.tick())

    def open(self) -> Review:
        return open_review(report=self.report, by=self.coordinator, now=self.tick())

    def give_back(self, comment: str = "Say more.") -> None:
        return_report(report=self.report, by=self.coordinator, comment=comment, now=self.tick())

    def remark(self, text: str = "Say more.", target: str = "report", code: str = "") -> ReviewComment:
        """The coordinator pins a comment."""
        said = Remark(text, CommentTarget(target), code)
        return add_comment(report=self.report, by=self.coordinator, remark=said, now=self.tick())

    def answer(
        self, comment: ReviewComment, text: str = "It is right.", kind: str = "answered"
    ) -> CommentAnswer:
        """The reporter answers a comment."""
        meant = Answer(text, CommentAnswer.Kind(kind))
        return answer_comment(
            report=self.report, comment=comment.pk, by=self.reporter, answer=meant, now=self.tick()
        )

    def accept(self) -> None:
        accept_report(report=self.report, by=self.coordinator, now=self.tick())

    def trail(self) -> list[str]:
        """The actions on record, oldest first."""
        return list(self.report.events.values_list("action", flat=True))


def office(*, duties: int = 1, figures: int = 1, period: ReportingPeriod | None = None) -> Office:
    """An agency with so many duties and figures, its report not started; `changes` make it complete."""
    period = period or PeriodFactory()
    agency = AgencyFactory()
    assignments = AssignmentFactory.create_batch(duties, agency=agency, duty__plan=period.plan)
    indicators = IndicatorFactory.create_batch(figures, plan=period.plan, reporters=[agency])
    return Office(
        period=period,
        assignments=assignments,
        indicators=indicators,
        pk=ReportFactory(period=period, agency=agency).pk,
        reporter=member(Role.REPORTER, agency),
        approver=member(Role.APPROVER, agency),
        coordinator=member(Role.COORDINATOR, period.plan.coordinator),
        changes=ReportChanges(
            sections={section.value: f"On {section.value}." for section in Section},
            duties={a.pk: DutyEntry("done", "What was done.", "What was hard.") for a in assignments},
            figures={i.pk: FigureEntry(Decimal(7)) for i in indicators},
        ),
    )


def ready() -> Office:
    """An office whose report is complete, a draft."""
    made = office()
    made.save()
    return made


def sent() -> Office:
    """An office whose report was submitted."""
    made = ready()
    made.submit()
    return made
