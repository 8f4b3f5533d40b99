"""Handing one message to the mail server."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from reports.models import Notice

_SMTP = "django.core.mail.backends.smtp.EmailBackend"
_ANSWERING = "reports.notices.smtp.AnsweringBackend"


class DeliveryError(Exception):
    """A message that was not taken. `permanent` means that trying again cannot help; the text is the answer to keep."""

    def __init__(self, answer: str, *, permanent: bool) -> None:
        super().__init__(answer)
        self.permanent = permanent


def send(notice: Notice, address: str) -> str:
    """Mail a notice to `address`. Returns the server's answer, empty where the backend gives none.

    Raises DeliveryError. The Message-ID is the notice's: sent again after a crash it is the same message.
    """
    if not address:
        raise DeliveryError("The recipient has no e-mail address.", permanent=True)
    connection = get_connection(_ANSWERING if settings.EMAIL_BACKEND == _SMTP else None)
    try:
        connection.send_messages([_mail(notice, address)])
    except smtplib.SMTPRecipientsRefused as refused:
        code, said = next(iter(refused.recipients.values()))
        raise DeliveryError(_words(code, said), permanent=code >= 500) from refused
    except smtplib.SMTPDataError as refused:
        answer = _words(refused.smtp_code, refused.smtp_error)
        raise DeliveryError(answer, permanent=refused.smtp_code >= 500) from refused
    except (
        smtplib.SMTPResponseException
    ) as refused:  # of the connection, the sign-in or our own sender address
        raise DeliveryError(_words(refused.smtp_code, refused.smtp_error), permanent=False) from refused
    except OSError as trouble:  # the network, and every other SMTPException
        raise DeliveryError(f"{type(trouble).__name__}: {trouble}", permanent=False) from trouble
    except ValueError as malformed:  # a line break in a header, an address that is none
        raise DeliveryError(f"{type(malformed).__name__}: {malformed}", permanent=True) from malformed
    return str(getattr(connection, "answer", ""))


def _mail(notice: Notice, address: str) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        subject=notice.subject,
        body=notice.body,
        to=[address],
        headers={"Message-ID": notice.message_id, "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(notice.body_html, "text/html")
    return mail


def _words(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
