"""Mã hồ sơ và điều chỉ chủ hồ sơ biết: the door of tracking, which tires of wrong proofs."""

from __future__ import annotations

from motcua.kernel.limits import HOUR, Limit
from motcua.kernel.refusals import Refusal
from motcua.kernel.words import say
from motcua.services.dossiers.types import DossierNotThere

from .tracking import token_of, tracked

WRONG_PROOFS = 10
WRONG_FROM_ONE_ADDRESS = 30


class TooManyProofs(Refusal):
    """Too many wrong proofs within an hour: for one code, or from one address of the network."""

    code = "DOS-20"
    title = say("Bạn đã thử quá nhiều lần")
    http_status = 429


def token_for(code: str, proof: str, *, address: str = "") -> str:
    """The signed address of a dossier for who knows its code and its phone or identity number.

    A code that others tried in vain stays open to the right proof from a network address that has tried nothing
    wrong, so that nobody can shut a citizen out; from one that has, it waits.

    Raises:
        TooManyProofs: too many wrong proofs within an hour, for this code or from this address.
        DossierNotThere: wrong code or wrong proof; both answer alike.
    """
    of_code = Limit("dossiers.proofs", code.strip().upper(), most=WRONG_PROOFS, seconds=HOUR)
    of_address = Limit("dossiers.proofs.from", address, most=WRONG_FROM_ONE_ADDRESS, seconds=HOUR)
    tried = of_address.count() if address else 0
    if tried >= WRONG_FROM_ONE_ADDRESS:
        raise TooManyProofs(
            say("Từ nơi bạn đang truy cập đã có nhiều lần thử sai trong một giờ qua."),
            why=say("Chúng tôi tạm dừng để giữ kín hồ sơ của mọi người."),
            next=say("Hãy chờ một giờ rồi thử lại, quét mã QR trên giấy hẹn, hoặc gọi 1022."),
        )
    shut = of_code.count() >= WRONG_PROOFS
    if shut and (tried or not address):
        raise _code_shut()
    try:
        return token_of(tracked(code, proof).code)
    except DossierNotThere:
        of_code.take()
        if address:
            of_address.take()
        if shut:
            raise _code_shut() from None
        raise


def _code_shut() -> TooManyProofs:
    return TooManyProofs(
        say("Mã hồ sơ này đã bị thử sai nhiều lần trong một giờ qua."),
        why=say("Chúng tôi tạm dừng để giữ kín hồ sơ của bạn."),
        next=say("Hãy chờ một giờ rồi thử lại, quét mã QR trên giấy hẹn, hoặc gọi 1022."),
    )
