"""The portal's tables: django-tables2 knows the columns, the order and the pages; the rows are written here.

The library looks every cell's arguments up by inspection and renders a template for it; over thirty agencies that is
most of the time a page takes. So: what is the column's is asked once per column, and cells are methods named
`render_<column>` that return HTML made with `format_html`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import Parameter, signature
from typing import Any

import django_tables2 as tables
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from plan_portal.formatting import local

NUMBER: Mapping[str, Mapping[str, str]] = {"td": {"class": "num"}, "th": {"class": "num"}}

ARGUMENTS = frozenset({"value", "record", "column", "bound_column", "bound_row", "table"})


class Table(tables.Table):
    """A table whose `body` is cheap. What a cell shows follows the library's rules: `render_<name>` may ask for
    `value`, `record` and the rest by name; an empty value shows the column's default, unless `empty_values` is ();
    a field of the table's model that has choices shows its words. Attributes are a column's, not a cell's."""

    @property
    def body(self) -> SafeString:
        """The rows of this page."""
        cells = [_Cell(self, column) for column in self.columns]
        rows = (
            f"<tr {row.attrs.as_html()}>{''.join(cell.html(row) for cell in cells)}</tr>\n"
            for row in self.paginated_rows
        )
        return mark_safe("".join(rows))  # noqa: S308  # nosec: every part is escaped below


class _Cell:
    """One column's cells: everything that does not depend on the row is found out here."""

    def __init__(self, table: Table, column: Any) -> None:
        self.column = column
        self.wanted = _arguments(column.render)
        self.given = {"column": column.column, "bound_column": column, "table": table}
        self.reads_value = "value" in self.wanted or bool(column.column.empty_values)
        self.read = _reader(table, column)
        is_head = column.name == table.columns[0].name
        attrs = column.attrs["td"].as_html()
        self.open, self.close = (
            (format_html('<th scope="row" {}>', attrs), "</th>")
            if is_head
            else (format_html('<td {} data-label="{}">', attrs, column.header), "</td>")
        )

    def html(self, row: Any) -> str:
        return f"{self.open}{self._content(row)}{self.close}"

    def _content(self, row: Any) -> str:
        value = self.read(row.record) if self.reads_value else None
        if self.reads_value and value in self.column.column.empty_values:
            return shown(self.column.default)
        every = {**self.given, "value": value, "record": row.record, "bound_row": row}
        content = self.column.render(**{name: every[name] for name in self.wanted})
        return shown(self.column.link(content, **every) if self.column.link else content)


def _arguments(render: Callable[..., object]) -> frozenset[str]:
    """Which of the arguments a render method may ask for it does ask for."""
    asked = signature(render).parameters
    takes_all = any(each.kind is Parameter.VAR_KEYWORD for each in asked.values())
    return ARGUMENTS if takes_all else ARGUMENTS.intersection(asked)


def shown(value: object) -> str:
    """As a template would show it: local, escaped."""
    return conditional_escape(value if isinstance(value, str) else str(localize(local(value))))


def _reader(table: Table, column: Any) -> Callable[[Any], Any]:
    """How a record's value is read; a field with choices gives its words. What is not there is None."""
    name, words = column.accessor, _words_of(table._meta.model, column.accessor)
    if words is not None:
        return lambda record: words.get(value := getattr(record, name), value)

    def read(record: Any) -> Any:
        return column.accessor.resolve(record, quiet=True)

    return read


def _words_of(model: type[Model] | None, accessor: str) -> dict[Any, str] | None:
    """The words of a field's choices, said once per table; None where it has none."""
    try:
        field = model._meta.get_field(accessor) if model else None
    except FieldDoesNotExist:
        return None
    choices = getattr(field, "flatchoices", None)
    return {value: str(words) for value, words in choices} if choices else None
