"""The rows of the figures sheet, written in Python: a template for each field would cost more than the page around it.

A row carries as data what static/js/sheet.js needs to say at once what the server will say when it saves: places, the
whole it is part of, what it is measured by, the parts of a ratio. Without script the rows are a plain form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, cast

from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from plan_portal.change import Better
from plan_portal.marks import change, change_of_rate, icon
from reports.reading.entry import EntryNotes
from reports.rules.checks import FigureRule
from reports.rules.figures import reference_of
from reports.rules.numbers import write_figure
from tasks.models import Indicator

NOTHING = SafeString("")
NO_FIGURE = "–"

ROW = """
<tbody class="sheet-row" id="indicator-{code}"{data}>
<tr><th scope="row"{part}>{name}</th><td class="num sheet__cell" data-label="{now}">{cell}</td>{compared}
<td class="sheet__change" data-label="{change_label}">{change}</td></tr>
<tr class="sheet__more"><td colspan="6">{more}</td></tr>
</tbody>"""
INPUT = (
    '<input type="text" class="form-control is-number sheet__input{wrong}" id="{id}" name="{name}" value="{value}" '
    'maxlength="40" inputmode="{keyboard}" autocomplete="off" '
    'aria-describedby="{error}notes-indicator-{code}"{invalid}>'
)
EXPLANATION = """
<div class="sheet__explain" id="explain-{code}"{hidden}>
<label for="{id}">{label}<span class="visually-hidden">: {figure}</span></label>
{errors}<textarea class="form-control" id="{id}" name="{name}" rows="1"{invalid}>
{value}</textarea></div>"""


@dataclass(frozen=True)
class Words:
    """What every row says, translated once for all rows."""

    now: str
    target: str
    previous: str
    year_before: str
    change: str
    optional: str
    explanation: str
    computed: str
    error: str

    @classmethod
    def spoken(cls) -> Words:
        return cls(
            now=gettext("This period"),
            target=gettext("Target"),
            previous=gettext("Last period"),
            year_before=gettext("Same period last year"),
            change=gettext("Change"),
            optional=gettext("(optional)"),
            explanation=gettext("Explanation"),
            computed=gettext("computed"),
            error=gettext("Error:"),
        )


@dataclass(frozen=True)
class Around:
    """What the rows of one page share; `context` is that of the page's template."""

    notes: EntryNotes
    words: Words
    context: Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """One figure. `value` and `explanation` are its fields; a computed figure has none."""

    indicator: Indicator
    around: Around
    value: BoundField | None = None
    explanation: BoundField | None = None

    def render(self) -> SafeString:
        code = self.indicator.code
        return format_html(
            ROW,
            code=code,
            data=self._data(),
            part=SafeString(' class="part"') if self.indicator.part_of_id else NOTHING,
            name=self._name(),
            now=self.words.now,
            cell=self._cell(),
            compared=self._compared(),
            change_label=self.words.change,
            change=self._change(),
            more=self._more() if self.value and self.explanation else NOTHING,
        )

    @property
    def notes(self) -> EntryNotes:
        return self.around.notes

    @property
    def words(self) -> Words:
        return self.around.words

    @cached_property
    def rule(self) -> FigureRule:
        return self.notes.rules.get(self.indicator.code) or FigureRule(decimals=self.indicator.decimals)

    @property
    def previous(self) -> Decimal | None:
        return self.notes.earlier.previous_values.get(self.indicator.code)

    @property
    def year_before(self) -> Decimal | None:
        return self.notes.earlier.year_before_values.get(self.indicator.code)

    @cached_property
    def reference(self) -> Decimal | None:
        """What the change is shown against, as wherever figures are compared."""
        alike = self.notes.earlier.previous_is_alike
        return reference_of(self.previous, self.year_before, is_alike=alike)

    def _data(self) -> SafeString:
        """Only what is there: most rows have few of these."""
        indicator, rule = self.indicator, self.rule
        data = {
            "code": indicator.code,
            "places": indicator.decimals,
            "part-of": rule.part_of,
            "previous": _plain(rule.previous),
            "measure": rule.measure.value if rule.previous is not None else "",
            "half-year": _plain(rule.half_year),
            "never-zero": "yes" if rule.was_never_zero else "",
            "reference": _plain(self.reference),
            "better": indicator.direction,
            "numerator": indicator.numerator.code if indicator.numerator else "",
            "denominator": indicator.denominator.code if indicator.denominator else "",
        }
        return format_html_join("", ' data-{}="{}"', ((k, v) for k, v in data.items() if v != ""))

    def _name(self) -> SafeString:
        indicator = self.indicator
        unit = format_html(' <span class="sheet__unit">({})</span>', indicator.unit)
        if self.value is None:
            return format_html('<span id="name-{}">{}</span>{}', indicator.code, indicator.name, unit)
        optional = (
            NOTHING
            if indicator.required
            else format_html(' <span class="optional">{}</span>', self.words.optional)
        )
        return format_html(
            '<label for="{}">{}</label>{}{}', self.value.auto_id, indicator.name, unit, optional
        )

    def _cell(self) -> SafeString:
        code = self.indicator.code
        if self.value is None:
            shown = write_figure(self.notes.values.get(code)) or NO_FIGURE
            return format_html(
                '<output id="computed-{}" aria-labelledby="name-{}">{}</output> <span class="sheet__how">{}</span>',
                code,
                code,
                shown,
                self.words.computed,
            )
        is_wrong = bool(self.value.errors)
        return format_html(
            INPUT,
            wrong=" is-invalid" if is_wrong else "",
            id=self.value.auto_id,
            name=self.value.html_name,
            value=self.value.value() or "",
            keyboard="decimal" if self.indicator.decimals else "numeric",
            error=f"{self.value.auto_id}_error " if is_wrong else "",
            code=code,
            invalid=_invalid(is_wrong),
        )

    def _compared(self) -> SafeString:
        words = self.words
        figures = (
            (words.target, self.notes.targets.get(self.indicator.code)),
            (words.previous, self.previous),
            (words.year_before, self.year_before),
        )
        return format_html_join(
            "",
            '<td class="num" data-label="{}">{}</td>',
            ((label, write_figure(value) or NO_FIGURE) for label, value in figures),
        )

    def _change(self) -> SafeString:
        """Nothing while there is nothing to compare: a column of "cannot be compared" would hide what can."""
        value = self.notes.values.get(self.indicator.code)
        if value is None or self.reference is None:
            return NOTHING
        if self.indicator.is_computed:  # Rates differ by points.
            return change_of_rate(value, self.reference, self._better)
        return change(value, self.reference, self._better)

    @property
    def _better(self) -> Better:
        return cast(Better, self.indicator.direction)

    def _more(self) -> SafeString:
        """What stands under a figure: errors, findings, comments, the explanation where one is asked for."""
        assert self.value is not None
        assert self.explanation is not None
        code = self.indicator.code
        comments = self.notes.comments_on("indicator", code)
        findings = self.notes.spoken_on("indicator", code)
        return format_html(
            '{}{}{}<div class="sheet__notes"><div id="notes-indicator-{}" aria-live="polite">{}</div>{}</div>',
            self._trouble(self.value),
            self._trouble(self.explanation),
            self._piece("reports/parts/asks.html", comments=comments) if comments else "",
            code,
            self._piece("reports/parts/findings.html", findings=findings) if findings else "",
            self._explanation(self.explanation, is_asked=any(finding.asks for finding in findings)),
        )

    def _piece(self, template: str, **values: object) -> SafeString:
        return render_to_string(template, {**self.around.context, **values})

    def _trouble(self, field: BoundField) -> SafeString:
        """What stands in the way of saving one field."""
        if any(clash.name == field.name for clash in getattr(field.form, "clashes", ())):
            return self._piece("reports/entry/trouble.html", form=field.form, field=field)
        errors = self._errors(field) if field is self.value else NOTHING
        return format_html('<div class="trouble" id="trouble-{}">{}</div>', field.name, errors)

    def _explanation(self, field: BoundField, *, is_asked: bool) -> SafeString:
        text = field.value() or ""
        return format_html(
            EXPLANATION,
            code=self.indicator.code,
            hidden=NOTHING if is_asked or text or field.errors else SafeString(" hidden"),
            id=field.auto_id,
            label=self.words.explanation,
            figure=self.indicator.name,
            errors=self._errors(field),
            name=field.html_name,
            invalid=_invalid(bool(field.errors)),
            value=text,
        )

    def _errors(self, field: BoundField) -> SafeString:
        if not field.errors:
            return NOTHING
        lines = format_html_join(
            "",
            "<p>{}<span><strong>{}</strong> {}</span></p>",
            ((icon("octagon-alert", 14), self.words.error, words) for words in field.errors),
        )
        return format_html('<div id="{}_error" class="invalid-feedback">{}</div>', field.auto_id, lines)


def render_rows(rows: Iterable[Row]) -> SafeString:
    return format_html_join("", "{}", ((row.render(),) for row in rows))


def _invalid(is_wrong: bool) -> SafeString:
    return SafeString(' aria-invalid="true"') if is_wrong else NOTHING


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
