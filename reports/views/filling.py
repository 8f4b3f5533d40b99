"""Without script, what a button takes over from the last period is typed by the server, and saved with the page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from reports.reading.form_page import FormPage
from reports.reading.last_time import offered
from reports.reading.places import Page

ALL = "all"


def posted(request: HttpRequest, page: FormPage) -> QueryDict:
    """What was typed, and in the empty field that the pressed button names last time's text or figure; with `all`
    in every empty figure that has a suggestion. What somebody typed is never written over."""
    wanted = request.POST.get("fill", "")
    if not wanted:
        return request.POST
    data = request.POST.copy()
    for name, text in offered(page.report, page.page, page.notes.earlier, page.content.values()).items():
        if wanted not in {name, ALL if page.page == Page.FIGURES else name}:
            continue
        if not data.get(name, "").strip():
            data[name] = text
        elif wanted == name:
            messages.warning(request, _("The field has text already: empty it first, then copy."))
    return data


def filled_field(request: HttpRequest) -> str:
    """The mark of the field that was filled, or ""."""
    wanted = request.POST.get("fill", "")
    return f"id_{wanted}" if wanted and wanted != ALL and wanted.isidentifier() else ""
