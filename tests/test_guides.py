"""The guides call buttons and pages by the names that stand on the screen."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GUIDES = sorted((ROOT / "docs").glob("huong-dan-*.md"))
NAME = re.compile(r'\*\*([^*]+)\*\*|"([^"]+)"|“([^”]+)”')  # In bold or between quotes.
NO_NAME = re.compile(r"<img [^>]*>|^\*\*\d+\. [^*]+\*\*", re.MULTILINE)  # A picture, the head of a section.
PLACEHOLDER = re.compile(r"%\\?\(\w+\\?\)s")


def names_in(guide: Path) -> set[str]:
    text = NO_NAME.sub("", guide.read_text())
    return {next(filter(None, found.groups())) for found in NAME.finditer(text)}


def on_the_screen() -> Iterator[str]:
    """Every text in Vietnamese; where a value is put in, it matches any."""
    with (ROOT / "locale/vi/LC_MESSAGES/django.mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)._catalog  # type: ignore[attr-defined]
    for text in catalogue.values():
        if text:
            yield PLACEHOLDER.sub(".+", re.escape(text))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_what_a_guide_names_is_on_the_screen(guide: Path) -> None:
    named = names_in(guide)
    assert len(named) > 8
    texts = re.compile("|".join(on_the_screen()))
    assert not {name for name in named if not texts.fullmatch(name)}


def test_a_name_that_is_nowhere_would_be_found(tmp_path: Path) -> None:
    guide = tmp_path / "guide.md"
    guide.write_text('**1. Vào việc.** Bấm **Nút này**, "Nút kia" hoặc “Nút nọ”; *đậm vừa*. <img alt="Ảnh">')
    assert names_in(guide) == {"Nút này", "Nút kia", "Nút nọ"}
    assert not re.fullmatch("|".join(on_the_screen()), "Nút này")
