"""The places of the review page: what was sent, beside it what it is judged by. Written in Python, because a template
for each would cost more than the page around them."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plan_portal.change import Better
from plan_portal.formatting import number
from plan_portal.marks import change, change_of_rate, chip, figure, first_letters
from plan_portal.markup import markup
from reports.reading.margins import Margin
from reports.reading.review_sheet import DutyEntry, FigureEntry, SectionEntry
from reports.reading.targets import reached_words
from reports.rules.content import FigureContent
from reports.rules.figures import Figure
from reports.rules.period_names import Names

register = template.Library()

LONG = 280  # letters: a longer duty is folded to its first ones
FIRST = 240
PLACE = """<section class="place{changed}" id="{anchor}" aria-labelledby="h-{anchor}" tabindex="-1" data-stop{marked}>
<div class="place__sent">
{sent}{said}</div>
<div class="place__beside">
{beside}</div>
</section>"""
WRITTEN = '<p class="pre-line">{}</p>\n'
UNWRITTEN = '<p class="muted">{}</p>\n'
DIFFICULTIES = '<p class="pre-line"><strong>{}:</strong> {}</p>\n'
FOLDED = '<details class="fold"><summary>{}</summary><p>{}</p></details>\n'
NOTHING = SafeString("")
FIGURE = """<section class="place place--figure{changed}" id="{anchor}" tabindex="-1" data-stop{marked}
 aria-labelledby="h-{anchor}">
<div class="place__sent">
<h4 id="h-{anchor}">{name}{computed}</h4>
<p class="place__value"><strong>{value}</strong> {unit}</p>
"""
BESIDE = """
</div>
<dl class="place__beside beside">
<div><dt>{target_label}</dt><dd>{target}{reached}</dd></div>
<div><dt>{previous_label}</dt><dd>{previous}</dd></div>
<div><dt>{year_label}</dt><dd>{same_last_year}</dd></div>
<div><dt>{change_label}</dt><dd>{change}</dd></div>
</dl>
</section>"""


@register.simple_block_tag
def section_place(content: str, entry: SectionEntry, previous_name: str) -> SafeString:
    """One section, and what stood there in the period of `previous_name`; between the tags what else is said of it."""
    margin = entry.margin
    written = _written(entry.content.text)
    sent = markup('<h3 id="h-{}">{}</h3>\n{}', margin.anchor, margin.label, written)
    return _place(content, margin, sent, _section_before(entry.previous, previous_name))


def _section_before(previous: str, name: str) -> SafeString:
    if previous:
        return markup("<h4>{}</h4>\n{}", name, markup(WRITTEN, previous))
    if name:
        return markup(UNWRITTEN, _("%(period)s: nothing was written here.") % {"period": name})
    return markup(UNWRITTEN, _("No earlier report to compare with."))


@register.simple_block_tag
def duty_place(content: str, entry: DutyEntry, previous_name: str) -> SafeString:
    """One duty, what the plan asks, and what was said in the period of `previous_name`; between the tags what else is
    said of it."""
    sent, margin = entry.content, entry.margin
    named = markup("{} {} {}", _("Duty"), sent.code, chip(entry.status))
    said = markup(
        '<h3 class="h4" id="h-{}">{}</h3>\n{}{}',
        margin.anchor,
        named,
        _written(sent.done),
        _difficulties(sent.difficulties),
    )
    asked = markup('<h4>{} <span class="muted">({})</span></h4>\n', _("What the plan asks"), entry.role)
    text = (
        markup(FOLDED, first_letters(sent.text, FIRST), sent.text)
        if len(sent.text) > LONG
        else markup("<p>{}</p>\n", sent.text)
    )
    return _place(content, margin, said, markup("{}{}{}", asked, text, _duty_before(entry, previous_name)))


def _duty_before(entry: DutyEntry, name: str) -> SafeString:
    previous, status = entry.previous, entry.previous_status
    if previous is None or status is None:
        return NOTHING
    done = markup(WRITTEN, previous.done) if previous.done else NOTHING
    return markup("<h4>{} {}</h4>\n{}{}", name, chip(status), done, _difficulties(previous.difficulties))


def _place(said: str, margin: Margin, sent: SafeString, beside: SafeString) -> SafeString:
    return markup(
        PLACE,
        changed=" place--changed" if margin.changes else "",
        marked=" data-marked" if margin.findings else "",
        anchor=margin.anchor,
        sent=sent,
        said=said,
        beside=beside,
    )


def _written(text: str) -> SafeString:
    return markup(WRITTEN, text) if text else markup(UNWRITTEN, _("Nothing was written."))


def _difficulties(text: str) -> SafeString:
    return markup(DIFFICULTIES, _("Difficulties"), text) if text else NOTHING


@register.simple_block_tag
def figure_place(content: str, entry: FigureEntry) -> SafeString:
    """One figure and what it is compared with; between the tags what else is said of it."""
    margin, language = entry.margin, get_language()
    beginning = _figure(entry.content, margin.anchor, bool(margin.changes), bool(margin.findings), language)
    beside = entry.target, entry.newest, entry.year_before
    end = _beside(entry.content, beside, entry.names, entry.reference, entry.better, language)
    return markup("{}{}{}", beginning, content, end)


@lru_cache(maxsize=1024)  # What was sent does not change: the same values give the same words.
def _figure(
    sent: FigureContent, anchor: str, is_changed: bool, is_marked: bool, _language: str | None
) -> SafeString:
    return markup(
        FIGURE,
        changed=" place--changed" if is_changed else "",
        marked=" data-marked" if is_marked else "",
        anchor=anchor,
        name=sent.name,
        computed=_muted(_("computed")) if sent.is_computed else "",
        value=figure(number(sent.value)),
        unit=sent.unit,
    )


@lru_cache(maxsize=1024)
def _beside(
    sent: FigureContent,
    beside: tuple[Figure, Figure, Figure],
    names: Names,
    reference: Figure,
    better: Better,
    _language: str | None,
) -> SafeString:
    target, newest, year_before = beside
    reached = reached_words(sent.value, target)
    return markup(
        BESIDE,
        target_label=_("Target"),
        target=figure(number(target)),
        reached=_muted(reached) if reached else "",
        previous_label=names.newest_label,
        previous=figure(number(newest)),
        year_label=names.same_label,
        same_last_year=figure(number(year_before)),
        change_label=_("Change"),
        change=(change_of_rate if sent.is_computed else change)(sent.value, reference, better),
    )


def _muted(words: str) -> SafeString:
    return markup(' <span class="muted small">({})</span>', words)
