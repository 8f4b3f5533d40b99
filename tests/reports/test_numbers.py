"""Reading figures: what is written is what is read, and what could mean two things is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.numbers import MOST_PLACES, Fault, NotAFigure, parse_figure, write_figure

figures = st.decimals(min_value=0, max_value=Decimal("99999999999999.9999"), places=MOST_PLACES)
places = st.integers(min_value=0, max_value=MOST_PLACES)


@given(figures)
def test_what_is_written_is_read_back(value: Decimal) -> None:
    assert parse_figure(write_figure(value), MOST_PLACES) == value


@given(st.integers(min_value=1, max_value=999), st.integers(min_value=0, max_value=999), places)
def test_a_point_before_three_digits_always_means_thousands(head: int, tail: int, allowed: int) -> None:
    assert parse_figure(f"{head}.{tail:03}", allowed) == head * 1000 + tail


@given(st.integers(min_value=0, max_value=10**6), st.text("0123456789", min_size=1, max_size=6), places)
def test_a_comma_always_begins_decimals(head: int, tail: str, allowed: int) -> None:
    if len(tail) <= allowed:
        assert parse_figure(f"{head},{tail}", allowed) == Decimal(f"{head}.{tail}")
    else:
        with pytest.raises(NotAFigure) as refused:
            parse_figure(f"{head},{tail}", allowed)
        assert refused.value.fault in {Fault.PLACES, Fault.WHOLE}


def read(text: str, allowed: int) -> Decimal | str | None:
    """The figure, or why it was refused."""
    try:
        return parse_figure(text, allowed)
    except NotAFigure as refused:
        return str(refused)


@given(st.text("0123456789.,- \u00a0", max_size=12), places)
def test_anything_read_has_exactly_the_digits_typed(text: str, allowed: int) -> None:
    value = read(text, allowed)
    if isinstance(value, Decimal):
        whole, _comma, decimals = text.partition(",")
        typed = "".join(filter(str.isdigit, whole)) + "." + ("".join(filter(str.isdigit, decimals)) or "0")
        assert value == Decimal(typed)


@given(st.text(max_size=20), places)
def test_any_text_is_read_or_refused_with_a_reason(text: str, allowed: int) -> None:
    value = read(text, allowed)
    if value is None:
        assert not text.strip()
    elif isinstance(value, Decimal):
        assert value >= 0
    else:
        assert value


@pytest.mark.parametrize(
    ("typed", "allowed", "fault"),
    [
        ("1.5", 1, Fault.MARKS),
        ("0.123", 3, Fault.MARKS),
        ("1.2345", 4, Fault.MARKS),
        ("1,234.5", 1, Fault.MARKS),
        ("1.234 567", 0, Fault.MARKS),
        ("1,", 1, Fault.MARKS),
        (",5", 1, Fault.MARKS),
        ("1,234", 0, Fault.WHOLE),
        ("1,25", 1, Fault.PLACES),
        ("-5", 0, Fault.NEGATIVE),
        ("−5", 0, Fault.NEGATIVE),
        ("12 người", 0, Fault.WORDS),
        ("1e5", 0, Fault.WORDS),
        ("NaN", 0, Fault.WORDS),
        ("\u0661\u0662", 0, Fault.WORDS),
        ("１２", 0, Fault.WORDS),
        ("9" * 15, 0, Fault.TOO_LONG),
    ],
)
def test_refused_with_the_right_reason(typed: str, allowed: int, fault: Fault) -> None:
    with pytest.raises(NotAFigure) as refused:
        parse_figure(typed, allowed)
    assert refused.value.fault == fault


def test_nothing_typed_is_no_figure_and_zero_is_one() -> None:
    assert parse_figure("  ", 0) is None
    assert parse_figure("0", 0) == 0
    assert (write_figure(None), write_figure(Decimal(0))) == ("", "0")
