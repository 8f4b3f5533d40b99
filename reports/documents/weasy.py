"""The only module that imports WeasyPrint: it needs Pango at import, so it is imported late, by `pdf`."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import weasyprint
from weasyprint.logger import LOGGER, PROGRESS_LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

# It quotes what it lays out: the words of reports do not belong into logs.
for logger in (LOGGER, PROGRESS_LOGGER):
    logger.setLevel(logging.CRITICAL)


class Refused(ValueError):
    """A document asked for something from outside itself."""


class NothingFetcher(URLFetcher):
    """Refuses every address: http, file, data and all others. What a document needs is passed to it as text."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        raise Refused(f"documents fetch nothing: {url[:80]}")


def render(html: str, *css: str, variant: str | None = None) -> bytes:
    """The PDF of `html` styled by the sheets `css`, tagged, with nothing fetched from anywhere."""
    page = weasyprint.HTML(string=html, url_fetcher=NothingFetcher(), base_url=None)
    with _without_collector():
        rendered: bytes = page.write_pdf(
            stylesheets=[_parsed(sheet) for sheet in css if sheet],
            font_config=FontConfiguration(),
            pdf_tags=True,
            pdf_variant=variant,
        )
    return rendered


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
