import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.words import fold, matches


@pytest.mark.parametrize("query", ["so y te", "Sở Y tế", "SỞ Y TẾ", "te so", "  y   te ", ""])
def test_people_find_a_name_with_and_without_accents(query: str) -> None:
    assert matches(query, "Sở Y tế")


def test_a_word_that_is_not_there_is_not_found() -> None:
    assert not matches("so giao duc", "Sở Y tế")
    assert matches("doi", "Đội kiểm tra liên ngành")


@given(st.text())
def test_both_normal_forms_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))
