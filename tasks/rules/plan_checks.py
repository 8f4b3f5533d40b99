"""What must hold between the parts of a plan file: codes that exist, codes that do not repeat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from tasks.rules.plan_schema import (
    EVERY_AGENCY,
    Duty,
    Indicator,
    PeriodRule,
    PlanFile,
    YearDay,
)
from tasks.rules.plan_yaml import Place


class Problem(NamedTuple):
    """``place`` is the path of keys and positions (from 0) to the faulty value in the file."""

    place: Place
    reason: str


class _PlacedCode(NamedTuple):
    place: Place
    code: str


def problems(plan: PlanFile) -> Iterator[Problem]:
    """Yield everything that contradicts itself in ``plan``; nothing if it is sound."""
    for check in (
        _repeated_codes,
        _unknown_agencies,
        _unknown_documents,
        _leads_twice,
        _bad_calendar,
        _repeated_reminders,
        _bad_ratios,
        _bad_parts,
    ):
        yield from check(plan)


def _placed_duties(plan: PlanFile) -> Iterator[tuple[Place, Duty]]:
    for number, duty in enumerate(plan.duties.common):
        yield ("duties", "common", number), duty
    for group_number, group in enumerate(plan.duties.groups):
        for number, duty in enumerate(group.duties):
            yield ("duties", "groups", group_number, "duties", number), duty


def _codes(section: str, codes: Iterable[str], key: str = "code") -> Iterator[_PlacedCode]:
    return (_PlacedCode((section, number, key), code) for number, code in enumerate(codes))


def _listed(place: Place, codes: Iterable[str]) -> Iterator[_PlacedCode]:
    return (_PlacedCode((*place, number), code) for number, code in enumerate(codes))


def _namespaces(plan: PlanFile) -> Iterator[tuple[str, Iterable[_PlacedCode]]]:
    """Yield the sets of codes within which none may repeat. Agencies and groups share one."""
    agencies, groups = plan.agencies, plan.agency_groups
    yield (
        "code",
        chain(
            _codes("agencies", (agency.code for agency in agencies)),
            _codes("agency_groups", (group.code for group in groups)),
        ),
    )
    yield "name", _codes("agencies", (agency.name for agency in agencies), "name")
    yield "short name", _codes("agencies", (one.short_name for one in agencies), "short_name")
    yield "code", _codes("legal_documents", (document.code for document in plan.legal_documents))
    yield (
        "code",
        ((_PlacedCode((*place, "code"), duty.code)) for place, duty in _placed_duties(plan)),
    )
    yield "topic", _codes("organisation", (item.topic for item in plan.organisation), "topic")
    yield "code", _codes("schedule", (period.code for period in plan.schedule))
    yield "code", _codes("indicators", (indicator.code for indicator in plan.indicators))


def _repeated_codes(plan: PlanFile) -> Iterator[Problem]:
    for word, namespace in _namespaces(plan):
        seen: set[str] = set()
        for place, code in namespace:
            if code in seen:
                yield Problem(place, f"{word} '{code}' is already used above")
            if code == EVERY_AGENCY:
                yield Problem(place, f"{word} '{EVERY_AGENCY}' is reserved for every agency")
            seen.add(code)


def _agency_lists(plan: PlanFile) -> Iterator[_PlacedCode]:
    for number, group in enumerate(plan.duties.groups):
        yield from _listed(("duties", "groups", number, "addressees"), group.addressees)
    for place, duty in _placed_duties(plan):
        yield from _listed((*place, "coordinating"), duty.coordinating)
    for number, indicator in enumerate(plan.indicators):
        yield from _listed(("indicators", number, "reporters"), indicator.reporters)


def _unknown_agencies(plan: PlanFile) -> Iterator[Problem]:
    agencies = {agency.code for agency in plan.agencies}
    if plan.plan.coordinator not in agencies:
        yield Problem(("plan", "coordinator"), f"no agency has the code '{plan.plan.coordinator}'")
    for number, group in enumerate(plan.agency_groups):
        for place, code in _listed(("agency_groups", number, "members"), group.members):
            if code not in agencies:
                yield Problem(place, f"no agency has the code '{code}'")
    known = agencies | {group.code for group in plan.agency_groups} | {EVERY_AGENCY}
    for place, code in _agency_lists(plan):
        if code not in known:
            yield Problem(place, f"no agency or group has the code '{code}'")


def _unknown_documents(plan: PlanFile) -> Iterator[Problem]:
    known = {document.code for document in plan.legal_documents}
    cited = chain(
        _listed(("plan", "cites"), plan.plan.cites),
        *(_listed((*place, "cites"), duty.cites) for place, duty in _placed_duties(plan)),
    )
    for place, code in cited:
        if code not in known:
            yield Problem(place, f"no legal document has the code '{code}'")


def _leads_twice(plan: PlanFile) -> Iterator[Problem]:
    places = {duty.code: place for place, duty in _placed_duties(plan)}
    leads = {(one.duty, one.agency) for one in plan.assignments() if one.role == "lead"}
    for one in plan.assignments():
        if one.role == "coordinating" and (one.duty, one.agency) in leads:
            place = (*places[one.duty], "coordinating")
            yield Problem(place, f"'{one.agency}' already leads this duty")


def _bad_calendar(plan: PlanFile) -> Iterator[Problem]:
    year = plan.plan.year
    for number, period in enumerate(plan.schedule):
        place = ("schedule", number)
        impossible = list(_impossible_days(place, period, year))
        yield from impossible or _disordered_days(place, period, year)


def _impossible_days(place: Place, period: PeriodRule, year: int) -> Iterator[Problem]:
    for key in ("deadline", "figures_from", "figures_to"):
        day: YearDay = getattr(period, key)
        try:
            day.in_plan_of(year)
        except ValueError:
            text = f"{day.day}/{day.month}/{year + day.year_offset}"
            yield Problem((*place, key), f"there is no day {text}")


def _disordered_days(place: Place, period: PeriodRule, year: int) -> Iterator[Problem]:
    first, last = period.figures_from.in_plan_of(year), period.figures_to.in_plan_of(year)
    if first > last:
        yield Problem((*place, "figures_to"), "figures end before they begin")
    if last >= period.deadline.in_plan_of(year):
        yield Problem((*place, "deadline"), "the deadline must come after the last day of figures")


def _repeated_reminders(plan: PlanFile) -> Iterator[Problem]:
    seen: set[tuple[str, str, int]] = set()
    for number, occasion in enumerate(plan.reminders.occasions):
        for position, day in enumerate(occasion.days):
            key = (occasion.message, occasion.days_from, day)
            if key in seen:
                place = ("reminders", "occasions", number, "days", position)
                yield Problem(place, f"'{occasion.message}' is already sent on day {day}")
            seen.add(key)


def _bad_ratios(plan: PlanFile) -> Iterator[Problem]:
    addable = {one.code for one in plan.indicators if one.nature != "ratio"}
    for number, indicator in enumerate(plan.indicators):
        for key, code in (
            ("numerator", indicator.numerator),
            ("denominator", indicator.denominator),
        ):
            if code is not None and code not in addable:
                reason = f"no indicator that can be added up has the code '{code}'"
                yield Problem(("indicators", number, key), reason)


def _bad_parts(plan: PlanFile) -> Iterator[Problem]:
    above: dict[str, Indicator] = {}
    for number, indicator in enumerate(plan.indicators):
        for place, code in _listed(("indicators", number, "part_of"), indicator.part_of):
            if code not in above:
                yield Problem(place, f"no indicator above this one has the code '{code}'")
            elif above[code].nature != indicator.nature:
                yield Problem(place, f"'{code}' is a {above[code].nature}, not comparable")
        above[indicator.code] = indicator
