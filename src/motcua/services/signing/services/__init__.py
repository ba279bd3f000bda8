"""Commands of signing."""

from motcua.services.signing.services.authority import (
    create_demo_authority,
    forget_reports,
    issue_certificate,
    publish_revocations,
    revoke_certificate,
    trust,
)
from motcua.services.signing.services.sign import seal_pdf, sign_pdf

__all__ = [
    "create_demo_authority",
    "forget_reports",
    "issue_certificate",
    "publish_revocations",
    "revoke_certificate",
    "seal_pdf",
    "sign_pdf",
    "trust",
]
