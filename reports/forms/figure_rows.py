"""The figures sheet, written in Python: a template for each field would cost more than the page around it.

A row carries as data what static/js/sheet.js needs to say at once what the server will say when it saves: places, the
whole it is part of, what it is measured by, the parts of a ratio. Without script the rows are a plain form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from plan_portal.change import Better
from plan_portal.marks import change, change_of_rate, icon
from plan_portal.markup import markup, markup_joined
from reports.forms.sheet_words import Words, row_words
from reports.reading.targets import reached_words
from reports.rules.checks import FigureRule
from reports.rules.numbers import write_figure
from reports.rules.period_names import Names

NOTHING = SafeString("")
NO_FIGURE = "–"

SHEET = """
<div class="table-box figures-box sheet-box">
<div class="table-box__scroll" role="region" aria-label="{title}"{stop}>
<table class="grid-table grid-table--cards sheet">
<caption>{title} <span class="sheet__filled">{filled}</span></caption>
<thead><tr>
<th scope="col">{figure}</th>
<th scope="col" class="num">{now}</th>
<th scope="col" class="num">{target}</th>
<th scope="col" class="num">{previous}</th>
<th scope="col" class="num">{year_before}</th>
<th scope="col">{change}</th>
</tr></thead>
{rows}
</table>
</div>
</div>"""
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
class Typed:
    """What stands in a field, and what in its way: `clash` is the piece that shows both versions where two wrote."""

    name: str
    text: str
    errors: tuple[str, ...] = ()
    clash: SafeString = NOTHING

    @property
    def id(self) -> str:
        return f"id_{self.name}"


@dataclass(frozen=True)
class Entered:
    """The fields of a figure that people enter. `asks` and `findings` are the pieces that show the comments on it and
    what the checks found; `is_asked` where these want an explanation."""

    value: Typed
    explanation: Typed
    asks: SafeString = NOTHING
    findings: SafeString = NOTHING
    is_asked: bool = False


@dataclass(frozen=True)
class Row:
    """One figure and what stands beside it, as plain values: all that its row is made of. `value` is as last saved,
    `newest` the newest earlier figure; `names` what it and `year_before` are called; the change is said against what
    its rule measures by. A computed figure has nothing entered."""

    code: str
    name: str
    unit: str
    places: int
    better: Better
    rule: FigureRule
    is_part: bool = False
    is_required: bool = True
    numerator: str = ""
    denominator: str = ""
    value: Decimal | None = None
    target: Decimal | None = None
    newest: Decimal | None = None
    year_before: Decimal | None = None
    names: Names = field(default_factory=Names)
    entered: Entered | None = None


def render_sheet(title: str, rows: Sequence[Row], names: Names) -> SafeString:
    """The figures of one field of the plan, beside earlier ones, as `names` calls them."""
    language = get_language()
    words, entered = row_words(language), [row.entered for row in rows if row.entered]
    filled = sum(1 for each in entered if each.value.text)
    return markup(
        SHEET,
        title=title,
        # A box in which one types is reached by its fields: a stop of its own would stand before the next figure.
        stop=NOTHING if entered else SafeString(' tabindex="0"'),
        filled=gettext("%(filled)s of %(asked)s filled in") % {"filled": filled, "asked": len(entered)},
        figure=words.figure,
        now=words.now,
        target=words.target,
        previous=names.newest_label,
        year_before=names.same_label,
        change=words.change,
        rows=markup_joined("", "{}", ((_written(row, language),) for row in rows)),
    )


@lru_cache(maxsize=1024)  # The same values give the same row, and from one showing to the next few change.
def _written(row: Row, language: str | None) -> SafeString:
    words = row_words(language)
    return markup(
        ROW,
        code=row.code,
        data=_data(row),
        part=SafeString(' class="part"') if row.is_part else NOTHING,
        name=_name(row, words),
        now=words.now,
        cell=_cell(row, words),
        compared=_compared(row, words),
        change_label=words.change,
        change=_change(row),
        more=_more(row, row.entered, words) if row.entered else NOTHING,
    )


def _data(row: Row) -> SafeString:
    """Only what is there: most rows have few of these."""
    rule = row.rule
    data = {
        "code": row.code,
        "places": row.places,
        "part-of": rule.part_of,
        "previous": _plain(rule.previous),
        "measure": rule.measure.value if rule.previous is not None else "",
        "half-year": _plain(rule.half_year),
        "never-zero": "yes" if rule.was_never_zero else "",
        "target": _plain(row.target),
        "better": row.better,
        "numerator": row.numerator,
        "denominator": row.denominator,
    }
    return markup_joined("", ' data-{}="{}"', ((k, v) for k, v in data.items() if v != ""))


def _name(row: Row, words: Words) -> SafeString:
    unit = markup(' <span class="sheet__unit">({})</span>', row.unit)
    if row.entered is None:
        return markup('<span id="name-{}">{}</span>{}', row.code, row.name, unit)
    optional = NOTHING if row.is_required else markup(' <span class="optional">{}</span>', words.optional)
    return markup('<label for="{}">{}</label>{}{}', row.entered.value.id, row.name, unit, optional)


def _cell(row: Row, words: Words) -> SafeString:
    if row.entered is None:
        return markup(
            '<output id="computed-{}" aria-labelledby="name-{}">{}</output> <span class="sheet__how">{}</span>',
            row.code,
            row.code,
            write_figure(row.value) or NO_FIGURE,
            words.computed,
        )
    field = row.entered.value
    return markup(
        INPUT,
        wrong=" is-invalid" if field.errors else "",
        id=field.id,
        name=field.name,
        value=field.text,
        keyboard="decimal" if row.places else "numeric",
        error=f"{field.id}_error " if field.errors else "",
        code=row.code,
        invalid=_invalid(field),
    )


def _compared(row: Row, words: Words) -> SafeString:
    labels = words.target, row.names.newest_label, row.names.same_label
    written = (write_figure(value) or NO_FIGURE for value in (row.target, row.newest, row.year_before))
    reached = (_reached(row), NOTHING, NOTHING)
    return markup_joined(
        "", '<td class="num" data-label="{}">{}{}</td>', zip(labels, written, reached, strict=True)
    )


def _reached(row: Row) -> SafeString:
    """How much of the target the figure is; the script writes it anew while one types."""
    if row.target is None:
        return NOTHING
    return markup('<span class="sheet__reached">{}</span>', reached_words(row.value, row.target))


def _change(row: Row) -> SafeString:
    """Nothing while there is nothing to compare: a column of "cannot be compared" would hide what can."""
    reference = row.rule.previous
    if row.value is None or reference is None:
        return NOTHING
    if row.entered is None:  # Rates differ by points.
        return change_of_rate(row.value, reference, row.better)
    return change(row.value, reference, row.better)


def _more(row: Row, entered: Entered, words: Words) -> SafeString:
    """What stands under a figure: errors, findings, comments, the explanation where one is asked for."""
    value, explanation = entered.value, entered.explanation
    return markup(
        '{}{}{}<div class="sheet__notes"><div id="notes-indicator-{}" aria-live="polite">{}</div>{}</div>',
        value.clash or _trouble(value, _errors(value, words)),
        explanation.clash or _trouble(explanation),
        entered.asks,
        row.code,
        entered.findings,
        _explanation(row, entered, words),
    )


def _trouble(field: Typed, errors: SafeString = NOTHING) -> SafeString:
    """Where the page's script puts what stands in the way of saving a field."""
    return markup('<div class="trouble" id="trouble-{}">{}</div>', field.name, errors)


def _explanation(row: Row, entered: Entered, words: Words) -> SafeString:
    field = entered.explanation
    return markup(
        EXPLANATION,
        code=row.code,
        hidden=NOTHING if entered.is_asked or field.text or field.errors else SafeString(" hidden"),
        id=field.id,
        label=words.explanation,
        figure=row.name,
        errors=_errors(field, words),
        name=field.name,
        invalid=_invalid(field),
        value=field.text,
    )


def _errors(field: Typed, words: Words) -> SafeString:
    if not field.errors:
        return NOTHING
    lines = markup_joined(
        "",
        "<p>{}<span><strong>{}</strong> {}</span></p>",
        ((icon("octagon-alert", 14), words.error, wrong) for wrong in field.errors),
    )
    return markup('<div id="{}_error" class="invalid-feedback">{}</div>', field.id, lines)


def _invalid(field: Typed) -> SafeString:
    return SafeString(' aria-invalid="true"') if field.errors else NOTHING


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
