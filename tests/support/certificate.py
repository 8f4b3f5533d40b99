"""A throwaway certificate for signing, as PKCS#12; valid for the days around now unless told otherwise. And what people
do to a PDF with one outside the portal."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from plan_portal.certificate import Certificate

SIGNER = "Công an tỉnh Trà Vinh (thử nghiệm)"
PASSPHRASE = "mật khẩu thử"


def make_certificate(folder: Path, *, since: datetime | None = None, days: int = 30) -> Certificate:
    """Written into `folder`."""
    since = since or datetime.now(UTC) - timedelta(days=1)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SIGNER)])
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), since,
                                since + timedelta(days=days))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / "agency.p12"
    encryption = BestAvailableEncryption(PASSPHRASE.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"agency", key, made, None, encryption))
    return Certificate(str(path), PASSPHRASE)


def authorities_file(certificate: Certificate, folder: Path) -> Path:
    """A list of authorities to trust that holds this certificate only."""
    made = pkcs12.load_pkcs12(Path(certificate.path).read_bytes(), certificate.passphrase.encode()).cert
    assert made is not None
    path = folder / "authorities.pem"
    path.write_bytes(made.certificate.public_bytes(Encoding.PEM))
    return path


def signed_by_token(
    data: bytes, certificate: Certificate, *, mark: bool = True, field: str = "Token"
) -> bytes:
    """A further signature, with its mark on the first page unless told otherwise, as signing programs put it."""
    signer = signers.SimpleSigner.load_pkcs12(certificate.path, passphrase=certificate.passphrase.encode())
    about = signers.PdfSignatureMetadata(field_name=field, subfilter=fields.SigSeedSubFilter.PADES)
    spec = fields.SigFieldSpec(field, box=(10, 10, 110, 60) if mark else None)
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    out: io.BytesIO = signers.PdfSigner(about, signer, new_field_spec=spec).sign_pdf(writer)
    return out.getvalue()


def edited(data: bytes) -> bytes:
    """A page turned round by an update hung on at the end: every byte before it stays."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = generic.NumberObject(90)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
