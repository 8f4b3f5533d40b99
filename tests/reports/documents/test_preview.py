"""The report as it will print, before it is sent: marked on every page, for its own agency, writing nothing."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.documents import preview
from reports.documents.pdf import PdfUnavailable
from reports.services.editing import ReportChanges
from tests.support.browsing import browse
from tests.support.office import Office, ready, sent

pytestmark = pytest.mark.django_db


def address(desk: Office) -> str:
    return reverse("reports:preview", args=[desk.pk])


def is_marked(page: pikepdf.Page) -> bool:
    """The page draws the mark, last of all."""
    operators = [str(instruction.operator) for instruction in pikepdf.parse_content_stream(page)]
    return "Do" in operators[-3:]


def test_the_draft_as_pdf_marked_on_every_page() -> None:
    desk = ready()
    desk.save(ReportChanges(sections={"situation": "Dòng chữ. " * 1500}))
    with CaptureQueriesContext(connection) as caught:
        answer = browse(desk.reporter).get(address(desk))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    wrote = [q["sql"] for q in caught if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert not [sql for sql in wrote if "reports_" in sql]
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert len(pdf.pages) > 2
        assert all(is_marked(page) for page in pdf.pages)


@pytest.mark.parametrize("length", [preview.LONGEST, preview.LONGEST + 1])
def test_what_is_too_long_is_not_begun(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = ready()
    monkeypatch.setattr("reports.views.preview.content_of", lambda report: report)
    monkeypatch.setattr(preview, "_length", lambda content: length)
    monkeypatch.setattr(preview, "agency_report_pdf", lambda *given: b"")
    monkeypatch.setattr(preview, "_marked", lambda annex: b"%PDF")
    answer = browse(desk.reporter).get(address(desk))
    assert answer.status_code == (503 if length > preview.LONGEST else 200)


def test_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = ready()
    monkeypatch.setattr(preview, "PATIENCE", 0)
    with preview._one_at_a_time():
        answer = browse(desk.reporter).get(address(desk))
    assert answer.status_code == 503
    assert answer.context["why"]


def test_without_the_means_the_page_names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def unavailable(*args: object, **kwargs: object) -> bytes:
        raise PdfUnavailable("install libpango")

    monkeypatch.setattr(preview, "agency_report_pdf", unavailable)
    desk = ready()
    answer = browse(desk.reporter).get(address(desk))
    assert answer.status_code == 503
    assert "install libpango" in answer.content.decode()
    assert preview._turn.acquire(blocking=False), "the turn is given back"
    preview._turn.release()


def test_what_was_sent_is_read_as_it_is() -> None:
    desk = sent()
    assert browse(desk.reporter).get(address(desk)).url == reverse("reports:report", args=[desk.pk])


def test_the_form_and_the_check_lead_here() -> None:
    desk = ready()
    client = browse(desk.approver)
    for page in (
        reverse("reports:report_edit", args=[desk.pk, "duties"]),
        reverse("reports:submit", args=[desk.pk]),
    ):
        assert f'href="{address(desk)}"' in client.get(page).content.decode()
