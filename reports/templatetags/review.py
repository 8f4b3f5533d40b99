"""The pieces of the review page that stand there by the dozen, written in Python: a template for each would cost more
than the page around them."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plan_portal.change import Better
from plan_portal.formatting import number
from plan_portal.marks import change, change_of_rate, figure, icon
from plan_portal.markup import markup
from reports.reading.margins import Margin
from reports.reading.review_sheet import FigureEntry
from reports.reading.targets import reached_words
from reports.rules.calendar import Before
from reports.rules.content import FigureContent
from reports.rules.figures import Figure

register = template.Library()

BEGINNING = """<section class="place place--figure{changed}" id="{anchor}" tabindex="-1" data-stop{marked}
 aria-labelledby="h-{anchor}">
<div class="place__sent">
<h4 id="h-{anchor}">{name}{computed}</h4>
<p class="place__value"><strong>{value}</strong> {unit}</p>
"""
END = """
</div>
<dl class="place__beside beside">
<div><dt>{target_label}</dt><dd>{target}{reached}</dd></div>
<div><dt>{previous_label}</dt><dd>{previous}</dd></div>
<div><dt>{year_label}</dt><dd>{same_last_year}</dd></div>
<div><dt>{change_label}</dt><dd>{change}</dd></div>
</dl>
</section>"""
LINK = (
    '<a class="comment-link no-print" data-comment href="{page}?{query}#{anchor}" hx-get="{url}?{place}">'
    '{icon}{words}<span class="visually-hidden">: {label}</span></a>'
)


@register.simple_block_tag
def figure_place(content: str, entry: FigureEntry) -> SafeString:
    """One figure and what it is compared with; between the tags what else is said of it."""
    margin, language = entry.margin, get_language()
    beginning = _beginning(
        entry.content, margin.anchor, bool(margin.changes), bool(margin.findings), language
    )
    beside = entry.target, entry.newest, entry.year_before
    end = _end(entry.content, beside, entry.newest_is, entry.reference, entry.better, language)
    return markup("{}{}{}", beginning, content, end)


@lru_cache(maxsize=1024)  # What was sent does not change: the same values give the same words.
def _beginning(
    sent: FigureContent, anchor: str, is_changed: bool, is_marked: bool, _language: str | None
) -> SafeString:
    return markup(
        BEGINNING,
        changed=" place--changed" if is_changed else "",
        marked=" data-marked" if is_marked else "",
        anchor=anchor,
        name=sent.name,
        computed=_muted(_("computed")) if sent.is_computed else "",
        value=figure(number(sent.value)),
        unit=sent.unit,
    )


@lru_cache(maxsize=1024)
def _end(
    sent: FigureContent,
    beside: tuple[Figure, Figure, Figure],
    newest_is: Before,
    reference: Figure,
    better: Better,
    _language: str | None,
) -> SafeString:
    target, newest, year_before = beside
    reached = reached_words(sent.value, target)
    return markup(
        END,
        target_label=_("Target"),
        target=figure(number(target)),
        reached=_muted(reached) if reached else "",
        previous_label=newest_is.label,
        previous=figure(number(newest)),
        year_label=_("Same period last year"),
        same_last_year=figure(number(year_before)),
        change_label=_("Change"),
        change=(change_of_rate if sent.is_computed else change)(sent.value, reference, better),
    )


def _muted(words: str) -> SafeString:
    return markup(' <span class="muted small">({})</span>', words)


@register.simple_tag(takes_context=True)
def thread(context: Context, margin: Margin) -> SafeString | str:
    """Comments at one place, and the way to one more (templates/reports/review/thread.html)."""
    if margin.comments or context["typed"]["anchor"] == margin.anchor:
        with context.push(margin=margin, submission=context["sheet"].submission):
            whole = {str(name): value for name, value in context.flatten().items()}
        return render_to_string("reports/review/thread.html", whole)
    if not context["can_decide"]:
        return ""
    return markup(
        '<div class="thread" id="thread-{}" data-part>{}</div>', margin.anchor, comment_link(context, margin)
    )


@register.simple_tag(takes_context=True)
def comment_link(context: Context, margin: Margin) -> SafeString:
    """Opens the form at one place: with htmx there and then, without it by the page's address."""
    only = {"only": "changed"} if context.get("only_changed") else {}
    report = [context["report"].pk]
    return markup(
        LINK,
        page=reverse("reports:review", args=report),  # This one may have been made at the address of a step.
        query=urlencode({"at": margin.anchor, **only}),
        anchor=margin.anchor,
        url=reverse("reports:review_comment", args=report),
        place=urlencode({"target": margin.target, "target_code": margin.code, **only}),
        icon=icon("message-square-plus", 14),
        words=_("Comment"),
        label=margin.label or _("the whole report"),
    )
