"""Theo dõi hồ sơ: what a citizen, or anybody with the code and a proof, may read."""

from __future__ import annotations

import hmac

from django.core import signing

from motcua.kernel import text
from motcua.kernel.words import say
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.types import DossierNotThere, is_provisional

SALT = "motcua.tracking"


def tracked(code: str, proof: str) -> Dossier:
    """The dossier by code and the phone or identity number written on it.

    Raises:
        DossierNotThere: wrong code or wrong proof; both answer alike.
    """
    said = text.clean(code).upper()
    found = Dossier.objects.filter(**{"provisional_number" if is_provisional(said) else "code": said}).first()
    digits = "".join(letter for letter in proof if letter.isalnum())
    if found is not None and len(digits) >= 9 and any(_matches(known, digits) for known in _proofs(found)):
        return found
    if is_provisional(said):
        raise DossierNotThere(
            say("Chưa thấy hồ sơ mang số tạm này, hoặc số bạn khai không khớp."),
            why=say(
                "Hồ sơ nhận lúc mất mạng chỉ lên hệ thống khi quầy có mạng lại; ngày tiếp nhận vẫn là ngày ghi trên phiếu tạm."
            ),
            next=say("Hãy kiểm tra lại từng số, thử lại sau vài giờ, hoặc gọi 1022 để được giúp."),
        )
    raise DossierNotThere(
        say("Không tìm thấy hồ sơ khớp với thông tin bạn nhập."),
        why=say("Mã hồ sơ và số điện thoại (hoặc số căn cước) phải đúng như trên giấy tiếp nhận."),
        next=say("Hãy kiểm tra lại từng số, hoặc gọi 1022 để được giúp."),
    )


def tracked_by_token(token: str) -> Dossier:
    """The dossier behind the signed address printed in a QR code."""
    try:
        code = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        code = ""
    found = Dossier.objects.filter(code=code).first()
    if found is None:
        raise DossierNotThere(
            say("Mã QR này không mở được hồ sơ nào."),
            next=say("Hãy gõ mã hồ sơ và số điện thoại ở trang Theo dõi hồ sơ."),
        )
    return found


def token_of(code: str) -> str:
    """The signed token printed in the QR code of a receipt."""
    return signing.dumps(code, salt=SALT)


def _proofs(dossier: Dossier) -> list[str]:
    known = (
        dossier.applicant_phone,
        dossier.applicant_id_number,
        dossier.submitter_phone,
        dossier.submitter_id_number,
    )
    return [value for value in known if value]


def _matches(known: str, given: str) -> bool:
    return hmac.compare_digest(known.encode(), given.encode())
