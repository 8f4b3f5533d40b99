"""Files of a report: in through the check, out through the access check, never lost and never half there."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from agencies.models import Role, User
from reports.models import Attachment, AttachmentKind, Report
from reports.rules.workflow import State
from reports.services import attachments as service
from reports.services.steps import StepRefused
from reports.services.uploads import MOST_FILES, CheckedUpload
from tests.factories import AgencyFactory, member
from tests.reports.test_uploads import pdf, picture
from tests.support.browsing import browse
from tests.support.office import HOUR, Office, office, ready

pytestmark = pytest.mark.django_db


def attach(
    desk: Office, *, content: bytes = b"", name: str = "báo cáo.pdf", user: User | None = None, **more: str
):
    file = SimpleUploadedFile(name, content or pdf())
    data = {"file": file, "kind": "supporting", **more}
    return browse(user or desk.reporter).post(
        reverse("reports:report_edit", args=[desk.pk, "attachments"]), data
    )


def download(desk: Office, user: User, attachment: Attachment):
    """The answer, read to its end, which also closes it; its bytes are in `body`."""
    answer = browse(user).get(reverse("reports:attachment", args=[desk.pk, attachment.pk]))
    answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer


def test_a_file_is_kept_as_it_came_under_a_name_of_ours(settings) -> None:
    desk, content = office(), pdf()
    assert attach(desk, content=content).status_code == 302
    attachment = Attachment.objects.get()
    assert (attachment.name, attachment.size) == ("báo cáo.pdf", len(content))
    assert attachment.sha256 == hashlib.sha256(content).hexdigest()
    assert "báo" not in attachment.file.name
    assert (Path(settings.MEDIA_ROOT) / attachment.file.name).read_bytes() == content
    assert desk.report.state == State.DRAFT


def test_a_signed_scan_says_which_paper_it_is() -> None:
    desk = office()
    refused = attach(desk, kind="signed_scan", paper_number="12/BC-SYT", paper_date="2999-01-01")
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"paper_date"}
    assert refused.context["form"]["paper_number"].value() == "12/BC-SYT"
    assert set(attach(desk, kind="signed_scan").context["form"].errors) == {"paper_number", "paper_date"}
    attach(desk, kind="signed_scan", paper_number="12/BC-SYT", paper_date="2022-06-10")
    scan = Attachment.objects.get()
    assert (scan.kind, scan.paper_number, scan.paper_date) == (
        AttachmentKind.SIGNED_SCAN,
        "12/BC-SYT",
        date(2022, 6, 10),
    )


@pytest.mark.parametrize("content", [b"MZ", b"<html>", picture("PNG")])
def test_a_refused_file_leaves_nothing_behind(content: bytes, settings) -> None:
    desk = office()
    answer = attach(desk, content=content)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"file"}
    assert not Attachment.objects.exists()
    assert not [p for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file()]


def test_the_same_file_twice_and_one_too_many_are_refused_and_not_kept(settings) -> None:
    desk, first = office(), picture("PNG", (9, 9))
    attach(desk, content=first, name="a.png")
    assert attach(desk, content=first, name="b.png").status_code == 422
    for n in range(1, MOST_FILES):
        assert attach(desk, content=picture("PNG", (n, 1)), name="c.png").status_code == 302
    assert attach(desk).status_code == 422
    kept = [p for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file()]
    assert len(kept) == Attachment.objects.count() == MOST_FILES


def test_nothing_is_attached_to_a_report_that_is_on_its_way(settings) -> None:
    desk = ready()
    desk.submit()
    assert attach(desk).status_code == 409
    assert not Attachment.objects.exists()
    assert not [p for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file()]


def test_a_disk_that_refuses_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = ready()

    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(service, "store_file", full)
    upload = CheckedUpload("a.pdf", ".pdf", "application/pdf")
    given = {"report": desk.report, "by": desk.reporter, "upload": upload, "paper": service.Paper()}
    with pytest.raises(OSError, match="space"):
        service.add_attachment(**given, chunks=[b"x"], now=desk.tick())
    assert not Attachment.objects.exists()
    assert desk.trail() == ["save"]


@pytest.mark.parametrize("name", ["báo cáo.pdf", 'a"; x=".pdf', "ba\u0301o.pdf", "a;b=c,d.pdf"])
def test_a_file_goes_out_as_an_attachment_that_cannot_run(name: str) -> None:
    desk, content = office(), pdf()
    attach(desk, content=content)
    Attachment.objects.update(name=name)  # As an older version might have stored it.
    answer = download(desk, desk.reporter, Attachment.objects.get())
    assert answer.body == content
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "\n" not in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"


def test_who_may_read_the_report_may_read_the_files_it_was_sent_with() -> None:
    desk = office()
    attach(desk)
    sent = Attachment.objects.get()
    desk.save()
    others = [
        desk.coordinator,
        member(Role.LEADERSHIP),
        member(Role.ADMINISTRATOR),
        member(Role.REPORTER, AgencyFactory()),
    ]
    assert [download(desk, user, sent).status_code for user in others] == [404] * 4
    desk.submit()
    assert [download(desk, user, sent).status_code for user in others] == [200, 404, 404, 404]
    desk.accept()
    assert [download(desk, user, sent).status_code for user in others] == [200, 200, 404, 404]


def test_after_a_return_outsiders_read_the_files_that_were_sent_not_those_of_the_draft() -> None:
    desk = office()
    attach(desk)
    sent = Attachment.objects.get()
    desk.save()
    desk.submit()
    desk.give_back()
    browse(desk.reporter).post(reverse("reports:remove_attachment", args=[desk.pk, sent.pk]))
    attach(desk, content=picture("PNG"), name="moi.png")
    added = Attachment.objects.present().get()
    assert download(desk, desk.coordinator, sent).status_code == 200
    assert download(desk, desk.coordinator, added).status_code == 404
    assert download(desk, desk.reporter, added).status_code == 200
    assert Attachment.objects.filter(pk=sent.pk, removed_at__isnull=False).exists()


def test_a_file_is_not_removed_by_a_get_nor_by_strangers_nor_once_sent() -> None:
    desk = office()
    attach(desk)
    attachment = Attachment.objects.get()
    url = reverse("reports:remove_attachment", args=[desk.pk, attachment.pk])
    assert browse(desk.reporter).get(url).status_code == 405
    assert browse(member(Role.APPROVER, AgencyFactory())).post(url).status_code == 404
    desk.save()
    desk.submit()
    browse(desk.reporter).post(url)
    assert Attachment.objects.present().count() == 1
    with pytest.raises(StepRefused):
        service.remove_attachment(attachment=attachment, by=desk.reporter, now=desk.tick())


def test_a_file_of_one_report_does_not_open_under_another() -> None:
    desk, other = office(), ready()
    attach(desk)
    wrong = reverse("reports:attachment", args=[other.pk, Attachment.objects.get().pk])
    assert browse(other.reporter).get(wrong).status_code == 404
    assert Report.objects.visible_to(other.reporter).count() == 1


def test_every_reader_sees_what_proves_a_file_and_which_paper_it_is() -> None:
    desk = office()
    attach(desk, kind="signed_scan", paper_number="12/BC-SYT", paper_date="2022-06-10")
    desk.save()
    form = reverse("reports:report_edit", args=[desk.pk, "attachments"])
    shown = [browse(desk.reporter).get(form).content.decode()]
    desk.submit()
    shown.append(browse(desk.reporter).get(reverse("reports:report", args=[desk.pk])).content.decode())
    shown.append(browse(desk.coordinator).get(reverse("reports:review", args=[desk.pk])).content.decode())
    scan = Attachment.objects.get()
    for page in shown:
        assert scan.sha256 in page
        assert "12/BC-SYT, 10/6/2022" in page
        assert reverse("reports:attachment", args=[desk.pk, scan.pk]) in page


def test_a_scan_of_what_was_changed_afterwards_asks_for_a_second_look() -> None:
    desk = ready()
    step = reverse("reports:send_for_approval", args=[desk.pk])
    scanned = {"kind": "signed_scan", "paper_number": "12/BC-SYT", "paper_date": "2022-06-10"}

    def asked() -> str:
        return " ".join(str(line.detail) for line in browse(desk.reporter).get(step).context["page"].asking)

    attach(desk, name="một.pdf", **scanned)
    assert "pdf" not in asked()
    assert service.scan_before_changes(office().report) is None
    desk.at = timezone.now() - HOUR
    desk.enter("7")
    assert "một.pdf" in asked()
    attach(desk, content=pdf(lambda made: made.add_blank_page()), name="hai.pdf", **scanned)
    assert "pdf" not in asked()
