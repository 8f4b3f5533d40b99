"""What still stands between a report and its being sent, and what only asks for a word."""

from __future__ import annotations

from reports.models import Report, ReviewComment, Section
from reports.rules.checks import Check, FigureRule, Finding, blocking, check_report
from reports.rules.content import ReportContent
from reports.services.content import figures_asked
from reports.services.past import Past, past_of

REQUIRED_SECTIONS = frozenset(section.value for section in Section if section.is_required)


def figure_rules_of(report: Report) -> dict[str, FigureRule]:
    """What each figure of the report is checked against, by indicator code."""
    return rules_beside(report, past_of(report))


def rules_beside(report: Report, past: Past) -> dict[str, FigureRule]:
    """The same where its past was read already."""
    return {indicator.code: past.rule_for(indicator) for indicator in figures_asked(report)}


def findings_in(report: Report, content: ReportContent) -> list[Finding]:
    """What the checks find in `content` that its agency has still to look at."""
    return findings_beside(report, content, past_of(report))


def findings_beside(report: Report, content: ReportContent, past: Past) -> list[Finding]:
    """The same where its past was read already."""
    return check_report(content, rules_beside(report, past), REQUIRED_SECTIONS)


def unanswered_comments(report: Report) -> list[Finding]:
    """The comments with which the report came back and that its agency has neither answered nor done."""
    return [
        Finding(Check.UNANSWERED, comment.target, comment.target_code, {"comment": shortened(comment.text)})
        for comment in ReviewComment.objects.to_answer(report).unanswered()
    ]


def blocking_findings(report: Report, content: ReportContent) -> list[Finding]:
    """The errors in `content`, the unusual figures without a word of explanation and the unanswered comments; while
    there are any it cannot be submitted."""
    return [*unanswered_comments(report), *blocking(findings_in(report, content))]


def shortened(text: str, longest: int = 90) -> str:
    """The beginning of a text, to name it by, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[:longest].rsplit(' ', 1)[0]}…"
