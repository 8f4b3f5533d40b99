"""The portal's own template words: figures, dates, chips and the pieces pages are made of. Loaded in every template."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BaseFormSet, BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from plan_portal import formatting, marks
from plan_portal.addresses import query_with
from plan_portal.change import Better
from plan_portal.fields import all_fields, bare_field, field_block, field_errors
from plan_portal.markup import markup, markup_joined
from plan_portal.tables import Table, head_of
from plan_portal.timeline import timeline

register = template.Library()

INSIDE = """
    <span class="figure__label">{}</span>
    <span class="figure__value">{}{}</span>
    {}
"""
KEY_FIGURE = f'<li class="figure{{}}">{INSIDE}</li>\n'
LED_FIGURE = f'<li><a class="figure{{}}" href="{{}}"{{}}>{INSIDE}</a></li>\n'
MESSAGE_ICONS = {"success": "circle-check", "warning": "triangle-alert", "error": "octagon-alert"}
MESSAGE_VARIANTS = {"success": "good", "warning": "care", "error": "bad"}


# --- Figures, dates, sizes --------------------------------------------------------------------------------------
@register.filter(name="number")
def number(value: formatting.Figure | None, places: int | None = None) -> str:
    return marks.figure(formatting.number(value, places))


@register.filter(name="percent")
def percent(ratio: formatting.Figure | None, places: int = 1) -> str:
    return marks.figure(formatting.percent(ratio, places))


@register.filter
def file_size(size: int) -> str:
    return formatting.file_size(size)


@register.filter
def vi_date(moment: date | datetime | None) -> str:
    return marks.day(moment)


@register.filter
def vi_time(moment: datetime | time | None) -> str:
    return formatting.clock(moment) if moment else marks.no_date()


@register.filter
def vi_moment(moment: datetime | None) -> str:
    return marks.moment(moment)


@register.filter
def first_words(text: str, most: int) -> str:
    return marks.first_words(text, most)


@register.filter
def first_letters(text: str, most: int) -> str:
    return marks.first_letters(text, most)


# --- Marks ------------------------------------------------------------------------------------------------------
for mark in (marks.icon, marks.chip, marks.state_chip, marks.change, marks.change_of_rate, marks.ring):
    register.simple_tag(mark)
register.simple_tag(timeline)


# --- Pieces -----------------------------------------------------------------------------------------------------
for piece in (all_fields, field_block, field_errors, bare_field):
    register.simple_tag(piece)


@register.simple_tag(takes_context=True)
def crispy_field_block(context: Context) -> SafeString:
    """The field a crispy layout is at, with what the layout says of it."""
    return field_block(
        context["field"],
        tag=context.get("tag") or "div",
        wrapper_class=context.get("wrapper_class") or "",
        show_errors=bool(context.get("form_show_errors")),
        show_labels=bool(context.get("form_show_labels")),
    )


@register.simple_tag
def key_figure(
    value: formatting.Figure | str | None,
    label: str,
    unit: str = "",
    url: str = "",
    active: bool = False,
    variant: str = "",
    note: str = "",
    previous: formatting.Figure | None = None,
    better: Better | None = None,
    is_ratio: bool = False,
) -> SafeString:
    """One cell of a `<ul class="figures">`. With `better` given the change from `previous` is said."""
    shown = value if isinstance(value, str) else (percent(value) if is_ratio else number(value))
    moved = (
        "" if better is None or isinstance(value, str) else marks.change(value, previous, better, is_ratio)
    )
    more = markup('<span class="figure__more">{} {}</span>', moved, note) if moved or note else ""
    measure = markup(' <span class="figure__unit">{}</span>', unit) if unit else ""
    look = markup(" figure--{}", variant) if variant else ""
    current = SafeString(' aria-current="true"') if active else ""
    if url:
        return markup(LED_FIGURE, look, url, current, label, shown, measure, more)
    return markup(KEY_FIGURE, look, label, shown, measure, more)


@register.inclusion_tag("components/comparison.html")
def comparison(
    value: formatting.Figure | None,
    target: formatting.Figure | None = None,
    last: formatting.Figure | None = None,
    last_year: formatting.Figure | None = None,
    better: Better = "neutral",
    unit: str = "",
) -> dict[str, Any]:
    """The one grammar: value, target, last period, same period last year, change against the last of these."""
    reference = last if last_year is None else last_year
    return {
        "value": value,
        "target": target,
        "last": last,
        "last_year": last_year,
        "unit": unit,
        "change": marks.change(value, reference, better),
    }


@register.inclusion_tag("components/empty_state.html")
def empty_state(
    title: str, why: str = "", icon: str = "inbox", action_url: str = "", action_label: str = ""
) -> dict[str, Any]:
    return {"title": title, "why": why, "icon": icon, "action_url": action_url, "action_label": action_label}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet[Any], more: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """Everything wrong on the page, each line a link to its field; `more` are lines of fields outside the forms, with
    `id`, `label` and `words`."""
    flat = [
        form for each in forms if each for form in (each.forms if isinstance(each, BaseFormSet) else [each])
    ]
    for form in flat:
        form.summary_shown = True  # type: ignore[union-attr]  # read by bootstrap5/errors.html
    whole = [
        str(words) for each in forms if isinstance(each, BaseFormSet) for words in each.non_form_errors()
    ]
    whole += [str(words) for form in flat for words in form.non_field_errors()]
    fields = [
        {"id": field.id_for_label or field.auto_id, "label": _label_of(form, field), "words": words}
        for form in flat
        if form.errors  # To look at each field of a form without any takes as long as to write a table.
        for field in form
        for words in field.errors
    ]
    fields += more
    return {"whole": whole, "fields": fields, "any": bool(whole or fields)}


def _label_of(form: BaseForm, field: BoundField) -> str:
    """A form whose fields come several times says which one it means, by a method `label_of`."""
    named = getattr(form, "label_of", None)
    return str(named(field.name) if named else field.label)


@register.simple_block_tag
def page_header(content: str, title: str, todo: str = "", kicker: str = "") -> SafeString:
    """Title and what to do now; between the tags the one main button."""
    return _piece("page_header", content, title=title, todo=todo, kicker=kicker)


@register.simple_block_tag
def action_bar(content: str, state: str = "", icon: str = "save") -> SafeString:
    """The bar at the foot of a long form; between the tags its buttons."""
    return _piece("action_bar", content, state=state, icon=icon)


@register.simple_block_tag
def table_box(content: str, label: str) -> SafeString:
    """A box that scrolls a wide table; `label` names it for screen readers."""
    return _piece("table_box", content, label=label)


@register.simple_block_tag
def notice(content: str, variant: str = "action", title: str = "", icon: str = "") -> SafeString:
    """A framed remark: good, care, bad or action."""
    return _piece(
        "notice", content, variant=variant, title=title, icon=icon or ("info" if variant == "action" else "")
    )


def _piece(name: str, content: str, **values: Any) -> SafeString:
    return render_to_string(f"components/{name}.html", {"content": content, **values})


@register.simple_tag
def options(pairs: Iterable[tuple[object, str]], chosen: object) -> SafeString:
    """The options of a list outside a form: pairs of a value and its words."""
    selected = SafeString(" selected")
    rows = ((value, selected if value == chosen else "", words) for value, words in pairs)
    return markup_joined("", '<option value="{}"{}>{}</option>', rows)


@register.simple_tag(takes_context=True)
def table_head(context: Context, table: Table) -> SafeString:
    """The cells of the head of a table."""
    return head_of(table, context["request"].GET)


@register.simple_tag
def keys_help(keys: Sequence[tuple[tuple[str, ...], str]]) -> SafeString:
    """The help of single keys (templates/components/keys.html): pairs of keys and what they do here."""
    return _keys_help(tuple((each, str(meaning)) for each, meaning in keys), get_language())


@lru_cache(maxsize=16)  # A few pages have keys, and always the same.
def _keys_help(keys: tuple[tuple[tuple[str, ...], str], ...], _language: str | None) -> SafeString:
    return render_to_string("components/keys.html", {"keys": keys})


@register.filter
def message_variant(tags: str) -> str:
    return next((MESSAGE_VARIANTS[tag] for tag in tags.split() if tag in MESSAGE_VARIANTS), "action")


@register.filter
def variant_icon(variant: str) -> str:
    """The icon that goes with a tint when the page names none."""
    return {"good": "circle-check", "care": "triangle-alert", "bad": "octagon-alert"}.get(variant, "info")


@register.filter
def page_numbers(page: Page[Any]) -> list[int | str]:
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag(takes_context=True)
def page_link(context: Context, field: str, number: int) -> str:
    """The same address with another page: filters and order stay."""
    return query_with(context["request"], field, str(number))
