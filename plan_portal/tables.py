"""The portal's tables: django-tables2 knows the columns, the order and the pages; head and rows are written here.

The library looks every cell's arguments up by inspection and renders a template for it; over thirty agencies that is
most of the time a page takes. So: what is the column's is asked once per column, and cells are methods named
`render_<column>` that return HTML made with `markup`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from inspect import Parameter, signature
from operator import attrgetter
from typing import Any

import django_tables2 as tables
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.http import QueryDict
from django.utils.formats import localize
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plan_portal.formatting import local
from plan_portal.marks import icon
from plan_portal.markup import escaped, markup, markup_joined
from plan_portal.memo import Memo

NUMBER: Mapping[str, Mapping[str, str]] = {"td": {"class": "num"}, "th": {"class": "num"}}

FIRST_GROUPED = 1000  # Smaller counts are written alike everywhere.
ARGUMENTS = frozenset({"value", "record", "column", "bound_column", "bound_row", "table"})
OF_ROW: Mapping[str, Callable[[Any, Any], Any]] = {
    "value": lambda _row, value: value,
    "record": lambda row, _value: row.record,
    "bound_row": lambda row, _value: row,
}


# Rows that say the same as when they were last asked for.
KEPT: Memo[tuple[Hashable, ...], str] = Memo(size=1024)

HEAD = '<th {} scope="col"{}>{}</th>\n'
SORT = '<a class="sort" href="{}">{}{}<span class="visually-hidden">{}</span></a>'
SORTED: Mapping[str, tuple[SafeString, str]] = {
    "": (SafeString(""), "chevrons-up-down"),
    "ascending": (SafeString(' aria-sort="ascending"'), "arrow-up"),
    "descending": (SafeString(' aria-sort="descending"'), "arrow-down"),
}


class Table(tables.Table):
    """A table whose `body` is cheap. What a cell shows follows the library's rules: `render_<name>` may ask for
    `value`, `record` and the rest by name; an empty value shows the column's default, unless `empty_values` is ();
    a field of the table's model that has choices shows its words. Attributes are a column's alone."""

    @property
    def body(self) -> SafeString:
        """The rows of this page."""
        table = (type(self).__module__, type(self).__qualname__, *self.columns.names(), get_language())
        rows = {(*table, row.row_counter, self.shows(row.record)): row for row in self.paginated_rows}
        known = KEPT.known(rows)
        if len(known) < len(rows):
            cells = [_Cell(self, column) for column in self.columns]
            made = {
                key: f"<tr {self._attrs(row)}>{''.join(cell.html(row) for cell in cells)}</tr>\n"
                for key, row in rows.items()
                if key not in known
            }
            KEPT.keep({key: html for key, html in made.items() if key[-1] is not None})
            known |= made
        return mark_safe("".join(known[key] for key in rows))  # noqa: S308  # nosec: every part is escaped below

    def shows(self, record: Any) -> Hashable:
        """Everything of the record that its row says, for rows that are worth keeping; None for others."""
        return None

    def anchor(self, record: Any) -> str:
        """What an address calls the row of this record; "" where none leads to it."""
        return ""

    def _attrs(self, row: Any) -> str:
        name, stripe = self.anchor(row.record), row.get_even_odd_css_class()
        return f'id="{escaped(name)}" class="{stripe}"' if name else f'class="{stripe}"'


def head_of(table: Table, asked: QueryDict) -> SafeString:
    """The heads of the columns. One that orders the table links to the page as it was `asked` for, in its order."""
    return markup_joined("", "{}", ((_head(table, column, asked),) for column in table.columns))


def _head(table: Table, column: Any, asked: QueryDict) -> SafeString:
    alias, content = column.order_by_alias, column.header
    order = ("descending" if alias.is_descending else "ascending") if column.is_ordered else ""
    mark, arrow = SORTED[order]
    if column.orderable:
        query = urlencode({**dict(asked.lists()), table.prefixed_order_by_field: alias.next}, doseq=True)
        content = markup(SORT, f"?{query}", content, icon(arrow, 14), _("(sort)"))
    return markup(HEAD, column.attrs["th"].as_html(), mark, content)


class _Cell:
    """One column's cells: everything that does not depend on the row is found out here."""

    def __init__(self, table: Table, column: Any) -> None:
        self.column = column
        self.link = column.link
        self.wanted = _arguments(column.render)
        asked = ARGUMENTS if self.link else self.wanted
        every = {"column": column.column, "bound_column": column, "table": table}
        self.given = {name: value for name, value in every.items() if name in asked}
        self.of_row = [(name, read) for name, read in OF_ROW.items() if name in asked]
        self.empty_values = column.column.empty_values
        self.reads_value = "value" in self.wanted or bool(self.empty_values)
        self.is_value = not self.link and _shows_its_value(column.render)
        self.read = _reader(table, column)
        is_head = column.name == table.columns[0].name
        attrs = column.attrs["td"].as_html()
        self.open, self.close = (
            (markup('<th scope="row" {}>', attrs), "</th>")
            if is_head
            else (markup('<td {} data-label="{}">', attrs, column.header), "</td>")
        )

    def html(self, row: Any) -> str:
        return f"{self.open}{self._content(row)}{self.close}"

    def _content(self, row: Any) -> str:
        value = self.read(row.record) if self.reads_value else None
        if self.reads_value and value in self.empty_values:
            return shown(self.column.default)
        if self.is_value:
            return shown(value)
        given = {**self.given, **{name: read(row, value) for name, read in self.of_row}}
        if not self.link:
            return shown(self.column.render(**given))
        content = self.column.render(**{name: given[name] for name in self.wanted})
        return shown(self.link(content, **given))


def _arguments(render: Callable[..., object]) -> frozenset[str]:
    """Which of the arguments a render method may ask for it does ask for."""
    return _asked_by(getattr(render, "__func__", render))


@lru_cache(
    maxsize=512
)  # The methods of the tables' classes: to inspect one costs as much as several of its cells.
def _asked_by(function: Callable[..., object]) -> frozenset[str]:
    asked = signature(function).parameters
    takes_all = any(each.kind is Parameter.VAR_KEYWORD for each in asked.values())
    return ARGUMENTS if takes_all else ARGUMENTS.intersection(asked)


def _shows_its_value(render: Callable[..., object]) -> bool:
    """Is this the library's own method, which gives the value back as it is?"""
    return getattr(render, "__func__", None) is tables.Column.render


def shown(value: object) -> str:
    """As a template would show it: local, escaped."""
    if isinstance(value, SafeString):
        return value
    if type(value) is int and 0 <= value < FIRST_GROUPED:
        return str(value)
    return escaped(value if isinstance(value, str) else str(localize(local(value))))


def _reader(table: Table, column: Any) -> Callable[[Any], Any]:
    """How a record's value is read; a field with choices gives its words. What is not there is None."""
    accessor, words = column.accessor, _words_of(table._meta.model, column.accessor)
    if words is not None:
        return lambda record: words.get(value := getattr(record, accessor), value)
    attribute = attrgetter(".".join(accessor.bits))

    def read(record: Any) -> Any:
        """Plain attributes at once; what is looked up by key, is not there, or must be called, by the library."""
        if hasattr(record, "__getitem__"):
            return accessor.resolve(record, quiet=True)
        try:
            value = attribute(record)
        except AttributeError:
            return accessor.resolve(record, quiet=True)
        return accessor.resolve(record, quiet=True) if callable(value) else value

    return read


def _words_of(model: type[Model] | None, accessor: str) -> dict[Any, str] | None:
    """The words of a field's choices, said once per table; None where it has none."""
    try:
        field = model._meta.get_field(accessor) if model else None
    except FieldDoesNotExist:
        return None
    choices = getattr(field, "flatchoices", None)
    return {value: str(words) for value, words in choices} if choices else None
