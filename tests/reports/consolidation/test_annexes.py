"""Annexes: wanted with acceptance, made once, offered again when lost, found by the build."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from agencies.models import Role
from reports import jobs
from reports.documents.pdf import PdfUnavailable
from reports.models import Annex, Report, Submission
from reports.models.annex import MOST_ATTEMPTS
from reports.services import annexes
from reports.services.annexes import LEASE, PATIENCE, annexes_of, annexes_to_offer, queue_annex, render_annex
from reports.services.reviewing import accept_report
from tests.factories import member
from tests.reports.consolidation.conftest import NOW, SOME_PDF, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_pdf")]


def submission_of(report: Report) -> Submission:
    return report.submissions.get()


def waiting(world: World) -> Annex:
    return queue_annex(submission_of(world.reports[0]), now=NOW)


def silent(_done: int, _total: int) -> None:
    """Progress that nobody asks for."""


def test_accepting_a_report_asks_for_its_annex(
    world: World, as_: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    offered: list[int] = []
    monkeypatch.setattr(jobs.render_annex, "delay", offered.append)
    reviewer = member(Role.COORDINATOR, world.period.plan.coordinator)
    report = world.reports[2]
    with django_capture_on_commit_callbacks(execute=True):
        as_(reviewer).post(reverse("reports:review_accept", args=[report.pk]), {"comment": ""})
    annex = Annex.objects.get()
    assert (annex.submission, annex.file.name, offered) == (submission_of(report), "", [annex.pk])
    jobs.render_annex(annex.pk)
    annex.refresh_from_db()
    assert Path(annex.file.path).read_bytes() == SOME_PDF
    assert (annex.sha256, annex.size) == (hashlib.sha256(SOME_PDF).hexdigest(), len(SOME_PDF))


def test_it_is_wanted_in_the_act_of_acceptance(world: World) -> None:
    reviewer = member(Role.COORDINATOR, world.period.plan.coordinator)
    accept_report(report=world.reports[2], by=reviewer, now=NOW)
    assert Annex.objects.get().queued_at == NOW


def test_a_second_message_finds_nothing_to_do(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    annex = waiting(world)
    render_annex(annex_id=annex.pk, now=NOW)
    made = Annex.objects.get()
    monkeypatch.setattr(annexes, "annex_pdf", lambda _annex: b"other")
    render_annex(annex_id=annex.pk, now=NOW + timedelta(hours=1))
    assert Annex.objects.values().get() == {
        **Annex.objects.values().get(),
        "sha256": made.sha256,
        "made_at": NOW,
    }


def test_of_two_that_make_it_the_first_is_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    annex = waiting(world)

    def slowly(_annex: object) -> bytes:
        annexes_of([annex.submission], now=NOW, progress=silent)
        return b"the later one"

    monkeypatch.setattr(annexes, "annex_pdf", slowly)
    render_annex(annex_id=annex.pk, now=NOW)
    kept = Annex.objects.get()
    assert Path(kept.file.path).read_bytes() == SOME_PDF
    folder = Path(settings.MEDIA_ROOT) / annexes.FOLDER
    assert [path.name for path in folder.glob("*/*")].count(Path(kept.file.name).name) == 1
    assert not any(path.read_bytes() == b"the later one" for path in folder.glob("*/*"))


def test_a_lost_one_is_offered_again_until_it_is_given_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    annex, now = waiting(world), NOW

    def fail(_annex: object) -> bytes:
        raise PdfUnavailable("PDF cannot be made.")

    monkeypatch.setattr(annexes, "annex_pdf", fail)
    assert annexes_to_offer(now=NOW + PATIENCE / 2) == []
    for _attempt in range(MOST_ATTEMPTS):
        now += PATIENCE + LEASE
        assert annexes_to_offer(now=now) == [annex.pk]
        with pytest.raises(PdfUnavailable):
            render_annex(annex_id=annex.pk, now=now)
        assert annexes_to_offer(now=now + LEASE / 2) == []
    assert annexes_to_offer(now=now + 2 * LEASE) == []


def test_the_tick_offers_them(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    offered: list[int] = []
    monkeypatch.setattr(jobs.render_annex, "delay", offered.append)
    annex = waiting(world)
    jobs.tick()
    assert offered == [annex.pk]


def test_a_build_renders_only_what_is_missing_or_damaged(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[int] = []

    def some(missing: list[object]) -> list[bytes]:
        rendered.append(len(missing))
        return [SOME_PDF for _ in missing]

    monkeypatch.setattr(annexes, "annex_pdfs", some)
    render_annex(annex_id=waiting(world).pk, now=NOW)
    world.built()
    assert rendered == [1], "of two accepted reports one had its annex"
    world.built()
    assert rendered == [1]
    damaged = Path(Annex.objects.order_by("pk")[0].file.path)
    damaged.write_bytes(b"other")
    world.built()
    assert rendered == [1, 1]
    assert not damaged.exists()
    assert all(Path(annex.file.path).read_bytes() == SOME_PDF for annex in Annex.objects.all())
