"""Who reported, and in time (domain.md, section 3: the definitions DHIS2 uses)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from reports.rules.figures import Figure, ratio_percent


@dataclass(frozen=True)
class Filing:
    """One expected report: its deadlines (aware, the first moment that is late) and its first submission that
    stands, if any."""

    deadline: datetime
    effective_deadline: datetime
    first_submitted_at: datetime | None = None

    @property
    def is_in(self) -> bool:
        return self.first_submitted_at is not None

    @property
    def was_on_time(self) -> bool:
        """Before the period's own deadline."""
        return self.first_submitted_at is not None and self.first_submitted_at < self.deadline

    @property
    def was_in_its_time(self) -> bool:
        """Before the deadline that counts for this agency, its extension included."""
        return self.first_submitted_at is not None and self.first_submitted_at < self.effective_deadline


@dataclass(frozen=True)
class Completeness:
    """Counts of reports; rates in % of the expected ones, one decimal, None where nothing is expected."""

    expected: int
    actual: int
    on_time: int
    in_their_time: int

    @property
    def missing(self) -> int:
        return self.expected - self.actual

    @property
    def late(self) -> int:
        """Submitted, but after the deadline that counted for the agency."""
        return self.actual - self.in_their_time

    @property
    def reporting_rate(self) -> Figure:
        return self._rate(self.actual)

    @property
    def on_time_rate(self) -> Figure:
        """Against the original deadline."""
        return self._rate(self.on_time)

    @property
    def effective_on_time_rate(self) -> Figure:
        """Against each agency's own deadline, extensions included."""
        return self._rate(self.in_their_time)

    def _rate(self, count: int) -> Figure:
        return ratio_percent(Decimal(count), Decimal(self.expected))


def completeness(filings: Iterable[Filing]) -> Completeness:
    """Count the expected reports of a period."""
    expected = list(filings)
    return Completeness(
        expected=len(expected),
        actual=sum(filing.is_in for filing in expected),
        on_time=sum(filing.was_on_time for filing in expected),
        in_their_time=sum(filing.was_in_its_time for filing in expected),
    )
