"""Markup is put together as Django does it: what is safe stays, everything else is text."""

from __future__ import annotations

from decimal import Decimal

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from plan_portal.markup import escaped, markup, markup_joined

LETTERS = "<>&\"'{}đ "
HOSTILE = "<script>alert('1 & \"2\"')</script>"


class Drawn:
    """Knows its own markup."""

    def __html__(self) -> str:
        return "<svg>"


VALUES = st.one_of(
    st.text(LETTERS),
    st.text(LETTERS).map(mark_safe),
    st.integers(),
    st.none(),
    st.just(Decimal("2.50")),
    st.just(gettext_lazy("State")),
    st.builds(Drawn),
)


@given(VALUES)
def test_a_value_is_escaped_as_django_escapes_it(value: object) -> None:
    assert escaped(value) == conditional_escape(value)  # type: ignore[arg-type]  # The stubs know of texts only.


@given(VALUES, VALUES)
def test_a_pattern_is_filled_as_django_fills_it(one: object, other: object) -> None:
    made = markup('<b title="{}">{other}</b>', one, other=other)
    assert made == format_html('<b title="{}">{other}</b>', one, other=other)
    assert hasattr(made, "__html__")


@given(st.lists(st.tuples(VALUES, VALUES), max_size=3))
def test_rows_are_joined_as_django_joins_them(rows: list[tuple[object, object]]) -> None:
    assert markup_joined(", ", "{}: {}", rows) == format_html_join(", ", "{}: {}", rows)


def test_hostile_text_stays_text() -> None:
    assert "<script>" not in markup("<p>{}{}</p>", HOSTILE, markup("<b>{}</b>", HOSTILE))
