"""What every page of the report form shows around its form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from agencies.models import User
from reports.models import Report, ReviewComment
from reports.reading.deadlines import Deadline, deadline_of
from reports.reading.earlier import earlier_of
from reports.reading.entry import CameBack, EntryNotes, entry_notes, why_it_came_back
from reports.reading.last_time import Suggestion, suggestions
from reports.reading.places import Page, ToDo, edit_url, filled, missing_in_short
from reports.reading.sent import contents_before
from reports.rules.checks import Finding, check_report
from reports.rules.content import ReportContent
from reports.rules.workflow import Action, open_actions
from reports.services.content import content_of
from reports.services.past import past_beside
from reports.services.readiness import REQUIRED_SECTIONS, rules_beside
from reports.services.steps import standing_of


@dataclass(frozen=True)
class SectionLink:
    """One line of the side list (templates/components/sections.html)."""

    key: str
    url: str
    label: str
    done: int
    total: int
    active: bool


@dataclass(frozen=True)
class FormPage:
    report: Report
    page: Page
    content: ReportContent
    findings: Sequence[Finding]
    notes: EntryNotes
    deadline: Deadline
    actions: frozenset[Action]
    came_back: Sequence[CameBack] = ()
    suggested: Sequence[Suggestion] = ()

    @property
    def sections(self) -> list[SectionLink]:
        return [
            SectionLink(
                page.value,
                edit_url(self.report, page),
                str(page.label),
                *filled(page, self.content, self.findings),
                active=page == self.page,
            )
            for page in Page
        ]

    @property
    def to_do(self) -> list[ToDo]:
        return missing_in_short(self.report, self.findings, self.notes.comments)

    @property
    def comments_apart(self) -> list[ReviewComment]:
        return self.notes.comments_apart(self.content)

    @property
    def answers_untaken(self) -> list[dict[str, Any]]:
        """What was typed in answer to a comment and could not be saved, as lines of the error summary."""
        return [
            {"id": f"id_answer_{c.pk}", "label": _("Your answer"), "words": c.wrong}
            for c in self.notes.comments
            if c.wrong
        ]

    @property
    def may_edit(self) -> bool:
        return Action.SAVE in self.actions

    @property
    def may_submit(self) -> bool:
        return Action.SUBMIT in self.actions


def form_page(report: Report, page: Page, user: User, now: datetime) -> FormPage:
    content = content_of(report)
    sent = contents_before(report)
    rules = rules_beside(report, past_beside(report.period, sent))
    findings = check_report(content, rules, REQUIRED_SECTIONS)
    notes = entry_notes(
        report, content, findings, rules, earlier_of(report, sent), with_steps=page == Page.DUTIES
    )
    is_sheet = page == Page.FIGURES
    return FormPage(
        report=report,
        page=page,
        content=content,
        findings=findings,
        notes=notes,
        deadline=deadline_of(report, now),
        actions=frozenset(open_actions(standing_of(user, report))),
        came_back=why_it_came_back(report),
        suggested=suggestions(report, notes.earlier, content.values()) if is_sheet else (),
    )
