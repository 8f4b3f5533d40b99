"""The form of a page of the report."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from reports.forms.entry import EntryForm

register = template.Library()


@register.simple_tag(takes_context=True)
def laid_out(context: Context, form: EntryForm) -> SafeString:
    """The pieces of the form's crispy layout alone. What crispy's own tag writes around them, the page has in other
    places: the form tag and the list of errors."""
    html: SafeString = form.helper.render_layout(form, context)
    return html
