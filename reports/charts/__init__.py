"""Charts as SVG drawn on the server, the same on the page and in the PDF. Plain values in, a `Chart` out."""

from reports.charts.bars import bar_chart, grouped_bars
from reports.charts.drawing import Chart, Part
from reports.charts.line import line_chart
from reports.charts.stacked import completeness_bar, stacked_bar

__all__ = ["Chart", "Part", "bar_chart", "completeness_bar", "grouped_bars", "line_chart", "stacked_bar"]
