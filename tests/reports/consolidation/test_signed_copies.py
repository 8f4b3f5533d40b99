"""A final report signed outside the portal comes back: what is kept, what is found in it, what is refused, and that a
lost or killed check leaves nothing waiting for ever."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings as portal
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import User
from plan_portal.certificate import Certificate
from reports import jobs
from reports.models import Consolidation, SignedCopy
from reports.models.submission import AppendOnlyError
from reports.reading.signed_copies import signed_copies_of
from reports.rules.signatures import Origin, Refusal, Trust
from reports.services import signed_copy_check
from reports.services.consolidation import ConsolidationRefused, Obstacle
from reports.services.consolidation_build import build_consolidation
from reports.services.signed_copies import FOLDER, add_signed_copy, bring_back_signed_copy, remove_signed_copy
from reports.services.signed_copy_check import (
    LEASE,
    MOST_ATTEMPTS,
    PATIENCE,
    check_signed_copy,
    checks_to_offer,
)
from reports.services.sweeping import sweep_orphans
from reports.services.uploads import CheckedUpload
from tests.reports.consolidation.conftest import NOW, World
from tests.support.certificate import SIGNER, authorities_file, edited, make_certificate, signed_by_token

pytestmark = pytest.mark.django_db
UPLOAD = CheckedUpload("Đã ký.pdf", ".pdf", "application/pdf")
LATER = NOW + timedelta(hours=1)
SENT = LATER + timedelta(hours=1)
Add = Callable[..., SignedCopy]
Check = Callable[..., SignedCopy]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """Valid from before the reports of these tests were made final until long after they are read."""
    folder = tmp_path_factory.mktemp("certificate")
    return make_certificate(folder, since=datetime(2022, 1, 1, tzinfo=UTC), days=36500)


def made_pdf(words: str = "") -> bytes:
    """As the portal makes it: a workbook is inside."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(595, 842))
    made.attachments["so-lieu.xlsx"] = words.encode() or b"PK"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.fixture
def own(quick_pdf: None, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """What the portal's PDF files are made of here."""
    made = made_pdf()
    monkeypatch.setattr("tests.reports.consolidation.conftest.SOME_PDF", made)
    return made


@pytest.fixture
def final(world: World, own: bytes) -> Consolidation:
    return finished(world)


def finished(world: World) -> Consolidation:
    version = world.final(now=LATER)
    build_consolidation(consolidation_id=version.pk, now=LATER)
    return Consolidation.objects.select_related("period__plan").get(pk=version.pk)


@pytest.fixture
def send(world: World) -> Add:
    """Upload it; a worker has not looked at it yet."""

    def upload(version: Consolidation, data: bytes, **more: Any) -> SignedCopy:
        given = {"by": world.coordinator, "upload": UPLOAD, "now": SENT, **more}
        return add_signed_copy(consolidation=version, chunks=[data], **given)

    return upload


@pytest.fixture
def add(send: Add, check: Check) -> Add:
    """The same, and it is checked at once."""

    def upload(version: Consolidation, data: bytes, **more: Any) -> SignedCopy:
        return check(send(version, data, **more), more.get("now", SENT))

    return upload


@pytest.fixture
def check(django_capture_on_commit_callbacks: Any) -> Check:
    def work(copy: SignedCopy, now: datetime = SENT) -> SignedCopy:
        with django_capture_on_commit_callbacks(execute=True):
            check_signed_copy(copy_id=copy.pk, now=now)
        return SignedCopy.objects.get(pk=copy.pk)

    return work


def stored_files() -> list[Path]:
    return list((Path(portal.MEDIA_ROOT) / FOLDER).glob("*/*"))


def standing(version: Consolidation) -> SignedCopy | None:
    """The signed copy that its readers get."""
    return SignedCopy.objects.of(version).current().first()


def test_it_is_kept_with_what_was_found(
    world: World, final: Consolidation, own: bytes, add: Add, certificate: Certificate
) -> None:
    data = signed_by_token(own, certificate)
    add(final, data)
    copy = SignedCopy.objects.get()
    [signature] = copy.signatures
    assert (signature.signer, signature.is_intact, signature.covers_all) == (SIGNER, True, True)
    assert signature.at is not None
    assert signature.trust == Trust.UNCHECKED
    assert (copy.origin, copy.is_sound, copy.name, copy.uploaded_by) == (
        Origin.OWN,
        True,
        UPLOAD.name,
        world.coordinator,
    )
    assert (copy.sha256, copy.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert Path(copy.file.path).read_bytes() == data


def test_what_was_done_to_it_is_said(
    final: Consolidation, own: bytes, add: Add, certificate: Certificate
) -> None:
    signed = signed_by_token(own, certificate)
    cases = {  # origin, intact, holds for the whole file
        "tampered": (signed.replace(b"595", b"596", 1), Origin.OTHER, False, True),
        "changed after it was signed": (edited(signed), Origin.CHANGED, True, False),
        "changed before it was signed": (
            signed_by_token(edited(own), certificate),
            Origin.CHANGED,
            True,
            True,
        ),
        "another": (signed_by_token(made_pdf("another"), certificate), Origin.OTHER, True, True),
    }
    for name, (data, origin, intact, whole) in cases.items():
        copy = add(final, data)
        [signature] = copy.signatures
        found = copy.origin, signature.is_intact, signature.covers_all or signature.only_signed_after
        assert found == (origin, intact, whole), name
        assert not copy.is_sound


@pytest.mark.parametrize("data", [made_pdf("another"), b"%PDF-1.7 broken"])
def test_without_a_signature_it_is_refused_and_its_file_goes(
    final: Consolidation, own: bytes, add: Add, certificate: Certificate, data: bytes
) -> None:
    signed = add(final, signed_by_token(own, certificate))
    copy = add(final, data)
    assert (copy.refusal, copy.file.name, copy.is_current) == (Refusal.UNSIGNED, "", False)
    assert SignedCopy.objects.of(final).current().get() == signed
    assert stored_files() == [Path(signed.file.path)]


def test_the_file_as_it_was_made_is_refused_at_once(final: Consolidation, own: bytes, send: Add) -> None:
    with pytest.raises(ValidationError, match="chưa có ai ký số"):
        send(final, own)
    assert (SignedCopy.objects.count(), stored_files()) == (0, [])


def test_the_portals_own_signature_is_not_the_signers(
    world: World, own: bytes, add: Add, certificate: Certificate, settings: Any
) -> None:
    settings.SIGNING = certificate
    final = finished(world)
    sealed = Path(final.files.get(format="pdf").file.path).read_bytes()
    assert add(final, edited(sealed)).refusal == Refusal.AS_MADE
    copy = add(final, signed_by_token(sealed, certificate))
    assert [each.covers_all for each in copy.signatures] == [False, True]
    assert copy.is_sound


def test_one_is_current_and_earlier_ones_are_kept(
    final: Consolidation, own: bytes, add: Add, certificate: Certificate
) -> None:
    wrong, right = signed_by_token(made_pdf("another"), certificate), signed_by_token(own, certificate)
    for data in (wrong, right):
        add(final, data)
    with pytest.raises(ValidationError, match=_("This file is attached already.")):
        add(final, right)
    assert len(stored_files()) == 2
    add(final, wrong)  # What was replaced may come back: as a new line of the record.
    current, *earlier = SignedCopy.objects.of(final)
    assert (current.origin, current.replaced_at) == (Origin.OTHER, None)
    assert [copy.origin for copy in earlier] == [Origin.OWN, Origin.OTHER]
    assert all(copy.replaced_at for copy in earlier)
    assert all(Path(copy.file.path).exists() for copy in (current, *earlier))
    changed = max(path.stat().st_mtime for path in stored_files())
    sweep_orphans(now=datetime.fromtimestamp(changed, tz=UTC) + timedelta(days=2))
    assert all(Path(copy.file.path).exists() for copy in (current, *earlier))


def test_the_record_is_never_changed(
    final: Consolidation, own: bytes, add: Add, certificate: Certificate
) -> None:
    copy = add(final, signed_by_token(own, certificate))
    for act in (
        copy.save,
        copy.delete,
        SignedCopy.objects.all().delete,
        lambda: SignedCopy.objects.update(origin="own"),
    ):
        with pytest.raises(AppendOnlyError):
            act()


def test_only_the_coordinator_and_only_when_it_is_final(
    world: World, final: Consolidation, own: bytes, add: Add, certificate: Certificate
) -> None:
    data = signed_by_token(own, certificate)
    for stranger in (world.other, world.leader, world.reporter):
        with pytest.raises(ConsolidationRefused) as refused:
            add(final, data, by=stranger)
        assert refused.value.obstacles == (Obstacle.NOT_YOURS,)
    for changed, obstacle in (
        ({"state": "draft"}, Obstacle.NOT_YET_FINAL),
        ({"state": "final", "progress": 50}, Obstacle.BEING_BUILT),
    ):
        for name, value in changed.items():
            setattr(final, name, value)
        with pytest.raises(ConsolidationRefused) as refused:
            add(final, data)
        assert refused.value.obstacles == (obstacle,)


def test_the_certificate_is_held_against_the_list(
    final: Consolidation, own: bytes, add: Add, certificate: Certificate, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    lists = {
        authorities_file(certificate, tmp_path): Trust.TRUSTED,
        authorities_file(make_certificate(tmp_path / "other"), tmp_path / "other"): Trust.UNTRUSTED,
        tmp_path / "gone.pem": Trust.UNCHECKED,
    }
    for mark, (path, trust) in enumerate(lists.items()):
        settings.SIGNATURE_AUTHORITIES = str(path)
        copy = add(final, signed_by_token(own, certificate, mark=bool(mark % 2)), now=datetime.now(UTC))
        assert [each.trust for each in copy.signatures] == [trust]


def test_of_a_broken_signature_nobodys_trust_is_said(
    final: Consolidation, own: bytes, add: Add, certificate: Certificate, settings: Any, tmp_path: Path
) -> None:
    settings.SIGNATURE_AUTHORITIES = str(authorities_file(certificate, tmp_path))
    [broken] = add(final, signed_by_token(own, certificate).replace(b"595", b"596", 1)).signatures
    assert (broken.is_intact, broken.trust) == (False, Trust.UNCHECKED)


def test_until_it_is_checked_the_one_before_stays(
    final: Consolidation, own: bytes, add: Add, send: Add, check: Check, certificate: Certificate
) -> None:
    first = add(final, signed_by_token(made_pdf("another"), certificate))
    second = send(final, signed_by_token(own, certificate))
    assert (second.is_being_checked, standing(final)) == (True, first)
    with pytest.raises(ConsolidationRefused) as refused:
        send(final, signed_by_token(made_pdf("a third"), certificate))
    assert refused.value.obstacles == (Obstacle.BEING_CHECKED,)
    check(second)
    assert (standing(final), final.signed_copies.of(final).current().count()) == (second, 1)


def test_a_lost_check_is_offered_again_and_given_up_in_the_end(
    final: Consolidation, send: Add, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, now = send(final, made_pdf("another")), SENT
    assert checks_to_offer(now=SENT + PATIENCE / 2) == []

    def killed(*_: object) -> None:
        raise SystemExit

    monkeypatch.setattr(signed_copy_check, "_verdict", killed)
    for _attempt in range(MOST_ATTEMPTS):
        now += LEASE + PATIENCE
        assert checks_to_offer(now=now) == [copy.pk]
        with pytest.raises(SystemExit):
            check(copy, now)
        assert checks_to_offer(now=now + LEASE / 2) == []
    assert check(copy, now + 2 * LEASE).refusal == Refusal.BROKEN_OFF
    assert (checks_to_offer(now=now + 9 * LEASE), stored_files()) == ([], [])


def test_the_tick_offers_what_was_lost(
    final: Consolidation, send: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[int] = []
    monkeypatch.setattr(jobs.check_signed_copy, "delay", offered.append)
    copy = send(final, made_pdf("another"))
    jobs.tick()
    assert offered == [copy.pk]


def test_a_worker_that_was_overtaken_writes_nothing(
    final: Consolidation, own: bytes, send: Add, check: Check, certificate: Certificate, monkeypatch: Any
) -> None:
    copy, real = send(final, signed_by_token(own, certificate)), signed_copy_check._verdict

    def slowly(*given: Any) -> Any:
        monkeypatch.setattr(signed_copy_check, "_verdict", real)
        check(copy, SENT + 2 * LEASE)
        return signed_copy_check.Verdict(refusal=Refusal.UNSIGNED)

    monkeypatch.setattr(signed_copy_check, "_verdict", slowly)
    assert check(copy).checked_at == SENT + 2 * LEASE
    assert Path(standing(final).file.path).exists()  # type: ignore[union-attr]
    before = SignedCopy.objects.values().get()
    check(copy, SENT + 9 * LEASE)  # A second copy of the message.
    assert SignedCopy.objects.values().get() == before


def test_an_earlier_one_comes_back_as_a_new_line_of_the_record(
    world: World, final: Consolidation, own: bytes, add: Add, check: Check, certificate: Certificate
) -> None:
    right = add(final, signed_by_token(own, certificate))
    wrong = add(final, signed_by_token(made_pdf("wrong"), certificate))
    right.refresh_from_db()

    def back(copy: SignedCopy, by: User = world.coordinator) -> SignedCopy:
        return bring_back_signed_copy(copy=copy, by=by, now=SENT)

    with pytest.raises(ConsolidationRefused):
        back(right, world.leader)
    with pytest.raises(ValidationError, match=_("This file is attached already.")):
        back(wrong)
    before = SignedCopy.objects.values().get(pk=right.pk)
    again = check(back(right))
    assert (again.is_current, again.sha256, again.name) == (True, right.sha256, right.name)
    assert signed_copies_of(final).current == again
    assert SignedCopy.objects.values().get(pk=right.pk) == before
    remove_signed_copy(copy=right, by=world.coordinator, now=SENT)
    assert hashlib.sha256(Path(again.file.path).read_bytes()).hexdigest() == again.sha256
    with pytest.raises(ConsolidationRefused) as refused:
        back(right)
    assert refused.value.obstacles == (Obstacle.GONE,)


def test_a_removed_one_leaves_its_record_and_no_file(
    world: World, final: Consolidation, own: bytes, add: Add, send: Add, certificate: Certificate,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    copy = add(final, signed_by_token(own, certificate))

    def remove(by: User = world.coordinator) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            remove_signed_copy(copy=copy, by=by, now=SENT)

    with pytest.raises(ConsolidationRefused):
        remove(world.leader)
    remove()
    copy.refresh_from_db()
    assert (copy.removed_by, copy.removed_at, copy.file.name) == (world.coordinator, SENT, "")
    assert (len(copy.signatures), stored_files(), standing(final)) == (1, [], None)
    with pytest.raises(ConsolidationRefused) as refused:
        remove()
    assert refused.value.obstacles == (Obstacle.GONE,)
    copy = send(final, signed_by_token(own, certificate))
    with pytest.raises(ConsolidationRefused) as refused:
        remove()
    assert refused.value.obstacles == (Obstacle.BEING_CHECKED,)


def test_what_a_crash_left_of_a_removed_one_is_swept(
    world: World, final: Consolidation, own: bytes, add: Add, certificate: Certificate
) -> None:
    copy = add(final, signed_by_token(own, certificate))
    remove_signed_copy(copy=copy, by=world.coordinator, now=SENT)  # What is to follow the commit never comes.
    [left] = stored_files()
    sweep_orphans(now=datetime.fromtimestamp(left.stat().st_mtime, tz=UTC) + timedelta(days=2))
    assert stored_files() == []
