"""The demo authority: a root, an issuing authority, their revocation lists, and certificates for
officers and agencies. A province signs with certificates of the Government Cipher Committee;
this authority exists so that a fresh installation can sign and verify from the first minute.
"""

from __future__ import annotations

import os
import secrets as random_secrets
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.db import transaction

from motcua.kernel import access, audit, clock
from motcua.kernel.access import Actor
from motcua.services.signing.models import Certificate, ValidationReport
from motcua.services.signing.queries import info
from motcua.services.signing.services import appearance, keys
from motcua.services.signing.types import (
    AGENCY,
    MANAGE,
    PERSON,
    CertificateInfo,
    KeyUnavailable,
    NoCertificate,
)

ORGANIZATION = "Hệ thống chứng thực dùng thử"
LIST_DAYS = 90  # a list older than this no longer says anything
USAGE = {
    "digital_signature": False,
    "content_commitment": False,
    "key_encipherment": False,
    "data_encipherment": False,
    "key_agreement": False,
    "key_cert_sign": False,
    "crl_sign": False,
    "encipher_only": False,
    "decipher_only": False,
}


def create_demo_authority(
    *, directory: Path | None = None, at: datetime | None = None, algorithm: str = "p256"
) -> Path:
    """Make root, issuing authority and empty revocation lists; what exists already is kept.

    Returns the folder of trusted roots. `algorithm` is `p256` or `rsa2048`.
    """
    folder = directory or keys.key_folder()
    at = at or clock.now()
    for sub in ("roots", "crl", "keys", "authority"):
        (folder / sub).mkdir(parents=True, exist_ok=True, mode=0o700)
    passphrase = folder / "passphrase"
    if not passphrase.exists():
        _write_private(passphrase, random_secrets.token_urlsafe(32).encode())
    if not (folder / "authority/issuing.p12").exists():
        secret = passphrase.read_text().strip().encode()
        born, ends = at - timedelta(days=3 * 365), at + timedelta(days=20 * 365)
        root_key, root_name = _new_key(algorithm), _name("Gốc chứng thực dùng thử", ORGANIZATION)
        root = _certificate(root_name, root_name, root_key, root_key, born, ends, ca=1)
        issuing_key = _new_key(algorithm)
        issuing_name = _name("Chứng thực chữ ký số công vụ dùng thử", ORGANIZATION)
        issuing = _certificate(
            issuing_name, root_name, issuing_key, root_key, born, ends, ca=0, issuer_cert=root
        )
        _write_key(folder / "authority/root.p12", root_key, root, [], secret)
        _write_key(folder / "authority/issuing.p12", issuing_key, issuing, [root], secret)
        (folder / "authority/issuing.pem").write_bytes(_pem(issuing))
        (folder / "roots/demo-root.pem").write_bytes(_pem(root))
    publish_revocations(directory=folder, at=at)
    return folder / "roots"


def publish_revocations(*, directory: Path | None = None, at: datetime | None = None) -> None:
    """Write fresh revocation lists of both authorities; a list once expired proves nothing."""
    folder = directory or keys.key_folder()
    at = at or clock.now()
    if not (folder / "authority/issuing.p12").exists():
        return  # this installation has no authority of its own
    revoked = (
        [
            (int(c.serial, 16), c.revoked_at)
            for c in Certificate.objects.filter(status=Certificate.Status.REVOKED)
        ]
        if directory is None
        else []
    )
    for name, entries in (("root", []), ("issuing", revoked)):
        key, certificate = _read_key(folder / f"authority/{name}.p12", folder)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(certificate.subject)
            .last_update(at - timedelta(minutes=5))
            .next_update(at + timedelta(days=LIST_DAYS))
            .add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
            )
        )
        for serial, moment in entries:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment or at).build()
            )
        crl = builder.sign(key, hashes.SHA256())
        _replace(folder / f"crl/{name}.crl", crl.public_bytes(serialization.Encoding.DER))


@transaction.atomic
def issue_certificate(
    *,
    holder_kind: str,
    holder_code: str,
    name: str,
    by: Actor,
    at: datetime,
    organization: str = "",
    title: str = "",
    email: str = "",
    picture: str | None = None,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
    algorithm: str = "p256",
) -> CertificateInfo:
    """Cấp chứng thư: a certificate and key of the demo authority; the holder's old one is replaced.

    `picture` is SVG (see `appearance.picture_of_png`); a person without one gets an invented hand.
    """
    access.require(by, MANAGE)
    folder = keys.key_folder()
    secret = keys.secret().encode()
    issuer_key, issuer = _read_key(folder / "authority/issuing.p12", folder)
    not_before = not_before or at - timedelta(days=2 * 365)
    not_after = not_after or at + timedelta(days=5 * 365)
    key = _new_key(algorithm)
    subject = _name(
        name, organization or name, title=title, email=email, code=holder_code, agency=holder_kind == AGENCY
    )
    certificate = _certificate(
        subject, issuer.subject, key, issuer_key, not_before, not_after, issuer_cert=issuer
    )
    serial = f"{certificate.serial_number:x}"
    reference = f"keys/{serial}.p12"
    _write_key(folder / reference, key, certificate, [issuer], secret)
    if picture is None:
        picture = appearance.invented_hand(name) if holder_kind == PERSON else ""
    Certificate.objects.select_for_update().filter(
        holder_kind=holder_kind, holder_code=holder_code, status=Certificate.Status.ACTIVE
    ).update(status=Certificate.Status.REPLACED)
    row = Certificate.objects.create(
        code=f"CT-{serial[-12:].upper()}",
        holder_kind=holder_kind,
        holder_code=holder_code,
        name=name,
        organization=organization,
        title=title,
        email=email,
        subject=certificate.subject.rfc4514_string(),
        serial=serial,
        issuer=issuer.subject.rfc4514_string(),
        not_before_at=certificate.not_valid_before_utc,
        not_after_at=certificate.not_valid_after_utc,
        pem=_pem(certificate).decode(),
        chain_pem=_pem(issuer).decode(),
        key_kind=Certificate.KeyKind.PKCS12,
        key_reference=reference,
        picture=picture,
    )
    audit.record(by, "signing.issue", row, at=at, after={"holder": holder_code, "serial": serial})
    return info(row)


@transaction.atomic
def revoke_certificate(*, code: str, by: Actor, at: datetime, reason: str) -> None:
    """Thu hồi: the certificate stands in the revocation list from this moment on."""
    access.require(by, MANAGE)
    row = Certificate.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise NoCertificate(f"Không có chứng thư {code}.")
    if row.status != Certificate.Status.REVOKED:
        before = row.status
        row.status, row.revoked_at, row.revocation_reason = Certificate.Status.REVOKED, at, reason
        row.save(update_fields=["status", "revoked_at", "revocation_reason"])
        audit.record(
            by,
            "signing.revoke",
            row,
            at=at,
            before={"status": before},
            after={"status": row.status},
            reason=reason,
        )
    transaction.on_commit(publish_revocations)
    keys.forget()


def forget_reports(*, before: datetime) -> int:
    """Delete remembered verdicts older than a moment."""
    return ValidationReport.objects.filter(checked_at__lt=before).delete()[0]


def trust(*, pem: bytes, name: str, directory: Path | None = None) -> Path:
    """Add a root (a time-stamp service's, say) to the folder of trusted roots."""
    x509.load_pem_x509_certificates(pem)
    folder = (directory or keys.key_folder()) / "roots"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{Path(name).name}.pem"
    _replace(path, pem)
    return path


def _new_key(algorithm: str) -> Any:
    if algorithm == "rsa2048":
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ec.generate_private_key(ec.SECP256R1())


def _name(
    common: str, organization: str, *, title: str = "", email: str = "", code: str = "", agency: bool = False
) -> x509.Name:
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization[:64]),
    ]
    if title:
        parts.append(x509.NameAttribute(NameOID.TITLE, title[:64]))
    if code and agency:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, code))
    elif code:
        parts.append(x509.NameAttribute(NameOID.USER_ID, code))
    parts.append(x509.NameAttribute(NameOID.COMMON_NAME, common[:64]))
    if email:
        parts.append(x509.NameAttribute(NameOID.EMAIL_ADDRESS, email))
    return x509.Name(parts)


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: Any,
    issuer_key: Any,
    born: datetime,
    ends: datetime,
    *,
    ca: int | None = None,
    issuer_cert: x509.Certificate | None = None,
) -> x509.Certificate:
    usage = (
        {"key_cert_sign": True, "crl_sign": True}
        if ca is not None
        else {"digital_signature": True, "content_commitment": True}
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(born)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=ca is not None, path_length=ca), critical=True)
        .add_extension(x509.KeyUsage(**{**USAGE, **usage}), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    return builder.sign(issuer_key, hashes.SHA256())


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write_key(
    path: Path, key: Any, certificate: x509.Certificate, chain: list[x509.Certificate], secret: bytes
) -> None:
    data = pkcs12.serialize_key_and_certificates(
        b"motcua", key, certificate, chain, serialization.BestAvailableEncryption(secret)
    )
    _write_private(path, data)


def _read_key(path: Path, folder: Path) -> tuple[Any, x509.Certificate]:
    try:
        secret = (folder / "passphrase").read_text().strip().encode()
        key, certificate = _opened(path.read_bytes(), secret)
    except (OSError, ValueError) as error:
        raise KeyUnavailable(
            "Chưa có nơi cấp chứng thư dùng thử.", next="Quản trị viên chạy “motcua demo” để tạo."
        ) from error
    assert certificate is not None
    return key, certificate


@lru_cache(maxsize=1)
def _opened(data: bytes, secret: bytes) -> tuple[Any, x509.Certificate | None]:
    """Opening a key is dear on purpose; who issues four hundred certificates in a row pays for it once."""
    key, certificate, _ = pkcs12.load_key_and_certificates(data, secret)
    return key, certificate


def _write_private(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(data)


def _replace(path: Path, data: bytes) -> None:
    fresh = path.with_suffix(f".{os.getpid()}.new")
    fresh.write_bytes(data)
    fresh.replace(path)
