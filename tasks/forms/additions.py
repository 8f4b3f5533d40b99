"""What the forms that add something to a plan share: its code, and its place among the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Model
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from plan_portal.choosing import offer
from tasks.rules.indicators import next_codes
from tasks.rules.plan_schema import CODE


class PlaceSelect(forms.Select):
    """A list in which each line says of which `among` it is (by its id: `known`), as the field of that name writes it:
    a script offers those of the chosen one alone (static/js/portal.js); without it `check_place` refuses the others."""

    def __init__(self, among: str, known: Mapping[Any, object]) -> None:
        super().__init__(attrs={"data-narrowed-by": among})
        self.known = known

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value:
            option["attrs"]["data-of"] = str(self.known[value] or "")
        return option


def ask_code(form: Any, there: Iterable[str]) -> None:
    """Say what a code is made of and which are free; `there` are those the plan has, in its order."""
    field = form.fields["code"]
    field.validators.append(
        RegexValidator(CODE, _("Write letters without accents, digits, dots and hyphens only."))
    )
    words = _("Letters without accents, digits, dots and hyphens. It cannot be changed later.")
    free = next_codes(there)
    if free:
        listed = format_html_join(", ", '<span class="text-nowrap">{}</span>', ((code,) for code in free))
        words = format_html("{} {}", words, format_html(_("Still free: {}."), listed))
    field.help_text = words


def ask_place(form: Any, there: Mapping[Model, object], *, among: str, last: str, words: str) -> None:
    """Ask, after the field `among`, above which of `there` (rows with their value of it, in the plan's order) the new
    one shall stand; nothing chosen means `last`."""
    form.fields["before"] = forms.ModelChoiceField(
        label=_("Place in the list"),
        queryset=type(form.instance)._default_manager.all(),
        widget=PlaceSelect(among, {row.pk: value for row, value in there.items()}),
        required=False,
        empty_label=last,
        help_text=words,
    )
    offer(form.fields["before"], ((row.pk, str(row)) for row in there))
    names = [name for name in form.fields if name != "before"]
    form.order_fields([*names[: names.index(among) + 1], "before"])


def check_place(form: Any, among: str, words: str) -> None:
    """A row stands among those that have the same `among`."""
    before = form.cleaned_data.get("before")
    if before and among in form.cleaned_data and getattr(before, among) != form.cleaned_data[among]:
        form.add_error("before", words)
