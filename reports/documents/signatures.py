"""Digital signatures on PDF (PAdES): put on, and read. Nothing is fetched from anywhere: a signer's authority is judged
by the list the portal was given, or not at all; whether a certificate was revoked since is not judged, and pages say
so."""

from __future__ import annotations

import io
import logging
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from asn1crypto import x509  # type: ignore[import-untyped]
from django.utils import timezone
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from plan_portal.certificate import Certificate, problem_with
from reports.rules.signatures import Signature, Trust

FIELD = "Signature"
LONGEST_NAME = 200
# All that a broken file makes the reader say.
UNREADABLE = (
    *(PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError),
    *(RecursionError, OverflowError, NotImplementedError, AssertionError),
)

logger = logging.getLogger(__name__)
# It warns of every signature that leads to no authority: pages say that, a log need not.
logging.getLogger("pyhanko").setLevel(logging.ERROR)


class CannotSign(Exception):
    """The configured certificate does not serve; the message names the setting."""


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


def trusted_authorities(path: str) -> list[x509.Certificate]:
    """The certificates in the list at `path`, none where none is configured. One that cannot be read is logged and
    counts as none: then pages say that nothing was checked against it."""
    try:
        return list(load_certs_from_pemder([path])) if path else []  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        logger.error("SIGNATURE_AUTHORITIES cannot be read: %s", error)
        return []


def signatures_of(
    data: bytes,
    *,
    authorities: Sequence[x509.Certificate] = (),
    now: datetime | None = None,
    only_signatures_added: bool = False,
) -> list[Signature]:
    """Every signature in the file, the oldest first; none where it has none or cannot be read. `now` is when a
    certificate has to be valid. `only_signatures_added` where the caller knows it of all that was added to the first
    signed state: comparing a long report with what it was takes seconds."""
    try:
        embedded = PdfFileReader(io.BytesIO(data)).embedded_regular_signatures
    except UNREADABLE:
        return []
    found = [_read(each, authorities, now, only_signatures_added) for each in embedded]
    return found if _ends_as_a_pdf(data) else [replace(each, only_signed_after=False) for each in found]


def adds_only_signatures(data: bytes, own: bytes) -> bool:
    """Whether `data`, which begins with the whole PDF `own`, adds nothing to it but signatures: no page, no text, no
    picture on a page except a signature's own mark."""
    if not _ends_as_a_pdf(data):
        return False
    try:
        reader, last = PdfFileReader(io.BytesIO(data)), PdfFileReader(io.BytesIO(own)).last_startxref
        revisions = range(reader.total_revisions)
        # An update may pretend that what it follows is something else than `own`.
        found = [n for n in revisions if reader.xrefs.get_startxref_for_revision(n) == last]
        if not found:
            return False
        base = reader.get_historical_resolver(found[0])
        _pretend_a_form(base.root, reader.root)
        result = DEFAULT_DIFF_POLICY.review_file(reader, base)
    except UNREADABLE:
        return False
    return isinstance(result, DiffResult) and result.modification_level <= ModificationLevel.FORM_FILLING


def _ends_as_a_pdf(data: bytes) -> bool:
    """Nothing was hung on that no reader of PDF looks at, and no comparison."""
    return data.rstrip().endswith(b"%%EOF")


def _pretend_a_form(before: generic.DictionaryObject, after: generic.DictionaryObject) -> None:
    """The first signature brings the form that holds it. The comparison knows forms that grow, not ones that begin:
    so the file before is given an empty one, in memory."""
    if "/AcroForm" in before or "/AcroForm" not in after:
        return
    kept = {name: value for name, value in after["/AcroForm"].items() if name != "/Fields"}
    before["/AcroForm"] = generic.DictionaryObject({**kept, "/Fields": generic.ArrayObject()})  # type: ignore[no-untyped-call]


def _read(
    embedded: EmbeddedPdfSignature,
    authorities: Sequence[x509.Certificate],
    now: datetime | None,
    only_signatures_added: bool,
) -> Signature:
    """A signature that cannot be verified, or is made in a way no longer held to be safe, is there and not intact."""
    context = ValidationContext(
        trust_roots=list(authorities), allow_fetching=False, revocation_mode="soft-fail", moment=now
    )
    try:
        status = validate_pdf_signature(
            embedded, signer_validation_context=context, skip_diff=only_signatures_added
        )
    except UNREADABLE:
        return Signature(_signer(embedded), "?", None, is_intact=False, covers_all=False)
    covers_all = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    return Signature(
        signer=_name(status.signing_cert.subject.native),
        issuer=_name(status.signing_cert.issuer.native),
        at=_aware(status.signer_reported_dt),
        is_intact=bool(status.intact and status.valid),
        covers_all=covers_all,
        only_signed_after=not covers_all and _only_signed_after(status, only_signatures_added),
        trust=_trust(status, authorities),
    )


def _only_signed_after(status: PdfSignatureStatus, only_signatures_added: bool) -> bool:
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_REVISION
    if only_signatures_added:
        return whole
    changed = status.modification_level
    return whole and changed is not None and changed <= ModificationLevel.FORM_FILLING


def _trust(status: PdfSignatureStatus, authorities: Sequence[x509.Certificate]) -> Trust:
    """Of a signature that does not hold nothing is said: it is not known to be of the certificate it names."""
    if not (authorities and status.intact and status.valid):
        return Trust.UNCHECKED
    return Trust.TRUSTED if status.trusted else Trust.UNTRUSTED


def _aware(at: datetime | None) -> datetime | None:
    """A time without a zone is the portal's: a signing program on an office computer wrote it."""
    return timezone.make_aware(at) if at is not None and timezone.is_naive(at) else at


def _signer(embedded: EmbeddedPdfSignature) -> str:
    try:
        return _name(embedded.signer_cert.subject.native)
    except UNREADABLE:
        return "?"


def _name(parts: Mapping[str, object]) -> str:
    """As it is written in the certificate, without anything invisible or turning."""
    found = str(parts.get("common_name") or parts.get("organization_name") or "?")
    visible = "".join(c for c in unicodedata.normalize("NFC", found) if unicodedata.category(c)[0] != "C")
    return visible[:LONGEST_NAME].strip() or "?"
