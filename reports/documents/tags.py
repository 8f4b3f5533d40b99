"""What PDF/UA-1 asks of the tags and WeasyPrint leaves open, mended before a file is written.

Here the tags are still plain values of the renderer's: mending them in a finished file takes ten times as long.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf

POINTS = 0.75  # in a CSS pixel
# These hold words themselves; below them stand only words, links and drawings.
_HOLDERS = {"/P", "/H1", "/H2", "/H3", "/H4", "/TH", "/TD", "/Caption", "/LBody", "/Lbl", "/Link"}
# These say nothing of what they hold. WeasyPrint puts one round every run of words: half of all tags.
_IDLE = {"/Span", "/NonStruct"}


def mend(_document: Any, pdf: pydyf.PDF) -> None:
    """Heads of tables say their scope (their identifiers would be the same on every page that repeats them), drawings
    their place in points from below, and words hang directly under what they are."""
    _Tree(pdf).mend()


class _Tree:
    def __init__(self, pdf: pydyf.PDF) -> None:
        self._objects = pdf.objects
        self._root = self._at(pdf.catalog["StructTreeRoot"])
        self._holders: dict[bytes, bytes] = {}  # of a tag that is gone, the one that has its words now

    def mend(self) -> None:
        for kid in self._kids(self._root):
            self._mend(kid, in_head=False)
        numbers = self._at(self._root["ParentTree"])["Nums"]
        for of_page in numbers[1::2]:
            if isinstance(of_page, pydyf.Array):
                of_page[:] = [self._holders.get(tag, tag) for tag in of_page]

    def _mend(self, tag: Any, *, in_head: bool) -> None:
        kind = tag["S"]
        if kind == "/TH":
            tag.pop("ID", None)
            tag["A"]["Scope"] = "/Column" if in_head else "/Row"
        elif kind == "/TD":
            tag["A"].pop("Headers", None)
        elif kind == "/Figure":
            self._turn(tag)
        if kind in _HOLDERS:
            tag["K"] = pydyf.Array(self._words(tag, tag.reference))
        for kid in self._kids(tag):
            self._mend(kid, in_head=in_head or kind == "/THead")
        self._shorten(tag)

    def _words(self, tag: Any, holder: bytes) -> Iterator[int | bytes]:
        """What `tag` holds, without the idle tags between."""
        for kid in tag["K"]:
            inner: Any = self._at(kid) if isinstance(kid, bytes) else {}
            if inner.get("S") in _IDLE:
                inner.free = "f"
                self._holders[kid] = holder
                yield from self._words(inner, holder)
            else:
                if "S" in inner:
                    inner["P"] = holder
                yield kid

    @staticmethod
    def _shorten(tag: Any) -> None:
        """Leave out what says nothing: a set of hundreds of annexes has 100,000 tags, in memory all at once."""
        del tag["Type"]
        if tag.get("A", {}).keys() == {"O"}:
            del tag["A"]
        if all(isinstance(kid, bytes) for kid in tag["K"]):
            tag.pop("Pg", None)

    def _turn(self, figure: Any) -> None:
        height = float(self._at(figure["Pg"])["MediaBox"][3])
        x1, y1, x2, y2 = (side * POINTS for side in figure["A"]["BBox"])
        figure["A"]["BBox"] = pydyf.Array([x1, height - y2, x2, height - y1])
        figure["A"]["Placement"] = "/Block"

    def _kids(self, tag: Any) -> Iterator[Any]:
        """The tags directly under one; not its words, nor links' places."""
        found = (self._at(kid) for kid in tag["K"] if isinstance(kid, bytes))
        return (kid for kid in found if "S" in kid)

    def _at(self, reference: bytes) -> Any:
        return self._objects[int(reference.split(maxsplit=1)[0])]
