"""Words for the templates of printed documents."""

from django import template

from reports.documents.blocks import Block, Cell, Column, Heading, Number, Table
from reports.documents.words import is_count, printed

register = template.Library()


@register.filter
def block_kind(block: Block) -> str:
    return type(block).__name__.lower()


@register.filter
def heading_tag(block: Heading, in_appendix: bool) -> str:
    """h2 to h4; an appendix has no level 1 but its title, and levels are not skipped."""
    return f"h{block.level if in_appendix else block.level + 1}"


@register.filter
def is_number(value: Cell) -> bool:
    return isinstance(value, Number)


register.filter("cell", printed)
register.filter("is_count", is_count)


@register.filter
def width_in(column: Column, table: Table) -> int:
    """The column's width in whole per cent of the table's."""
    return column.weight * 100 // sum(other.weight for other in table.columns)
