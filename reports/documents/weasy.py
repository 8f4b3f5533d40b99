"""The only module that imports WeasyPrint: it needs Pango at import, so it is imported late, by `pdf`."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import weasyprint
from weasyprint.logger import LOGGER, PROGRESS_LOGGER
from weasyprint.pdf import fonts
from weasyprint.text.ffi import ffi
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

Finisher = Callable[[Any, Any], None]
ROOM = 70_000  # slots of eight bytes: the interpreter rounds what they take up to a megabyte

# It quotes what it lays out: the words of reports do not belong into logs.
for logger in (LOGGER, PROGRESS_LOGGER):
    logger.setLevel(logging.CRITICAL)


class Refused(ValueError):
    """A document asked for something from outside itself."""


class NothingFetcher(URLFetcher):
    """Refuses every address: http, file, data and all others. What a document needs is passed to it as text."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        raise Refused(f"documents fetch nothing: {url[:80]}")


def render(html: str, *css: str) -> bytes:
    """The PDF of `html` styled by the sheets `css`, tagged, with nothing fetched from anywhere."""
    return _written(html, css)


def render_part(html: str, *css: str, variant: str | None, finisher: Finisher | None) -> bytes:
    """The same for a file that is read again at once and written anew: neither compressed, nor with an identifier
    (for which everything would be written twice). `finisher` may change the file's values before."""
    return _written(
        html, css, pdf_variant=variant, finisher=finisher, uncompressed_pdf=True, pdf_identifier=False
    )


def _written(html: str, css: tuple[str, ...], **options: Any) -> bytes:
    page = weasyprint.HTML(string=html, url_fetcher=NothingFetcher(), base_url=None)
    with _without_collector():
        rendered: bytes = page.write_pdf(
            stylesheets=[_parsed(sheet) for sheet in css if sheet],
            font_config=_font_configuration(),
            pdf_tags=True,
            **options,
        )
    return rendered


# The interpreter takes memory for frames in pieces of 16 kB, and gives a piece back when the last frame in it ends.
# Layout is a deep recursion: where the edge of a piece fell into a busy loop, memory was mapped and unmapped 60,000
# times in a second, a fifth of the time. A frame that asks for more gets a larger piece, and leaves the rest of it to
# those it calls.
_written.__code__ = _written.__code__.replace(co_stacksize=ROOM)


_of_thread = threading.local()  # Pango's map of fonts is not made for two at once.


def _font_configuration() -> Any:
    """One for all documents: no sheet brings fonts of its own, and finding and opening those there are takes a fifth of
    a short document's time."""
    if not hasattr(_of_thread, "fonts"):
        _of_thread.fonts = FontConfiguration()
    return _of_thread.fonts


class _Arrays:
    """Stands for the renderer's interface to C libraries where it takes fonts apart: an array's length, written into
    the name of its type, makes a new type of each, whose declaration is parsed for 5 ms and kept for ever."""

    def __getattr__(self, name: str) -> Any:
        return getattr(ffi, name)

    @staticmethod
    def new(declared: str, *values: Any) -> Any:
        """Only where the values given fill the array: else it would be shorter than it is declared."""
        is_array = values and declared.startswith(ARRAY[:-1])
        is_full = is_array and declared == f"{ARRAY[:-1]}{len(values[0])}]"
        return ffi.new(ARRAY if is_full else declared, *values)


ARRAY = "hb_codepoint_t[]"
fonts.ffi = _Arrays()


@lru_cache(maxsize=8)
def _parsed(css: str) -> Any:
    """A sheet is parsed once for all documents: it takes as long as a page, and an annex has two."""
    return weasyprint.CSS(string=css, url_fetcher=NothingFetcher())


@contextmanager
def _without_collector() -> Iterator[None]:
    """Until a document is written nearly nothing of it is garbage, and looking for some costs a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
