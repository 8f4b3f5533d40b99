"""The page of the signed file: uploading, what it says, who may fetch which copy."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _

from plan_portal.certificate import Certificate
from reports import jobs
from reports.models import Consolidation, SignedCopy
from reports.models.consolidation import FileFormat
from reports.rules.signatures import Origin, Trust
from reports.services.consolidation import Obstacle
from reports.services.signed_copies import FOLDER
from tests.factories import ConsolidationFactory, SignedCopyFactory
from tests.reports.consolidation.conftest import NOW, World
from tests.reports.consolidation.test_signed_copies import made_pdf
from tests.support.certificate import SIGNER, edited, make_certificate, signed_by_token

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def final(world: World) -> Consolidation:
    return ConsolidationFactory(period=world.period, version=1, final=True, progress=100, content={})


def page_of(version: Consolidation) -> str:
    return reverse("reports:consolidation_signed", args=[version.pk])


def file_of(copy: SignedCopy) -> str:
    return reverse("reports:consolidation_signed_file", args=[copy.consolidation_id, copy.pk])


def waiting_of(copy: SignedCopy) -> str:
    return reverse("reports:consolidation_signed_checking", args=[copy.consolidation_id, copy.pk])


@pytest.fixture(autouse=True)
def offered(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    found: list[int] = []
    monkeypatch.setattr("reports.views.consolidation_signed.offer_check", found.append)
    return found


def upload(client: Client, version: Consolidation, data: bytes, name: str = "Đã ký.pdf") -> Any:
    return client.post(page_of(version), {"file": SimpleUploadedFile(name, data)})


def test_a_signed_file_is_taken_in_and_shown(
    world: World, final: Consolidation, as_: Any, certificate: Certificate, offered: list[int]
) -> None:
    client = as_(world.coordinator)
    assert (
        _("There is no signed file at present.")
        in client.get(reverse("reports:consolidation", args=[world.period.pk])).text
    )
    assert upload(client, final, signed_by_token(made_pdf(), certificate)).url == page_of(final)
    [pk] = offered
    page = client.get(page_of(final)).text
    assert _("Being checked") in page
    assert "hx-get" in client.get(waiting_of(SignedCopy.objects.get())).text
    jobs.check_signed_copy(pk)
    assert client.get(waiting_of(SignedCopy.objects.get()))["HX-Refresh"] == "true"
    page = client.get(page_of(final)).text
    for words in (SIGNER, _("Intact"), _("Covers the whole file"), Trust.UNCHECKED.label, Origin.OTHER.label):
        assert str(words) in page
    upload(client, final, edited(signed_by_token(made_pdf("2"), certificate)))
    jobs.check_signed_copy(offered[-1])
    page = client.get(page_of(final)).text
    assert _("Does not cover the whole file: something was added after it") in page
    assert _("Earlier files") in page


def test_what_was_not_signed_says_so_where_it_was_brought(
    world: World, final: Consolidation, as_: Any, offered: list[int]
) -> None:
    client = as_(world.coordinator)
    upload(client, final, made_pdf())
    overview = reverse("reports:consolidation", args=[world.period.pk])
    assert _("Being checked") in client.get(overview).text
    jobs.check_signed_copy(offered[0])
    for address in (page_of(final), overview):
        assert "không có chữ ký số nào" in client.get(address).text


def test_that_nobody_is_there_to_check_it_is_said(world: World, final: Consolidation, as_: Any) -> None:
    copy = copy_of(final, waiting=True)
    page = as_(world.coordinator).get(waiting_of(copy)).text
    assert _("No worker is running") in page


def test_it_is_taken_out(world: World, final: Consolidation, as_: Any) -> None:
    copy, client = copy_of(final, name="Nhầm.pdf"), as_(world.coordinator)
    address = reverse("reports:consolidation_signed_remove", args=[final.pk, copy.pk])
    assert address in client.get(page_of(final)).text
    page = client.post(address, follow=True).text
    assert _("“%(name)s” was removed. That it was here stays on record.") % {"name": "Nhầm.pdf"} in page
    assert (_("Removed") in page, address in page) == (True, False)
    assert client.get(file_of(copy)).status_code == 404
    again = client.post(address, follow=True).text
    assert str(Obstacle.GONE.label) in again


def test_who_removes_the_current_one_learns_that_none_is_left_and_brings_the_earlier_one_back(
    world: World, final: Consolidation, as_: Any, offered: list[int]
) -> None:
    earlier, wrong = copy_of(final, name="Đúng.pdf", replaced_at=NOW), copy_of(final, name="Nhầm.pdf")
    client = as_(world.coordinator)
    none_left = _("There is no current signed file now: readers of the report find none.")
    remove, again = (
        reverse(f"reports:consolidation_signed_{act}", args=[final.pk, copy.pk])
        for act, copy in (("remove", wrong), ("again", earlier))
    )
    sure = "Đến khi có tệp hiện hành khác"
    assert client.get(page_of(final)).text.count(sure) == 1  # Asked for the current one, not for the earlier.
    page = client.post(remove, follow=True).text
    assert none_left in page
    assert (
        _(
            "No signed file is current: readers of the report find none. "
            "Make an earlier one current again, or upload another."
        )
        in page
    )
    assert again in page
    page = client.post(again, follow=True).text
    back = SignedCopy.objects.get(pk=offered[-1])
    assert (back.name, back.is_being_checked, back.uploaded_by) == ("Đúng.pdf", True, world.coordinator)
    assert (_("Being checked") in page, again in page) == (True, False)
    refused = client.post(again, follow=True).text
    assert str(Obstacle.BEING_CHECKED.label) in refused


def test_what_cannot_come_back_says_why(world: World, final: Consolidation, as_: Any) -> None:
    current, gone = copy_of(final), copy_of(final, replaced_at=NOW, sha256="0" * 64)
    client = as_(world.coordinator)

    def bring_back(copy: SignedCopy) -> str:
        address = reverse("reports:consolidation_signed_again", args=[final.pk, copy.pk])
        return client.post(address, follow=True).text

    assert (
        _("There is no current signed file now: readers of the report find none.")
        not in client.post(
            reverse("reports:consolidation_signed_remove", args=[final.pk, gone.pk]), follow=True
        ).text
    )
    assert str(Obstacle.GONE.label) in bring_back(gone)
    Path(current.file.path).unlink()
    assert "No such file" in bring_back(current)


def test_a_full_disk_is_said_and_leaves_nothing(
    world: World, final: Consolidation, as_: Any, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    answer = upload(as_(world.coordinator), final, signed_by_token(made_pdf(), certificate))
    assert (answer.status_code, _("the server's disk is full") in answer.text) == (422, True)
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    assert (SignedCopy.objects.count(), list(folder.glob("*/.*")), list(folder.glob("*/*"))) == (0, [], [])


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"PNG", "a.png", "chỉ nhận tệp PDF"),
        (b"", "a.pdf", "Tệp không có nội dung"),
    ],
)
def test_what_is_refused_is_said_where_the_person_stands(
    world: World, final: Consolidation, as_: Any, data: bytes, name: str, words: str
) -> None:
    answer = upload(as_(world.coordinator), final, data, name)
    assert answer.status_code == 422
    assert words in answer.text
    assert not SignedCopy.objects.exists()


def test_while_its_files_are_made_it_waits(world: World, as_: Any, certificate: Certificate) -> None:
    working = ConsolidationFactory(period=world.period, version=1, final=True, progress=50)
    answer = upload(as_(world.coordinator), working, signed_by_token(made_pdf(), certificate))
    assert (answer.status_code, str(Obstacle.BEING_BUILT.label) in answer.text) == (409, True)


def copy_of(version: Consolidation, **more: Any) -> SignedCopy:
    copy = SignedCopyFactory.build(consolidation=version, uploaded_by=version.created_by, **more)
    copy.file.save("signed.pdf", ContentFile(b"%PDF-1.7"))
    return copy


def test_who_may_read_it(world: World, final: Consolidation, as_: Any) -> None:
    replaced, current = copy_of(final, replaced_at=NOW), copy_of(final)
    others = copy_of(ConsolidationFactory(final=True))
    crossed = reverse("reports:consolidation_signed_file", args=[final.pk, others.pk])
    for user, may in (
        (world.coordinator, [True, True, True]),
        (world.leader, [True, False, False]),
        (world.other, [False, False, False]),
        (world.reporter, [False, False, False]),
    ):
        client = as_(user)
        answers = [client.get(address) for address in (file_of(current), file_of(replaced), page_of(final))]
        assert [answer.status_code == 200 for answer in answers] == may, user
        assert client.get(crossed).status_code == 404
        for answer in answers:
            answer.close()


def test_it_is_handed_out_safely(world: World, final: Consolidation, as_: Any) -> None:
    answer = as_(world.leader).get(file_of(copy_of(final, name="Đã ký.pdf")))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_leadership_reads_who_signed_and_uploads_nothing(world: World, as_: Any, quick_pdf: None) -> None:
    final = world.final()
    copy_of(final)
    address, way = reverse("reports:consolidation_read", args=[final.pk]), f'"{page_of(final)}"'
    page = as_(world.leader).get(address).text
    assert "Người ký" in page
    assert way not in page
    assert way in as_(world.coordinator).get(address).text


def test_only_what_takes_a_signature_is_offered_for_signing(
    world: World, as_: Any, final: Consolidation
) -> None:
    for format in FileFormat:
        final.files.create(
            format=format, file=f"{format}.bin", size=1, sha256="0" * 64, made_at=final.finalised_at
        )
    page = as_(world.coordinator).get(page_of(final)).content.decode()
    offered = {
        each for each in FileFormat if reverse("reports:consolidation_file", args=[final.pk, each]) in page
    }
    assert offered == {each for each in FileFormat if each.suffix == "pdf"}
