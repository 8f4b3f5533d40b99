"""Where a thing of a report is: in its form the page of a section and the mark on it, or where it is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from plan_portal.addresses import address
from reports.models import CommentTarget, Report, ReviewComment, Section
from reports.reading.entry import SILENT
from reports.rules.checks import Check, Finding
from reports.rules.content import ReportContent
from reports.rules.workflow import STEPS, Action, State


class Page(models.TextChoices):
    """The pages of the report form, in the order of the work: facts first, words after."""

    DUTIES = "duties", _("Duties")
    FIGURES = "figures", _("Figures")
    NARRATIVE = "narrative", _("Narrative")
    ATTACHMENTS = "attachments", _("Attachments")

    @property
    def following(self) -> Page | None:
        pages = list(Page)
        after = pages.index(self) + 1
        return pages[after] if after < len(pages) else None


PAGE_OF = {
    CommentTarget.SECTION.value: Page.NARRATIVE,
    CommentTarget.DUTY.value: Page.DUTIES,
    CommentTarget.INDICATOR.value: Page.FIGURES,
}


@dataclass(frozen=True)
class ToDo:
    """One line of a checklist, a link to where it can be done. `tone` is bad (in the way) or care (asks for a word)."""

    words: str
    url: str
    tone: str = "bad"
    detail: str = ""


def filled(page: Page, content: ReportContent, findings: Sequence[Finding]) -> tuple[int, int]:
    """How many entries of a page are in order, of how many that are asked for."""
    if page == Page.ATTACHMENTS:
        return len(content.attachments), 0
    asked = {
        Page.DUTIES: len(content.duties),
        Page.FIGURES: sum(1 for figure in content.figures if not figure.is_computed),
        Page.NARRATIVE: sum(1 for section in Section if section.is_required),
    }[page]
    missing = {f.code for f in findings if f.blocks and PAGE_OF[f.target] == page}
    return asked - len(missing), asked


def edit_url(report: Report, page: Page, mark: str = "") -> str:
    return address("reports:report_edit", report.pk, page.value) + (f"#{mark}" if mark else "")


def mark_of(target: str, code: str) -> str:
    """The id on a page of the thing that a finding or a comment is about."""
    return f"{target}-{code}"


def place_of(report: Report, target: str, code: str) -> str:
    """The place in the form; while the report waits for its approver, who may not write in it, where it is read."""
    page = PAGE_OF.get(target)
    if not _is_open(report):
        return read_url(report, mark_of(target, code) if page else "")
    return edit_url(report, page, mark_of(target, code)) if page else edit_url(report, Page.DUTIES)


def attach_url(report: Report) -> str:
    return (
        edit_url(report, Page.ATTACHMENTS, "attach") if _is_open(report) else read_url(report, "attachments")
    )


def read_url(report: Report, mark: str = "") -> str:
    return address("reports:report", report.pk) + (f"#{mark}" if mark else "")


def _is_open(report: Report) -> bool:
    return (State(report.state), Action.SAVE) in STEPS


def comment_url(report: Report, comment: ReviewComment) -> str:
    """Where in the form a comment is answered; those that stand beside no field are on every page."""
    if not _is_open(report):
        return place_of(report, comment.target, comment.target_code)
    return edit_url(report, PAGE_OF.get(comment.target, Page.DUTIES), f"comment-{comment.pk}")


def missing_in_short(
    report: Report, findings: Sequence[Finding], comments: Sequence[ReviewComment]
) -> list[ToDo]:
    """What is still to do in a handful of lines, each with its count and a link to the first place."""
    lines = [
        _line(report, [f for f in findings if f.check == Check.NO_STATUS], _duties),
        _line(report, [f for f in findings if f.check == Check.REQUIRED], _figures),
        _line(report, [f for f in findings if f.check == Check.EMPTY_SECTION], _sections),
        _line(report, [f for f in findings if f.is_error and f.check not in SILENT], _wrong),
        _line(report, [f for f in findings if f.asks], _unexplained),
        _line(report, [f for f in findings if not f.blocks], _wordless, "care"),
    ]
    return [*_to_answer(report, comments), *(line for line in lines if line)]


def _to_answer(report: Report, comments: Sequence[ReviewComment]) -> list[ToDo]:
    left = [comment for comment in comments if comment.reply is None]
    if not left:
        return []
    words = ngettext("%(n)s comment to answer", "%(n)s comments to answer", len(left)) % {"n": len(left)}
    return [ToDo(words, comment_url(report, left[0]))]


def _line(
    report: Report, found: Sequence[Finding], words: Callable[[int], str], tone: str = "bad"
) -> ToDo | None:
    if not found:
        return None
    return ToDo(words(len(found)) % {"n": len(found)}, place_of(report, found[0].target, found[0].code), tone)


def _duties(n: int) -> str:
    return ngettext("%(n)s duty has no result yet", "%(n)s duties have no result yet", n)


def _figures(n: int) -> str:
    return ngettext("%(n)s figure is empty", "%(n)s figures are empty", n)


def _sections(n: int) -> str:
    return ngettext("%(n)s section of the narrative is empty", "%(n)s sections of the narrative are empty", n)


def _wrong(n: int) -> str:
    return ngettext("%(n)s entry must be put right", "%(n)s entries must be put right", n)


def _unexplained(n: int) -> str:
    return ngettext(
        "%(n)s unusual figure needs a word of explanation",
        "%(n)s unusual figures need a word of explanation",
        n,
    )


def _wordless(n: int) -> str:
    return ngettext("%(n)s entry asks for a second look", "%(n)s entries ask for a second look", n)
