"""The living draft: what is written stays, what the agencies write anew is shown, every wording is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from reports.documents.assemble import document_of
from reports.documents.blocks import Paragraph
from reports.models import Consolidation, ConsolidationSection, Report, Wording
from reports.models.submission import AppendOnlyError
from reports.reading.consolidation_text import text_page
from reports.rules.content import SectionContent
from reports.rules.fields import Edit, digest_of
from reports.rules.narrative import duty_section
from reports.rules.wording import Change
from reports.services.consolidation_text import (
    PAUSE,
    follow_agencies,
    mark_seen,
    restore_wording,
    save_texts,
    text_place,
)
from tests.factories import SubmissionFactory
from tests.reports.consolidation.conftest import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_pdf")]
DUTY = duty_section("D1")


def section(version: Consolidation, code: str = "situation") -> ConsolidationSection:
    return version.sections.get(section=code)


def say(world: World, report: Report, words: str) -> None:
    """The agency sends its report again, with other words on the situation."""
    content = replace(world.content(report.agency, 1), sections=(SectionContent("situation", words),))
    SubmissionFactory(report=report, number=2, content=content.to_json(), sha256=content.sha256)


def printed(version: Consolidation) -> str:
    blocks = document_of(version).blocks
    return "\n".join(block.lead + block.text for block in blocks if isinstance(block, Paragraph))


def test_each_duty_has_the_agencies_words(world: World) -> None:
    version = world.built()
    assert section(version, DUTY).text.splitlines() == [
        "- Sở A: Kết quả của Sở A.",
        "- Sở B: Kết quả của Sở B.",
    ]
    assert "- Sở A: Kết quả của Sở A." in printed(version)


def test_what_was_written_outlives_a_build_and_is_printed(world: World) -> None:
    world.write(world.built(), situation="Đã viết.", **{DUTY: "Cả tỉnh đã xong."})
    say(world, world.reports[0], "Mới.")
    version = world.built()
    assert (section(version).text, section(version).edited_by) == ("Đã viết.", world.coordinator)
    assert "Mới." in section(version).agencies_text
    assert {"Đã viết.", "Cả tỉnh đã xong."} <= set(printed(version).splitlines())


def test_a_text_nobody_wrote_follows_the_agencies(world: World) -> None:
    world.built()
    say(world, world.reports[0], "Mới.")
    followed = section(world.built())
    assert followed.text == followed.agencies_text == "- Sở A: Mới.\n- Sở B: Tình hình của Sở B."
    assert not followed.has_news


def test_the_same_in_another_order_is_not_new(world: World) -> None:
    world.write(world.built(), situation="Đã viết.")
    first, second = (report.agency for report in world.reports[:2])
    first.order, second.order = second.order, first.order
    for agency in (first, second):
        agency.save()
    turned = section(world.built())
    assert turned.agencies_text.splitlines()[0] == f"- {second.name}: Tình hình của {second.name}."
    assert not turned.has_news


def test_what_is_new_is_shown_until_it_was_taken_into_account(world: World) -> None:
    world.write(world.built(), situation="Đã viết.")
    say(world, world.reports[0], "Tình hình mới của Sở A.")
    version = world.built()
    page = text_page(version, "situation")
    assert page is not None
    [line] = page.places
    [said] = line.news
    assert [run.text.strip() for run in said if run.change == Change.INSERTED] == ["mới"]
    assert page.active.news == 1
    mark_seen(section=line.section, by=world.coordinator, now=NOW)
    assert not section(version).has_news
    assert section(version).text == "Đã viết."


def test_of_two_who_write_in_one_place_the_later_is_told_and_other_places_are_saved(world: World) -> None:
    version = world.built()
    causes, situation = section(version, "causes"), section(version)
    opened_on = digest_of(situation.text)
    world.write(version, situation="Của người trước.")
    edits = [
        Edit(text_place(situation), "Của người sau.", opened_on),
        Edit(text_place(causes), "Do mưa.", digest_of("")),
    ]
    [conflict] = save_texts(consolidation=version, by=world.coordinator, edits=edits, now=NOW)
    assert (conflict.stored, conflict.by) == ("Của người trước.", world.coordinator)
    assert (section(version).text, section(version, "causes").text) == ("Của người trước.", "Do mưa.")


def test_every_wording_is_kept_and_can_be_put_back(world: World) -> None:
    version, steps = world.built(), ("Một.", "Hai.", "Ba.")
    agencies = section(version).text
    for step, text in enumerate(steps):
        edits = [Edit(text_place(section(version)), text, digest_of(section(version).text))]
        pause = step * (PAUSE + timedelta(seconds=1))
        save_texts(consolidation=version, by=world.coordinator, edits=edits, now=NOW + pause)
    kept = list(Wording.objects.of_place(version, "situation"))
    assert [wording.text for wording in kept] == ["Ba.", "Hai.", "Một.", agencies]
    restore_wording(section=section(version), wording=kept[2], by=world.coordinator, now=NOW + 4 * PAUSE)
    assert section(version).text == "Một."
    with pytest.raises(AppendOnlyError):
        kept[0].delete()


def test_what_was_just_written_stays_on_record_when_the_text_is_exchanged(world: World) -> None:
    version = world.write(world.built(), situation="Vừa viết.")
    follow_agencies(section=section(version), by=world.coordinator, now=NOW)
    assert "Vừa viết." in [w.text for w in Wording.objects.of_place(version, "situation")]
    world.write(version, situation="Viết lại.")
    earlier = Wording.objects.of_place(version, "situation").get(text="Vừa viết.")
    restore_wording(section=section(version), wording=earlier, by=world.coordinator, now=NOW)
    assert section(version).text == "Vừa viết."
    assert "Viết lại." in [w.text for w in Wording.objects.of_place(version, "situation")]


@pytest.mark.parametrize("base", ["[" * 100_000, "7", "{"])
def test_a_base_that_no_page_wrote_overwrites_nothing(world: World, as_: Any, base: str) -> None:
    version = world.write(world.built(), situation="Đã viết.")
    sent = {"account": world.coordinator.pk, f"text_{section(version).pk}": "Khác.", "base": base}
    address = reverse("reports:consolidation_save", args=[version.pk, "situation"])
    assert as_(world.coordinator).post(address, sent).status_code == 200
    assert section(version).text == "Đã viết."


def test_without_a_pause_one_wording_grows(world: World) -> None:
    version = world.write(world.write(world.built(), causes="Do"), causes="Do mưa.")
    assert [w.text for w in Wording.objects.of_place(version, "causes")] == ["Do mưa."]


def test_one_can_go_back_to_the_agencies_words(world: World) -> None:
    version = world.write(world.built(), situation="Đã viết.")
    follow_agencies(section=section(version), by=world.coordinator, now=NOW + 2 * PAUSE)
    assert (section(version).text, section(version).is_edited) == (section(version).agencies_text, False)
    assert "Đã viết." in [w.text for w in Wording.objects.of_place(version, "situation")]


def test_a_page_saves_itself_and_says_what_became_of_each_field(world: World, as_: Any) -> None:
    version, client = world.built(), as_(world.coordinator)
    name = f"text_{section(version).pk}"
    form = client.get(reverse("reports:consolidation_text", args=[version.pk])).context["form"]
    sent = {"account": world.coordinator.pk, name: "Đã viết.", "base": form["base"].value()}
    address = reverse("reports:consolidation_save", args=[version.pk, "situation"])
    answer = client.post(address, sent)
    assert (answer.status_code, section(version).text) == (200, "Đã viết.")
    assert f'id="by-{name}"' in answer.content.decode(), "whose words stand there now"
    late = client.post(address, {**sent, name: "Của người đến sau."})
    assert f'id="by-{name}"' not in late.content.decode()
    assert section(version).text == "Đã viết."
    assert "Của người đến sau." in late.content.decode()
    assert client.post(address, {**sent, "account": "0"}).status_code == 401


def test_without_script_the_page_is_saved_whole_and_keeps_what_was_typed(world: World, as_: Any) -> None:
    version, client = world.built(), as_(world.coordinator)
    address = reverse("reports:consolidation_text", args=[version.pk, "situation"])
    name, base = f"text_{section(version).pk}", client.get(address).context["form"]["base"].value()
    moved = client.post(address, {name: "Đã viết.", "base": base, "go": "next"})
    assert moved.url == reverse("reports:consolidation_text", args=[version.pk, "results-drugs"])
    late = client.post(address, {name: "Của người đến sau.", "base": base})
    assert (late.status_code, section(version).text) == (409, "Đã viết.")
    assert "Của người đến sau." in late.content.decode()


def test_the_acts_of_a_place_are_its_coordinators(world: World, as_: Any) -> None:
    version = world.write(world.built(), situation="Đã viết.")
    place, wording = section(version), Wording.objects.earliest("pk")
    acts = [("seen", [place.pk]), ("follow", [place.pk]), ("restore", [place.pk, wording.pk])]
    for name, args in acts:
        address = reverse(f"reports:consolidation_{name}", args=args)
        assert as_(world.other).post(address).status_code == 404
        assert as_(world.coordinator).post(address).status_code == 302
    shown = as_(world.coordinator).get(reverse("reports:consolidation_wordings", args=[place.pk]))
    assert "Đã viết." in shown.content.decode()
