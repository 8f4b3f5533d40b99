"""Putting tagged PDF files together with pikepdf so that the tags, the language and the output intent stay.

WeasyPrint numbers the pages and links of every file from 0 in its parent tree. Whoever appends pages must move those
numbers and hang the second tree under the first, or a reader of the tags finds the wrong words on a page.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pikepdf
from django.template.loader import render_to_string
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from reports.documents.contents import Entry

# A link of the table of contents: WeasyPrint keeps what it takes for an address, here it becomes a place.
LINK = "toc:"


@dataclass(frozen=True)
class Embedded:
    """A file inside the PDF. `relationship` as PDF/A-3 names it: what it is to the report."""

    name: str
    data: bytes
    content_type: str
    description: str
    relationship: str
    changed_at: datetime | None = None


@dataclass(frozen=True)
class Place:
    """A point of a page, counted from 0."""

    page: int
    left: float
    top: float


@dataclass
class Assembly:
    """One PDF grown out of several; the first one's catalogue is kept."""

    pdf: Pdf
    places: dict[str, Place] = field(default_factory=dict)

    @classmethod
    def of(cls, first: bytes) -> Assembly:
        made = cls(pikepdf.open(io.BytesIO(first)))
        made.places.update(_places(made.pdf, after=0))
        root = made.pdf.Root.StructTreeRoot
        if "/ParentTreeNextKey" not in root:
            root.ParentTreeNextKey = len(root.ParentTree.Nums) // 2
        return made

    def append(self, data: bytes) -> int:
        """Append the pages of another tagged PDF with their tags and places; returns the first one's index."""
        first = len(self.pdf.pages)
        with pikepdf.open(io.BytesIO(data)) as part:
            self.places |= _places(part, after=first)
            self.pdf.pages.extend(part.pages)
            self._move_keys(first)
            self._hang_under(self.pdf.copy_foreign(part.Root.StructTreeRoot))
        return first

    def bookmark(self, entries: Iterable[Entry]) -> None:
        """Bookmarks for entries whose place is known, instead of those that were there."""
        with self.pdf.open_outline() as outline:
            outline.root.clear()
            for entry in entries:
                if entry.name in self.places:
                    item = pikepdf.OutlineItem(entry.title, String(entry.name))
                    siblings = outline.root[-1].children if entry.level > 1 and outline.root else outline.root
                    siblings.append(item)

    def embed(self, files: Iterable[Embedded]) -> None:
        """Attach files, each named in /AF with its relationship (PDF/A-3, 6.8)."""
        specs = Array()
        for file in files:
            spec = pikepdf.AttachedFileSpec(
                self.pdf,
                file.data,
                description=file.description,
                filename=file.name,
                mime_type=file.content_type,
                relationship=Name(f"/{file.relationship}"),
                mod_date=f"{file.changed_at:D:%Y%m%d%H%M%SZ}" if file.changed_at else "",
            )
            self.pdf.attachments[file.name] = spec
            specs.append(spec.obj)
        if len(specs):
            self.pdf.Root.AF = specs

    def link(self, titles: dict[str, str]) -> None:
        """Turn the links of the table of contents into places, each told by the title it leads to."""
        for annotation in _annotations(self.pdf, range(len(self.pdf.pages))):
            target = str(annotation.get("/A", Dictionary()).get("/URI", ""))
            if target.startswith(LINK):
                name = target.removeprefix(LINK)
                annotation.Dest = String(name)
                annotation.Contents = String(titles.get(name, name))
                del annotation["/A"]

    def drop_embedded(self) -> None:
        """Without the files inside: in the set to print, what they hold is on paper."""
        for name in list(self.pdf.attachments):
            del self.pdf.attachments[name]
        if "/AF" in self.pdf.Root:
            del self.pdf.Root.AF

    def lay_over(self, number: int, head: Object) -> None:
        """Print `head`, a form of another file, under the words of a page; to the tags it is decoration."""
        page = self.pdf.pages[number]
        form = self.pdf.copy_foreign(head)
        name = page.add_resource(form, Name.XObject)
        page.contents_add(f"/Artifact BMC q {name} Do Q EMC\n".encode(), prepend=True)

    def finish(self, title: str, author: str = "", *, is_universal: bool = True) -> bytes:
        """Say what the file is, and write it. `is_universal` claims PDF/UA-1 beside PDF/A-3."""
        self._write_places()
        words = {"title": title, "author": author, "is_universal": is_universal}
        xmp = render_to_string("reports/documents/metadata.xml", words)
        self.pdf.Root.Metadata = self.pdf.make_stream(xmp.encode(), Type=Name.Metadata, Subtype=Name.XML)
        self.pdf.docinfo = self.pdf.make_indirect(_information(title, author))
        with tempfile.TemporaryFile() as out:  # In memory only once what it was made from is gone.
            self.pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
            self.pdf.close()
            out.seek(0)
            return out.read()

    def _move_keys(self, first: int) -> None:
        base = int(self.pdf.Root.StructTreeRoot.ParentTreeNextKey)
        numbers = range(first, len(self.pdf.pages))
        for number in numbers:
            self.pdf.pages[number].obj.StructParents += base
        for annotation in _annotations(self.pdf, numbers):
            annotation.StructParent += base

    def _hang_under(self, copied: Object) -> None:
        root = self.pdf.Root.StructTreeRoot
        base, document, elements = int(root.ParentTreeNextKey), root.K[0], copied.K[0].K
        numbers = list(copied.ParentTree.Nums)
        for key, value in zip(numbers[::2], numbers[1::2], strict=True):
            root.ParentTree.Nums.append(int(key) + base)
            root.ParentTree.Nums.append(value)
        root.ParentTreeNextKey = base + len(numbers) // 2
        for element in elements:
            element.P = document
        document.K.extend(elements)

    def _write_places(self) -> None:
        """The name tree of places, sorted as it must be."""
        names = Array()
        for name, place in sorted(self.places.items()):
            names.append(String(name))
            names.append(Array([self.pdf.pages[place.page].obj, Name.XYZ, place.left, place.top, 0]))
        if "/Names" not in self.pdf.Root:
            self.pdf.Root.Names = Dictionary()
        self.pdf.Root.Names.Dests = self.pdf.make_indirect(Dictionary(Names=names))


def _places(pdf: Pdf, *, after: int) -> dict[str, Place]:
    """Named places of a file whose pages begin at index `after` of the whole."""
    names: Sequence[pikepdf.Object] = list(
        pdf.Root.get("/Names", Dictionary()).get("/Dests", Dictionary()).get("/Names", [])
    )
    if not names:
        return {}
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=after)}
    return {
        str(name): Place(numbers[target[0].objgen], float(target[2]), float(target[3]))
        for name, target in zip(names[::2], names[1::2], strict=True)
    }


def _annotations(pdf: Pdf, numbers: Iterable[int]) -> Iterator[Object]:
    for number in numbers:
        yield from pdf.pages[number].obj.get("/Annots", [])


def _information(title: str, author: str) -> Dictionary:
    """The same words as in the metadata: PDF/A wants the two to agree."""
    values = {"/Title": String(title), "/Producer": String("plan-portal")}
    return Dictionary(values | ({"/Author": String(author)} if author else {}))
