"""Filling in, sending and reviewing one demonstration report, through the services people use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from reports.demo.figures import FigureSpec, figures_for
from reports.demo.people import Cast
from reports.demo.words import Author, province
from reports.models import CommentAnswer, CommentTarget, DutyStatus, Report, ReviewComment, Section
from reports.services.answering import Answer, answer_comment
from reports.services.content import assignments_of, content_of, indicators_of
from reports.services.editing import DutyEntry, FigureEntry, ReportChanges, save_report
from reports.services.readiness import findings_in
from reports.services.reviewing import Remark, accept_report, add_comment, return_report
from reports.services.submitting import send_for_approval, submit_report
from tasks.models import Indicator, Nature, Plan

COMMUNES = "xã"  # There are as many in December as in June.


@dataclass(frozen=True)
class Desk:
    """Everyone who handles one report."""

    report: Report
    cast: Cast
    author: Author
    sharers: dict[str, int]

    @classmethod
    def of(cls, report: Report, cast: Cast, sharers: dict[str, int]) -> Desk:
        """`sharers` says how many agencies report each figure, by its code."""
        return cls(report, cast, Author.in_period(report.period, report.agency.name), sharers)

    def fill_in(self, *, at: datetime, share: float = 1.0) -> None:
        """The reporter writes the report; with a `share` below 1 he leaves the rest for another day."""
        reporter = self.cast.reporters[self.report.agency_id]
        changes = ReportChanges(
            sections=self._sections(share), duties=self._duties(share), figures=self._figures(share)
        )
        self.report.refresh_from_db()
        save_report(
            report=self.report, by=reporter, changes=changes, expected_revision=self.report.revision, now=at
        )
        if share == 1.0:
            self._explain(at + timedelta(minutes=20))

    def send_for_approval(self, *, at: datetime) -> None:
        send_for_approval(report=self.report, by=self.cast.reporters[self.report.agency_id], now=at)

    def submit(self, *, at: datetime) -> None:
        submit_report(report=self.report, by=self.cast.approvers[self.report.agency_id], received_at=at)

    def accept(self, *, at: datetime) -> None:
        accept_report(report=self.report, by=self.cast.coordinator, now=at)

    def send_back_once(self, *, at: datetime) -> None:
        """The coordinator pins a comment to a figure, a section and the whole, and returns the report."""
        code = next(figure.code for figure in content_of(self.report).figures)
        remarks = [
            Remark(self.author.remark("comments", "figure"), CommentTarget.INDICATOR, code),
            Remark(
                self.author.remark("comments", "section"), CommentTarget.SECTION, Section.SHORTCOMINGS.value
            ),
            Remark(self.author.remark("comments", "report")),
        ]
        for remark in remarks:
            add_comment(report=self.report, by=self.cast.coordinator, remark=remark, now=at)
        return_report(
            report=self.report,
            by=self.cast.coordinator,
            comment=self.author.remark("returns", "report"),
            now=at + timedelta(minutes=15),
        )

    def mend(self, *, at: datetime, answers: int | None = None) -> None:
        """The reporter adds what was asked for and answers the comments, or only so many of them."""
        reporter = self.cast.reporters[self.report.agency_id]
        self.report.refresh_from_db()
        save_report(
            report=self.report,
            by=reporter,
            changes=self._mended(),
            expected_revision=self.report.revision,
            now=at,
        )
        self.report.refresh_from_db()
        asked = list(ReviewComment.objects.to_answer(self.report).order_by("pk"))
        for position, comment in enumerate(asked[:answers]):
            kind = CommentAnswer.Kind.RESOLVED if position % 2 else CommentAnswer.Kind.ANSWERED
            answer = Answer("" if position % 2 else self.author.remark("answers", str(position)), kind)
            answer_comment(
                report=self.report,
                comment=comment.pk,
                by=reporter,
                answer=answer,
                now=at + timedelta(minutes=10),
            )

    def _mended(self) -> ReportChanges:
        """More words on the shortcomings, the first figure explained."""
        shortcomings = self.author.section(Section.SHORTCOMINGS.value)
        more = f"{shortcomings}\n{self.author.remark('difficulties', 'mended')}"
        first = indicators_of(self.report).exclude(nature=Nature.RATIO).first()
        figures = {}
        if first is not None:
            value = content_of(self.report).values()[first.code]
            figures[first.pk] = FigureEntry(value, self.author.remark("answers", first.code))
        return ReportChanges(sections={Section.SHORTCOMINGS.value: more}, figures=figures)

    def _sections(self, share: float) -> dict[str, str]:
        wanted = list(Section)[: round(len(Section) * share)]
        return {section.value: self.author.section(section.value) for section in wanted}

    def _duties(self, share: float) -> dict[int, DutyEntry]:
        assignments = list(assignments_of(self.report))
        return {
            assignment.pk: self._duty(assignment.duty.code, assignment.duty.field)
            for assignment in assignments[: round(len(assignments) * share)]
        }

    def _duty(self, code: str, field: str) -> DutyEntry:
        luck = self.author.chance("status", code)
        behind = luck < 0.08
        status = DutyStatus.BEHIND if behind else DutyStatus.IN_PROGRESS if luck < 0.6 else DutyStatus.DONE
        return DutyEntry(
            status=status,
            done=self.author.duty(code, field),
            difficulties=self.author.remark("difficulties", code) if behind or luck > 0.9 else "",
        )

    def _figures(self, share: float) -> dict[int, FigureEntry]:
        indicators = [i for i in indicators_of(self.report).exclude(nature=Nature.RATIO)]
        made = figures_for(
            [spec_of(indicator, self.sharers) for indicator in indicators],
            agency=self.report.agency.code,
            year=self.report.period.plan.year,
            is_half_year=self.author.is_half_year,
        )
        wanted = indicators[: round(len(indicators) * share)]
        return {indicator.pk: FigureEntry(made[indicator.code]) for indicator in wanted}

    def _explain(self, at: datetime) -> None:
        """Give the word of explanation that unusual figures ask for."""
        content = content_of(self.report)
        asked = {f.code for f in findings_in(self.report, content) if f.asks}
        values = content.values()
        figures = {
            indicator.pk: FigureEntry(
                values[indicator.code], self.author.remark("explanations", indicator.code)
            )
            for indicator in indicators_of(self.report)
            if indicator.code in asked
        }
        self.report.refresh_from_db()
        save_report(
            report=self.report,
            by=self.cast.reporters[self.report.agency_id],
            changes=ReportChanges(figures=figures),
            expected_revision=self.report.revision,
            now=at,
        )


def spec_of(indicator: Indicator, sharers: dict[str, int]) -> FigureSpec:
    """What is needed to make up a figure."""
    return FigureSpec(
        code=indicator.code,
        province=province()["figures"][indicator.code],
        sharers=sharers[indicator.code],
        is_flow=indicator.nature == Nature.FLOW,
        decimals=indicator.decimals,
        part_of=indicator.part_of.code if indicator.part_of else "",
        is_fixed=indicator.unit == COMMUNES,
    )


def sharers_of(plan: Plan) -> dict[str, int]:
    """How many agencies report each figure of a plan, by its code."""
    return dict(plan.indicators.annotate(sharers=Count("reporters")).values_list("code", "sharers"))
