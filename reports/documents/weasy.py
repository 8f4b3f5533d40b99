"""The only module that imports WeasyPrint: it needs Pango at import, so it is imported late, by `pdf`."""

from __future__ import annotations

import logging
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


def render(html: str, css: str, *, variant: str | None = None) -> bytes:
    """The PDF of `html` styled by `css`, tagged, with nothing fetched from anywhere."""
    fetcher = NothingFetcher()
    fonts = FontConfiguration()
    sheet = weasyprint.CSS(string=css, url_fetcher=fetcher, font_config=fonts)
    page = weasyprint.HTML(string=html, url_fetcher=fetcher, base_url=None)
    rendered: bytes = page.write_pdf(
        stylesheets=[sheet], font_config=fonts, pdf_tags=True, pdf_variant=variant
    )
    return rendered
