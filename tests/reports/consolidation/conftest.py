"""A period with accepted, submitted and missing reports, small enough to print in a second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from agencies.access import Role
from agencies.models import Agency, User
from reports.models import Consolidation, Report, ReportingPeriod
from reports.rules.content import DutyContent, FigureContent, ReportContent, SectionContent
from reports.rules.fields import Edit, digest_of
from reports.services.consolidation import (
    ConsolidationDetails,
    finalise_consolidation,
    save_consolidation_details,
    start_consolidation,
)
from reports.services.consolidation_build import build_consolidation
from reports.services.consolidation_text import save_texts, text_place
from tasks.models import Indicator
from tests.factories import (
    AgencyFactory,
    DutyFactory,
    IndicatorFactory,
    PeriodFactory,
    ReportFactory,
    SubmissionFactory,
    member,
)

NOW = datetime(2022, 6, 20, 2, 0, tzinfo=UTC)
DETAILS = ConsolidationDetails(
    "5", NOW.date(), "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Người ký", "Như trên\nLưu: VT"
)


@dataclass
class World:
    """`coordinator` acts for the plan's coordinating agency, `other` for another's."""

    period: ReportingPeriod
    agencies: list[Agency]
    reports: list[Report]
    indicator: Indicator
    coordinator: User
    other: User
    leader: User
    reporter: User

    def content(self, agency: Agency, value: int | None) -> ReportContent:
        figure = FigureContent(self.indicator.code, self.indicator.name, "vụ", "drugs", 0, value)  # type: ignore[arg-type]
        return ReportContent(
            self.period.plan.code, self.period.code, agency.code, agency.name,
            sections=(SectionContent("situation", f"Tình hình của {agency.name}."),),
            duties=(DutyContent("D1", "Nhiệm vụ một", "drugs", "lead", "done", f"Kết quả của {agency.name}."),),
            figures=(figure,),
        )  # fmt: skip

    def sent(self, report: Report, value: int | None, number: int = 1) -> None:
        content = self.content(report.agency, value)
        SubmissionFactory(report=report, number=number, content=content.to_json(), sha256=content.sha256)

    def started(self, **more: Any) -> Consolidation:
        given = {"by": self.coordinator, "includes_submitted": False, "now": NOW, **more}
        return start_consolidation(period=self.period, **given)

    def built(self, **more: Any) -> Consolidation:
        version = self.started(**more)
        build_consolidation(consolidation_id=version.pk, now=NOW)
        return Consolidation.objects.get(pk=version.pk)

    def write(self, version: Consolidation, **texts: str) -> Consolidation:
        """Have the coordinator write in places of a draft, named by section."""
        stored = {section.section: section for section in version.sections.all()}
        edits = [Edit(text_place(stored[s]), text, digest_of(stored[s].text)) for s, text in texts.items()]
        assert save_texts(consolidation=version, by=self.coordinator, edits=edits, now=NOW) == ()
        return Consolidation.objects.get(pk=version.pk)

    def final(self, now: datetime = NOW) -> Consolidation:
        return finalise_consolidation(consolidation=self.ready(), by=self.coordinator, now=now)

    def ready(self) -> Consolidation:
        """Built, with number, date and signer."""
        built = self.built()
        return save_consolidation_details(
            consolidation=built, by=self.coordinator, details=DETAILS, expected_revision=built.revision,
            now=NOW + timedelta(minutes=1),
        )  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    period = PeriodFactory()
    agencies = [AgencyFactory(name=f"Sở {letter}", order=n) for n, letter in enumerate("ABCD", start=1)]
    indicator = IndicatorFactory(plan=period.plan, reporters=agencies)
    DutyFactory(plan=period.plan, code="D1")
    accepted = [ReportFactory(period=period, agency=agency, accepted=True) for agency in agencies[:2]]
    submitted = ReportFactory(period=period, agency=agencies[2], submitted=True)
    missing = ReportFactory(period=period, agency=agencies[3])
    world = World(
        period, agencies, [*accepted, submitted, missing], indicator,
        coordinator=member(Role.COORDINATOR, period.plan.coordinator), other=member(Role.COORDINATOR, AgencyFactory()),
        leader=member(Role.LEADERSHIP), reporter=member(Role.REPORTER, agencies[0]),
    )  # fmt: skip
    for report, value in zip(world.reports[:3], (10, None, 5), strict=True):
        world.sent(report, value)
    return world


SOME_PDF = b"%PDF-1.7 as good as laid out"


@pytest.fixture
def quick_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """The layout is tested in tests/reports/documents; here a build only needs some bytes."""
    monkeypatch.setattr("reports.services.consolidation_formats.report_pdf", _some_report)
    monkeypatch.setattr("reports.services.consolidation_formats.printable_pdf", lambda *_: SOME_PDF)
    monkeypatch.setattr("reports.services.annexes.annex_pdfs", lambda annexes: [SOME_PDF for _ in annexes])
    monkeypatch.setattr("reports.services.annexes.annex_pdf", lambda _annex: SOME_PDF)


def _some_report(document: object, embedded: object, progress: Any, heads: object) -> bytes:
    progress(1, 2)
    progress(2, 2)
    return SOME_PDF


@pytest.fixture
def as_(client: Client) -> Any:
    def sign_in(user: User) -> Client:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
