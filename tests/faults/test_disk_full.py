"""The disk is full: what was there stays, nothing is left half written, people read why, and later it works again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse

from reports.models import (
    Annex,
    Attachment,
    Consolidation,
    ConsolidationFile,
    ConsolidationState,
    FileFormat,
    SignedCopy,
    SignedPlan,
)
from reports.services.annexes import queue_annex, render_annex
from reports.services.consolidation import build_again
from reports.services.consolidation_build import build_consolidation
from reports.services.workbook import kept_workbook
from tests.factories import AgencyPlanFactory
from tests.faults.test_build_killed import assert_nothing_is_half_written
from tests.reports.consolidation import conftest as consolidating
from tests.reports.consolidation.conftest import NOW, World
from tests.reports.test_uploads import pdf
from tests.reports.workbook.filling import address, downloaded, send
from tests.support import small_disk as disks
from tests.support.browsing import browse
from tests.support.office import Office, ready
from tests.support.small_disk import MEGABYTE, SmallDisk

pytestmark = [pytest.mark.faults, pytest.mark.django_db]
world, small_disk = consolidating.world, disks.small_disk  # fixtures of other folders
FULL = "ổ đĩa của máy chủ đã đầy"
ROOM = [
    0,
    4096,
    45_000,
    60_000,
    120_000,
    250_000,
]  # bytes: the first file does not fit, or one of the later ones


def build(version: Consolidation, minutes: int) -> Consolidation:
    with TestCase.captureOnCommitCallbacks(execute=True):  # What was replaced is discarded after the commit.
        build_consolidation(consolidation_id=version.pk, now=NOW + timedelta(minutes=minutes))
    return Consolidation.objects.get(pk=version.pk)


def assert_only_what_rows_name(disk: SmallDisk) -> None:
    assert_nothing_is_half_written(str(disk.root))
    kept = [*ConsolidationFile.objects.all(), *Annex.objects.exclude(file="")]
    assert disk.files() == {each.file.name for each in kept}


@pytest.mark.parametrize("room", ROOM)
def test_a_build_says_why_it_failed_and_is_completed_once_there_is_room(
    world: World, small_disk: SmallDisk, room: int
) -> None:
    small_disk.fill(but=room)
    failed = build(world.started(), 1)
    assert (failed.state, failed.is_working, failed.leased_until) == (ConsolidationState.FAILED, False, None)
    assert FULL in failed.error
    assert_only_what_rows_name(small_disk)
    page = (
        browse(world.coordinator)
        .get(reverse("reports:consolidation", args=[world.period.pk]))
        .content.decode()
    )
    assert failed.error in page
    assert f'action="{reverse("reports:consolidation_again", args=[failed.pk])}"' in page
    small_disk.free()
    done = build(build_again(consolidation=failed, by=world.coordinator, now=NOW), 2)
    assert (done.state, done.error) == (ConsolidationState.DRAFT, "")
    assert {file.format for file in done.files.all()} == set(FileFormat.values)
    assert_only_what_rows_name(small_disk)


def test_a_draft_keeps_its_files_and_words_when_a_later_build_finds_no_room(
    world: World, small_disk: SmallDisk
) -> None:
    draft = world.write(world.built(), situation="Lời của Công an tỉnh.")
    before = {file.format: file.sha256 for file in draft.files.all()}
    small_disk.fill()
    failed = build(world.started(), 10)
    assert (failed.state, failed.is_working) == (ConsolidationState.DRAFT, False)
    assert FULL in failed.error
    assert {file.format: file.sha256 for file in failed.files.all()} == before
    assert failed.sections.get(section="situation").text == "Lời của Công an tỉnh."
    assert_only_what_rows_name(small_disk)


def test_an_annex_waits_for_room(world: World, small_disk: SmallDisk) -> None:
    submission = world.reports[0].submissions.get()
    annex = queue_annex(submission, now=NOW)
    small_disk.fill()
    with pytest.raises(OSError, match="No space"):
        render_annex(annex_id=annex.pk, now=NOW)
    assert small_disk.files() == set()
    small_disk.free()
    later = NOW + timedelta(hours=1)
    assert Annex.objects.waiting(later).get() == annex
    render_annex(annex_id=annex.pk, now=later)
    assert_only_what_rows_name(small_disk)


def attach(desk: Office, content: bytes, name: str) -> Any:
    data = {
        "file": SimpleUploadedFile(name, content),
        "kind": "signed_scan",
        "paper_number": "7/BC",
        "paper_date": "2022-06-01",
    }
    return browse(desk.reporter).post(reverse("reports:report_edit", args=[desk.pk, "attachments"]), data)


def assert_told(answer: Any, disk: SmallDisk, kept: frozenset[str] | set[str] = frozenset()) -> None:
    assert answer.status_code == 422
    assert FULL in "".join(answer.context["form"].errors["file"])
    assert FULL in answer.content.decode()
    assert disk.files() == kept


# A large file does not fit into the folder where it is first received, a small one not into where it is kept.
@pytest.mark.parametrize("size", [1_000, 3 * MEGABYTE])
def test_an_attachment_that_finds_no_room_is_refused_on_its_form(small_disk: SmallDisk, size: int) -> None:
    desk, content = ready(), pdf()
    small_disk.fill()
    refused = attach(desk, content + bytes(size - len(content)), "bản ký.pdf")
    assert_told(refused, small_disk)
    assert refused.context["form"]["paper_number"].value() == "7/BC"
    assert not Attachment.objects.exists()
    small_disk.free()
    assert attach(desk, content, "bản ký.pdf").status_code == 302
    assert small_disk.files() == {Attachment.objects.get().file.name}


def test_a_workbook_that_finds_no_room_is_refused_on_its_form(small_disk: SmallDisk) -> None:
    desk = ready()
    content = downloaded(desk)
    small_disk.fill()
    assert_told(send(desk, content), small_disk)
    assert kept_workbook(desk.report, desk.reporter) is None
    small_disk.free()
    assert send(desk, content).redirect_chain[-1][0] == address(desk, "workbook_preview")


def test_a_signed_paper_that_finds_no_room_is_refused_on_its_form(small_disk: SmallDisk) -> None:
    desk = ready()
    plan = desk.period.plan
    AgencyPlanFactory(plan=plan, agency=desk.report.agency)
    place = reverse("reports:agency_plan_files", args=[desk.report.agency.code, plan.code])
    data = {"number": "45/KH-SYT", "dated": "2022-04-01"}
    small_disk.fill()
    client = browse(desk.reporter)
    assert_told(client.post(place, data | {"file": SimpleUploadedFile("bản ký.pdf", pdf())}), small_disk)
    assert not SignedPlan.objects.exists()
    small_disk.free()
    assert client.post(place, data | {"file": SimpleUploadedFile("bản ký.pdf", pdf())}).status_code == 302
    assert small_disk.files() == {SignedPlan.objects.get().file.name}


def test_a_signed_copy_that_finds_no_room_is_refused_on_its_form(world: World, small_disk: SmallDisk) -> None:
    final = build(world.final(), 10)
    kept = small_disk.files()
    place = reverse("reports:consolidation_signed", args=[final.pk])
    client = browse(world.coordinator)
    small_disk.fill()
    refused = client.post(place, {"file": SimpleUploadedFile("đã ký.pdf", pdf())})
    assert_told(refused, small_disk, kept)
    assert not SignedCopy.objects.exists()
    small_disk.free()
    assert client.post(place, {"file": SimpleUploadedFile("đã ký.pdf", pdf())}).status_code == 302
    assert small_disk.files() == {*kept, SignedCopy.objects.get().file.name}
