"""The heads of annexes, known only when a report is built: label and reference, where they stand on an annex's first
page. All are set at once, under each other on one tall page, and cut apart: a page for each takes four times as long.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pikepdf
from pikepdf import ContentStreamInlineImage, ContentStreamInstruction, Name, Object, Pdf

from reports.documents.blocks import Appendix
from reports.documents.paper import Paper, render

Instruction = ContentStreamInstruction | ContentStreamInlineImage
WIDTH, HEIGHT = 595.276, 841.89  # of a page, in points
SCALE = 0.75  # points in one of the renderer's units, which it counts from above


@dataclass
class Heads:
    """The heads of `annexes`. `made` is the tall page with them, once it is set."""

    annexes: Sequence[Appendix]
    made: bytes = b""

    def render(self) -> bytes:
        """The tall page. Raises PdfUnavailable."""
        bare = tuple(replace(annex, blocks=()) for annex in self.annexes)
        return render(Paper("", appendices=bare, heads_only=True))


def heads_in(made: bytes, count: int) -> Iterator[Object]:
    """Of the tall page for `count` annexes: for each a form as large as its first page, with its label and its
    reference where they stand there."""
    with pikepdf.open(io.BytesIO(made)) as sheet:
        resources = sheet.make_indirect(sheet.pages[0].Resources)
        for number, lines in enumerate(_rooms(sheet, count)):
            move = f"{SCALE} 0 0 {-SCALE} 0 {(number + 1) * HEIGHT:.3f} cm\n".encode()
            yield sheet.make_stream(
                move + pikepdf.unparse_content_stream(lines),
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=[0, 0, WIDTH, HEIGHT],
                Resources=resources,
            )


def _rooms(sheet: Pdf, count: int) -> list[list[Instruction]]:
    """The lines of words in each of `count` pieces, as high as a page, of the one page there is."""
    rooms: list[list[Instruction]] = [[] for _ in range(count)]
    line: list[Instruction] = []
    room = 0
    for instruction in pikepdf.parse_content_stream(sheet.pages[0]):
        line.append(instruction)
        match str(instruction.operator):
            case "BT":
                line = [instruction]
            case "Tm":
                room = int(float(instruction.operands[5]) * SCALE // HEIGHT)
            case "ET":
                rooms[room] += line
    return rooms
