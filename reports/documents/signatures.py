"""Digital signatures on PDF (PAdES): put on, and read. Nothing is fetched from anywhere: whether a signer's authority
is to be trusted, or has revoked his certificate since, is not judged here, and pages say so."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from plan_portal.certificate import Certificate, problem_with

FIELD = "Signature"


class CannotSign(Exception):
    """The configured certificate does not serve; the message names the setting."""


@dataclass(frozen=True)
class Signature:
    """One signature as a file carries it. `at` is the signer's word for when. `is_intact` means that what it covers is
    as it was signed; `covers_all` that nothing was added afterwards."""

    signer: str
    issuer: str
    at: datetime | None
    is_intact: bool
    covers_all: bool


def signed(data: bytes, certificate: Certificate, *, reason: str, now: datetime) -> bytes:
    """The PDF with an invisible signature over all of it. Raises CannotSign."""
    problem = problem_with(certificate, now=now)
    if problem:
        raise CannotSign(problem)
    passphrase = certificate.passphrase.encode()
    signer = signers.SimpleSigner.load_pkcs12(certificate.path, passphrase=passphrase)  # type: ignore[no-untyped-call]
    if signer is None:
        raise CannotSign("SIGNING_CERTIFICATE cannot be used for signing.")
    about = signers.PdfSignatureMetadata(
        field_name=FIELD, reason=reason, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    out: io.BytesIO = signers.sign_pdf(writer, about, signer=signer)
    return out.getvalue()


def signatures_of(data: bytes) -> list[Signature]:
    """Every signature in the file, the oldest first; none where it has none or cannot be read."""
    try:
        return [_read(each) for each in PdfFileReader(io.BytesIO(data)).embedded_regular_signatures]
    except (
        PdfError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
    ):  # All that a broken file makes the reader say.
        return []


def _read(embedded: EmbeddedPdfSignature) -> Signature:
    context = ValidationContext(trust_roots=[], allow_fetching=False, revocation_mode="soft-fail")
    status = validate_pdf_signature(embedded, signer_validation_context=context)
    certificate = status.signing_cert
    return Signature(
        signer=_name(certificate.subject.native),
        issuer=_name(certificate.issuer.native),
        at=status.signer_reported_dt,
        is_intact=bool(status.intact and status.valid),
        covers_all=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
    )


def _name(parts: dict[str, str]) -> str:
    return parts.get("common_name") or parts.get("organization_name") or "?"
