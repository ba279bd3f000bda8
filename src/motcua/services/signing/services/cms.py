"""CMS SignedData for PAdES, written as DER directly.

All parts but digest, signature and time stamp are the same for every signature of one certificate,
so they are encoded once. The general-purpose library spends 60 ms on what is four hash inputs and a
concatenation; the structure is RFC 5652 §5 with the signed attributes of ETSI EN 319 122-1 (B-B).
"""

from __future__ import annotations

import hashlib
from typing import Any

from asn1crypto import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

SEQUENCE, SET, OCTETS, CONTEXT_0, CONTEXT_1 = 0x30, 0x31, 0x04, 0xA0, 0xA1


def tlv(tag: int, *parts: bytes) -> bytes:
    """One DER element."""
    body = b"".join(parts)
    size = len(body)
    if size < 0x80:
        return bytes((tag, size)) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body


def oid(dotted: str) -> bytes:
    """An object identifier."""
    first, second, *rest = (int(part) for part in dotted.split("."))
    body = bytearray((first * 40 + second,))
    for number in rest:
        groups = [number & 0x7F]
        while number := number >> 7:
            groups.append(0x80 | (number & 0x7F))
        body.extend(reversed(groups))
    return tlv(0x06, bytes(body))


DATA = oid("1.2.840.113549.1.7.1")
SIGNED_DATA = oid("1.2.840.113549.1.7.2")
CONTENT_TYPE = tlv(SEQUENCE, oid("1.2.840.113549.1.9.3"), tlv(SET, DATA))
MESSAGE_DIGEST = oid("1.2.840.113549.1.9.4")
SIGNING_CERTIFICATE_V2 = oid("1.2.840.113549.1.9.16.2.47")
TIME_STAMP_TOKEN = oid("1.2.840.113549.1.9.16.2.14")
SHA256 = tlv(SEQUENCE, oid("2.16.840.1.101.3.4.2.1"))
SHA256_ECDSA = tlv(SEQUENCE, oid("1.2.840.10045.4.3.2"))
SHA256_RSA = tlv(SEQUENCE, oid("1.2.840.113549.1.1.11"), b"\x05\x00")
ONE = b"\x02\x01\x01"


class SignedDataWriter:
    """Writes SignedData under one certificate and key."""

    def __init__(self, certificate: x509.Certificate, chain: list[x509.Certificate], key: Any) -> None:
        self.key = key
        own = certificate.dump()
        self.signer_id = tlv(
            SEQUENCE, certificate.issuer.dump(), certificate["tbs_certificate"]["serial_number"].dump()
        )
        reference = tlv(SEQUENCE, tlv(OCTETS, hashlib.sha256(own).digest()))  # ESSCertIDv2, SHA-256 implied
        self.certificate_attribute = tlv(
            SEQUENCE, SIGNING_CERTIFICATE_V2, tlv(SET, tlv(SEQUENCE, tlv(SEQUENCE, reference)))
        )
        self.certificates = tlv(CONTEXT_0, *sorted([own, *(c.dump() for c in chain)]))
        if isinstance(key, ec.EllipticCurvePrivateKey):
            self.algorithm = SHA256_ECDSA
        elif isinstance(key, rsa.RSAPrivateKey):
            self.algorithm = SHA256_RSA
        else:
            raise TypeError(f"keys of type {type(key).__name__} are not used for signing here")

    def sign_attributes(self, digest: bytes) -> tuple[bytes, bytes]:
        """The signed attributes (without their tag) and the signature over them."""
        attributes = b"".join(
            sorted(
                [
                    CONTENT_TYPE,
                    tlv(SEQUENCE, MESSAGE_DIGEST, tlv(SET, tlv(OCTETS, digest))),
                    self.certificate_attribute,
                ]
            )
        )
        return attributes, self.raw(tlv(SET, attributes))

    def raw(self, data: bytes) -> bytes:
        """The bare signature over some bytes."""
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(data, ec.ECDSA(hashes.SHA256()))
        return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())

    def assemble(self, attributes: bytes, signature: bytes, time_stamp: bytes | None) -> bytes:
        """ContentInfo over everything; `time_stamp` is the token over `signature`."""
        unsigned = b""
        if time_stamp is not None:
            unsigned = tlv(CONTEXT_1, tlv(SEQUENCE, TIME_STAMP_TOKEN, tlv(SET, time_stamp)))
        signer = tlv(
            SEQUENCE,
            ONE,
            self.signer_id,
            SHA256,
            tlv(CONTEXT_0, attributes),
            self.algorithm,
            tlv(OCTETS, signature),
            unsigned,
        )
        signed = tlv(
            SEQUENCE, ONE, tlv(SET, SHA256), tlv(SEQUENCE, DATA), self.certificates, tlv(SET, signer)
        )
        return tlv(SEQUENCE, SIGNED_DATA, tlv(CONTEXT_0, signed))
