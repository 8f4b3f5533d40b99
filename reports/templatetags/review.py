"""The comments of the review page, whose threads stand there by the dozen, written in Python: a template for each would
cost more than the page around them."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plan_portal.addresses import address
from plan_portal.marks import icon
from plan_portal.markup import markup
from reports.reading.margins import Margin

register = template.Library()

LINK = (
    '<a class="comment-link no-print" data-comment href="{page}?{query}#{anchor}" hx-get="{url}?{place}">'
    '{icon}{words}<span class="visually-hidden">: {label}</span></a>'
)


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
    report = context["report"].pk
    page = address("reports:review", report)  # This one may have been made at the address of a step.
    url, is_partial = address("reports:review_comment", report), bool(context.get("only_changed"))
    place = margin.target, margin.code
    return _link(page, url, place, margin.anchor, margin.label, is_partial, get_language())


@lru_cache(maxsize=4096)
def _link(
    page: str,
    url: str,
    place: tuple[str, str],
    anchor: str,
    label: str,
    is_partial: bool,
    _language: str | None,
) -> SafeString:
    only = {"only": "changed"} if is_partial else {}
    return markup(
        LINK,
        page=page,
        query=urlencode({"at": anchor, **only}),
        anchor=anchor,
        url=url,
        place=urlencode({"target": place[0], "target_code": place[1], **only}),
        icon=icon("message-square-plus", 14),
        words=_("Comment"),
        label=label or _("the whole report"),
    )
