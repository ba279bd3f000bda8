"""A key in a PKCS#11 token signs through the same door as one in a file."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from motcua.services.signing import services
from motcua.services.signing.models import Certificate
from motcua.services.signing.rules.examine import examine
from motcua.services.signing.services import keys
from motcua.services.signing.tests.conftest import NOW
from motcua.services.signing.types import KeyUnavailable

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
module = next((m for m in MODULES if Path(m).exists()), None)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        (module is None or shutil.which("softhsm2-util") is None) and os.environ.get("CI") != "true",
        reason="SoftHSM is not installed",
    ),
]


def test_a_token_signs_and_the_key_stays_in_it(hands, officer, letter, var, settings, monkeypatch):
    store = var / "token"
    store.mkdir()
    (var / "softhsm.conf").write_text(f"directories.tokendir = {store}\nobjectstore.backend = file\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(var / "softhsm.conf"))
    pin = (var / "pki/passphrase").read_text()
    row = Certificate.objects.get(code=hands.person.code)
    key = var / "key.pem"
    key.write_bytes(
        keys.signer_for(row)
        .hand()
        .writer.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    for arguments in (
        ["--init-token", "--free", "--label", "phuong", "--so-pin", pin, "--pin", pin],
        ["--import", str(key), "--token", "phuong", "--label", "chu-tich", "--id", "01", "--pin", pin],
    ):
        subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True)
    keys.forget()
    row.key_kind, row.key_reference = Certificate.KeyKind.PKCS11, "phuong/chu-tich"
    row.save()

    with pytest.raises(KeyUnavailable):  # no driver is named yet
        services.sign_pdf(pdf=letter, by=officer, signer_code="CB-0001", at=NOW)
    settings.PKCS11_MODULE = module
    signed = services.sign_pdf(pdf=letter, by=officer, signer_code="CB-0001", at=NOW).content

    trust = {"roots": [str(var / "pki/roots")], "lists": [str(var / "pki/crl")]}
    assert examine(signed, {"moment": NOW.isoformat(), **trust})["conclusion"] == "TOTAL-PASSED"
