"""Who is told: the people who hold a role and whose account is active, read once for many reports."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from agencies.models import Agency, Membership, Role, User
from plan_portal.prepared import Prepared
from reports.models import Notice, Report, ReportingPeriod
from reports.notices.letter import Side
from tasks.models import Audience


@dataclass(frozen=True)
class Directory:
    """Active people by role and agency id; leadership, which has no agency, under None."""

    people: dict[tuple[str, int | None], list[User]]

    @classmethod
    def read(cls, agencies: Collection[int]) -> Directory:
        """Everyone who may have to be told of these agencies' reports, in one query."""
        people: dict[tuple[str, int | None], list[User]] = {}
        memberships = (
            Membership.objects.filter(Q(agency__in=agencies) | Q(agency=None), user__is_active=True)
            .select_related("user")
            .order_by("user__username")
        )
        for membership in memberships:
            people.setdefault((membership.role, membership.agency_id), []).append(membership.user)
        return cls(people)

    def told(
        self, period: ReportingPeriod, report: Report | None, audience: Collection[str]
    ) -> Iterator[tuple[User, Side]]:
        """Each person once, as the first part he plays: in the report's own office, as coordinator, as leader."""
        seen: set[int] = set()
        for role, agency_id, side in _posts(period, report):
            if role not in audience:
                continue
            for user in self.people.get((role, agency_id), []):
                if user.pk not in seen:
                    seen.add(user.pk)
                    yield user, side


def _posts(period: ReportingPeriod, report: Report | None) -> Iterator[tuple[str, int | None, Side]]:
    if report is not None:
        yield Audience.REPORTER, report.agency_id, Side.OFFICE
        yield Audience.APPROVER, report.agency_id, Side.OFFICE
    yield Audience.COORDINATOR, period.plan.coordinator_id, Side.COORDINATOR
    yield Audience.LEADERSHIP, None, Side.LEADERSHIP


def agencies_without_recipient(period: ReportingPeriod) -> list[Agency]:
    """Agencies that must report in this period and have nobody, active and with an address, to remind of it; in
    official order."""
    return _unreachable(period.pk)


@Prepared
def _unreachable(period: int) -> QuerySet[Agency]:
    reached = Membership.objects.filter(
        role__in=[Role.REPORTER, Role.APPROVER], user__is_active=True, agency__reports__period=period
    ).exclude(user__email="")
    expected = Agency.objects.filter(reports__period=period)
    return expected.exclude(pk__in=reached.values("agency")).order_by("order", "name")


def is_still_told(notice: Notice) -> bool:
    """Is the recipient still active, in a post that is told of such things? A post at the report's agency, with the
    coordinator, or in leadership; which of them, the message's own audience decided when it was written."""
    period, report = notice.period, notice.report
    agencies = {period.plan.coordinator_id} | ({report.agency_id} if report else set())
    told = Q(agency__in=agencies) | Q(role=Role.LEADERSHIP)
    return notice.recipient.is_active and notice.recipient.memberships.filter(told).exists()
