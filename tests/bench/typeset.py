"""The same document set by Typst: the measure of how fast a typesetter can be. Not used by the portal."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import typst

from reports.documents.blocks import Block, Document, Heading, Paragraph, Table
from reports.documents.words import printed

PREAMBLE = """#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 18mm), numbering: "1",
  number-align: top + center)
#set text(font: ("Tinos", "Liberation Serif", "Times New Roman"), size: 14pt, lang: "vi")
#set par(justify: true, first-line-indent: (amount: 1cm, all: true))
#show table: set text(size: 11pt)
#show table: set par(justify: false, first-line-indent: 0pt)
"""


def typeset(document: Document) -> bytes:
    """Text goes in as strings, so that nothing in it means anything to Typst."""
    lines = [PREAMBLE, f"#align(center, strong({word(document.header.subject)}))"]
    lines += [set_block(block) for block in document.blocks]
    for appendix in document.appendices:
        lines.append(f"#pagebreak()\n#heading(level: 1, {word(f'{appendix.label} {appendix.title}')})")
        lines += [set_block(block) for block in appendix.blocks]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "report.typ"
        source.write_text("\n\n".join(lines))
        made: bytes = typst.compile(str(source))
        return made


def word(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def set_block(block: Block) -> str:
    match block:
        case Heading():
            return f"#heading(level: {block.level}, {word(block.text)})"
        case Paragraph():
            return f"#par[#strong({word(block.lead)})#text({word(block.text)})]"
        case Table():
            return set_table(block)
    return ""


def set_table(table: Table) -> str:
    widths = ", ".join(f"{column.weight}fr" for column in table.columns)
    head = ", ".join(f"strong({word(column.title)})" for column in table.columns)
    rows = []
    for row in table.rows:
        if row.kind == "group":
            rows.append(f"table.cell(colspan: {len(table.columns)}, {word(str(row.cells[0]))})")
        else:
            rows += [word(printed(cell)) for cell in row.cells]
    return f"#table(columns: ({widths}), table.header({head}), {', '.join(rows)})"
