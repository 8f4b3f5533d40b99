"""The access matrix (domain.md, section 5) as data, held against every address of the portal.

A page that a person may not see answers 404, byte for byte the answer to something that does not exist. What a
person may *do* on a page that he sees is the workflow's: `test_workflow.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from agencies.models import Role, User
from reports.models import (
    Attachment,
    Consolidation,
    ConsolidationFile,
    ConsolidationSection,
    Notice,
    Report,
    Review,
    SignedCopy,
    SignedPlan,
    Submission,
    Wording,
)
from reports.services.content import content_of
from tasks.models import AgencyPlan
from tests.factories import (
    MOMENT,
    AgencyFactory,
    AgencyGroupFactory,
    AgencyPlanFactory,
    AssignmentFactory,
    AttachmentFactory,
    ConsolidationFactory,
    DutyFactory,
    IndicatorFactory,
    NoticeFactory,
    PeriodFactory,
    PlanFactory,
    PlanStepFactory,
    ReportFactory,
    ReviewCommentFactory,
    ReviewFactory,
    ScheduleEntryFactory,
    SignedCopyFactory,
    SignedPlanFactory,
    SubmissionFactory,
    UserFactory,
    member,
)

pytestmark = pytest.mark.django_db

PEOPLE = {
    "reporter",
    "approver",
    "coordinator",
    "leadership",
    "administrator",
    "stranger",
    "other_coordinator",
    "nobody",
}
OWN = {"reporter", "approver"}
COORDINATOR = {"coordinator"}
ADMINISTRATOR = {"administrator"}
# A person with a role, wherever: plans, duties and periods are for all of them.
ANYONE = PEOPLE - {"nobody"}
NOT_THERE = 999_999


@dataclass
class World:
    """One report in the state a row asks for, and everything an address can name."""

    people: dict[str, User]
    report: Report
    submission: Submission | None
    comment: int
    attachment: Attachment
    consolidation: Consolidation
    file: ConsolidationFile
    notice: Notice
    signed: SignedPlan
    names: dict[str, Any]


@dataclass(frozen=True)
class Row:
    """`who` may see `name` while the report is in `state`. `args` from the world; `missing` the same address of
    something that does not exist, where it names something."""

    name: str
    who: set[str]
    args: Callable[[World], list[Any]] = lambda world: []
    state: str = "submitted"
    method: str = "get"
    final: bool = True
    issued: bool = True
    missing: Callable[[World], list[Any]] | None = None
    data: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return f"{self.name}-{self.method}-{self.state}{'' if self.final and self.issued else '-draft'}"


def report(world: World) -> list[Any]:
    return [world.report.pk]


def period(world: World) -> list[Any]:
    return [world.report.period_id]


def plan(world: World) -> list[Any]:
    return [world.report.period.plan.code]


def version(world: World) -> list[Any]:
    return [world.consolidation.pk]


def no_such(world: World) -> list[Any]:
    return [NOT_THERE]


def no_such_plan(world: World) -> list[Any]:
    return ["no-such-plan"]


def of_report(name: str, who: set[str], **more: Any) -> Row:
    return Row(f"reports:{name}", who, report, missing=no_such, **more)


def of_period(name: str, who: set[str], **more: Any) -> Row:
    return Row(f"reports:{name}", who, period, missing=no_such, **more)


def of_plan(name: str, who: set[str], *further: str, **more: Any) -> Row:
    return Row(
        name,
        who,
        lambda world: [*plan(world), *(world.names[each] for each in further)],
        missing=lambda world: ["no-such-plan", *(world.names[each] for each in further)],
        **more,
    )


def of_version(name: str, who: set[str], *further: str, **more: Any) -> Row:
    return Row(
        f"reports:{name}",
        who,
        lambda world: [*version(world), *further],
        missing=lambda world: [NOT_THERE, *further],
        **more,
    )


def of_place(name: str, who: set[str], *further: str, **more: Any) -> Row:
    """A place of a consolidated report's narrative."""
    return Row(
        f"reports:consolidation_{name}",
        who,
        lambda world: [world.names[each] for each in ("place", *further)],
        missing=lambda world: [NOT_THERE, *(world.names[each] for each in further)],
        **more,
    )


def of_signed_copy(which: str, who: set[str], act: str = "file", **more: Any) -> Row:
    """A copy, by what it is, of a consolidated report that was signed outside."""
    return Row(
        f"reports:consolidation_signed_{act}",
        who,
        lambda world: [*version(world), world.names[which]],
        missing=lambda world: [NOT_THERE, world.names[which]],
        **more,
    )


def of_own_plan(name: str, who: set[str], *further: str, **more: Any) -> Row:
    """An address of the agency's own plan, issued unless `issued=False`."""

    def rest(world: World) -> list[Any]:
        return [world.signed.pk if each == "signed" else world.names[each] for each in further]

    return Row(
        f"reports:{name}",
        who,
        lambda world: [world.report.agency.code, *plan(world), *rest(world)],
        missing=lambda world: ["no-such-agency", *plan(world), *rest(world)],
        **more,
    )


AGENCY_SIDE = [
    Row("reports:my_agency", OWN | {"stranger"}),
    Row("reports:my_agency", OWN, lambda w: [w.report.agency.code], missing=lambda w: ["no-such-agency"]),
    *(of_report("report", OWN, state=s) for s in ("not_started", "draft", "awaiting_approval")),
    *(of_report("report", OWN | COORDINATOR, state=s) for s in ("submitted", "returned")),
    of_report("report", OWN | COORDINATOR | {"leadership"}, state="accepted"),
    Row(
        "reports:report_edit",
        OWN,
        lambda w: [w.report.pk, "duties"],
        state="draft",
        missing=lambda w: [NOT_THERE, "duties"],
    ),
    Row(
        "reports:save_fields",
        OWN,
        lambda w: [w.report.pk, "duties"],
        state="draft",
        method="post",
        missing=lambda w: [NOT_THERE, "duties"],
    ),
    *(of_report("compare", OWN, state=s) for s in ("not_started", "draft", "awaiting_approval")),
    *(of_report("compare", OWN | COORDINATOR, state=s) for s in ("submitted", "returned", "accepted")),
    Row(
        "reports:answer_comment",
        OWN,
        lambda w: [w.report.pk, w.comment],
        state="returned",
        method="post",
        missing=lambda w: [NOT_THERE, w.comment],
    ),
    *(of_report(name, OWN, state="draft") for name in ("workbook", "workbook_file", "workbook_preview")),
    *(of_report(name, OWN) for name in ("workbook", "workbook_file")),
    *(of_report(name, OWN, state="draft", method="post") for name in ("workbook", "workbook_preview")),
    *(of_report("preview", OWN, state=s) for s in ("draft", "returned", "submitted", "accepted")),
    of_report("send_for_approval", OWN, state="draft"),
    of_report("send_back", {"approver"}, state="awaiting_approval"),
    of_report("submit", {"approver"}, state="draft"),
    of_report("submitted", OWN),
    of_report("withdraw", {"approver"}),
    Row(
        "reports:attachment",
        OWN,
        lambda w: [w.report.pk, w.attachment.pk],
        state="draft",
        missing=lambda w: [NOT_THERE, w.attachment.pk],
    ),
    Row(
        "reports:remove_attachment",
        OWN,
        lambda w: [w.report.pk, w.attachment.pk],
        state="draft",
        method="post",
        missing=lambda w: [NOT_THERE, w.attachment.pk],
    ),
]
OWN_PLAN = [
    of_own_plan("agency_plan", OWN, issued=False),
    of_own_plan("agency_plan", OWN | COORDINATOR | {"leadership"}),
    of_own_plan("agency_plan_changes", OWN, issued=False),
    of_own_plan("agency_plan_changes", OWN | COORDINATOR),
    of_own_plan("agency_plan_start", OWN, method="post"),
    of_own_plan("agency_plan_steps", OWN, "duty"),
    of_own_plan("agency_plan_steps", OWN, "duty", method="post"),
    of_own_plan("agency_plan_targets", OWN),
    of_own_plan("agency_plan_targets", OWN, method="post"),
    of_own_plan("agency_plan_issue", {"approver"}, issued=False),
    of_own_plan("agency_plan_issue", {"approver"}, issued=False, method="post"),
    of_own_plan("agency_plan_files", OWN),
    of_own_plan("agency_plan_files", OWN, method="post"),
    of_own_plan("agency_plan_file", OWN, "signed", issued=False),
    of_own_plan("agency_plan_file", OWN | COORDINATOR | {"leadership"}, "signed"),
    of_own_plan("agency_plan_file_remove", OWN, "signed", method="post"),
]
COORDINATORS_DESK = [
    Row("reports:periods", COORDINATOR | {"other_coordinator", "leadership", "administrator"}),
    of_period("period", COORDINATOR | {"leadership", "administrator"}),
    of_period("extend", COORDINATOR),
    of_period("extend", COORDINATOR, method="post"),
    of_period("remind", COORDINATOR),
    of_period("remind", COORDINATOR, method="post"),
    of_period("period_export", COORDINATOR),
    of_period("period_notices", COORDINATOR),
    *(of_report("review", set(), state=s) for s in ("not_started", "draft", "awaiting_approval")),
    *(of_report("review", COORDINATOR, state=s) for s in ("submitted", "returned", "accepted")),
    *(
        of_report(f"review_{step}", COORDINATOR, method="post")
        for step in ("open", "return", "accept", "reopen")
    ),
    *(
        of_report(f"review_{step}", set(), method="post", state="draft")
        for step in ("open", "return", "accept", "reopen")
    ),
    of_report("review_comment", COORDINATOR, method="post", data={"target": "report", "text": "Say more."}),
    of_report("review_comment", set(), method="post", state="draft"),
    of_report("review_comment", COORDINATOR, data={"target": "report"}),
]
CONSOLIDATING = [
    Row("reports:consolidations", PEOPLE),  # What is listed there is the reader's own.
    of_period("consolidation", COORDINATOR),
    of_period("consolidation_build", COORDINATOR, method="post"),
    of_version("consolidation_read", COORDINATOR | {"leadership"}),
    of_version("consolidation_read", COORDINATOR, final=False),
    of_version("consolidation_file", COORDINATOR | {"leadership"}, "pdf"),
    of_version("consolidation_file", COORDINATOR, "pdf", final=False),
    of_version("consolidation_again", COORDINATOR, method="post", final=False),
    of_version("consolidation_progress", COORDINATOR, final=False),
    of_version("consolidation_text", COORDINATOR, final=False),
    of_version("consolidation_save", COORDINATOR, "situation", method="post", final=False),
    of_period("consolidation_correct", COORDINATOR),
    of_period("consolidation_correct", set(), final=False),
    of_version("consolidation_signed", COORDINATOR),
    of_version("consolidation_signed", COORDINATOR, method="post"),
    of_version("consolidation_signed", set(), final=False),
    of_signed_copy("current", COORDINATOR | {"leadership"}),
    of_signed_copy("replaced", COORDINATOR),
    of_signed_copy("waiting", COORDINATOR),
    of_signed_copy("current", set(), final=False),
    of_signed_copy("waiting", COORDINATOR, "checking"),
    of_signed_copy("waiting", set(), "checking", final=False),
    of_signed_copy("current", COORDINATOR, "remove", method="post"),
    of_signed_copy("current", set(), "remove", method="post", final=False),
    of_signed_copy("replaced", COORDINATOR, "again", method="post"),
    of_signed_copy("replaced", set(), "again", method="post", final=False),
    of_place("wordings", COORDINATOR),
    *(of_place(act, COORDINATOR, method="post") for act in ("seen", "follow")),
    of_place("restore", COORDINATOR, "wording", method="post"),
    of_version("consolidation_details", COORDINATOR, final=False),
    of_version("consolidation_finalise", COORDINATOR, final=False),
]
EVERYONES = [
    Row("home", PEOPLE),
    Row("reports:dashboard", ANYONE),
    Row("reports:notices", PEOPLE),
    Row("reports:notices_read", PEOPLE, method="post"),
    Row("reports:notice_open", {"reporter"}, lambda w: [w.notice.pk], method="post", missing=no_such),
    Row("reports:notice_read", {"reporter"}, lambda w: [w.notice.pk], method="post", missing=no_such),
    Row("reports:audit", COORDINATOR | {"other_coordinator"} | ADMINISTRATOR),  # Lists what each may read.
    Row("agencies:profile", PEOPLE),
]
PLANS = [
    Row("tasks:plans", PEOPLE),
    of_plan("tasks:plan", ANYONE),
    of_plan("tasks:duty", ANYONE, "duty"),
    of_plan("tasks:indicators", ANYONE),
    of_plan("tasks:legal_documents", ANYONE),
    of_plan("tasks:changes", COORDINATOR | ADMINISTRATOR),
    of_plan("tasks:plan_edit", COORDINATOR),
    of_plan("tasks:roll_over", COORDINATOR),
    *(of_plan("tasks:indicator_new", COORDINATOR, method=method) for method in ("get", "post")),
    of_plan("tasks:indicator_edit", COORDINATOR, "indicator"),
    of_plan("tasks:indicator_remove", COORDINATOR, "indicator", method="post"),
    of_plan("reports:duty_remove", COORDINATOR, "duty", method="post"),
    of_plan("reports:plan_issue", COORDINATOR, method="post"),
    of_plan("reports:plan_close", COORDINATOR, method="post"),
    of_plan("reports:targets", COORDINATOR),
    of_plan("reports:agency_plans", COORDINATOR | {"leadership"}),
    of_plan("reports:agency_plans_ask", COORDINATOR),
    of_plan("reports:agency_plans_ask", COORDINATOR, method="post"),
    of_plan("reports:schedule_edit", COORDINATOR, "entry"),
    *(of_plan("reports:duty_new", COORDINATOR, method=method) for method in ("get", "post")),
    of_plan("reports:duty_edit", COORDINATOR, "duty"),
]
ADMINISTRATION = [
    *(
        Row(f"agencies:{name}", ADMINISTRATOR)
        for name in ("administration", "audit", "users", "user_new", "agencies", "agency_new")
    ),
    Row("agencies:user_edit", ADMINISTRATOR, lambda w: [w.people["reporter"].pk], missing=no_such),
    Row(
        "agencies:user_send_link",
        ADMINISTRATOR,
        lambda w: [w.people["reporter"].pk],
        method="post",
        missing=no_such,
    ),
    Row("agencies:agency_edit", ADMINISTRATOR, lambda w: [w.report.agency.code], missing=no_such_plan),
    Row("agencies:group_edit", ADMINISTRATOR, lambda w: [w.names["group"]], missing=no_such_plan),
]
MATRIX = [*AGENCY_SIDE, *OWN_PLAN, *COORDINATORS_DESK, *CONSOLIDATING, *EVERYONES, *PLANS, *ADMINISTRATION]

# Open to everybody, or about one's own sign-in only: allauth's pages, the language, the signs of life.
PUBLIC = {"healthz", "reports:readyz", "set_language", "not_offered"}
PUBLIC_PREFIXES = ("account_", "mfa_")


def make_world(state: str, *, final: bool, issued: bool = True) -> World:
    found = PlanFactory()
    entry, group = ScheduleEntryFactory(plan=found), AgencyGroupFactory()
    agency, duty = AgencyFactory(), DutyFactory(plan=found)
    PlanStepFactory(assignment=AssignmentFactory(duty=duty, agency=agency))
    indicator = IndicatorFactory(plan=found, reporters=[agency])
    trait = {} if state == "not_started" else {state: True}
    made = ReportFactory(period=PeriodFactory(plan=found), agency=agency, **trait)
    people = cast_of(made)
    consolidation = ConsolidationFactory(period=made.period, final=final)
    place = ConsolidationSection.objects.create(
        consolidation=consolidation, section="situation", text="Calm."
    )
    wording = _wording(place, people["coordinator"])
    return World(
        people=people,
        report=made,
        submission=_submission(made),
        comment=_comment(made),
        attachment=_attachment(made),
        consolidation=consolidation,
        file=_file(consolidation),
        notice=NoticeFactory(report=made, recipient=people["reporter"]),
        signed=_signed(AgencyPlanFactory(plan=found, agency=agency, issued=issued)),
        names={
            "duty": duty.code,
            "indicator": indicator.code,
            "place": place.pk,
            "wording": wording.pk,
            "entry": entry.code,
            "group": group.code,
            **_copies(consolidation),
        },
    )


def cast_of(made: Report) -> dict[str, User]:
    return {
        "reporter": member(Role.REPORTER, made.agency),
        "approver": member(Role.APPROVER, made.agency),
        "coordinator": member(Role.COORDINATOR, made.period.plan.coordinator),
        "leadership": member(Role.LEADERSHIP),
        "administrator": member(Role.ADMINISTRATOR),
        "stranger": member(Role.APPROVER, AgencyFactory()),
        "other_coordinator": member(Role.COORDINATOR, AgencyFactory()),
        "nobody": UserFactory(),
    }


def _submission(made: Report) -> Submission | None:
    """What was sent, reviewed as far as the report's state says."""
    if not made.first_submitted_at:
        return None
    submission = SubmissionFactory(report=made, content=content_of(made).to_json())
    if made.state in {"returned", "accepted"}:
        decided = {"decision": made.state, "decided_by": UserFactory(), "decided_at": MOMENT}
        ReviewFactory(submission=submission, **decided)
    return submission


def _comment(made: Report) -> int:
    """A comment of the report's review; none where nobody has reviewed it."""
    review = Review.objects.filter(submission__report=made).first()
    return NOT_THERE if review is None else ReviewCommentFactory(review=review).pk


def _attachment(made: Report) -> Attachment:
    attachment = AttachmentFactory(report=made)
    attachment.file.save("scan.pdf", ContentFile(b"%PDF-1.7"))
    return attachment


def _signed(own: AgencyPlan) -> SignedPlan:
    signed = SignedPlanFactory(agency_plan=own)
    signed.file.save("signed.pdf", ContentFile(b"%PDF-1.7"))
    return signed


def _wording(place: ConsolidationSection, by: User) -> Wording:
    return Wording.objects.create(section=place, text="Quiet.", by=by, began_at=MOMENT, at=MOMENT)


def _copies(consolidation: Consolidation) -> dict[str, int]:
    """The signed copies, by what they are."""
    return {
        "current": _copy(consolidation).pk,
        "replaced": _copy(consolidation, replaced_at=MOMENT).pk,
        "waiting": _copy(consolidation, waiting=True).pk,
    }


def _copy(consolidation: Consolidation, **more: Any) -> SignedCopy:
    copy = SignedCopyFactory.build(consolidation=consolidation, uploaded_by=consolidation.created_by, **more)
    copy.file.save("signed.pdf", ContentFile(b"%PDF-1.7"))
    return copy


def _file(consolidation: Consolidation) -> ConsolidationFile:
    made = ConsolidationFile(
        consolidation=consolidation, format="pdf", size=8, sha256="0" * 64, made_at=MOMENT
    )
    made.file.save("report.pdf", ContentFile(b"%PDF-1.7"))
    return made


@pytest.fixture(autouse=True)
def _nothing_runs_in_the_background(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only who may is asked here, not what follows; and two-step sign-in has tests of its own."""
    settings.PORTAL_MFA_ROLES = []
    monkeypatch.setattr("reports.views.consolidation.offer_build", lambda pk: None)


def asked(client: Client, row: Row, address: str) -> Any:
    """The answer; whatever was done is undone, so that the next person finds the same."""
    with transaction.atomic():
        answer = getattr(client, row.method)(address, row.data)
        transaction.set_rollback(True)
    answer.close()
    return answer


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: row.words)
def test_who_may_see_it(row: Row) -> None:
    world = make_world(row.state, final=row.final, issued=row.issued)
    address = reverse(row.name, args=row.args(world))
    for who in sorted(PEOPLE):
        client = Client()
        client.force_login(world.people[who])
        answer = asked(client, row, address)
        assert (answer.status_code != 404) == (who in row.who), f"{who} got {answer.status_code}"
        if who not in row.who and row.missing is not None:
            unknown = asked(client, row, reverse(row.name, args=row.missing(world)))
            assert answer.content == unknown.content, f"{who} learns that it exists"


def test_without_signing_in_everything_leads_to_the_sign_in() -> None:
    world = make_world("submitted", final=True)
    for row in MATRIX:
        answer = asked(Client(), row, reverse(row.name, args=row.args(world)))
        assert answer.status_code == 302, row.words
        assert answer["Location"].startswith(reverse("account_login")), row.words


def named_addresses(patterns: list[URLPattern | URLResolver], within: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from named_addresses(
                pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else within
            )
        else:
            yield f"{within}{pattern.name}"


def test_every_address_is_in_the_matrix_or_public() -> None:
    named = set(named_addresses(get_resolver().url_patterns))
    known = {row.name for row in MATRIX}
    open_ones = {name for name in named if name in PUBLIC or name.startswith(PUBLIC_PREFIXES)}
    assert named - known - open_ones == set(), "add a row to the matrix"
    assert known <= named, "a row whose address is gone"


def test_the_matrix_can_fail() -> None:
    """A page opened to one person too many is found."""
    row = of_period("period", PEOPLE)
    with pytest.raises(AssertionError, match="got 404"):
        test_who_may_see_it(row)


def test_a_review_opened_by_nobody_stays_unopened_by_reading() -> None:
    world = make_world("submitted", final=False)
    client = Client()
    client.force_login(world.people["coordinator"])
    assert client.get(reverse("reports:review", args=report(world))).status_code == 200
    assert not Review.objects.exists()
