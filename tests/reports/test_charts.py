"""Charts: well-formed, without script or style, honest about missing figures, safe with hostile names."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from reports.charts import Chart, Part, bar_chart, completeness_bar, grouped_bars, line_chart, stacked_bar
from reports.charts.drawing import WIDTH, Fill
from reports.documents.charts import main_charts
from reports.rules.consolidation import Asked, Total
from reports.rules.figures import Comparison
from reports.rules.period_names import Names
from reports.templatetags.dashboard import chart_figure
from reports.views.dashboard import _field_charts

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '"><script>alert(1)</script><g onload="x" style="y">&\x00\ud800'


def charts(label: str = "Sở Y tế") -> list[Chart]:
    return [
        bar_chart([(label, 1234.5), ("Công an tỉnh", None), ("Không", 0)], label, label),
        grouped_bars([(label, (5, None, 3)), ("b", (0, 0, 0))], ("Kỳ này", "Kỳ trước", label), label),
        completeness_bar(27, 4, 2, label),
        stacked_bar([Part(label, 0, Fill("good"))], label),
        line_chart([("2019", 1), (label, None), ("2021", 1234)], label, target=1300),
        line_chart([], label),
        bar_chart([], label),
    ]


@pytest.mark.parametrize("chart", charts() + charts(HOSTILE))
def test_policy_and_shape(chart: Chart) -> None:
    root = ET.fromstring(chart.svg)
    assert root.get("role") == "img"
    named = [element.get("id") for element in root if element.tag in {f"{SVG}title", f"{SVG}desc"}]
    assert root.get("aria-labelledby") == " ".join(str(name) for name in named)
    for element in root.iter():
        assert element.tag not in {
            f"{SVG}script",
            f"{SVG}style",
            f"{SVG}foreignObject",
            f"{SVG}image",
            f"{SVG}a",
        }
        assert not [
            name for name in element.attrib if name.startswith("on") or name == "style" or "href" in name
        ]


@given(
    st.text(max_size=80),
    st.lists(st.none() | st.integers(-5, 10**12) | st.decimals(0, 10**6, places=2), max_size=6),
)
def test_any_label_and_figures_give_well_formed_drawings(label: str, values: list[int | None]) -> None:
    rows = [(label, value) for value in values]
    for chart in (bar_chart(rows, label, label), line_chart(rows, label)):
        drawing = ET.fromstring(chart.svg)
        lengths = [float(bar.get("width", "0")) for bar in drawing.iter(f"{SVG}rect")]
        assert all(0 <= length <= WIDTH for length in lengths)


def test_missing_is_said_and_zero_is_zero() -> None:
    with translation.override("vi"):
        words = "".join(ET.fromstring(bar_chart([("A", None), ("B", 0), ("C", 1234)], "T").svg).itertext())
    assert "1.234" in words
    assert len(re.findall("<rect", bar_chart([("A", None), ("B", 0)], "T").svg)) == 0


def test_words_have_no_outline_for_the_pdf_would_paint_it_over_them() -> None:
    for chart in charts():
        for words in ET.fromstring(chart.svg).iter(f"{SVG}text"):
            assert words.get("stroke") is None


def test_a_missing_figure_breaks_the_line() -> None:
    assert line_chart([("a", 1), ("b", None), ("c", 2), ("d", 3)], "T").svg.count("<polyline") == 2


def test_parts_differ_without_colour() -> None:
    fills = re.findall(r'<rect [^>]*fill="([^"]+)"', completeness_bar(5, 3, 2).svg)
    assert len({"#" if fill.startswith("#1") else fill for fill in fills}) >= 3


def test_charts_share_a_page_without_sharing_names() -> None:
    names = re.findall(
        r'id="([^"]+)"', completeness_bar(1, 2, 3, "A").svg + completeness_bar(1, 2, 3, "B").svg
    )
    assert len(names) == len(set(names))


def test_the_table_beside_has_every_figure() -> None:
    with translation.override("vi"):
        html = chart_figure(charts()[1])
    assert html.count('<th scope="row">') == 2
    assert "<details>" in html


def test_a_long_label_is_whole_on_two_lines_and_only_a_longer_one_is_cut() -> None:
    label = "Số người cai nghiện tại gia đình và cộng đồng"
    words = [text.text for text in ET.fromstring(bar_chart([(label, 1)], "T").svg).iter(f"{SVG}text")]
    assert " ".join(str(word) for word in words[:2]) == label
    one, two = (float(ET.fromstring(bar_chart([(w, 1)], "T").svg).get("height", 0)) for w in ("A", label))
    assert two > one
    assert "…" in bar_chart([(label * 3, 1)], "T").svg


def test_an_average_reads_in_a_chart_as_in_the_table_beside_it() -> None:
    mean = Asked("A", "a", "người", "hiv", 0, "up", "average", ("x",))
    total = Total(mean, 3, 3, Comparison(Decimal("3.3333"), same_last_year=Decimal("2.6667")))
    [on_paper] = main_charts([total], Names())
    with translation.override("vi"):
        [on_screen] = _field_charts([total], Names())
    for svg in (on_paper.svg, on_screen.svg):
        assert ("3,3333" in svg, "3,3" in svg, "2,7" in svg) == (False, True, True)
