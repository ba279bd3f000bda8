"""Tell motcua which certificate signs for a person or seals for an agency. The key stays where it is.

    .venv/bin/python deploy/register_certificate.py --holder person:CB-0001 --certificate an.pem --chain chain.pem \
        --token "KY-SO-01/an"                       # PKCS#11: token label / key label
    .venv/bin/python deploy/register_certificate.py --holder agency:H42.15 --certificate dau.pem --chain chain.pem \
        --file keys/h42-15.p12 --picture dau.png    # PKCS#12 inside MOTCUA_VAR/pki

The holder's present certificate becomes "replaced". `--picture` is the signature or the seal as PNG.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from motcua.cli import setup_django


def main() -> int:
    options = _options()
    setup_django()
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.x509.oid import NameOID
    from django.db import transaction

    from motcua.kernel import audit, clock
    from motcua.kernel.access import Actor
    from motcua.services.signing.models import Certificate

    kind, _, code = options.holder.partition(":")
    if kind not in ("person", "agency") or not code:
        print("--holder is person:<officer code> or agency:<agency code>", file=sys.stderr)
        return 2
    found = x509.load_pem_x509_certificate(options.certificate.read_bytes())
    chain = x509.load_pem_x509_certificates(options.chain.read_bytes())

    def said(oid: x509.ObjectIdentifier) -> str:
        values = found.subject.get_attributes_for_oid(oid)
        return str(values[0].value) if values else ""

    at, serial = clock.now(), f"{found.serial_number:x}"
    with transaction.atomic():
        Certificate.objects.select_for_update().filter(
            holder_kind=kind, holder_code=code, status="active"
        ).update(status="replaced")
        row = Certificate.objects.create(
            code=f"CT-{serial[-12:].upper()}",
            holder_kind=kind,
            holder_code=code,
            name=said(NameOID.COMMON_NAME),
            organization=said(NameOID.ORGANIZATION_NAME),
            title=said(NameOID.TITLE),
            subject=found.subject.rfc4514_string(),
            serial=serial,
            issuer=found.issuer.rfc4514_string(),
            not_before_at=found.not_valid_before_utc,
            not_after_at=found.not_valid_after_utc,
            pem=found.public_bytes(serialization.Encoding.PEM).decode(),
            chain_pem="".join(c.public_bytes(serialization.Encoding.PEM).decode() for c in chain),
            key_kind="pkcs11" if options.token else "pkcs12",
            key_reference=options.token or options.file,
            picture=_picture(options.picture),
        )
        audit.record(
            Actor.system("register-certificate"),
            "signing.register",
            row,
            at=at,
            after={"holder": code, "serial": serial},
        )
    print(f"{row.code}: {row.name}, until {row.not_after_at:%d/%m/%Y}")
    return 0


def _picture(path: Path | None) -> str:
    if path is None:
        return ""
    from PIL import Image

    from motcua.services.signing.services import appearance

    with Image.open(path) as picture:
        width, height = picture.size
    return appearance.picture_of_png(path.read_bytes(), width, height)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--holder", required=True, help="person:<officer code> or agency:<agency code>")
    parser.add_argument("--certificate", required=True, type=Path, help="the holder's certificate, PEM")
    parser.add_argument(
        "--chain", required=True, type=Path, help="issuing certificates without the root, PEM"
    )
    key = parser.add_mutually_exclusive_group(required=True)
    key.add_argument("--token", help="PKCS#11: <token label>/<key label>")
    key.add_argument("--file", help="PKCS#12: path from MOTCUA_VAR/pki, for example keys/h42-15.p12")
    parser.add_argument("--picture", type=Path, help="signature or seal as PNG")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
