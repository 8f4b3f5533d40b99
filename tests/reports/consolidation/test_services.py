"""Starting, building, editing and finishing a consolidation."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from plan_portal.certificate import Certificate
from reports.documents.assemble import document_of
from reports.documents.blocks import Paragraph
from reports.documents.pdf import PdfUnavailable
from reports.models import Consolidation, ConsolidationState, FileFormat, Report
from reports.rules.consolidation import Figures
from reports.rules.signatures import Signature
from reports.rules.workflow import Refusal, State
from reports.services import consolidation_build, consolidation_formats
from reports.services.consolidation import (
    FIRST_RECIPIENTS,
    ChangedMeanwhile,
    ConsolidationRefused,
    Obstacle,
    build_again,
    finalise_consolidation,
    obstacles_to_finalising,
    save_consolidation_details,
    start_correction,
)
from reports.services.consolidation_build import (
    LEASE,
    MOST_ATTEMPTS,
    build_consolidation,
    resume_stalled_builds,
)
from reports.services.consolidation_files import FrozenFile, keep_file
from reports.services.consolidation_text import save_texts
from reports.services.files import store_file, write_whole
from reports.services.reviewing import reopen_report
from reports.services.steps import StepRefused
from reports.services.sweeping import sweep_orphans
from tests.factories import AgencyFactory, ConsolidationFactory, PeriodFactory, PlanFactory
from tests.reports.consolidation.conftest import DETAILS, NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_pdf")]
LATER = NOW + timedelta(hours=1)


def refused(*obstacles: Obstacle) -> pytest.RaisesExc[ConsolidationRefused]:
    return pytest.RaisesExc(ConsolidationRefused, check=lambda error: error.obstacles == obstacles)


def test_only_accepted_reports_count_and_the_rest_is_coverage(world: World) -> None:
    version = world.built()
    figures = Figures.from_json(version.content)
    [total] = figures.totals
    assert (total.value, total.entered, total.expected) == (Decimal(10), 1, 4)
    assert [line.is_counted for line in figures.agencies] == [True, True, False, False]
    assert (version.state, version.progress, version.error, version.leased_until) == ("draft", 100, "", None)
    assert {f.format for f in version.files.all()} == set(FileFormat.values)


def test_a_draft_may_count_submitted_ones_and_says_so(world: World) -> None:
    version = world.built(includes_submitted=True)
    [total] = Figures.from_json(version.content).totals
    assert (total.value, total.entered) == (Decimal(15), 2)
    words = [block.text for block in document_of(version).blocks if isinstance(block, Paragraph)]
    assert any("chưa được tiếp nhận của: Sở C" in text for text in words)


def test_a_withdrawn_or_older_submission_does_not_count(world: World) -> None:
    world.sent(world.reports[0], 7, number=2)
    withdrawn = world.reports[0].submissions.get(number=1)
    withdrawn.withdrawn_at = NOW
    withdrawn.save(update_fields=["withdrawn_at"])
    assert Figures.from_json(world.built().content).totals[0].value == Decimal(7)


def test_a_draft_is_built_again_in_place_one_build_at_a_time(world: World) -> None:
    first = world.started()
    with refused(Obstacle.BEING_BUILT):
        world.started()
    build_consolidation(consolidation_id=first.pk, now=NOW)
    again = world.built()
    assert (again.pk, again.version, again.builds) == (first.pk, 1, 2)


def test_only_the_coordinator_of_the_plan_may(world: World) -> None:
    version = world.ready()
    for stranger in (world.other, world.leader, world.reporter):
        acts = [
            lambda by=stranger: world.started(by=by),
            lambda by=stranger: build_again(consolidation=version, by=by, now=NOW),
            lambda by=stranger: finalise_consolidation(consolidation=version, by=by, now=NOW),
            lambda by=stranger: save_texts(consolidation=version, by=by, edits=[], now=NOW),
            lambda by=stranger: start_correction(period=world.period, by=by, reason="Sai.", now=NOW),
        ]
        for act in acts:
            with refused(Obstacle.NOT_YOURS):
                act()


def test_the_narrative_starts_from_the_agencies_words_each_named(world: World) -> None:
    texts = dict(world.built().sections.values_list("section", "text"))
    assert texts["situation"].splitlines() == ["- Sở A: Tình hình của Sở A.", "- Sở B: Tình hình của Sở B."]
    assert texts["proposals"] == ""


def test_a_report_goes_to_those_whom_the_last_one_went_to(world: World) -> None:
    first = world.started()
    assert first.recipients == FIRST_RECIPIENTS
    plan = world.period.plan
    earlier = PeriodFactory(plan=PlanFactory(year=plan.year - 1, coordinator=plan.coordinator))
    ConsolidationFactory(period=earlier, final=True, recipients="Như trên\nBộ Công an\nLưu: VT, PV01")
    elsewhere = PeriodFactory(plan=PlanFactory(year=plan.year - 1, coordinator=AgencyFactory()))
    ConsolidationFactory(period=elsewhere, final=True, recipients="Lưu: VT, of another coordinator")
    first.delete()
    assert world.started().recipients == "Như trên\nBộ Công an\nLưu: VT, PV01"


def test_what_hinders_finalising_is_said_all_at_once(world: World) -> None:
    assert obstacles_to_finalising(world.built(includes_submitted=True)) == [
        Obstacle.COUNTS_SUBMITTED, Obstacle.NO_NUMBER, Obstacle.NO_SIGNER,
    ]  # fmt: skip
    version = world.ready()
    assert obstacles_to_finalising(version) == []
    version.number = "abc / không số"
    assert obstacles_to_finalising(version) == [Obstacle.BAD_NUMBER]
    version.number, version.recipients = "5/BC-CAT", ""
    assert obstacles_to_finalising(version) == [Obstacle.NO_RECIPIENTS]
    Report.objects.filter(pk=world.reports[0].pk).update(
        state=State.RETURNED, accepted_at=None, returned_at=NOW
    )
    with refused(Obstacle.REPORTS_CHANGED):
        finalise_consolidation(consolidation=version, by=world.coordinator, now=NOW)


def test_details_that_another_saved_meanwhile_are_not_written_over(world: World) -> None:
    version = world.ready()
    with pytest.raises(ChangedMeanwhile, match=str(world.coordinator)) as raised:
        save_consolidation_details(
            consolidation=version,
            by=world.coordinator,
            details=replace(DETAILS, number="6"),
            expected_revision=version.revision - 1,
            now=LATER,
        )
    assert raised.value.consolidation == version
    version.refresh_from_db()
    assert version.number == DETAILS.number


def test_final_is_final(world: World) -> None:
    version = finalise_consolidation(consolidation=world.ready(), by=world.coordinator, now=LATER)
    assert (version.state, version.finalised_by, version.finalised_at) == ("final", world.coordinator, LATER)
    build_consolidation(consolidation_id=version.pk, now=LATER)
    version.refresh_from_db()
    assert (version.state, version.progress) == (ConsolidationState.FINAL, 100)
    save = {
        "consolidation": version,
        "by": world.coordinator,
        "expected_revision": version.revision,
        "now": LATER,
    }
    with refused(Obstacle.NOT_DRAFT):
        save_texts(consolidation=version, by=world.coordinator, edits=[], now=LATER)
    with refused(Obstacle.NOT_DRAFT):
        save_consolidation_details(details=DETAILS, **save)
    with refused(Obstacle.NOT_FAILED):
        build_again(consolidation=version, by=world.coordinator, now=LATER)
    with pytest.raises(FrozenFile):
        keep_file(consolidation=version, file_format="pdf", data=b"other", made_at=LATER + LEASE)
    with pytest.raises(StepRefused) as raised:
        reopen_report(report=world.reports[0], by=world.coordinator, comment="Sai số liệu.", now=LATER)
    assert raised.value.refusal == Refusal.PERIOD_FINAL


def test_a_final_build_that_was_broken_off_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    version = finalise_consolidation(consolidation=world.ready(), by=world.coordinator, now=LATER)

    def die(*_args: object) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(consolidation_formats, "report_pdf", die)
        with pytest.raises(KeyboardInterrupt):
            build_consolidation(consolidation_id=version.pk, now=LATER)
    kept = dict(version.files.filter(format__in=["docx", "xlsx"]).values_list("format", "sha256"))
    build_consolidation(consolidation_id=version.pk, now=LATER + 2 * LEASE)
    version.refresh_from_db()
    assert (version.state, version.progress, version.error) == (ConsolidationState.FINAL, 100, "")
    assert dict(version.files.filter(format__in=["docx", "xlsx"]).values_list("format", "sha256")) == kept
    assert {file.made_at > LATER for file in version.files.all()} == {True}


def test_final_files_are_signed_where_there_is_a_certificate(
    world: World, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consolidation_formats, "signed", lambda data, *_args, **_kwargs: data + b"signed")
    monkeypatch.setattr(
        consolidation_formats,
        "signatures_of",
        lambda _data: [Signature("Công an tỉnh", "CA", LATER, True, True)],
    )
    settings.SIGNING = Certificate("agency.p12")
    version = world.ready()
    assert not version.files.exclude(signer="").exists(), "a draft is not signed"
    final = finalise_consolidation(consolidation=version, by=world.coordinator, now=LATER)
    build_consolidation(consolidation_id=final.pk, now=LATER)
    signed = {file.format: (file.signer, file.signed_at) for file in final.files.exclude(signer="")}
    assert signed == dict.fromkeys(("pdf", "print"), ("Công an tỉnh", LATER))
    assert Path(final.files.get(format="print").file.path).read_bytes().endswith(b"signed")


def test_a_certificate_that_does_not_serve_is_named(world: World, settings: Any, tmp_path: Path) -> None:
    final = finalise_consolidation(consolidation=world.ready(), by=world.coordinator, now=LATER)
    settings.SIGNING = Certificate(str(tmp_path / "none.p12"))
    build_consolidation(consolidation_id=final.pk, now=LATER)
    final.refresh_from_db()
    assert (final.state, final.progress) == (ConsolidationState.FINAL, 100)
    assert "SIGNING_CERTIFICATE" in final.error, "told, with a button to try again"
    assert build_again(consolidation=final, by=world.coordinator, now=LATER).is_working


def test_final_files_carry_no_draft_mark(world: World) -> None:
    version = world.ready()
    assert document_of(version).header.draft_mark == "DỰ THẢO LẦN 1"
    final = finalise_consolidation(consolidation=version, by=world.coordinator, now=LATER)
    head = document_of(final).header
    assert (head.draft_mark, head.number, head.place_and_date) == (
        "", f"05/BC-{world.period.plan.coordinator.symbol}", "Trà Vinh, ngày 20 tháng 6 năm 2022",
    )  # fmt: skip


def test_a_second_worker_finds_the_lease_taken(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    version, taken = world.started(), []
    real = consolidation_build.collect

    def collect(*args: object, **kwargs: object) -> object:
        build_consolidation(consolidation_id=version.pk, now=NOW)
        taken.append(Consolidation.objects.get(pk=version.pk).attempts)
        return real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(consolidation_build, "collect", collect)
    build_consolidation(consolidation_id=version.pk, now=NOW)
    assert taken == [1]


def test_a_killed_build_is_offered_again_and_given_up_after_three(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    version, now = world.started(), NOW

    def die(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(consolidation_build, "collect", die)
    for _attempt in range(MOST_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            build_consolidation(consolidation_id=version.pk, now=now)
        assert resume_stalled_builds(now=now + LEASE / 2) == []
        now += 2 * LEASE
        assert resume_stalled_builds(now=now) == [version.pk]
    build_consolidation(consolidation_id=version.pk, now=now)
    version.refresh_from_db()
    assert version.state == ConsolidationState.FAILED
    assert str(MOST_ATTEMPTS) in version.error
    assert resume_stalled_builds(now=now + LEASE) == []


@pytest.mark.parametrize(
    "again",
    [
        lambda world, version: build_again(consolidation=version, by=world.coordinator, now=LATER),
        lambda world, _version: world.started(),
    ],
    ids=["again", "anew"],
)
def test_a_failed_build_can_be_built_again(
    world: World, monkeypatch: pytest.MonkeyPatch, again: Callable[[World, Consolidation], Consolidation]
) -> None:
    def full(**_kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(consolidation_build, "keep_file", full)
        version = world.built()
    assert (version.state, "ổ đĩa của máy chủ đã đầy" in version.error) == (ConsolidationState.FAILED, True)
    assert again(world, version).state == ConsolidationState.BUILDING
    build_consolidation(consolidation_id=version.pk, now=LATER)
    version.refresh_from_db()
    assert (version.state, version.error) == (ConsolidationState.DRAFT, "")


def test_without_pango_word_and_excel_are_made_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(*_args: object) -> bytes:
        raise PdfUnavailable("PDF cannot be made: install libpango-1.0-0.")

    monkeypatch.setattr(consolidation_formats, "report_pdf", unavailable)
    version = world.built()
    assert version.state == ConsolidationState.DRAFT
    assert "libpango" in version.error
    assert {f.format for f in version.files.all()} == {"docx", "xlsx"}


def test_a_build_nobody_took_is_offered_again(world: World) -> None:
    version = world.started()
    assert resume_stalled_builds(now=NOW + timedelta(minutes=1)) == []
    assert resume_stalled_builds(now=NOW + timedelta(minutes=3)) == [version.pk]


def test_files_are_whole_hashed_and_replaced(
    world: World, django_capture_on_commit_callbacks: object
) -> None:
    version = world.built()
    old = version.files.get(format="pdf")
    path = Path(old.file.path)
    assert old.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        new = keep_file(consolidation=version, file_format="pdf", data=b"newer", made_at=LATER)
    assert (new.pk, new.size, path.exists()) == (old.pk, 5, False)
    assert not list(path.parent.glob(".*"))


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "file"
    write_whole(target, [b"old"])

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("reports.services.files.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(target, [b"new"])
    assert (target.read_bytes(), list(tmp_path.glob(".*"))) == (b"old", [])


def test_only_old_orphans_are_swept(world: World) -> None:
    version = world.built()
    kept = Path(version.files.get(format="pdf").file.path)
    stored = store_file([b"x"], folder="attachments", suffix=".pdf", now=NOW)
    half_built = kept.parent / ".half.pdf.part"
    half_built.write_bytes(b"x")
    orphans = [half_built, Path(settings.MEDIA_ROOT) / stored.name]
    changed = max(orphan.stat().st_mtime for orphan in orphans)
    at = NOW.fromtimestamp(changed, tz=NOW.tzinfo)
    assert sweep_orphans(now=at + timedelta(hours=1)) == 0
    assert sweep_orphans(now=at + timedelta(days=2)) == len(orphans)
    assert (kept.exists(), *(orphan.exists() for orphan in orphans)) == (True, False, False)
