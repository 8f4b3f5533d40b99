"""Words as people type them into a search box: without accents, in any case."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """`text` without accents and case, so that "so y te" finds "Sở Y tế", in either normal form of Unicode."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(plain.casefold().replace("đ", "d").split())


def matches(query: str, *texts: str) -> bool:
    """True if every word of `query` occurs somewhere in `texts`."""
    within = fold(" ".join(texts))
    return all(word in within for word in fold(query).split())
