"""Files on their way in. A large one is written to a temporary folder before any page sees it; if there is no room, the
form is told, for what else was sent with it must not be lost to an error page."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

if TYPE_CHECKING:
    BytesFile = UploadedFile[bytes]
else:
    BytesFile = UploadedFile


class UnkeptFile(BytesFile):
    """Stands in a form for a file that the disk did not take; `error` says why. It holds nothing."""

    def __init__(self, name: str | None, content_type: str | None, size: int, error: OSError) -> None:
        super().__init__(None, name, content_type, size)
        self.error = error


class RoomyOrToldHandler(TemporaryFileUploadHandler):
    """As Django's; where the disk refuses, the rest of the file is read away and an UnkeptFile takes its place."""

    error: OSError | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.error = None
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self.error = error

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.error is None:
            try:
                super().receive_data_chunk(raw_data, start)
            except OSError as error:
                self._let_go(error)
        return None

    def file_complete(self, file_size: int) -> BytesFile | None:
        if self.error is None:
            try:
                return super().file_complete(file_size)
            except OSError as error:  # What was still in the buffer did not fit.
                self._let_go(error)
        assert self.error is not None  # nosec: for the type checker
        return UnkeptFile(self.file_name, self.content_type, file_size, self.error)

    def _let_go(self, error: OSError) -> None:
        self.error = error
        with suppress(OSError):  # Closing tries to write what is left; the file is removed all the same.
            self.file.close()
