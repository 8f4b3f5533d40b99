"""The consolidated report's pages: who gets in, what they offer, what a file download carries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reports import jobs
from reports.documents.appendices import filing_table
from reports.documents.words import NOT_SENT, SENT_BEFORE
from reports.models import Consolidation, ConsolidationState, FileFormat, Report
from reports.rules.consolidation import Figures
from reports.services.consolidation import finalise_consolidation
from reports.services.consolidation_build import LEASE, MOST_ATTEMPTS, build_consolidation
from reports.services.heartbeat import beat
from tasks.models import Plan
from tests.factories import AgencyFactory, ReportFactory
from tests.reports.consolidation.conftest import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_pdf", "no_broker")]
LATER = NOW + timedelta(hours=1)
OF_VERSION = ("read", "progress", "text", "details", "finalise")


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    offered: list[int] = []
    monkeypatch.setattr(jobs.build_consolidation, "delay", offered.append)
    return offered


def addresses(world: World, version: Consolidation) -> list[str]:
    return [
        reverse("reports:consolidation", args=[world.period.pk]),
        *(reverse(f"reports:consolidation_{name}", args=[version.pk]) for name in OF_VERSION),
        reverse("reports:consolidation_file", args=[version.pk, "pdf"]),
    ]


def status(client: Client, address: str) -> int:
    """A file is read to its end: that closes it, as a server does."""
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


def test_a_draft_is_its_coordinators_alone(world: World, as_: Any) -> None:
    version = world.built()
    for address in addresses(world, version):
        assert status(as_(world.coordinator), address) == 200
        for stranger in (world.other, world.leader, world.reporter):
            assert status(as_(stranger), address) == 404


def test_a_final_one_is_leaderships_to_read_too(world: World, as_: Any) -> None:
    version = finalise_consolidation(consolidation=world.ready(), by=world.coordinator, now=LATER)
    build_consolidation(consolidation_id=version.pk, now=LATER)
    for address in addresses(world, version):
        may_read = "/file/" in address or address == reverse("reports:consolidation_read", args=[version.pk])
        assert status(as_(world.leader), address) == (200 if may_read else 404)
        assert as_(world.other).get(address).status_code == 404
        assert as_(world.reporter).get(address).status_code == 404


def test_before_it_is_final_the_page_names_who_is_not_in_it(world: World, as_: Any) -> None:
    version = world.ready()
    page = as_(world.coordinator).get(reverse("reports:consolidation_finalise", args=[version.pk]))
    waiting, missing = (report.agency.name for report in world.reports[2:])
    assert f"{waiting}, {missing}." in page.content.decode()
    assert not any(f"{report.agency.name}," in page.content.decode() for report in world.reports[:2])


def test_a_drafts_files_are_nobodys_once_it_is_final(world: World, as_: Any) -> None:
    draft = world.ready()
    file = reverse("reports:consolidation_file", args=[draft.pk, "pdf"])
    assert status(as_(world.coordinator), file) == 200
    finalise_consolidation(consolidation=draft, by=world.coordinator, now=LATER)
    for reader in (world.leader, world.coordinator):
        assert status(as_(reader), file) == 404
        page = as_(reader).get(reverse("reports:consolidation_read", args=[draft.pk]))
        assert file not in page.content.decode()
    build_consolidation(consolidation_id=draft.pk, now=LATER)
    assert status(as_(world.leader), file) == 200


def test_anonymous_people_sign_in_first(world: World, client: Client) -> None:
    for address in [*addresses(world, world.built()), reverse("reports:consolidations")]:
        assert client.get(address).status_code == 302


def test_strangers_cannot_act(world: World, as_: Any) -> None:
    version = world.built()
    for name, pk in (
        ("build", world.period.pk),
        ("again", version.pk),
        ("finalise", version.pk),
        ("text", version.pk),
    ):
        address = reverse(f"reports:consolidation_{name}", args=[pk])
        for stranger in (world.other, world.leader, world.reporter):
            assert as_(stranger).post(address).status_code == 404
    for name, pk in (("build", world.period.pk), ("again", version.pk)):
        assert (
            as_(world.coordinator).get(reverse(f"reports:consolidation_{name}", args=[pk])).status_code == 405
        )


def test_building_offers_the_work_to_a_worker_once(
    world: World, as_: Any, no_broker: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    client, address = as_(world.coordinator), reverse("reports:consolidation_build", args=[world.period.pk])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address)
        again = client.post(address, {"submitted": "1"}, follow=True)
    [version] = Consolidation.objects.all()
    assert (no_broker, version.includes_submitted, version.created_by) == (
        [version.pk],
        False,
        world.coordinator,
    )
    assert [str(message) for message in again.context["messages"]]


@pytest.mark.parametrize("alive", [True, False])
def test_progress_is_shown_and_a_dead_worker_is_said(world: World, as_: Any, alive: bool) -> None:
    version = world.started()
    if alive:
        beat(now=timezone.now())
    client = as_(world.coordinator)
    for address in (
        reverse("reports:consolidation", args=[world.period.pk]),
        reverse("reports:consolidation_progress", args=[version.pk]),
    ):
        page = client.get(address).content.decode()
        assert ("<progress" in page) is alive
        assert "hx-get" in page
    build_consolidation(consolidation_id=version.pk, now=NOW)
    done = client.get(reverse("reports:consolidation_progress", args=[version.pk]))
    assert done["HX-Refresh"] == "true"


def test_what_went_wrong_is_said_with_a_way_on(world: World, as_: Any, no_broker: list[int]) -> None:
    version = world.built()
    Consolidation.objects.filter(pk=version.pk).update(state=ConsolidationState.FAILED, error="No space left")
    page = (
        as_(world.coordinator).get(reverse("reports:consolidation", args=[world.period.pk])).content.decode()
    )
    assert "No space left" in page
    again = reverse("reports:consolidation_again", args=[version.pk])
    assert again in page
    assert as_(world.coordinator).post(again).status_code == 302
    version.refresh_from_db()
    assert (version.state, version.error) == (ConsolidationState.BUILDING, "")


def test_a_report_accepted_since_is_announced(world: World, as_: Any) -> None:
    world.built()
    Report.objects.filter(pk=world.reports[2].pk).update(state="accepted", accepted_at=NOW)
    page = as_(world.coordinator).get(reverse("reports:consolidation", args=[world.period.pk]))
    assert page.context["overview"].newly_accepted == 1


def test_a_file_downloads_safely(world: World, as_: Any) -> None:
    version = world.built()
    for stored in version.files.all():
        answer = as_(world.coordinator).get(
            reverse("reports:consolidation_file", args=[version.pk, stored.format])
        )
        assert answer.streaming
        assert len(b"".join(answer.streaming_content)) == stored.size
        disposition = answer["Content-Disposition"]
        assert disposition.startswith("attachment; filename*=utf-8''B%C3%A1o%20c%C3%A1o")
        assert disposition.endswith(f".{FileFormat(stored.format).suffix}")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox")
        assert "no-store" in answer["Cache-Control"]
    assert (
        as_(world.coordinator)
        .get(reverse("reports:consolidation_file", args=[version.pk, "exe"]))
        .status_code
        == 404
    )


def test_details_are_saved_and_then_it_can_be_made_final(
    world: World, as_: Any, no_broker: list[int]
) -> None:
    version, client = world.built(), as_(world.coordinator)
    details = {
        "revision": 0,
        "number": "5",
        "dated_on": "2022-06-20",
        "signer_post": "GIÁM ĐỐC",
        "signer_name": "Người ký",
        "recipients": "Như trên\nLưu: VT",
    }
    finalise = reverse("reports:consolidation_finalise", args=[version.pk])
    assert client.get(finalise).context["obstacles"]
    assert client.post(finalise).status_code == 302
    assert (
        client.post(reverse("reports:consolidation_details", args=[version.pk]), details).status_code == 302
    )
    assert client.get(finalise).context["obstacles"] == []
    assert client.post(finalise).url == reverse("reports:consolidation", args=[world.period.pk])
    version.refresh_from_db()
    assert (version.state, version.finalised_by) == (ConsolidationState.FINAL, world.coordinator)


@pytest.mark.parametrize("number", ["5" * 99, "abc / không số", "/BC-CAT"])
def test_bad_details_stay_on_the_page(world: World, as_: Any, number: str) -> None:
    version = world.built()
    bad = {"revision": 0, "number": number, "dated_on": "31/2/2022", "signer_name": "Giữ lại"}
    answer = as_(world.coordinator).post(reverse("reports:consolidation_details", args=[version.pk]), bad)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"number", "dated_on"}
    assert "Giữ lại" in answer.content.decode()


def test_stale_files_are_announced_until_made_again(world: World, as_: Any) -> None:
    version = world.ready()
    page = reverse("reports:consolidation", args=[world.period.pk])
    again = reverse("reports:consolidation_again", args=[version.pk])
    assert again in as_(world.coordinator).get(page).content.decode()
    as_(world.coordinator).post(again)
    build_consolidation(consolidation_id=version.pk, now=NOW + timedelta(minutes=5))
    assert again not in as_(world.coordinator).get(page).content.decode()


def test_the_list_shows_each_what_is_theirs(world: World, as_: Any) -> None:
    address = reverse("reports:consolidations")
    version = finalise_consolidation(consolidation=world.ready(), by=world.coordinator, now=NOW)
    assert (
        reverse("reports:consolidation", args=[world.period.pk])
        in as_(world.coordinator).get(address).content.decode()
    )
    assert (
        reverse("reports:consolidation_read", args=[version.pk])
        in as_(world.leader).get(address).content.decode()
    )
    for stranger in (world.other, world.reporter):
        assert str(world.period) not in as_(stranger).get(address).content.decode()


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_number_of_queries_does_not_grow(world: World, as_: Any) -> None:
    version = world.built()
    client = as_(world.coordinator)
    pages = [a for a in addresses(world, version) if "/file/" not in a] + [reverse("reports:consolidations")]
    before = [queries(client, address) for address in pages]
    for agency in AgencyFactory.create_batch(12):
        world.sent(ReportFactory(period=world.period, agency=agency, accepted=True), 3)
        world.indicator.reporters.add(agency)
    again = world.built(now=NOW + timedelta(hours=1))
    pages = [a for a in addresses(world, again) if "/file/" not in a] + [reverse("reports:consolidations")]
    assert [queries(client, address) for address in pages] == before


def test_what_is_needed_to_finalise_says_so(world: World, as_: Any) -> None:
    """The number, for one, can wait: but it is not optional."""
    version = world.built()
    page = as_(world.coordinator).get(reverse("reports:consolidation_details", args=[version.pk]))
    later = {field.name for field in page.context["form"] if getattr(field.field, "needed_later", "")}
    assert later == {"number", "dated_on", "signer_post", "signer_name", "recipients"}
    html = page.content.decode()
    assert html.count("cần có trước khi chốt chính thức") == len(later)
    assert html.count("không bắt buộc") == 1  # On whose authority one signs.


def test_a_build_that_nothing_was_heard_of_says_since_when_and_when_it_goes_on(
    world: World, as_: Any
) -> None:
    version, client, now = world.started(), as_(world.coordinator), timezone.now()
    address = reverse("reports:consolidation_progress", args=[version.pk])

    def silence(last_sign: timedelta, attempts: int = 1) -> bool:
        held = {"leased_until": now - last_sign + LEASE, "attempts": attempts}
        Consolidation.objects.filter(pk=version.pk).update(**held)
        return 'id="silence"' in client.get(address).content.decode()

    assert not silence(timedelta(seconds=5))
    assert silence(timedelta(minutes=2))
    assert not silence(timedelta(minutes=2), MOST_ATTEMPTS), "nobody begins again"
    assert not silence(LEASE + timedelta(minutes=1)), "it is about to be begun again"


def test_what_speaks_against_making_it_final_now_is_said(world: World, as_: Any) -> None:
    version, client = world.ready(), as_(world.coordinator)
    address = reverse("reports:consolidation_finalise", args=[version.pk])

    def said(at: datetime) -> str:
        with time_machine.travel(at, tick=False):
            client.force_login(world.coordinator)
            return client.get(address).content.decode()

    early, late = "Chưa hết hạn nộp báo cáo", world.period.deadline + timedelta(days=1)
    assert early in said(world.period.deadline - timedelta(days=1))
    assert early not in said(late)
    owing = world.period.reports.get(first_submitted_at=None)
    owing.extended_deadline = late + timedelta(days=5)
    owing.save()
    assert early in said(late)
    numberless = "Kế hoạch chưa có số"
    assert numberless not in said(late)
    Plan.objects.filter(pk=world.period.plan_id).update(number="", issued_on=None)
    Consolidation.objects.filter(pk=version.pk).update(dated_on=world.period.data_to)
    assert numberless in said(late)
    assert "Kỳ số liệu chưa kết thúc" in said(late)
    ahead = "Ngày của báo cáo sau ngày hôm nay"
    assert ahead not in said(late)
    Consolidation.objects.filter(pk=version.pk).update(dated_on=late.date() + timedelta(days=300))
    assert ahead in said(late)
    assert "Kỳ số liệu chưa kết thúc" not in said(late)
    assert "Kỳ số liệu chưa kết thúc" in said(world.period.deadline - timedelta(days=90)), "whatever its date"


def test_who_sends_again_is_not_said_to_have_sent_nothing(world: World) -> None:
    missing = next(report for report in world.reports if report.first_submitted_at is None)
    sent = world.reports[0]
    Report.objects.filter(pk=sent.pk).update(state="draft", accepted_at=None)
    rows = filling_states(world)
    assert rows[sent.agency.name] == SENT_BEFORE
    assert rows[missing.agency.name] == NOT_SENT


def filling_states(world: World) -> dict[str, str]:
    lines = Figures.from_json(world.built(includes_submitted=True).content).agencies
    return {str(row.cells[1]): str(row.cells[-1]) for row in filing_table(lines).rows}
