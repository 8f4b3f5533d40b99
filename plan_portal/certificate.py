"""The agency's certificate for signing, as configured: a PKCS#12 file and its passphrase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12

VARIABLE, PASSPHRASE = "SIGNING_CERTIFICATE", "SIGNING_PASSPHRASE"
AUTHORITIES = "SIGNATURE_AUTHORITIES"


@dataclass(frozen=True)
class Certificate:
    """`path` is empty where none is configured."""

    path: str = ""
    passphrase: str = ""

    def __bool__(self) -> bool:
        return bool(self.path)


def problem_today(certificate: Certificate, authorities: str = "") -> str:
    """What is wrong with the certificate, or else with the list of authorities at this path; empty if nothing is."""
    return problem_with(certificate, now=datetime.now(UTC)) or problem_with_authorities(authorities)


def problem_with(certificate: Certificate, *, now: datetime) -> str:
    """Why nothing can be signed with it, naming the setting to mend; empty when all is well or none is configured."""
    if not certificate:
        return f"{PASSPHRASE} is set, {VARIABLE} is not." if certificate.passphrase else ""
    try:
        data = Path(certificate.path).read_bytes()
    except OSError as error:
        return f"{VARIABLE} names a file that cannot be read: {error.strerror}."
    try:
        key, found, _others = pkcs12.load_key_and_certificates(data, certificate.passphrase.encode() or None)
    except ValueError:
        return f"{VARIABLE} is no PKCS#12 file, or {PASSPHRASE} does not open it."
    if key is None or found is None:
        return f"{VARIABLE} holds no certificate with its private key."
    since, until = found.not_valid_before_utc, found.not_valid_after_utc
    if not since <= now <= until:
        return f"{VARIABLE} is a certificate that is valid from {since:%Y-%m-%d} to {until:%Y-%m-%d} only."
    return ""


def problem_with_authorities(path: str) -> str:
    """Why signatures cannot be held against the list of trusted authorities at `path`; empty when all is well or none
    is configured."""
    if not path:
        return ""
    try:
        found = x509.load_pem_x509_certificates(Path(path).read_bytes())
    except OSError as error:
        return f"{AUTHORITIES} names a file that cannot be read: {error.strerror}."
    except ValueError:
        found = []
    return "" if found else f"{AUTHORITIES} holds no certificate in PEM form."
