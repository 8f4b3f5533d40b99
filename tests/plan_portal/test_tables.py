"""The portal's rows say what django-tables2 would have said, and hostile text stays text."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import django_tables2 as tables
import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from agencies.models import Agency
from plan_portal import marks
from plan_portal.tables import KEPT, NUMBER, Table

HOSTILE = "<script>alert(1)</script>"
VALUES = [
    "plain",
    HOSTILE,
    "",
    None,
    1234,
    Decimal("2.50"),
    date(2026, 6, 16),
    True,
    datetime(2026, 6, 16, 20, tzinfo=UTC),
]


class Sample(Table):
    name = tables.Column(verbose_name=HOSTILE)
    value = tables.Column(attrs=NUMBER, default="none")
    always = tables.Column(empty_values=(), accessor="missing")
    linked = tables.Column(accessor="name", linkify=lambda record: f"/x/{record['name']}")
    template = tables.TemplateColumn("{{ value }}!", accessor="name")

    def render_always(self, record: dict[str, Any]) -> SafeString:
        return format_html("<b>{}</b>", record["name"])


@pytest.mark.parametrize("value", VALUES)
def test_a_cell_reads_as_the_library_renders_it(value: object) -> None:
    table = Sample([{"name": value, "value": value}])
    cells = [str(conditional_escape(cell)) for cell in table.rows[0] if isinstance(cell, str)]
    assert HOSTILE not in table.body
    for cell in cells:
        assert cell in table.body


class Kept(Sample):
    def shows(self, record: dict[str, Any]) -> Hashable:
        return tuple(record.values())


def test_a_row_that_is_kept_reads_as_one_made_anew() -> None:
    KEPT.clear()
    records = [{"name": "a", "value": 1}, {"name": "b", "value": None}, {"name": "a", "value": 1}]
    for shown in (records, records, [{**records[0], "value": 2}], [records[1], records[0]]):
        for language in ("vi", "en"):
            with translation.override(language):
                assert Kept(shown).body == Sample(shown).body


def test_the_first_cell_heads_its_row_and_the_others_name_their_column() -> None:
    body = Sample([{"name": "a", "value": 1}]).body
    assert body.count('<th scope="row"') == 1
    assert '<td class="num" data-label="Value">1</td>' in body


def test_a_field_with_choices_shows_its_words() -> None:
    class Kinds(Table):
        class Meta:
            model = Agency
            fields: ClassVar = ["name", "kind"]

    agency = Agency(name="A", kind="department")
    assert str(agency.get_kind_display()) in Kinds([agency]).body


def test_a_table_without_rows_says_so() -> None:
    table = Sample([], empty_text="Nobody")
    request = RequestFactory().get("/")
    assert "Nobody" in render_to_string("components/table.html", {"table": table}, request=request)


def heads(address: str, **options: Any) -> str:
    request = RequestFactory().get(address)
    table = Sample([], **options)
    return render_to_string("components/table.html", {"table": table}, request=request)


def test_the_head_of_a_column_orders_the_table_and_keeps_the_filters() -> None:
    page = heads("/?q=a%26b&kind=1&kind=2", order_by="-value")
    assert 'href="?q=a%26b&amp;kind=1&amp;kind=2&amp;sort=name"' in page
    assert 'href="?q=a%26b&amp;kind=1&amp;kind=2&amp;sort=value"' in page  # Turned round.
    assert page.count(' aria-sort="descending"') == page.count("aria-sort") == 1
    assert 'sort=-value"' in heads("/?sort=value", order_by="value")
    assert ' aria-sort="ascending"' in heads("/", order_by="value")


def test_the_head_of_a_column_that_orders_nothing_is_its_name_alone() -> None:
    page = heads("/", orderable=False)
    assert "sort" not in page.split("<tbody>")[0]
    assert "&lt;script&gt;" in page
    assert HOSTILE not in page


def test_safe_text_in_one_chip_does_not_make_the_same_text_safe_in_another() -> None:
    marks.chip(mark_safe(HOSTILE))
    assert "&lt;script&gt;" in marks.chip(HOSTILE)
