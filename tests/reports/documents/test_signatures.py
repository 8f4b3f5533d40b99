"""Signing the final PDF, and reading the signatures of a file, with a throwaway certificate and no network."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest

from plan_portal.certificate import Certificate, problem_today, problem_with
from reports.documents.blocks import Document
from reports.documents.pdf import Embedded, document_pdf, report_pdf
from reports.documents.signatures import CannotSign, adds_only_signatures, signatures_of, signed
from reports.services.uploads import SIGNED_PDF, check_upload
from tests.support.certificate import (
    PASSPHRASE,
    SIGNER,
    authorities_file,
    edited,
    make_certificate,
    signed_by_token,
)

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def short(document: Document) -> Document:
    """A page or two: what is compared after signing is every object of the file."""
    return replace(document, blocks=document.blocks[:5], appendices=document.appendices[:1])


@pytest.fixture(scope="module")
def plain(short: Document) -> bytes:
    return document_pdf(short)


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
    assert (signature.is_intact, signature.covers_all, signature.is_sound) == (True, False, False)


def test_a_changed_byte_breaks_it(sealed: bytes) -> None:
    middle = len(sealed) // 3
    changed = sealed[:middle] + bytes([sealed[middle] ^ 1]) + sealed[middle + 1 :]
    assert [signature.is_intact for signature in signatures_of(changed)] in ([False], [])


def test_a_second_signature_leaves_the_first_sound(
    sealed: bytes, plain: bytes, certificate: Certificate
) -> None:
    twice = signed_by_token(sealed, certificate)
    first, second = signatures_of(twice)
    assert (first.covers_all, first.only_signed_after, first.is_sound) == (False, True, True)
    assert (second.covers_all, second.is_sound) == (True, True)
    assert signatures_of(twice, only_signatures_added=True) == [first, second]
    assert adds_only_signatures(twice, plain)
    assert adds_only_signatures(twice, sealed)


def test_anything_else_that_was_added_is_found(sealed: bytes, plain: bytes, certificate: Certificate) -> None:
    cases = {
        "after": edited(sealed),
        "before": signed_by_token(edited(plain), certificate),
        "between": signed_by_token(edited(sealed), certificate),
        "beyond the end": sealed + b"\n% one word more\n",
    }
    found = {name: adds_only_signatures(data, plain) for name, data in cases.items()}
    assert found == dict.fromkeys(cases, False)
    assert [each.is_sound for each in signatures_of(cases["between"])] == [False, True]


def test_the_portals_own_report_may_come_back_signed(short: Document, certificate: Certificate) -> None:
    """It is tagged, and carries a workbook: neither makes it suspicious."""
    workbook = Embedded("So-lieu.xlsx", b"PK\x05\x06" + b"\0" * 18, "application/x-test", "Số liệu", "Data")
    made = report_pdf(short, [workbook])
    back = signed_by_token(made, certificate)
    checked = check_upload(io.BytesIO(back), name="Đã ký.PDF", size=len(back), welcome=SIGNED_PDF)
    assert (checked.content_type, adds_only_signatures(back, made)) == ("application/pdf", True)
    assert not adds_only_signatures(edited(back), made)


def test_a_list_of_authorities_that_does_not_serve_is_named(certificate: Certificate, tmp_path: Path) -> None:
    (tmp_path / "text.pem").write_text("no certificate")
    good = authorities_file(certificate, tmp_path)
    cases = {
        "": "",
        str(good): "",
        str(tmp_path / "gone"): "cannot be read",
        str(tmp_path / "text.pem"): "PEM",
    }
    for path, words in cases.items():
        said = problem_today(Certificate(), path)
        assert words in said
        assert bool(said) == bool(words)


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
