"""Keys drawn from the site's secret, one for each purpose: what rests encrypted for one thing opens nothing else."""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def cipher(purpose: str) -> MultiFernet:
    """Encrypts under the present secret, decrypts under those that went before too."""
    return _cipher(purpose, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def mark(purpose: str, words: str) -> str:
    """A fingerprint of words that nobody without the site's secret can compare with a guess: 32 hex digits."""
    return hmac.new(_key(purpose, settings.SECRET_KEY), words.encode(), hashlib.sha256).hexdigest()[:32]


@lru_cache(maxsize=16)
def _cipher(purpose: str, secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_key(purpose, one))) for one in secrets])


def _key(purpose: str, secret: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"motcua {purpose}".encode()).derive(
        secret.encode()
    )
