"""Commands of signing. Their libraries take longer to load than all the rest of motcua: a process that never signs
does not load them, and `config/serving.py` loads them before the first request of one that does."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from motcua.services.signing.services.authority import (
        create_demo_authority,
        forget_reports,
        issue_certificate,
        publish_revocations,
        revoke_certificate,
        trust,
    )
    from motcua.services.signing.services.sign import require_keys, seal_pdf, sign_pdf

__all__ = [
    "create_demo_authority",
    "forget_reports",
    "issue_certificate",
    "publish_revocations",
    "require_keys",
    "revoke_certificate",
    "seal_pdf",
    "sign_pdf",
    "trust",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = "sign" if name in ("require_keys", "seal_pdf", "sign_pdf") else "authority"
    return getattr(importlib.import_module(f"{__name__}.{home}"), name)
