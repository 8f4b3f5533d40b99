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
        ("vi", "đầu mối", "cơ quan tổng hợp"),
        ("vi", "cơ quan chủ trì kế hoạch", "cơ quan tổng hợp"),
        # Not "the last period": before the whole year it is the first half, which is a part of it.
        ("vi", "nội dung kỳ trước", "nội dung lần báo cáo trước"),
        ("vi", "kỳ trước đã ghi", "lần báo cáo trước đã ghi"),
        ("vi", "gợi ý từ kỳ trước", "gợi ý từ lần báo cáo trước"),
        ("en", "last period's", "last time"),
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
