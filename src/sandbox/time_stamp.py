"""A time-stamp authority (RFC 3161) for a nation that exists only on this machine.

`POST /time-stamp` takes a TimeStampReq and gives a TimeStampResp; `GET /time-stamp/root.pem` gives
the root to trust. Keys are made at the first start and kept in the folder given.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

POLICY = "1.3.6.1.4.1.58888.1.1"
DIGESTS = {"sha256", "sha384", "sha512"}
MOST_BYTES = 64 * 1024
USAGE = dict.fromkeys(
    (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    ),
    False,
)  # fmt: skip


class TimeStampAuthority:
    """Signs that some digest was seen at this moment."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        key_file, chain_file = folder / "time-stamp.key", folder / "time-stamp.pem"
        if not (key_file.exists() and chain_file.exists()):
            _make(key_file, chain_file)
        self.key: Any = serialization.load_pem_private_key(key_file.read_bytes(), None)
        own, root = x509.load_pem_x509_certificates(chain_file.read_bytes())
        self.certificate = asn1.Certificate.load(own.public_bytes(serialization.Encoding.DER))
        self.root_pem = root.public_bytes(serialization.Encoding.PEM)

    def answer(self, body: bytes) -> bytes:
        """DER in, DER out; what cannot be read is rejected as RFC 3161 says."""
        try:
            request = tsp.TimeStampReq.load(body, strict=True)
            imprint = request["message_imprint"]
            algorithm = imprint["hash_algorithm"]["algorithm"].native
            digest = imprint["hashed_message"].native
        except (ValueError, TypeError):
            return _refusal("bad_data_format")
        if algorithm not in DIGESTS:
            return _refusal("bad_alg")
        if len(digest) != hashlib.new(algorithm).digest_size:
            return _refusal("bad_data_format")
        now = datetime.now(UTC)
        info: dict[str, Any] = {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": imprint,
            "serial_number": secrets.randbits(63),
            "gen_time": now,
            "accuracy": tsp.Accuracy({"seconds": 1}),
        }
        if request["nonce"].native is not None:
            info["nonce"] = request["nonce"].native
        content = tsp.TSTInfo(info).dump()
        token = self._signed(content, now, with_certificate=bool(request["cert_req"].native))
        return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token}).dump()

    def _signed(self, content: bytes, now: datetime, *, with_certificate: bool) -> cms.ContentInfo:
        sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
        own_hash = hashlib.sha256(self.certificate.dump()).digest()
        attributes = cms.CMSAttributes(
            [
                cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
                cms.CMSAttribute(
                    {"type": "signing_time", "values": [cms.Time({"utc_time": core.UTCTime(now)})]}
                ),
                cms.CMSAttribute({"type": "message_digest", "values": [hashlib.sha256(content).digest()]}),
                cms.CMSAttribute(
                    {
                        "type": "signing_certificate_v2",
                        "values": [
                            tsp.SigningCertificateV2({"certs": [tsp.ESSCertIDv2({"cert_hash": own_hash})]})
                        ],
                    }
                ),
            ]
        )
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    {
                        "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                            {
                                "issuer": self.certificate.issuer,
                                "serial_number": self.certificate.serial_number,
                            }
                        )
                    }
                ),
                "digest_algorithm": sha256,
                "signed_attrs": attributes,
                "signature_algorithm": {"algorithm": "sha256_ecdsa"},
                "signature": self.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())),
            }
        )
        signed: dict[str, Any] = {
            "version": "v3",
            "digest_algorithms": [sha256],
            "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(content)},
            "signer_infos": [signer],
        }
        if with_certificate:
            signed["certificates"] = [self.certificate]
        return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})


def routes(folder: Path) -> dict[tuple[str, str], Any]:
    """What this authority answers: (method, path) -> body and headers in, (status, type, body) out."""
    authority = TimeStampAuthority(folder)
    return {
        ("POST", "/time-stamp"): lambda body, headers: (
            200,
            "application/timestamp-reply",
            authority.answer(body),
        ),
        ("GET", "/time-stamp/root.pem"): lambda body, headers: (
            200,
            "application/x-pem-file",
            authority.root_pem,
        ),
    }


def _refusal(why: str) -> bytes:
    status = tsp.PKIStatusInfo({"status": "rejection", "fail_info": {why}}).dump()
    return bytes((0x30, len(status))) + status  # a TimeStampResp without a token


def _make(key_file: Path, chain_file: Path) -> None:
    now = datetime.now(UTC)
    born, ends = now - timedelta(days=3 * 365), now + timedelta(days=20 * 365)

    def name(common: str) -> x509.Name:
        return x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Dịch vụ cấp dấu thời gian dùng thử"),
                x509.NameAttribute(NameOID.COMMON_NAME, common),
            ]
        )

    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name, own_name = name("Gốc dấu thời gian dùng thử"), name("Dấu thời gian dùng thử")

    def build(subject: x509.Name, public: Any, usage: dict[str, bool], ca: bool) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(root_name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(born)
            .not_valid_after(ends)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=0 if ca else None), critical=True)
            .add_extension(x509.KeyUsage(**{**USAGE, **usage}), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False
            )
        )

    root = build(root_name, root_key.public_key(), {"key_cert_sign": True, "crl_sign": True}, True).sign(
        root_key, hashes.SHA256()
    )
    own = (
        build(own_name, key.public_key(), {"digital_signature": True}, False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    key_file.touch(mode=0o600)
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    chain_file.write_bytes(b"".join(c.public_bytes(serialization.Encoding.PEM) for c in (own, root)))
