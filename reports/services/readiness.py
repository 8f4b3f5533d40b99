"""What still stands between a report and its being sent, and what only asks for a word."""

from __future__ import annotations

from reports.models import Report, Section
from reports.rules.checks import FigureRule, Finding, blocking, check_report, judge_report
from reports.rules.content import ReportContent
from reports.services.content import indicators_of
from reports.services.past import past_of

REQUIRED_SECTIONS = frozenset(section.value for section in Section if section.is_required)


def figure_rules_of(report: Report) -> dict[str, FigureRule]:
    """What each figure of the report is checked against, by indicator code."""
    past = past_of(report)
    return {indicator.code: past.rule_for(indicator) for indicator in indicators_of(report)}


def findings_in(report: Report, content: ReportContent) -> list[Finding]:
    """What the checks find in `content` that its agency has still to look at."""
    return check_report(content, figure_rules_of(report), REQUIRED_SECTIONS)


def marks_in(report: Report, content: ReportContent) -> list[Finding]:
    """What a reviewer is to look at in a submission: unusual figures also where they are explained."""
    return judge_report(content, figure_rules_of(report), REQUIRED_SECTIONS)


def blocking_findings(report: Report, content: ReportContent) -> list[Finding]:
    """The errors in `content` and the unusual figures without a word of explanation; while there are any it cannot be
    submitted."""
    return blocking(findings_in(report, content))
