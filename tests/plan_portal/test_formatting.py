"""Figures, dates and sizes in both languages."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from plan_portal import formatting


@pytest.mark.parametrize(
    ("value", "places", "vietnamese", "english"),
    [
        (1234.5, None, "1.234,5", "1,234.5"),
        (1234, None, "1.234", "1,234"),
        (0, None, "0", "0"),
        (Decimal("0.10"), None, "0,1", "0.1"),
        (Decimal("1200.00"), None, "1.200", "1,200"),
        (Decimal("291.476"), None, "291,476", "291.476"),
        (Decimal("2.3450"), None, "2,345", "2.345"),
        (Decimal("2.345"), 2, "2,35", "2.35"),
        (Decimal("0.00005"), None, "0,0001", "0.0001"),
        (45, 1, "45,0", "45.0"),
        (-1234, None, "-1.234", "-1,234"),
        (Decimal("-0.00001"), None, "0", "0"),
        (1234567890123, None, "1.234.567.890.123", "1,234,567,890,123"),
        (None, None, "–", "–"),
    ],
)
def test_number(value: formatting.Figure | None, places: int | None, vietnamese: str, english: str) -> None:
    for language, expected in (("vi", vietnamese), ("en", english)):
        with translation.override(language):
            assert formatting.number(value, places) == expected


@pytest.mark.parametrize(
    ("ratio", "words"), [(0.125, "12,5 %"), (1, "100 %"), (0, "0 %"), (0.3333, "33,3 %"), (None, "–")]
)
def test_percent(ratio: formatting.Figure | None, words: str) -> None:
    with translation.override("vi"):
        assert formatting.percent(ratio).replace(formatting.TIED, " ") == words


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (1023, "1.023 B"), (1024, "1 KB"), (1_258_291, "1,2 MB"), (5 * 1024**3, "5 GB")],
)
def test_file_size(size: int, words: str) -> None:
    with translation.override("vi"):
        assert formatting.file_size(size).replace(formatting.TIED, " ") == words


def _rendered(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


def test_dates_and_times_are_local_and_follow_the_language() -> None:
    moment = datetime(2026, 6, 15, 17, 5, tzinfo=UTC)
    with translation.override("vi"):
        assert _rendered("{{ m|vi_date }} {{ m|vi_time }}", m=moment) == "16/6/2026 00:05"
        assert _rendered("{{ m|vi_moment }}", m=moment) == "00:05 ngày 16/6/2026"
    with translation.override("en"):
        assert _rendered("{{ m|vi_date }}", m=moment) == "16 June 2026"


def test_nothing_is_a_dash_for_the_eye_and_words_for_the_ear() -> None:
    with translation.override("en"):
        for source, words in (
            ("{{ x|number }}", "no figure"),
            ("{{ x|percent }}", "no figure"),
            ("{{ x|vi_date }}", "no date"),
        ):
            html = _rendered(source, x=None)
            assert '<span aria-hidden="true">–</span>' in html
            assert f'<span class="visually-hidden">{words}</span>' in html


def test_a_year_in_a_page_is_not_grouped() -> None:
    with translation.override("vi"):
        assert _rendered("{{ year }}", year=2026) == "2026"
