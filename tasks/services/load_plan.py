"""Loading a plan from its file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from agencies.models import Agency, AgencyGroup
from tasks.models import (
    Assignment,
    Duty,
    DutyGroup,
    Indicator,
    LegalDocument,
    Plan,
    PlanParagraph,
    PlanState,
    ReminderRule,
    ScheduleEntry,
)
from tasks.rules import plan_schema as schema
from tasks.rules.indicators import contradictions
from tasks.rules.plan_file import PlanFile
from tasks.services.editing import is_given
from tasks.services.kept import words_on_loss
from tasks.services.sync import Rows, Tally, set_if_different

KINDS = {"month": "monthly", "quarter": "quarterly"}
TRIGGERS = {"opening": "opens", "upcoming": "before", "overdue": "after"}
# What an indicator's row takes from the file as it is written there.
PLAIN = (
    *("name", "unit", "field", "nature", "direction", "decimals", "source"),
    *("across_agencies", "across_periods"),
)
AUDIENCES = {"reporters": "reporter", "approvers": "approver"}


class LoadRefused(Exception):
    """The file contradicts what is already there; the text says what, for the person who loads it."""


@dataclass(frozen=True)
class LoadResult:
    """`created`, `updated`, `removed`, `unchanged` count rows (a changed set of related rows counts as one)."""

    plan: Plan
    created: int
    updated: int
    removed: int
    unchanged: int


@transaction.atomic
def load_plan(*, plan_file: PlanFile, state: str = PlanState.ACTIVE) -> LoadResult:
    """Create or update everything the file speaks of. Loading the same file again writes nothing.

    `state` holds for a plan that is new. What the file no longer has is removed, unless results were written for it,
    steps were planned for it or a person added it on a page: the file is to hold the whole plan, and whoever loads it
    must not lose others' work without a word. Raises LoadRefused then, where a value does not fit, or a closed plan
    would change: nothing is loaded.
    """
    load = _Load(plan_file)
    try:
        plan = load.run(state)
    except ProtectedError as error:
        raise LoadRefused(words_on_loss(error)) from error
    except ValidationError as error:
        words = [f"{field}: {' '.join(messages)}" for field, messages in error.message_dict.items()]
        raise LoadRefused("; ".join(words)) from error
    tally = load.tally
    if plan.is_closed and (tally.created or tally.updated or tally.removed):
        raise LoadRefused(_("This plan is closed: nothing in it is changed any more."))
    return LoadResult(plan=plan, **vars(tally))


class _Load:
    """One run of the loader: what the parts need from one another, by the file's codes."""

    def __init__(self, plan_file: PlanFile) -> None:
        self.file = plan_file
        self.tally = Tally()
        self.agencies: dict[str, Agency] = {}
        self.documents: dict[str, LegalDocument] = {}
        self.plan: Plan

    def run(self, state: str) -> Plan:
        self._agencies()
        self._documents()
        self._plan(state)
        self._paragraphs()
        self._duties()
        self._indicators()
        self._schedule()
        self._reminders()
        return self.plan

    def _agencies(self) -> None:
        rows = Rows(Agency.objects.all(), self.tally, ("code",))
        for order, one in enumerate(self.file.agencies, 1):
            self.agencies[one.code] = rows.put(
                one.code,
                name=one.name,
                short_name=one.short_name,
                symbol=one.abbreviation,
                kind=one.kind,
                order=order,
            )
        groups = Rows(AgencyGroup.objects.all(), self.tally, ("code",))
        for group in self.file.agency_groups:
            row = groups.put(group.code, name=group.name)
            set_if_different(row.agencies, self._named(group.members), self.tally)

    def _documents(self) -> None:
        rows = Rows(LegalDocument.objects.all(), self.tally, ("code",))
        for one in self.file.legal_documents:
            self.documents[one.code] = rows.put(
                one.code,
                kind=one.kind,
                number=one.number or "",
                issued_on=one.issued_on,
                issuer=one.issuer,
                title=one.title,
            )

    def _plan(self, state: str) -> None:
        head = self.file.plan
        values: dict[str, Any] = {
            "title": head.title,
            "year": head.year,
            "issuer": head.issuer,
            "place": head.place,
            "basis": head.basis,
            "coordinator": self.agencies[head.coordinator],
        }
        # Where the file gives no number or day, what the coordinator entered stays.
        values |= {
            name: given for name in ("number", "issued_on") if (given := getattr(head, name)) is not None
        }
        existing = Plan.objects.select_for_update().filter(code=head.code).select_related(None)
        rows = Rows(existing, self.tally, ("code",))
        self.plan = rows.put(head.code, **values, **({} if rows.found else {"state": state}))
        set_if_different(self.plan.legal_documents, self._cited(head.cites), self.tally)

    def _paragraphs(self) -> None:
        part = PlanParagraph.Part
        texts: dict[str, Iterable[str]] = {
            part.PURPOSE: self.file.requirements,
            part.ORGANISATION: [
                f"{one.label} {one.text}" if one.label else one.text for one in self.file.organisation
            ],
            part.RECIPIENT: self.file.recipients,
        }
        rows = Rows(
            PlanParagraph.objects.filter(plan=self.plan), self.tally, ("part", "order"), plan=self.plan
        )
        for name, paragraphs in texts.items():
            for order, text in enumerate(paragraphs, 1):
                rows.put(str(name), order, text=text)
        rows.remove_surplus()

    def _duties(self) -> None:
        groups = Rows(DutyGroup.objects.filter(plan=self.plan), self.tally, ("order",), plan=self.plan)
        listed: list[tuple[schema.Duty, DutyGroup | None]] = [
            (duty, None) for duty in self.file.duties.common
        ]
        for order, group in enumerate(self.file.duties.groups, 1):
            row = groups.put(order, label=group.label, title=group.title)
            listed += [(duty, row) for duty in group.duties]
        existing = (
            Duty.objects.filter(plan=self.plan).prefetch_related("legal_documents").select_related("group")
        )
        duties = Rows(existing, self.tally, ("code",), plan=self.plan)
        duties.park({(duty.code,): order for order, (duty, _group) in enumerate(listed, 1)})
        for order, (duty, of) in enumerate(listed, 1):
            saved = duties.put(duty.code, group=of, order=order, field=duty.field, text=duty.text)
            set_if_different(saved.legal_documents, self._cited(duty.cites), self.tally)
        _refuse_to_lose({row.code for row in duties.added_on_pages()})
        duties.remove_surplus()
        groups.remove_surplus()
        self._assignments({code: row for (code,), row in duties.found.items()})

    def _assignments(self, duties: dict[Any, Duty]) -> None:
        wanted: dict[tuple[int, int], str] = {}
        for one in self.file.assignments():
            key = (duties[one.duty].pk, self.agencies[one.agency].pk)
            # An agency named twice leads.
            wanted[key] = "lead" if wanted.get(key) == "lead" else one.role
        existing = Assignment.objects.filter(duty__plan=self.plan)
        rows = Rows(existing, self.tally, ("duty_id", "agency_id"))
        for (duty_id, agency_id), role in wanted.items():
            rows.put(duty_id, agency_id, role=role)
        _refuse_to_lose({f"{row.duty.code} – {row.agency.short_name}" for row in rows.added_on_pages()})
        rows.remove_surplus()

    def _indicators(self) -> None:
        existing = Indicator.objects.of_plan(self.plan)
        rows = Rows(existing, self.tally, ("code",), plan=self.plan)
        orders = {one.code: order for order, one in enumerate(self.file.indicators, 1)}
        rows.park({(code,): order for code, order in orders.items()})
        for one in self.file.indicators:
            there = rows.found.get((one.code,))
            if there and there.nature != one.nature and is_given(there):
                raise LoadRefused(
                    _("Agencies have already given figures for indicator %s: its nature stays as it is.")
                    % one.code
                )
        made: dict[str, Indicator] = {}
        for one in in_order_of_need(self.file.indicators):
            made[one.code] = row = rows.put(one.code, order=orders[one.code], **_indicator_values(one, made))
            set_if_different(row.reporters, self._named(one.reporters), self.tally)
        _refuse_to_lose({row.code for row in rows.added_on_pages()})
        for gone in rows.surplus():
            if gone.targets.exists():
                raise LoadRefused(
                    _("The file no longer has indicator %s, for which a target is set.") % gone.code
                )
        rows.remove_surplus()
        for found in contradictions(self.plan.indicators.made()):
            raise LoadRefused(f"{found.code}: {found.words}")

    def _schedule(self) -> None:
        rows = Rows(ScheduleEntry.objects.filter(plan=self.plan), self.tally, ("code",), plan=self.plan)
        for one in self.file.schedule:
            days = {"deadline": one.deadline, "from": one.figures_from, "to": one.figures_to}
            values = {
                f"{name}_{part}": getattr(day, part)
                for name, day in days.items()
                for part in ("day", "month", "year_offset")
            }
            rows.put(
                one.code,
                kind=KINDS.get(one.kind, one.kind),
                named_day_counts=one.named_day_counts,
                opens_days_before=one.opens_days_before,
                **values,
            )
        rows.remove_surplus()

    def _reminders(self) -> None:
        rows = Rows(
            ReminderRule.objects.filter(plan=self.plan), self.tally, ("trigger", "days"), plan=self.plan
        )
        for one in self.file.reminders.occasions:
            audience = [AUDIENCES.get(role, role) for role in (*one.to, *one.copy_to)]
            trigger = TRIGGERS.get(one.message, one.message)
            for days in one.days:
                # A digest runs from before the last day to after it; for the rest the trigger says which side.
                rows.put(trigger, days if trigger == "digest" else abs(days), audience=audience)
        rows.remove_surplus()

    def _named(self, names: Iterable[str]) -> list[Agency]:
        return [self.agencies[code] for code in self.file.agency_codes(names)]

    def _cited(self, codes: Iterable[str]) -> list[LegalDocument]:
        return [self.documents[code] for code in codes]


def _refuse_to_lose(added: set[str]) -> None:
    if added:
        raise LoadRefused(
            _("Added on the pages and not in the file: %s. Write it into the file or remove it on its page.")
            % ", ".join(sorted(added))
        )


def in_order_of_need(indicators: Iterable[schema.Indicator]) -> Iterable[schema.Indicator]:
    """Each indicator after those it is made of or a part of. Raises LoadRefused where they go round in a circle."""
    waiting = {one.code: one for one in indicators}
    while waiting:
        ready = [one for one in waiting.values() if not waiting.keys() & needed(one)]
        if not ready:
            raise LoadRefused(_("These indicators are made of one another: %s") % ", ".join(waiting))
        for one in ready:
            yield waiting.pop(one.code)


def needed(one: schema.Indicator) -> set[str]:
    return {code for code in (one.numerator, one.denominator, *one.part_of) if code}


def _indicator_values(one: schema.Indicator, made: dict[str, Indicator]) -> dict[str, Any]:
    if len(one.part_of) > 1:
        raise LoadRefused(_("Indicator %s is a part of several; one is kept.") % one.code)
    return {
        **{name: getattr(one, name) for name in PLAIN},
        "numerator": made[one.numerator] if one.numerator else None,
        "denominator": made[one.denominator] if one.denominator else None,
        "part_of": made[one.part_of[0]] if one.part_of else None,
    }
