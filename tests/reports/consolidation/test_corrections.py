"""A final report is corrected by a new version that says what changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from reports.documents.assemble import document_of
from reports.documents.blocks import Number, Paragraph, Table
from reports.models import Consolidation, ConsolidationState, Report
from reports.services.consolidation import (
    ConsolidationRefused,
    Obstacle,
    finalise_consolidation,
    fingerprint,
    save_consolidation_details,
    start_correction,
)
from reports.services.consolidation_build import build_consolidation
from reports.services.reviewing import accept_report, reopen_report
from tests.reports.consolidation.conftest import DETAILS, NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_pdf")]
LATER = NOW + timedelta(days=1)


def corrected(world: World) -> Consolidation:
    """A correction begun and built, in which the first agency's report was mended from 10 to 7."""
    draft = start_correction(period=world.period, by=world.coordinator, reason="Sai số liệu.", now=LATER)
    report = world.reports[0]
    reopen_report(report=report, by=world.coordinator, comment="Sai số liệu.", now=LATER)
    world.sent(report, 7, number=2)
    Report.objects.filter(pk=report.pk).update(state="submitted")
    accept_report(report=report, by=world.coordinator, now=LATER)
    build_consolidation(consolidation_id=draft.pk, now=LATER)
    return Consolidation.objects.get(pk=draft.pk)


def test_a_correction_carries_text_and_signer_but_needs_a_number_of_its_own(world: World) -> None:
    final = finalise_consolidation(
        consolidation=world.write(world.ready(), causes="Do mưa."), by=world.coordinator, now=NOW
    )
    draft = corrected(world)
    assert (draft.version, draft.state, draft.number) == (final.version + 1, ConsolidationState.DRAFT, "")
    assert draft.signer_name == final.signer_name
    assert draft.sections.get(section="causes").is_edited
    with pytest.raises(ConsolidationRefused) as raised:
        finalise_consolidation(consolidation=draft, by=world.coordinator, now=LATER)
    assert raised.value.obstacles == (Obstacle.NO_NUMBER,)


def test_it_says_which_report_it_replaces_and_what_changed(world: World) -> None:
    world.final()
    document = document_of(world.write(corrected(world), causes="Do nhầm."))
    words = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert any("thay thế Báo cáo số 05/BC-" in text and "Sai số liệu" in text for text in words)
    appendix = next(a for a in document.appendices if a.label == "Phụ lục IV")
    [table] = [block for block in appendix.blocks if isinstance(block, Table)]
    assert [[c.value for c in row.cells if isinstance(c, Number)] for row in table.rows] == [[10, 7]]
    told = " ".join(block.text for block in appendix.blocks if isinstance(block, Paragraph))
    assert "Sở A" in told
    assert "Nguyên nhân" in told


def test_the_final_one_stays_what_leadership_reads_until_the_correction_is_final(world: World) -> None:
    final, draft = world.final(), corrected(world)
    frozen = Consolidation.objects.get(pk=final.pk)
    assert fingerprint(frozen) == frozen.sha256
    read = Consolidation.objects.visible_to(world.leader).final().newest_of_each_period
    assert [version.pk for version in read()] == [final.pk]
    details = save_consolidation_details(
        consolidation=draft,
        by=world.coordinator,
        details=DETAILS,
        expected_revision=draft.revision,
        now=LATER,
    )
    finalise_consolidation(consolidation=details, by=world.coordinator, now=LATER)
    assert [version.pk for version in read()] == [draft.pk]
    assert fingerprint(Consolidation.objects.get(pk=final.pk)) == final.sha256


def test_only_a_final_report_is_corrected_and_only_for_a_reason(world: World) -> None:
    world.ready()
    for reason, obstacle in (("Sai.", Obstacle.NOT_FINAL), (" ", Obstacle.NO_REASON)):
        with pytest.raises(ConsolidationRefused) as raised:
            start_correction(period=world.period, by=world.coordinator, reason=reason, now=NOW)
        assert raised.value.obstacles == (obstacle,)
        if obstacle == Obstacle.NOT_FINAL:
            world.final()


def test_a_correction_is_begun_from_the_page(world: World, as_: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.views.consolidation_editing.offer_build", lambda pk: None)
    address = reverse("reports:consolidation_correct", args=[world.period.pk])
    world.ready()
    assert as_(world.coordinator).get(address).status_code == 404
    world.final()
    assert as_(world.other).post(address, {"reason": "Sai."}).status_code == 404
    assert as_(world.coordinator).post(address, {"reason": ""}).status_code == 422
    assert as_(world.coordinator).post(address, {"reason": "Sai số liệu."}).status_code == 302
    newest = Consolidation.objects.of(world.period).first()
    assert newest is not None
    assert (newest.version, newest.correction) == (2, "Sai số liệu.")
