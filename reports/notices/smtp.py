"""Django's SMTP backend, which also keeps what the server answered to the message."""

from __future__ import annotations

import smtplib
from typing import Any

from django.core.mail.backends import smtp


class _Answering(smtplib.SMTP):
    answer = ""

    def data(self, msg: Any) -> tuple[int, bytes]:
        code, said = super().data(msg)
        self.answer = f"{code} {said.decode(errors='replace')}"
        return code, said


class _AnsweringSSL(_Answering, smtplib.SMTP_SSL):
    pass


class AnsweringBackend(smtp.EmailBackend):
    """`answer` is the server's answer to the last message, e.g. "250 2.0.0 Ok: queued as 4F2A"."""

    answer = ""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _AnsweringSSL if self.use_ssl else _Answering

    def close(self) -> None:
        self.answer = getattr(self.connection, "answer", "") or self.answer
        super().close()
