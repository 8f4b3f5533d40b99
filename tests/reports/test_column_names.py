"""On a narrow screen each cell says its column's name: the one that stands above it on a wide screen."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

from tests.support.browsing import browse
from tests.support.office import sent

pytestmark = pytest.mark.django_db


def test_cells_of_the_table_of_figures_have_the_names_of_their_columns() -> None:
    desk = sent()
    page = browse(desk.reporter).get(reverse("reports:report", args=[desk.pk])).content.decode()
    row = page.index('<tr id="indicator-')
    head = page[page.rindex("<thead", 0, row) : page.rindex("</thead>", 0, row)]
    columns = [unescape(name) for name in re.findall(r"<th[^>]*>([^<]+)</th>", head)]
    labels = [
        unescape(name) for name in re.findall(r'data-label="([^"]+)"', page[row : page.index("</tr>", row)])
    ]
    assert _("Target") in columns
    assert labels == columns[1:]
