"""Signing the final PDF, and reading the signatures of a file, with a throwaway certificate and no network."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest

from plan_portal.certificate import Certificate, problem_with
from reports.documents.signatures import CannotSign, signatures_of, signed
from tests.support.certificate import PASSPHRASE, SIGNER, make_certificate

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def plain(pdf: Path) -> bytes:
    return pdf.read_bytes()


@pytest.fixture(scope="module")
def sealed(plain: bytes, certificate: Certificate) -> bytes:
    return signed(plain, certificate, reason="Phát hành", now=NOW)


def test_an_unsigned_file_has_none(plain: bytes) -> None:
    assert signatures_of(plain) == []
    assert signatures_of(b"no PDF at all") == []


def test_the_signature_says_who_and_when_and_covers_the_whole_file(
    plain: bytes, certificate: Certificate
) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    sealed = signed(plain, certificate, reason="Phát hành", now=NOW)
    [signature] = signatures_of(sealed)
    assert (signature.signer, signature.issuer) == (SIGNER, SIGNER)
    assert (signature.is_intact, signature.covers_all) == (True, True)
    assert signature.at is not None
    assert before <= signature.at <= datetime.now(UTC)
    assert sealed.startswith(plain), "signing adds at the end and changes nothing before"


def test_it_is_pades_and_the_tags_stay(sealed: bytes) -> None:
    with pikepdf.open(io.BytesIO(sealed)) as opened:
        [field] = opened.Root.AcroForm.Fields
        assert str(field.V.SubFilter) == "/ETSI.CAdES.detached"
        assert opened.Root.MarkInfo.Marked
        assert opened.check_pdf_syntax() == []


def test_what_is_added_afterwards_is_not_covered(sealed: bytes) -> None:
    [signature] = signatures_of(sealed + b"\n% one word more\n")
    assert (signature.is_intact, signature.covers_all) == (True, False)


def test_a_changed_byte_breaks_it(sealed: bytes) -> None:
    middle = len(sealed) // 3
    changed = sealed[:middle] + bytes([sealed[middle] ^ 1]) + sealed[middle + 1 :]
    assert [signature.is_intact for signature in signatures_of(changed)] in ([False], [])


def test_what_is_wrong_with_a_certificate_is_named(certificate: Certificate, tmp_path: Path) -> None:
    (tmp_path / "text.p12").write_text("no certificate")
    old = make_certificate(tmp_path, since=NOW - timedelta(days=90))
    cases = {
        Certificate(): "",
        certificate: "",
        Certificate("", "left over"): "SIGNING_CERTIFICATE is not",
        Certificate(str(tmp_path / "none.p12")): "cannot be read: No such file",
        Certificate(str(tmp_path / "text.p12"), PASSPHRASE): "no PKCS#12",
        Certificate(certificate.path, "wrong"): "SIGNING_PASSPHRASE does not open it",
        old: "is valid from",
    }
    for given, words in cases.items():
        said = problem_with(given, now=NOW)
        assert words in said
        assert bool(said) == bool(words)
        assert PASSPHRASE not in said
    with pytest.raises(CannotSign, match="valid from"):
        signed(b"%PDF-", old, reason="", now=NOW)
