"""Checks at entry (domain.md, section 7). Errors must be put right, warnings ask for a second look.

An unusual figure is a warning: it is saved and shown like any other, but the report is sent only with a word of
explanation beside it. static/js/figures.js says the same at once, while people type; what is written here decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from plan_portal.formatting import number
from reports.rules.content import DutyContent, FigureContent, ReportContent
from reports.rules.figures import Figure, Measure, change_percent
from reports.rules.period_names import Names

UNUSUAL_PERCENT = Decimal(50)


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Check(models.TextChoices):
    """What is checked; the label is the message, its `%(…)s` filled from the finding."""

    REQUIRED = "required", _("Enter the figure; enter 0 if there was none.")
    WHOLE = "whole", _("Enter a whole number: %(value)s has decimal places.")
    PLACES = "places", _("Enter at most %(places)s decimal places.")
    NEGATIVE = "negative", _("A figure cannot be negative: %(value)s.")
    PART = (
        "part",
        _("A part cannot be larger than its whole: %(value)s is more than %(whole)s (%(whole_name)s)."),
    )
    BELOW_HALF_YEAR = (
        "below_half_year",
        _("The year cannot be less than its first six months: %(value)s is less than %(half_year)s."),
    )
    UNUSUAL = (
        "unusual",
        _("%(value)s differs by %(change)s %% from %(previous)s, the figure of %(measure)s."),
    )
    FIRST_ZERO = "first_zero", _("The figure is 0, where it has never been 0 before.")
    NO_STATUS = "no_status", _("Say how far this duty is.")
    NO_WORDS = "no_words", _("Say what was done.")
    NO_DIFFICULTIES = "no_difficulties", _("Say what holds this duty up.")
    EMPTY_SECTION = "empty_section", _("Write this section.")
    UNANSWERED = "unanswered", _("Answer the coordinator or mark it as done: “%(comment)s”")


# A figure that is one of these is sent only with a word of explanation.
TO_EXPLAIN = frozenset({Check.UNUSUAL, Check.FIRST_ZERO})
WARNINGS = TO_EXPLAIN | {Check.NO_WORDS, Check.NO_DIFFICULTIES}


@dataclass(frozen=True)
class Finding:
    """One thing found: `target` is section, duty or indicator (as for comments and differences), `code` its code; for
    a comment on the whole report, report and "". `explained` says that the word which the check asks for is there."""

    check: Check
    target: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    explained: bool = False

    @property
    def severity(self) -> Severity:
        return Severity.WARNING if self.check in WARNINGS else Severity.ERROR

    @property
    def is_error(self) -> bool:
        return self.severity == Severity.ERROR

    @property
    def asks(self) -> bool:
        """For a word of explanation."""
        return self.check in TO_EXPLAIN and not self.explained

    @property
    def blocks(self) -> bool:
        """The report cannot be sent like this."""
        return self.is_error or self.asks

    @property
    def message(self) -> str:
        """In the reader's language."""
        words = str(self.check.label) % self.params
        return f"{words} {ask_words()}" if self.asks else words


@dataclass(frozen=True)
class FigureRule:
    """What one figure is checked against.

    `previous` is the one earlier figure that a change is said against, `measure` and `names` say which that is;
    `past` all figures of earlier periods; `half_year` the first six months' figure, for a flow in an annual report.
    """

    required: bool = True
    decimals: int = 0
    part_of: str = ""
    previous: Figure = None
    half_year: Figure = None
    past: tuple[Figure, ...] = ()
    measure: Measure = Measure.PREVIOUS
    names: Names = field(default_factory=Names)

    @property
    def was_never_zero(self) -> bool:
        """There are figures of earlier periods, and none of them is 0."""
        seen = [past for past in self.past if past is not None]
        return bool(seen) and all(seen)


def check_report(
    content: ReportContent, rules: Mapping[str, FigureRule], required_sections: Collection[str]
) -> list[Finding]:
    """What its writers still have to look at in a report, in its own order. `rules` by indicator code; a figure
    without one is only checked for shape. What was explained is settled and not found again."""
    found = judge_report(content, rules, required_sections)
    return [finding for finding in found if not finding.explained]


def judge_report(
    content: ReportContent, rules: Mapping[str, FigureRule], required_sections: Collection[str]
) -> list[Finding]:
    """The same for a reader who judges the report: unusual figures are found also where they are explained."""
    return [
        *_sections(content, required_sections),
        *(finding for duty in content.duties for finding in _duty(duty)),
        *_figures(content.figures, rules),
    ]


def check_figures(figures: Collection[FigureContent], rules: Mapping[str, FigureRule]) -> list[Finding]:
    """The findings on figures alone; computed ones are nobody's to enter and are not checked."""
    return [finding for finding in _figures(figures, rules) if not finding.explained]


def ask_words() -> str:
    """How an explanation is asked for."""
    return gettext("Say why.")


def blocking(findings: Collection[Finding]) -> list[Finding]:
    """What stands in the way of sending."""
    return [finding for finding in findings if finding.blocks]


def errors(findings: Collection[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.is_error]


def warnings(findings: Collection[Finding]) -> list[Finding]:
    return [finding for finding in findings if not finding.is_error]


def _sections(content: ReportContent, required: Collection[str]) -> Iterator[Finding]:
    for section in content.sections:
        if section.code in required and not section.text.strip():
            yield Finding(Check.EMPTY_SECTION, "section", section.code)


def _duty(duty: DutyContent) -> Iterator[Finding]:
    if not duty.status:
        yield Finding(Check.NO_STATUS, "duty", duty.code)
    if duty.status in {"in_progress", "done"} and not duty.done.strip():
        yield Finding(Check.NO_WORDS, "duty", duty.code)
    if duty.status == "behind" and not duty.difficulties.strip():
        yield Finding(Check.NO_DIFFICULTIES, "duty", duty.code)


def _figures(figures: Collection[FigureContent], rules: Mapping[str, FigureRule]) -> list[Finding]:
    by_code = {figure.code: figure for figure in figures}
    return [
        finding
        for figure in figures
        if not figure.is_computed
        for finding in _figure(figure, rules.get(figure.code, FigureRule(decimals=figure.decimals)), by_code)
    ]


def _figure(
    figure: FigureContent, rule: FigureRule, by_code: Mapping[str, FigureContent]
) -> Iterator[Finding]:
    if figure.value is None:
        if rule.required:
            yield _found(Check.REQUIRED, figure)
        return
    yield from _shape(figure, figure.value, rule)
    yield from _size(figure, figure.value, rule, by_code)
    yield from _unusual(figure, figure.value, rule)


def _shape(figure: FigureContent, value: Decimal, rule: FigureRule) -> Iterator[Finding]:
    if value < 0:
        yield _found(Check.NEGATIVE, figure)
    if value != round(value, rule.decimals):
        check = Check.PLACES if rule.decimals else Check.WHOLE
        yield _found(check, figure, places=str(rule.decimals))


def _size(
    figure: FigureContent, value: Decimal, rule: FigureRule, by_code: Mapping[str, FigureContent]
) -> Iterator[Finding]:
    whole = by_code.get(rule.part_of)
    if whole is not None and whole.value is not None and value > whole.value:
        yield _found(Check.PART, figure, whole=number(whole.value), whole_name=whole.name)
    if rule.half_year is not None and value < rule.half_year:
        yield _found(Check.BELOW_HALF_YEAR, figure, half_year=number(rule.half_year))


def _unusual(figure: FigureContent, value: Decimal, rule: FigureRule) -> Iterator[Finding]:
    if value == 0 and rule.was_never_zero:
        yield _found(Check.FIRST_ZERO, figure)
    elif rule.previous and abs(value - rule.previous) * 100 > UNUSUAL_PERCENT * abs(rule.previous):
        change = number(change_percent(value, rule.previous), 1)
        measure = rule.names.measured(rule.measure)
        yield _found(Check.UNUSUAL, figure, change=change, previous=number(rule.previous), measure=measure)


def _found(check: Check, figure: FigureContent, **params: str) -> Finding:
    explained = check in TO_EXPLAIN and bool(figure.explanation.strip())
    return Finding(check, "indicator", figure.code, {"value": number(figure.value), **params}, explained)
