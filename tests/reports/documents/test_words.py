"""Vietnamese office style in words: numbers, days, letters, recipients, and text that cannot harm what it is put in."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from reports.documents.blocks import Number
from reports.documents.words import (
    clean,
    day_words,
    document_number,
    letter,
    measured,
    opening_of,
    paragraphs,
    period_words,
    positions,
    recipients,
    roman,
    short_day,
    shortened,
    shown,
)
from tests.reports import sample


@pytest.mark.parametrize(
    ("day", "words", "short"),
    [
        (date(2022, 6, 5), "ngày 05 tháng 6 năm 2022", "05/6/2022"),
        (date(2022, 1, 15), "ngày 15 tháng 01 năm 2022", "15/01/2022"),
        (date(2022, 2, 1), "ngày 01 tháng 02 năm 2022", "01/02/2022"),
        (date(2022, 10, 10), "ngày 10 tháng 10 năm 2022", "10/10/2022"),
    ],
)
def test_days_below_ten_and_months_one_and_two_have_a_leading_zero(day: date, words: str, short: str) -> None:
    assert (day_words(day, 2022), short_day(day)) == (words, short)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("5", "05/BC-CAT"),
        ("05", "05/BC-CAT"),
        ("5/BC-CAT", "05/BC-CAT"),
        ("125", "125/BC-CAT"),
        ("5/BC-XY", "05/BC-XY"),
        ("A 5", "A 5"),
    ],
)
def test_numbers_below_ten_have_a_leading_zero(typed: str, printed: str) -> None:
    assert document_number(typed, "CAT") == printed


def test_what_is_not_known_yet_leaves_room_to_write() -> None:
    assert document_number("", "CAT").isspace() is False
    assert document_number("", "CAT").startswith("   ")
    assert day_words(None, 2022).split() == ["ngày", "tháng", "năm", "2022"]


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        ("half_year", "H1", "6 tháng đầu năm 2022"),
        ("annual", "ANNUAL", "năm 2022"),
        ("quarterly", "Q2", "quý II năm 2022"),
        ("monthly", "M03", "tháng 3 năm 2022"),
    ],
)
def test_periods_are_called_as_offices_call_them(kind: str, code: str, words: str) -> None:
    assert period_words(kind, code, 2022) == words


def test_counting() -> None:
    assert [roman(n) for n in (1, 4, 9, 14, 36, 40, 99)] == ["I", "IV", "IX", "XIV", "XXXVI", "XL", "XCIX"]
    assert [letter(n) for n in (0, 3, 4, 22, 23)] == ["a", "d", "đ", "y", "aa"]


def test_a_part_has_no_number_of_its_own() -> None:
    assert list(positions(["Một", "Trong đó: hai", "Ba"])) == [1, "", 2]


def test_recipients_end_with_where_it_is_kept() -> None:
    assert recipients("- Như trên;\n\n• Sở Y tế.\nLưu: VT, PC04") == ("Như trên", "Sở Y tế", "Lưu: VT, PC04")
    assert recipients("Lưu: VT\nNhư trên")[-1] == "Lưu: VT"
    assert recipients("") == ("Lưu: VT",)


@pytest.mark.parametrize(
    ("value", "places", "signed", "words"),
    [
        ("1234.56", 1, False, "1.234,6"),
        ("0", 0, False, "0"),
        ("12", 1, True, "+12,0"),
        ("-3", 1, True, "-3,0"),
        (None, 0, False, "–"),
    ],
)
def test_figures_are_written_the_vietnamese_way(
    value: str | None, places: int, signed: bool, words: str
) -> None:
    with translation.override("vi"):
        assert shown(Number(None if value is None else Decimal(value), places, signed)) == words


@given(st.text())
def test_clean_text_can_be_put_into_xml(text: str) -> None:
    cleaned = clean(text)
    assert not any(ord(c) < 32 and c not in "\n\t" for c in cleaned)
    assert not {"\u202e", "\u2066", "\u200f", "\x00", "\x7f"} & set(cleaned)
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned
    assert all(line.strip() for line in paragraphs(text))


@given(st.text(min_size=1), st.integers(20, 300))
def test_what_is_shortened_fits_and_begins_alike(text: str, most: int) -> None:
    short = shortened(text, most)
    assert len(short) <= most + 1
    assert " ".join(clean(text).split()).startswith(short.removesuffix("…"))


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("Làm tốt một việc.", "Làm tốt một việc"),
        ("Việc một; việc hai. Việc ba.", "Việc một; việc hai"),
        ("Việc dài hơn hai mươi chữ; việc hai.", "Việc dài hơn hai mươi chữ"),
        ("Giữ TP. Trà Vinh sạch. Và đẹp.", "Giữ TP. Trà Vinh sạch"),
        ("Việc dài " * 6, "Việc dài Việc dài Việc dài Việc dài…"),
    ],
)
def test_a_duty_is_called_by_its_first_clauses(text: str, opening: str) -> None:
    assert opening_of(text, 21, 40) == opening


def test_every_duty_of_the_plan_is_called_by_whole_clauses() -> None:
    openings = [opening_of(duty.text) for duty in sample.source().duties]
    assert not [opening for opening in openings if opening.endswith(("…", ","))]
    assert len(set(openings)) == len(openings)


def test_per_cent_follows_its_figure_and_a_unit_stands_apart() -> None:
    assert (measured("53,5", "%"), measured("89", "vụ")) == ("53,5%", "89 vụ")
