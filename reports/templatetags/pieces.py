"""Pieces of a report's pages that stand there by the dozen, written in Python: a template for each would cost more than
the page around them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import cast

from django import template
from django.forms import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plan_portal.change import Better
from plan_portal.formatting import number
from plan_portal.marks import change, change_of_rate, chip, figure, first_words, icon, moment
from plan_portal.markup import markup, markup_joined
from reports.chips import DUTY_STATUSES, NO_RESULT
from reports.forms.entry import EntryForm
from reports.models import Report, ReviewComment
from reports.reading.consolidation_text import Passage
from reports.reading.report_page import DutyLine, FigureLine
from reports.rules.consolidation import Total
from reports.rules.content import DutyContent, FigureContent
from reports.rules.fields import digest_of
from reports.rules.period_names import Names

register = template.Library()

ROW = """<tr id="indicator-{code}"{unusual}>
<th scope="row">{name}{explanation}</th>
<td class="num" data-label="{now}"><strong>{value}</strong></td>
<td data-label="{unit_label}">{unit}</td>
{compared}<td data-label="{change_label}">{change}</td>
</tr>"""
CELL = '<td class="num" data-label="{}">{}</td>\n'
TOTAL = """<tr>
<th scope="row">{name}</th>
<td>{unit}</td>
{figures}<td>{change}</td>
<td class="num">{entered}/{expected}</td>
</tr>"""
PART = "<h3>{}</h3>\n{}"
PASSAGE = """<section aria-labelledby="h-{}">
<h4 id="h-{}">{}</h4>
{}
</section>"""
STATUS = '<label class="status" for="{}">{}<span>{}</span></label>'
LAST = '{head}<p class="pre-line" id="last_{name}">{text}</p>{copy}'
COPY = """<p class="no-print"><button class="btn btn-secondary btn-sm" type="submit" form="entry" name="fill"
 value="{name}" data-from="last_{name}" data-ask="{ask}">{icon}{said}
<span class="visually-hidden">: {label}</span></button></p>"""
RESULT = """<article class="result" id="duty-{code}">
<h3 class="result__title"><span class="entry__number">{code}</span> {short}</h3>
{whole}<p class="chips">{status} <span class="muted small">{role}</span></p>
"""
WHOLE = '<details class="fold"><summary>{}</summary><p>{}</p></details>\n'
DONE = '<p class="pre-line">{}</p>\n'
DIFFICULTIES = '<p class="pre-line"><span class="muted">{}:</span> {}</p>\n'
ASKED_BY = '<p class="aside-note__head">{}<strong>{}</strong> <span class="muted">{}</span></p>'
TITLE_WORDS = 30  # so much of a duty is its title; a longer one is folded below it
NOTHING = SafeString("")


@register.simple_tag(takes_context=True)
def laid_out(context: Context, form: EntryForm) -> SafeString:
    """The pieces of the form's crispy layout alone. What crispy's own tag writes around them, the page has in other
    places: the form tag and the list of errors."""
    html: SafeString = form.helper.render_layout(form, context)
    return html


@register.simple_tag
def duty_chip(status: str) -> SafeString:
    """How far a duty is; "" where nothing was said."""
    return chip(DUTY_STATUSES[status] if status else NO_RESULT)


@register.simple_block_tag
def duty_result(content: str, line: DutyLine) -> SafeString:
    """One duty and what was done; between the tags the comments on it."""
    head, words = _duty_head_and_words(line.content, line.role, get_language())
    return markup("{}{}{}</article>", head, content, words)


@lru_cache(maxsize=1024)  # The same values give the same words.
def _duty_head_and_words(
    duty: DutyContent, role: str, _language: str | None
) -> tuple[SafeString, SafeString]:
    is_long = len(duty.text.split()) > TITLE_WORDS
    head = markup(
        RESULT,
        code=duty.code,
        short=first_words(duty.text, TITLE_WORDS),
        whole=markup(WHOLE, _("Read the whole duty"), duty.text) if is_long else NOTHING,
        status=duty_chip(duty.status),
        role=role,
    )
    done = markup(DONE, duty.done) if duty.done else NOTHING
    hard = markup(DIFFICULTIES, _("Difficulties"), duty.difficulties) if duty.difficulties else NOTHING
    return head, markup("{}{}", done, hard)


@register.simple_tag
def comment_head(comment: ReviewComment) -> SafeString:
    """Above the coordinator's words: who asks, of what if it stands at no place of its own, when."""
    of_all = comment.target == "report"
    said = _("The coordinator asks about the whole report") if of_all else _("The coordinator asks")
    return markup(ASKED_BY, icon("message-square-text", 14), said, moment(comment.at))


@register.simple_tag
def status_choices(field: BoundField) -> SafeString:
    """How far a duty is: one button for each answer."""
    return markup_joined("\n", STATUS, ((each.id_for_label, each.tag(), each.choice_label) for each in field))


@register.simple_tag
def trouble(form: EntryForm, field: BoundField) -> SafeString:
    """The place for what stands in the way of saving a field (templates/reports/entry/trouble.html): mostly empty."""
    if form.is_fragment or any(clash.name == field.name for clash in form.clashes):
        return render_to_string("reports/entry/trouble.html", {"form": form, "field": field})
    return markup('<div class="trouble" id="trouble-{}"></div>', field.name)


@register.simple_tag
def last_words(field: BoundField, text: str, may_copy: bool, label: str = "") -> SafeString:
    """What was written in a field last time, and the button that copies it there; `label` where there are several."""
    copy = NOTHING
    if may_copy:
        ask = _("The field has text already. Replace it with last time's text?")
        said = _("Copy last time's text")
        copy = markup(COPY, name=field.name, ask=ask, icon=icon("copy", 14), said=said, label=field.label)
    head = markup('<p class="last__label muted">{}</p>', label) if label else NOTHING
    return markup(LAST, head=head, name=field.name, text=text, copy=copy)


@register.simple_tag
def ask_fields(comment: ReviewComment, report: Report, text: str, is_fresh: object = "") -> SafeString:
    """Where a comment is answered (templates/reports/parts/ask_fields.html)."""
    answered, fresh = comment.reply is not None, bool(is_fresh)
    seen = digest_of(comment.reply.text if comment.reply else "")
    return _ask_fields(
        str(comment.pk), report.pk, (text, seen), comment.wrong, answered, fresh, get_language()
    )


@lru_cache(maxsize=512)
def _ask_fields(
    pk: str,
    report: int,
    texts: tuple[str, str],
    wrong: str,
    is_answered: bool,
    is_fresh: bool,
    _language: str | None,
) -> SafeString:
    shown = {"pk": pk, "report": report, "text": texts[0], "seen": texts[1], "wrong": wrong}
    shown |= {"is_answered": is_answered, "is_fresh": is_fresh}
    return render_to_string("reports/parts/ask_fields.html", shown)


@register.simple_tag
def figure_row(line: FigureLine) -> SafeString:
    """A row of the table of figures; a figure with comments is marked."""
    beside = line.target, line.newest, line.year_before
    unusual, language = bool(line.comments), get_language()
    return _row(line.content, beside, line.names, line.reference, line.better, unusual, language)


@register.simple_tag
def total_rows(totals: Iterable[Total]) -> SafeString:
    """The rows of the table of a consolidated report's figures."""
    language = get_language()
    return markup_joined("\n", "{}", ((_total_row(total, language),) for total in totals))


@lru_cache(maxsize=512)  # As below, and a built version's figures do not change.
def _total_row(total: Total, _language: str | None) -> SafeString:
    beside, places = total.comparison, total.places
    figures = total.value, beside.target, beside.previous, beside.same_last_year
    return markup(
        TOTAL,
        name=total.asked.name,
        unit=total.asked.unit,
        figures=markup_joined(
            "", '<td class="num">{}</td>\n', ((figure(number(value, places)),) for value in figures)
        ),
        change=change(*total.compared, cast(Better, total.asked.direction), in_points=total.is_ratio),
        entered=total.entered,
        expected=total.expected,
    )


@register.simple_tag
def passages(narrative: Iterable[Passage]) -> SafeString:
    """A consolidated report's narrative, part by part, place by place."""
    parts = groupby(narrative, key=lambda each: each.part)
    return markup_joined("\n", PART, ((part, _places(places)) for part, places in parts))


def _places(narrative: Iterable[Passage]) -> SafeString:
    nothing = markup('<p class="muted">{}</p>', _("Nothing was written."))
    rows = (
        (each.place, each.place, each.label, markup(DONE, each.text) if each.text else nothing)
        for each in narrative
    )
    return markup_joined("\n", PASSAGE, rows)


@lru_cache(maxsize=1024)  # The same values give the same row, and what was sent does not change.
def _row(
    content: FigureContent,
    beside: tuple[Decimal | None, ...],
    names: Names,
    reference: Decimal | None,
    better: Better,
    is_unusual: bool,
    _language: str | None,
) -> SafeString:
    changed = change_of_rate if content.is_computed else change
    labels = _("Target"), names.newest_label, names.same_label
    return markup(
        ROW,
        code=content.code,
        unusual=SafeString(' class="unusual"') if is_unusual else NOTHING,
        name=content.name,
        explanation=markup('<span class="explanation">{}</span>', content.explanation)
        if content.explanation
        else NOTHING,
        now=_("This period"),
        value=figure(number(content.value)),
        unit_label=_("Unit"),
        unit=content.unit,
        compared=markup_joined(
            "", CELL, ((label, figure(number(value))) for label, value in zip(labels, beside, strict=True))
        ),
        change_label=_("Change"),
        change=changed(content.value, reference, better),
    )
