"""Why a file could not be written, in words for a person."""

from __future__ import annotations

import errno
import os

import pytest

from reports.services.files import why_not_written


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EIO])
def test_what_is_not_a_full_disk_is_said_as_the_system_says_it(number: int) -> None:
    assert why_not_written(OSError(number, os.strerror(number))) == os.strerror(number)


def test_an_error_without_a_number_is_said_in_its_own_words() -> None:
    assert why_not_written(OSError("the volume was taken away")) == "the volume was taken away"
