"""What still stands between a report and its being sent."""

from __future__ import annotations

from reports.models import Report, Section
from reports.reading.earlier import earlier_of
from reports.rules.checks import FigureRule, Finding, check_report, errors
from reports.services.content import content_of, indicators_of


def findings_of(report: Report) -> list[Finding]:
    """Everything the checks find in the report as it now is, in its order."""
    previous = earlier_of(report).previous_values
    rules = {
        indicator.code: FigureRule(
            required=indicator.required,
            decimals=indicator.decimals,
            part_of=indicator.part_of.code if indicator.part_of else "",
            previous=previous.get(indicator.code),
        )
        for indicator in indicators_of(report)
    }
    return check_report(content_of(report), rules, {s.value for s in Section if s.is_required})


def blocking_findings(report: Report) -> list[Finding]:
    return errors(findings_of(report))
