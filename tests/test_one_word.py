"""One thing has one name on the screen, in either language."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

LOCALE = Path(__file__).resolve().parent.parent / "locale"


@pytest.mark.parametrize(
    ("language", "word", "says_instead"),
    [
        ("vi", "bản thảo", "dự thảo"),
        ("en", "signed copy", "signed file"),
        ("en", "signed copies", "signed files"),
        ("en", "planned for the year", "target"),
    ],
)
def test_the_other_word_is_nowhere(language: str, word: str, says_instead: str) -> None:
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as compiled:
        texts = gettext.GNUTranslations(compiled)._catalog.values()  # type: ignore[attr-defined]
    assert any(says_instead in text.lower() for text in texts)
    assert not [text for text in texts if word in text.lower()]
