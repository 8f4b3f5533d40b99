"""The few charts of a consolidated report; each repeats figures that stand in a table beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from plan_portal.formatting import TIED, Figure, exact
from plan_portal.pdf_support import document_font
from reports.charts import completeness_bar, grouped_bars
from reports.charts.drawing import described
from reports.documents.blocks import Bars, Drawing
from reports.documents.words import FIELDS, clean, in_vietnamese
from reports.rules.completeness import Completeness
from reports.rules.consolidation import Total, draws_last_year
from reports.rules.period_names import Names

CHARTED = ("hiv", "drugs", "rehab", "prostitution")
MOST_BARS = 3
_NOW = "Kỳ này"


def filing_bar(counted: Completeness) -> Drawing:
    """On time (extensions included), late, not yet."""
    title = "Tỷ lệ gửi báo cáo"
    with translation.override("vi"):
        chart = completeness_bar(counted.in_their_time, counted.late, counted.missing, title, "báo cáo")
        words = described(chart.rows)
        bars = tuple(
            Bars(label, (_decimal(value),), fill)
            for (label, [value]), fill in zip(chart.rows, chart.fills, strict=True)
        )
    return Drawing(title, _set(chart.svg), (title,), bars, f"{title}. {words}", is_stacked=True)


def main_charts(totals: Sequence[Total], names: Names) -> Iterator[Drawing]:
    """For each main field its first figures of one unit, now and in the same period before. A field without any is
    left out."""
    for field in CHARTED:
        charted = _first_of_one_unit([total for total in totals if total.asked.field == field])
        if charted:
            yield _bars(FIELDS[field], charted, names)


def _first_of_one_unit(totals: list[Total]) -> list[Total]:
    known = [total for total in totals if total.value is not None and total.asked.how != "ratio"]
    if not known:
        return []
    unit, _count = Counter(total.asked.unit for total in known).most_common(1)[0]
    return [total for total in known if total.asked.unit == unit][:MOST_BARS]


def _bars(title: str, totals: list[Total], names: Names) -> Drawing:
    unit = clean(totals[0].asked.unit)
    series = (_NOW, in_vietnamese(lambda: names.same_label)) if draws_last_year(totals) else (_NOW,)
    figures = [(total.value, total.comparison.same_last_year)[: len(series)] for total in totals]
    rows = [
        (clean(total.asked.name), [total.shown(figure) for figure in values])
        for total, values in zip(totals, figures, strict=True)
    ]
    with translation.override("vi"):
        chart = grouped_bars(rows, series, title, unit)
        words = described(rows, series)
    bars = tuple(
        Bars(name, tuple(_decimal(values[place]) for _label, values in rows), fill)
        for place, (name, fill) in enumerate(zip(series, chart.fills, strict=True))
    )
    labels = tuple(label for label, _values in rows)
    return Drawing(f"{title} ({unit})", _set(chart.svg), labels, bars, f"{title} ({unit}). {words}")


def _decimal(value: Figure | None) -> Decimal | None:
    return None if value is None else exact(value)


def _set(svg: SafeString) -> SafeString:
    """In the document's font, which a drawing does not inherit from its page; and its title takes in the description,
    for the title alone becomes the alternative text in the PDF."""
    worded = re.sub(r"</title><desc [^>]*>(.*?)</desc>", r". \1</title>", svg, count=1, flags=re.DOTALL)
    worded = worded.replace(f"{TIED}%", "%")  # as on paper
    return mark_safe(worded.replace("<svg ", f'<svg font-family="{document_font()}" ', 1))  # noqa: S308  # nosec: ours
