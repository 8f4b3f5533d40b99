"""What happened before, as the page tells it."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import translation

from plan_portal.timeline import timeline
from reports.reading.history import Happening

WHEN = datetime(2022, 6, 16, 9, 56, tzinfo=UTC)


def test_a_line_says_when_what_and_who() -> None:
    with translation.override("vi"):
        html = timeline([Happening(WHEN, "Sent <again>", "An & Bình", variant="care", icon="undo-2")])
    assert (
        '<time datetime="2022-06-16T16:56:00+07:00">16:56 ngày 16/6/2022</time> · An &amp; Bình</p>' in html
    )
    assert '<p class="timeline__what">Sent &lt;again&gt;</p>' in html
    assert "timeline__mark--care" in html
    assert html.count("<p ") == 2


def test_what_is_not_known_is_left_out() -> None:
    html = timeline([Happening(WHEN, "Begun", "")])
    assert "·" not in html
    assert "timeline__note" not in html
    assert "<a " not in html


def test_a_line_tells_who_was_told_why_and_where_to_read_on() -> None:
    event = Happening(
        WHEN, "Reminded", "An", note="Two <days>", told=("Bình", "Cúc"), url="/x?a=1&b=2", link="Read"
    )
    with translation.override("en"):
        html = timeline([event])
    assert '<p class="timeline__who">Told: Bình, Cúc</p>' in html
    assert '<p class="timeline__note">Two &lt;days&gt;</p>' in html
    assert '<a href="/x?a=1&amp;b=2">Read</a>' in html


def test_lines_stand_in_the_order_given() -> None:
    html = timeline([Happening(WHEN, "Later", ""), Happening(WHEN, "Earlier", "")])
    assert html.index("Later") < html.index("Earlier")
