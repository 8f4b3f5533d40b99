"""The parts of a plan file as frozen values.

Each model checks its own fields; what must hold between parts (codes that exist, codes that do not
repeat) is checked in ``plan_checks``. Read a file with ``plan_file.parse_plan``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from tasks.rules.indicators import misfits

EVERY_AGENCY = "all"


def _one_paragraph(text: str) -> str:
    if "\n" in text:
        raise ValueError("must be one paragraph: remove the blank line or the deeper indent")
    return text


def _without_repeats(names: tuple[str, ...]) -> tuple[str, ...]:
    repeated = [name for place, name in enumerate(names) if name in names[:place]]
    if repeated:
        raise ValueError(f"'{repeated[0]}' is listed twice")
    return names


CODE = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
Code = Annotated[str, StringConstraints(pattern=CODE, max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_one_paragraph)]
Codes = Annotated[tuple[Code, ...], AfterValidator(_without_repeats)]
SomeCodes = Annotated[Codes, Field(min_length=1)]

Matter = Literal["general", "hiv", "drugs", "rehab", "prostitution", "communication", "funding"]
Role = Literal["reporters", "approvers", "coordinator", "leadership"]
Roles = Annotated[tuple[Role, ...], AfterValidator(_without_repeats)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Heading(_Part):
    """What stands at the head of the plan. ``number`` and ``issued_on`` are None if not printed."""

    code: Code
    title: Text
    year: Annotated[int, Field(ge=2000, le=2100)]
    number: Text | None
    issued_on: date | None
    issuer: Text
    place: Text
    coordinator: Code
    basis: Text
    cites: Codes = ()


class Agency(_Part):
    """One that has duties and reports. ``abbreviation`` signs document symbols, not unique."""

    code: Code
    name: Text
    short_name: Text
    abbreviation: Text
    kind: Literal["police", "military", "department", "organisation", "district"]


class AgencyGroup(_Part):
    """Agencies that the plan addresses as one; ``members`` are agency codes, never groups."""

    code: Code
    name: Text
    members: SomeCodes


class LegalDocument(_Part):
    """A cited document; ``number`` and ``issued_on`` are None where the plan gives none."""

    code: Code
    kind: Literal["law", "decree", "decision", "directive", "plan", "official_letter", "resolution"]
    number: Text | None
    issued_on: date | None
    issuer: Text
    title: Text


class Duty(_Part):
    """One bullet of the plan, word for word; ``field`` is the matter it is mostly about."""

    code: Code
    field: Matter
    text: Text
    coordinating: Codes = ()
    cites: Codes = ()


class DutyGroup(_Part):
    """Duties with the same addressees, under the label printed in the plan (labels may repeat)."""

    label: Text
    title: Text
    addressees: SomeCodes
    duties: Annotated[tuple[Duty, ...], Field(min_length=1)]


class Duties(_Part):
    """``common`` duties bind every agency; those of ``groups`` bind the group's addressees."""

    common: tuple[Duty, ...]
    groups: tuple[DutyGroup, ...]


class OrganisationItem(_Part):
    """One paragraph on how the plan is carried out; ``label`` is None where none is printed."""

    topic: Literal["responsibility", "funding", "reporting", "monitoring"]
    label: Text | None
    text: Text


class YearDay(_Part):
    """A day counted from the plan's year: ``year_offset`` -1 is the year before."""

    day: Annotated[int, Field(ge=1, le=31)]
    month: Annotated[int, Field(ge=1, le=12)]
    year_offset: Annotated[int, Field(ge=-1, le=1)]

    def in_plan_of(self, year: int) -> date:
        """Return the calendar day for the plan of ``year``; ValueError if there is no such day."""
        return date(year + self.year_offset, self.month, self.day)


class PeriodRule(_Part):
    """When one report of the year is due and which days its figures cover (both ends included).

    ``named_day_counts`` False: "trước ngày", on time is strictly before the deadline day begins.
    ``opens_days_before`` counts calendar days back from the deadline day.
    """

    code: Code
    name: Text
    kind: Literal["month", "quarter", "half_year", "annual"]
    deadline: YearDay
    named_day_counts: bool
    figures_from: YearDay
    figures_to: YearDay
    opens_days_before: Annotated[int, Field(ge=1, le=366)]


class Occasion(_Part):
    """Days on which one message goes out, counted from ``days_from`` (negative: before it).

    ``last_day`` is the last day on time, ``return`` the day a report was returned.
    """

    message: Literal["opening", "upcoming", "last_day", "overdue", "returned", "digest", "summary"]
    days_from: Literal["opening", "last_day", "return"]
    days: Annotated[tuple[Annotated[int, Field(ge=-366, le=366)], ...], Field(min_length=1)]
    to: Annotated[Roles, Field(min_length=1)]
    copy_to: Roles = ()
    working_days_only: bool = False


class Reminders(_Part):
    """``hour`` is the hour of sending in Asia/Ho_Chi_Minh."""

    hour: Annotated[int, Field(ge=0, le=23)]
    occasions: tuple[Occasion, ...]


class Indicator(_Part):
    """A figure asked for and how it adds up (domain: "Adding figures up").

    ``numerator`` and ``denominator`` are the codes of a ratio's parts, None for other natures;
    ``part_of`` are codes of figures that this one may not exceed.
    """

    code: Code
    name: Text
    unit: Text
    decimals: Annotated[int, Field(ge=0, le=6)]
    field: Matter
    nature: Literal["flow", "stock", "ratio"]
    direction: Literal["up", "down", "neutral"]
    across_agencies: Literal["sum", "average", "maximum", "ratio"]
    across_periods: Literal["sum", "latest", "ratio"]
    reporters: SomeCodes
    source: Text
    numerator: Code | None = None
    denominator: Code | None = None
    part_of: Codes = ()

    @model_validator(mode="after")
    def _adds_up_by_nature(self) -> Self:
        is_ratio = self.nature == "ratio"
        if {is_ratio} != {self.numerator is not None, self.denominator is not None}:
            raise ValueError("a ratio, and only a ratio, needs a numerator and a denominator")
        ways = {"across_agencies": self.across_agencies, "across_periods": self.across_periods}
        if found := misfits(nature=self.nature, **ways):
            raise ValueError(next(iter(found.values())).value)
        return self


class Assignment(NamedTuple):
    """One duty laid on one agency, by their codes."""

    duty: str
    agency: str
    role: Literal["lead", "coordinating"]


class PlanFile(_Part):
    """A whole plan, with nothing in it that the file does not say."""

    plan: Heading
    requirements: tuple[Text, ...]
    agencies: Annotated[tuple[Agency, ...], Field(min_length=1)]
    agency_groups: tuple[AgencyGroup, ...]
    legal_documents: tuple[LegalDocument, ...]
    duties: Duties
    organisation: tuple[OrganisationItem, ...]
    recipients: tuple[Text, ...]
    schedule: Annotated[tuple[PeriodRule, ...], Field(min_length=1)]
    reminders: Reminders
    indicators: tuple[Indicator, ...]

    def agency_codes(self, names: Iterable[str]) -> tuple[str, ...]:
        """Expand agency codes, group codes and "all" to agency codes: file order, no repeats."""
        members = {group.code: set(group.members) for group in self.agency_groups}
        members[EVERY_AGENCY] = {agency.code for agency in self.agencies}
        wanted = {code for name in names for code in members.get(name, {name})}
        return tuple(agency.code for agency in self.agencies if agency.code in wanted)

    def assignments(self) -> Iterator[Assignment]:
        """Yield who leads and who coordinates each duty, in the order of the plan.

        Common duties are led by every agency (II.1), the others by their group's addressees (II.2).
        """
        yield from self._assigned(self.duties.common, (EVERY_AGENCY,))
        for group in self.duties.groups:
            yield from self._assigned(group.duties, group.addressees)

    def _assigned(self, duties: Iterable[Duty], leads: tuple[str, ...]) -> Iterator[Assignment]:
        for duty in duties:
            for agency in self.agency_codes(leads):
                yield Assignment(duty.code, agency, "lead")
            for agency in self.agency_codes(duty.coordinating):
                yield Assignment(duty.code, agency, "coordinating")
