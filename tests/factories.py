"""Things to test with, each valid on its own and plain. Names say what they are, not whom they resemble."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import factory
from factory.django import DjangoModelFactory

from agencies.models import Agency, AgencyGroup, Membership, Role, User
from agencies.models.agency import AgencyKind
from reports.models import (
    Attachment,
    CommentAnswer,
    Consolidation,
    DutyResult,
    Extension,
    IndicatorValue,
    Notice,
    Report,
    ReportEvent,
    ReportingPeriod,
    ReportSection,
    Review,
    ReviewComment,
    SignedCopy,
    SignedPlan,
    Submission,
)
from reports.rules.calendar import deadline_for, start_of
from reports.rules.signatures import Signature
from reports.rules.workflow import Action, State
from tasks.models import (
    AcrossAgencies,
    AcrossPeriods,
    AgencyPlan,
    AgencyPlanState,
    Assignment,
    AssignmentRole,
    Direction,
    Duty,
    DutyGroup,
    Field,
    Indicator,
    Nature,
    Plan,
    PlanState,
    PlanStep,
    ReminderRule,
    ScheduleEntry,
    Target,
)

PASSWORD = "a long enough password"  # of every account made here

# domain.md, section 6, as rows (trigger, days, audience): what the plan's own file says too.
REMINDERS: list[tuple[str, int, list[str]]] = [
    ("opens", 0, ["reporter", "approver"]),
    ("before", 14, ["reporter"]),
    ("before", 7, ["reporter"]),
    ("before", 3, ["reporter", "approver"]),
    ("before", 1, ["reporter", "approver"]),
    ("last_day", 0, ["reporter", "approver"]),
    *(("after", days, ["reporter", "approver", "coordinator"]) for days in (1, 3, 7, 14, 21, 28)),
    *(("returned", days, ["reporter", "approver"]) for days in (0, 3, 7)),
    *(("digest", days, ["coordinator"]) for days in range(-3, 8)),
    ("summary", 1, ["leadership"]),
]


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    full_name = factory.LazyAttribute(lambda user: f"Person {user.username}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@agency.test")
    password = factory.django.Password(PASSWORD)


class AgencyFactory(DjangoModelFactory[Agency]):
    class Meta:
        model = Agency

    code = factory.Sequence(lambda n: f"agency-{n}")
    name = factory.Sequence(lambda n: f"Agency {n}")
    short_name = factory.LazyAttribute(lambda agency: agency.name)
    symbol = factory.Sequence(lambda n: f"A{n}")
    kind = AgencyKind.DEPARTMENT
    order = factory.Sequence(lambda n: n % 30000)


class AgencyGroupFactory(DjangoModelFactory[AgencyGroup]):
    class Meta:
        model = AgencyGroup

    code = factory.Sequence(lambda n: f"group-{n}")
    name = factory.Sequence(lambda n: f"Group {n}")


class MembershipFactory(DjangoModelFactory[Membership]):
    """A reporter of an agency of his own; `role=Role.LEADERSHIP` and the like get no agency."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.REPORTER
    agency = factory.Maybe(
        factory.LazyAttribute(lambda membership: membership.role in Role.at_an_agency()),
        yes_declaration=factory.SubFactory(AgencyFactory),
        no_declaration=None,
    )


def member(role: Role, agency: Agency | None = None, **user: Any) -> User:
    """A person with one role: `member(Role.REPORTER, agency)`, `member(Role.LEADERSHIP)`."""
    return MembershipFactory(role=role, agency=agency, user=UserFactory(**user)).user


def editor_of(plan: Plan) -> User:
    """A person who coordinates the plan."""
    return member(Role.COORDINATOR, plan.coordinator)


class PlanFactory(DjangoModelFactory[Plan]):
    class Meta:
        model = Plan
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"plan-{n}")
    title = factory.LazyAttribute(lambda plan: f"Plan {plan.code}")
    year = 2022
    number = factory.Sequence(lambda n: f"{n}/KH-UBND")
    issued_on = factory.LazyAttribute(lambda plan: date(plan.year, 3, 2))
    issuer = "Ủy ban nhân dân tỉnh"
    place = "Trà Vinh"
    state = PlanState.ACTIVE
    coordinator = factory.SubFactory(AgencyFactory, kind=AgencyKind.POLICE)

    @factory.post_generation
    def reminders(self: Plan, create: bool, given: Any, **kwargs: Any) -> None:
        """`PlanFactory(reminders=True)` gives the plan the reminders of the specification."""
        if create and given:
            rows = REMINDERS if given is True else given
            ReminderRule.objects.bulk_create(
                ReminderRule(plan=self, trigger=trigger, days=days, audience=audience)
                for trigger, days, audience in rows
            )


class ScheduleEntryFactory(DjangoModelFactory[ScheduleEntry]):
    """The 6-month report of section III.3: before 16/6."""

    class Meta:
        model = ScheduleEntry

    plan = factory.SubFactory(PlanFactory)
    code = "H1"
    kind = "half_year"
    deadline_day = 16
    deadline_month = 6
    from_day = 15
    from_month = 12
    from_year_offset = -1
    to_day = 14
    to_month = 6


class DutyGroupFactory(DjangoModelFactory[DutyGroup]):
    class Meta:
        model = DutyGroup

    plan = factory.SubFactory(PlanFactory)
    order = factory.Sequence(lambda n: n % 30000)
    label = "a)"
    title = factory.Sequence(lambda n: f"Group {n}")


class DutyFactory(DjangoModelFactory[Duty]):
    """A common duty of its plan, unless a group is given."""

    class Meta:
        model = Duty

    plan = factory.SubFactory(PlanFactory)
    code = factory.Sequence(lambda n: f"D{n}")
    order = factory.Sequence(lambda n: n % 30000)
    field = Field.DRUGS
    text = factory.Sequence(lambda n: f"What duty {n} asks for.")


class AssignmentFactory(DjangoModelFactory[Assignment]):
    class Meta:
        model = Assignment

    duty = factory.SubFactory(DutyFactory)
    agency = factory.SubFactory(AgencyFactory)
    role = AssignmentRole.LEAD


class IndicatorFactory(DjangoModelFactory[Indicator]):
    """A required whole figure that adds up over agencies and time; `reporters=[agency, …]` says who gives it."""

    class Meta:
        model = Indicator
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    code = factory.Sequence(lambda n: f"I{n}")
    order = factory.Sequence(lambda n: n % 30000)
    name = factory.Sequence(lambda n: f"Figure {n}")
    unit = "vụ"
    field = Field.DRUGS
    nature = Nature.FLOW
    direction = Direction.UP
    across_agencies = AcrossAgencies.SUM
    across_periods = AcrossPeriods.SUM

    @factory.post_generation
    def reporters(self: Indicator, create: bool, given: Any, **kwargs: Any) -> None:
        if create and given:
            self.reporters.set(given)


class TargetFactory(DjangoModelFactory[Target]):
    class Meta:
        model = Target

    indicator = factory.SubFactory(IndicatorFactory)
    agency = None
    value = 100


class AgencyPlanFactory(DjangoModelFactory[AgencyPlan]):
    """An agency's own plan, a draft; `issued=True` makes it count."""

    class Meta:
        model = AgencyPlan

    class Params:
        issued = factory.Trait(
            state=AgencyPlanState.IN_FORCE,
            number="45/KH-SYT",
            issued_on=date(2022, 4, 1),
            confirmed_at=datetime(2022, 4, 2, 3, 0, tzinfo=UTC),
            confirmed_by=factory.SubFactory(UserFactory),
        )

    plan = factory.SubFactory(PlanFactory)
    agency = factory.SubFactory(AgencyFactory)
    edited_at = datetime(2022, 3, 20, 3, 0, tzinfo=UTC)
    edited_by = factory.SubFactory(UserFactory)


class PlanStepFactory(DjangoModelFactory[PlanStep]):
    class Meta:
        model = PlanStep

    assignment = factory.SubFactory(AssignmentFactory)
    what = factory.Sequence(lambda n: f"Step {n}")
    unit = "Phòng Nghiệp vụ"
    starts_on = date(2022, 3, 1)
    ends_on = date(2022, 5, 31)


class SignedPlanFactory(DjangoModelFactory[SignedPlan]):
    class Meta:
        model = SignedPlan

    agency_plan = factory.SubFactory(AgencyPlanFactory)
    file = factory.Sequence(lambda n: f"agency-plans/2022/{n}.pdf")
    name = "signed.pdf"
    content_type = "application/pdf"
    size = 1000
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    number = "45/KH-SYT"
    dated = date(2022, 4, 1)
    uploaded_by = factory.SubFactory(UserFactory)
    uploaded_at = datetime(2022, 4, 2, 3, 0, tzinfo=UTC)


class PeriodFactory(DjangoModelFactory[ReportingPeriod]):
    """The 6-month period of its plan's year; `named_day=date(…)` moves it, opening and deadline follow."""

    class Meta:
        model = ReportingPeriod

    class Params:
        annual = factory.Trait(
            code="annual",
            kind="annual",
            named_day=factory.LazyAttribute(lambda period: date(period.plan.year, 12, 16)),
            data_to=factory.LazyAttribute(lambda period: date(period.plan.year, 12, 14)),
        )

    plan = factory.SubFactory(PlanFactory)
    code = "H1"
    kind = "half_year"
    data_from = factory.LazyAttribute(lambda period: date(period.plan.year - 1, 12, 15))
    data_to = factory.LazyAttribute(lambda period: date(period.plan.year, 6, 14))
    named_day = factory.LazyAttribute(lambda period: date(period.plan.year, 6, 16))
    deadline = factory.LazyAttribute(lambda period: deadline_for(period.named_day, named_day_counts=False))
    opens_at = factory.LazyAttribute(lambda period: start_of(period.named_day - timedelta(days=30)))


MOMENT = datetime(2022, 6, 10, 3, 0, tzinfo=UTC)  # 10:00 in the portal's zone, five days before the last day


class ReportFactory(DjangoModelFactory[Report]):
    """A report nobody touched, or in a later state by trait: `ReportFactory(submitted=True)`.

    `at` is when it got there; `submitted_by` may be given.
    """

    class Meta:
        model = Report
        exclude = ("at",)

    class Params:
        draft = factory.Trait(
            state=State.DRAFT,
            edited_at=factory.SelfAttribute("at"),
            edited_by=factory.SubFactory(UserFactory),
        )
        awaiting_approval = factory.Trait(
            draft=True, state=State.AWAITING_APPROVAL, sent_for_approval_at=factory.SelfAttribute("at")
        )
        submitted = factory.Trait(
            draft=True,
            state=State.SUBMITTED,
            first_submitted_at=factory.SelfAttribute("at"),
            submitted_at=factory.SelfAttribute("at"),
            submitted_by=factory.SubFactory(UserFactory),
        )
        returned = factory.Trait(
            submitted=True, state=State.RETURNED, returned_at=factory.SelfAttribute("at")
        )
        accepted = factory.Trait(
            submitted=True, state=State.ACCEPTED, accepted_at=factory.SelfAttribute("at")
        )

    period = factory.SubFactory(PeriodFactory)
    agency = factory.SubFactory(AgencyFactory)
    at = MOMENT


class SubmissionFactory(DjangoModelFactory[Submission]):
    class Meta:
        model = Submission

    report = factory.SubFactory(ReportFactory, submitted=True)
    number = 1
    submitted_at = factory.SelfAttribute("report.submitted_at")
    submitted_by = factory.SelfAttribute("report.submitted_by")
    content = factory.Dict({})
    sha256 = factory.LazyAttribute(
        lambda made: sha256(json.dumps(made.content, sort_keys=True, default=str).encode()).hexdigest()
    )


class ReportEventFactory(DjangoModelFactory[ReportEvent]):
    class Meta:
        model = ReportEvent

    report = factory.SubFactory(ReportFactory, draft=True)
    at = MOMENT
    actor = factory.SubFactory(UserFactory)
    action = Action.SAVE
    from_state = State.NOT_STARTED
    to_state = State.DRAFT


class ReportSectionFactory(DjangoModelFactory[ReportSection]):
    class Meta:
        model = ReportSection

    report = factory.SubFactory(ReportFactory, draft=True)
    section = "situation"
    text = "How things stand."


class DutyResultFactory(DjangoModelFactory[DutyResult]):
    class Meta:
        model = DutyResult

    report = factory.SubFactory(ReportFactory, draft=True)
    assignment = factory.SubFactory(AssignmentFactory, agency=factory.SelfAttribute("..report.agency"))
    status = "in_progress"
    done = "What was done."


class IndicatorValueFactory(DjangoModelFactory[IndicatorValue]):
    class Meta:
        model = IndicatorValue

    report = factory.SubFactory(ReportFactory, draft=True)
    indicator = factory.SubFactory(IndicatorFactory)
    value = 1


class AttachmentFactory(DjangoModelFactory[Attachment]):
    class Meta:
        model = Attachment

    report = factory.SubFactory(ReportFactory, draft=True)
    file = factory.Sequence(lambda n: f"attachments/2022/{n}.pdf")
    name = "scan.pdf"
    content_type = "application/pdf"
    size = 1000
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    uploaded_by = factory.SubFactory(UserFactory)
    uploaded_at = MOMENT


class ExtensionFactory(DjangoModelFactory[Extension]):
    class Meta:
        model = Extension

    report = factory.SubFactory(ReportFactory)
    deadline = MOMENT + timedelta(days=30)
    reason = "A flood."
    granted_by = factory.SubFactory(UserFactory)
    granted_at = MOMENT


class ReviewFactory(DjangoModelFactory[Review]):
    class Meta:
        model = Review

    submission = factory.SubFactory(SubmissionFactory)
    opened_by = factory.SubFactory(UserFactory)
    opened_at = MOMENT


class ReviewCommentFactory(DjangoModelFactory[ReviewComment]):
    class Meta:
        model = ReviewComment

    review = factory.SubFactory(ReviewFactory)
    target = "report"
    text = "Say more."
    author = factory.SubFactory(UserFactory)
    at = MOMENT


class CommentAnswerFactory(DjangoModelFactory[CommentAnswer]):
    class Meta:
        model = CommentAnswer

    comment = factory.SubFactory(ReviewCommentFactory)
    kind = "answered"
    text = "It is right."
    by = factory.SubFactory(UserFactory)
    at = MOMENT


class ConsolidationFactory(DjangoModelFactory[Consolidation]):
    """A draft; `final=True` makes it final."""

    class Meta:
        model = Consolidation

    class Params:
        final = factory.Trait(
            state="final", finalised_at=MOMENT, finalised_by=factory.SubFactory(UserFactory)
        )

    period = factory.SubFactory(PeriodFactory)
    version = factory.Sequence(lambda n: n % 30000 + 1)
    correction = factory.LazyAttribute(lambda made: "" if made.version == 1 else "A figure was wrong.")
    state = "draft"
    builds = 1
    is_outdated = False
    created_by = factory.SubFactory(UserFactory)
    created_at = MOMENT


class SignedCopyFactory(DjangoModelFactory[SignedCopy]):
    """The portal's own file, signed by one person; `waiting=True`: still to be checked, `refused=True`: not kept."""

    class Meta:
        model = SignedCopy

    class Params:
        waiting = factory.Trait(checked_at=None, origin="", found=[], found_count=0)
        refused = factory.Trait(origin="", found=[], found_count=0, refusal="unsigned", file="")

    consolidation = factory.SubFactory(ConsolidationFactory, final=True)
    file = factory.Sequence(lambda n: f"signed-consolidations/2022/{n}.pdf")
    name = "signed.pdf"
    size = 1000
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    origin = "own"
    found = factory.LazyFunction(
        lambda: [Signature("Người ký", "CA", MOMENT, is_intact=True, covers_all=True).to_json()]
    )
    found_count = 1
    uploaded_by = factory.SubFactory(UserFactory)
    uploaded_at = MOMENT
    checked_at = MOMENT


class NoticeFactory(DjangoModelFactory[Notice]):
    """A message about a report, still to be sent; `report=None` with a period makes it one about the period."""

    class Meta:
        model = Notice

    kind = "deadline_near"
    report = factory.SubFactory(ReportFactory)
    period = factory.SelfAttribute("report.period")
    occasion = factory.Sequence(lambda n: f"before-{n}")
    recipient = factory.SubFactory(UserFactory)
    subject = "The deadline is near"
    body = "Please send the report."
    created_at = MOMENT
    next_attempt_at = MOMENT
    message_id = factory.Sequence(lambda n: f"<{n}@portal.test>")
