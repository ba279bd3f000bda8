"""Where keys live: PKCS#12 files and PKCS#11 tokens behind one port.

Opening a key costs more than signing with it (an RSA key is checked for 40 ms), so an opened key
stays open in this process.
"""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path
from typing import Any

from asn1crypto import pem, x509
from cryptography.hazmat.primitives.serialization import pkcs12
from django.conf import settings
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from motcua.services.signing.models import Certificate
from motcua.services.signing.ports import Signer
from motcua.services.signing.services import cms
from motcua.services.signing.types import KeyUnavailable

_open: dict[tuple[str, str, str], Signer] = {}
_lock = threading.Lock()


def key_folder() -> Path:
    """Root of all key files; nothing outside it is opened."""
    return Path(settings.VAR_DIR) / "pki"


def secret() -> str:
    """The passphrase of key files and the PIN of tokens: a file that only we may read."""
    path = Path(getattr(settings, "KEY_SECRET_FILE", "") or key_folder() / "passphrase")
    try:
        if path.stat().st_mode & 0o077:
            raise KeyUnavailable(
                "Tệp mật khẩu khóa ký đang để người khác đọc được.",
                next=f"Quản trị viên chạy: chmod 600 {path.name}, rồi thử lại.",
            )
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise KeyUnavailable(
            "Không đọc được mật khẩu của khóa ký.",
            why="Tệp mật khẩu chưa có hoặc chương trình không được quyền đọc.",
            next="Hãy báo quản trị viên kiểm tra thư mục khóa.",
        ) from error


def signer_for(certificate: Certificate) -> Signer:
    """The opened key of a certificate."""
    key = (certificate.key_kind, certificate.key_reference, certificate.serial)
    with _lock:
        if key not in _open:
            kind = TokenKey if certificate.key_kind == Certificate.KeyKind.PKCS11 else FileKey
            signer = kind(certificate)
            signer.unlock()
            _open[key] = signer
        return _open[key]


def forget() -> None:
    """Close all keys (after a revocation, in tests)."""
    with _lock:
        _open.clear()


def certificates_of(text: str) -> list[x509.Certificate]:
    """PEM blocks, in order."""
    if not text.strip():
        return []
    return [x509.Certificate.load(der) for _, _, der in pem.unarmor(text.encode(), multiple=True)]


class FileKey:
    """A key in a PKCS#12 file under the key folder."""

    def __init__(self, certificate: Certificate) -> None:
        self.certificate = certificate
        self._hand: Any = None

    def unlock(self, secret_text: str | None = None) -> None:
        path = (key_folder() / self.certificate.key_reference).resolve()
        if not path.is_relative_to(key_folder().resolve()):
            raise KeyUnavailable("Chỗ để khóa nằm ngoài thư mục khóa.", next="Hãy báo quản trị viên.")
        try:
            passphrase = (secret_text if secret_text is not None else secret()).encode()
            key, found, _ = pkcs12.load_key_and_certificates(path.read_bytes(), passphrase)
        except (OSError, ValueError) as error:
            raise KeyUnavailable(
                f"Không mở được khóa ký của {self.certificate.name}.",
                why="Tệp khóa không còn ở chỗ cũ, đã hỏng, hoặc mật khẩu không đúng.",
                next="Hãy báo quản trị viên cấp lại chứng thư.",
            ) from error
        own = certificates_of(self.certificate.pem)[0]
        if key is None or found is None or found.serial_number != own.serial_number:
            raise KeyUnavailable(
                f"Tệp khóa không thuộc chứng thư của {self.certificate.name}.", next="Hãy báo quản trị viên."
            )
        store = SimpleCertificateStore()
        store.register_multiple(certificates_of(self.certificate.chain_pem))
        self._hand = _OpenKey(own, key, store)

    def hand(self) -> SimpleSigner:
        return self._hand


class TokenKey:
    """A key in a PKCS#11 token: "<token label>/<key label>"; the module is named in settings."""

    def __init__(self, certificate: Certificate) -> None:
        self.certificate = certificate
        self._hand: Any = None

    def unlock(self, secret_text: str | None = None) -> None:
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

        module = getattr(settings, "PKCS11_MODULE", "")
        token, _, label = self.certificate.key_reference.partition("/")
        if not module:
            raise KeyUnavailable(
                "Máy này chưa khai báo thiết bị ký số.",
                why="Thiếu thiết lập MOTCUA_PKCS11_MODULE.",
                next="Quản trị viên khai báo thư viện của thiết bị rồi khởi động lại.",
            )
        own = certificates_of(self.certificate.pem)[0]
        try:
            session = open_pkcs11_session(
                module,
                token_criteria=TokenCriteria(label=token),
                user_pin=secret_text if secret_text is not None else secret(),
            )
            self._hand = PKCS11Signer(
                session,
                signing_cert=own,
                use_raw_mechanism=own.public_key.algorithm == "ec",  # few tokens hash for ECDSA
                ca_chain=certificates_of(self.certificate.chain_pem),
                key_label=label,
            )
        except Exception as error:  # every driver fails in its own way
            raise KeyUnavailable(
                f"Thiết bị ký của {self.certificate.name} không trả lời.",
                why="Thiết bị chưa cắm, sai mã PIN hoặc không có khóa mang tên này.",
                next="Hãy cắm lại thiết bị và thử lại.",
            ) from error

    def hand(self) -> Any:
        return self._hand


class _OpenKey(SimpleSigner):
    """pyHanko's signer with the key parsed once and the CMS written by our own hand."""

    def __init__(self, certificate: x509.Certificate, key: Any, store: SimpleCertificateStore) -> None:
        super().__init__(signing_cert=certificate, signing_key=None, cert_registry=store, embed_roots=False)  # type: ignore[arg-type]
        chain = [c for c in store if c.self_signed == "no"]
        self.writer = cms.SignedDataWriter(certificate, chain, key)

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        if digest_algorithm != "sha256":
            raise ValueError("SHA-256 is the one digest used for signing here")
        return self.writer.raw(data)

    async def async_sign(
        self, data_digest: bytes, digest_algorithm: str, *args: Any, timestamper: Any = None, **kwargs: Any
    ) -> Any:
        attributes, signature = self.writer.sign_attributes(data_digest)
        token = None
        if timestamper is not None:
            stamped = await timestamper.async_timestamp(hashlib.sha256(signature).digest(), "sha256")
            token = stamped.dump()
        return self.writer.assemble(attributes, signature, token)
