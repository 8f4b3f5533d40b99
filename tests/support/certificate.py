"""A throwaway certificate for signing, as PKCS#12; valid for the days around now unless told otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

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
