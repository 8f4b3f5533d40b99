"""What one page of the report form shows anew after some of its fields were saved. Only that page's part of the report
is read: people save at every change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from reports.models import Report
from reports.reading.entry import SILENT
from reports.reading.places import Page, filled, mark_of
from reports.rules.checks import Finding, check_report
from reports.rules.content import ReportContent
from reports.rules.fields import INDICATOR, SECTION, Place
from reports.rules.numbers import write_figure
from reports.services.content import duties_asked, duties_in, figures_asked, figures_in, sections_in
from reports.services.readiness import REQUIRED_SECTIONS, figure_rules_of


@dataclass(frozen=True)
class PlaceNow:
    """One thing on the page: `mark` is its id there."""

    mark: str
    findings: Sequence[Finding]


@dataclass(frozen=True)
class ComputedNow:
    code: str
    shown: str


@dataclass(frozen=True)
class PageNow:
    """`done` of `total` entries are in order. `places` are those whose findings a save may have changed."""

    page: Page
    done: int
    total: int
    places: Sequence[PlaceNow] = ()
    computed: Sequence[ComputedNow] = ()


def page_now(report: Report, page: Page, touched: Collection[Place]) -> PageNow:
    """The page after `touched` were saved; in a fixed number of queries."""
    content = _part(report, page)
    rules = figure_rules_of(report) if page == Page.FIGURES else {}
    findings = check_report(content, rules, REQUIRED_SECTIONS if page == Page.NARRATIVE else ())
    done, total = filled(page, content, findings)
    now = PageNow(page, done, total)
    if not touched:
        return now
    if page == Page.FIGURES:
        return _with_figures(now, report, content, findings, touched)
    kind, codes = _codes(report, touched)
    return replace(now, places=[_place(kind, code, findings) for code in codes])


def _part(report: Report, page: Page) -> ReportContent:
    whole = ReportContent(
        plan_code="", period_code="", agency_code=report.agency.code, agency_name=report.agency.name
    )
    match page:
        case Page.DUTIES:
            return replace(whole, duties=duties_in(report))
        case Page.FIGURES:
            return replace(whole, figures=figures_in(report))
        case _:
            return replace(whole, sections=sections_in(report))


def _codes(report: Report, touched: Collection[Place]) -> tuple[str, list[str]]:
    keys = {place.key for place in touched}
    if all(place.kind == SECTION for place in touched):
        return "section", [str(key) for key in keys]
    return "duty", [a.duty.code for a in duties_asked(report) if a.pk in keys]


def _with_figures(
    now: PageNow,
    report: Report,
    content: ReportContent,
    findings: Sequence[Finding],
    touched: Collection[Place],
) -> PageNow:
    """A figure is also checked against its whole and its parts, and ratios are made of it: those change with it."""
    keys = {place.key for place in touched}
    indicators = figures_asked(report)
    near = [i for i in indicators if not keys.isdisjoint({i.pk, i.part_of_id})]
    values = content.values()
    return replace(
        now,
        places=[_place(INDICATOR, i.code, findings) for i in near if not i.is_computed],
        computed=[
            ComputedNow(i.code, write_figure(values.get(i.code)) or "–")
            for i in indicators
            if i.is_computed and not keys.isdisjoint({i.numerator_id, i.denominator_id})
        ],
    )


def _place(kind: str, code: str, findings: Sequence[Finding]) -> PlaceNow:
    return PlaceNow(
        mark_of(kind, code),
        [f for f in findings if f.target == kind and f.code == code and f.check not in SILENT],
    )
