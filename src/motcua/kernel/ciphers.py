"""Keys drawn from the site's secret, one for each purpose: what rests encrypted for one thing opens nothing else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

SEAL = b"MCS1"
SALT_BYTES, PIECE, TAG_BYTES = 16, 1 << 16, 16


def cipher(purpose: str) -> MultiFernet:
    """Encrypts under the present secret, decrypts under those that went before too."""
    return _cipher(purpose, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def mark(purpose: str, words: str) -> str:
    """A fingerprint of words that nobody without the site's secret can compare with a guess: 32 hex digits."""
    return hmac.new(_key(purpose, settings.SECRET_KEY), words.encode(), hashlib.sha256).hexdigest()[:32]


def seal(purpose: str, salt: bytes, source: BinaryIO) -> Iterator[bytes]:
    """A file as it rests encrypted, piece by piece: AES-256-GCM under a key of its own, each piece with its place and
    whether it is the last, so that none can be changed, moved, left out or cut off.

    One salt is for one content: the same content under it gives the same bytes, another one must have another salt.
    """
    box = _box(purpose, salt, settings.SECRET_KEY)
    yield SEAL + salt
    number, piece = 0, source.read(PIECE)
    while piece:
        following = source.read(PIECE)
        yield box.encrypt(_place(number, last=not following), piece, None)
        number, piece = number + 1, following


def sealed_size(size: int) -> int:
    """How many bytes a file of so many takes when it rests encrypted."""
    return len(SEAL) + SALT_BYTES + size + TAG_BYTES * -(-size // PIECE)


def unseal(purpose: str, sealed: BinaryIO) -> BinaryIO:
    """The file again, read piece by piece and never whole.

    Raises:
        OSError: it is none of ours, or was changed; at the piece where it was.
    """
    return io.BufferedReader(_Unsealed(purpose, sealed), PIECE)


class _Unsealed(io.RawIOBase):
    def __init__(self, purpose: str, sealed: BinaryIO) -> None:
        self.sealed, self.number, self.rest = sealed, 0, b""
        head = sealed.read(len(SEAL) + SALT_BYTES)
        self.coming = sealed.read(PIECE + TAG_BYTES)
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            self.box = _box(purpose, head[len(SEAL) :], secret)
            try:
                self.rest = self._piece()
            except InvalidTag:
                continue
            return
        sealed.close()
        raise OSError("this file cannot be opened: it was changed, or its key is gone")

    def _piece(self) -> bytes:
        piece, following = self.coming, self.sealed.read(PIECE + TAG_BYTES)
        try:
            opened = self.box.decrypt(_place(self.number, last=not following), piece, None)
        except InvalidTag:
            self.sealed.seek(-len(following), io.SEEK_CUR)
            raise
        self.coming, self.number = following, self.number + 1
        return opened

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        if not self.rest and self.coming:
            try:
                self.rest = self._piece()
            except InvalidTag as error:
                raise OSError("this file was changed after it was sealed") from error
        given, self.rest = self.rest[: len(into)], self.rest[len(into) :]
        into[: len(given)] = given
        return len(given)

    def close(self) -> None:
        self.sealed.close()
        super().close()


def _box(purpose: str, salt: bytes, secret: str) -> AESGCM:
    own = HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=b"motcua file")
    return AESGCM(own.derive(_key(purpose, secret)))


def _place(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


@lru_cache(maxsize=16)
def _cipher(purpose: str, secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_key(purpose, one))) for one in secrets])


def _key(purpose: str, secret: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"motcua {purpose}".encode()).derive(
        secret.encode()
    )
