"""Who vouches for a signer: the path to a trusted root, and whether the certificate was withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import pem, x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext, errors

USAGES = ({"digital_signature"}, {"non_repudiation"})


@dataclass(frozen=True)
class Trust:
    """Roots we believe and revocation lists at hand."""

    roots: tuple[x509.Certificate, ...] = ()
    lists: tuple[bytes, ...] = ()

    @classmethod
    def read(cls, root_folders: Iterable[str], list_folders: Iterable[str]) -> Trust:
        """All PEM or DER files of some folders; a file that is neither is skipped."""
        roots: list[x509.Certificate] = []
        for path in _files(root_folders, (".pem", ".crt", ".cer", ".der")):
            roots += certificates(path.read_bytes())
        lists: list[bytes] = []
        for path in _files(list_folders, (".crl", ".pem")):
            data = path.read_bytes()
            if pem.detect(data):
                lists += [der for kind, _, der in pem.unarmor(data, multiple=True) if kind == "X509 CRL"]
            else:
                lists.append(data)
        return cls(tuple(roots), tuple(lists))


@dataclass(frozen=True)
class Evidence:
    """Certificates and revocation data that came with the file itself; none of them is trusted."""

    certificates: tuple[x509.Certificate, ...] = ()
    lists: tuple[Any, ...] = ()
    answers: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Standing:
    """What is known of a certificate at a moment."""

    code: str
    chain: str = ""
    revocation: str = "unknown"
    path: tuple[x509.Certificate, ...] = field(default=())


def certificates(data: bytes) -> list[x509.Certificate]:
    """Certificates of a PEM or DER file."""
    try:
        if pem.detect(data):
            return [
                x509.Certificate.load(der)
                for kind, _, der in pem.unarmor(data, multiple=True)
                if kind == "CERTIFICATE"
            ]
        certificate = x509.Certificate.load(data)
        certificate.native  # noqa: B018 - reads it through: rubbish shows here
        return [certificate]
    except (ValueError, TypeError):
        return []


def context(trust: Trust, evidence: Evidence, moment: datetime, *, revocation: bool) -> ValidationContext:
    """The library's picture of the same: nothing is fetched from outside."""
    return ValidationContext(
        trust_roots=list(trust.roots),
        other_certs=list(evidence.certificates),
        moment=moment,
        allow_fetching=False,
        revocation_mode="require" if revocation else "soft-fail",
        crls=[*trust.lists, *evidence.lists] if revocation else [],
        ocsps=list(evidence.answers) if revocation else [],
        retroactive_revinfo=True,
    )


async def standing(
    certificate: x509.Certificate, trust: Trust, evidence: Evidence, moment: datetime, *, proven: bool
) -> Standing:
    """Path and revocation of a signer's certificate at `moment`.

    `proven`: a trusted time stamp shows that the signature existed then; without it a certificate that
    has expired or was withdrawn since leaves the question open instead of closing it.
    """
    path, code = await _path(certificate, context(trust, evidence, moment, revocation=False), proven)
    if code != "OK":
        return Standing(code, chain=code)
    _, revoked = await _path(certificate, context(trust, evidence, moment, revocation=True), proven)
    if revoked == "OK":
        return Standing("OK", chain="OK", revocation="good", path=path)
    if revoked in ("REVOKED", "REVOKED_NO_POE"):
        return Standing(revoked, chain="OK", revocation="revoked", path=path)
    return Standing("TRY_LATER", chain="OK", revocation="unknown", path=path)


async def _path(
    certificate: x509.Certificate, ctx: ValidationContext, proven: bool
) -> tuple[tuple[x509.Certificate, ...], str]:
    code = "CHAIN_CONSTRAINTS_FAILURE"
    for usage in USAGES:
        validator = CertificateValidator(certificate, validation_context=ctx)
        try:
            path = await validator.async_validate_usage(usage)
            return tuple(path), "OK"
        except errors.RevokedError:
            return (), "REVOKED" if proven else "REVOKED_NO_POE"
        except errors.InsufficientRevinfoError:
            return (), "TRY_LATER"
        except errors.ExpiredError:
            return (), "EXPIRED" if proven else "OUT_OF_BOUNDS_NO_POE"
        except errors.NotYetValidError:
            return (), "NOT_YET_VALID" if proven else "OUT_OF_BOUNDS_NO_POE"
        except errors.DisallowedAlgorithmError:
            return (), "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
        except errors.InvalidCertificateError:
            code = "CHAIN_CONSTRAINTS_FAILURE"  # the other usage may fit
        except errors.PathBuildingError:
            return (), "NO_CERTIFICATE_CHAIN_FOUND"
        except (errors.PathValidationError, errors.ValidationError):
            return (), "CERTIFICATE_CHAIN_GENERAL_FAILURE"
    return (), code


def is_agency(certificate: x509.Certificate) -> bool:
    """A seal names an organisation and no person: an organisation identifier, or the same name twice."""
    names = name_of(certificate)
    if "organization_identifier" in names:
        return True
    if {"given_name", "surname", "title", "user_id"} & set(names):
        return False
    return bool(names.get("organization_name")) and names.get("organization_name") == names.get("common_name")


def name_of(certificate: x509.Certificate) -> dict[str, str]:
    """The subject's parts as text."""
    parts = {}
    for key, value in certificate.subject.native.items():
        parts[key] = ", ".join(value) if isinstance(value, list) else str(value)
    return parts


def issuer_of(certificate: x509.Certificate) -> str:
    """Who issued it, in words: common name and organisation."""
    names = certificate.issuer.native
    parts = (names.get("common_name"), names.get("organization_name"))
    return ", ".join(str(part) for part in parts if part) or certificate.issuer.human_friendly


def _files(folders: Iterable[str], endings: tuple[str, ...]) -> list[Path]:
    found: list[Path] = []
    for folder in folders:
        if folder and Path(folder).is_dir():
            found += sorted(p for p in Path(folder).iterdir() if p.suffix.lower() in endings and p.is_file())
    return found
