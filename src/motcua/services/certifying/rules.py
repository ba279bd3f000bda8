"""Fees, numbers and days of certification."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from motcua.kernel.legal import basis

from .types import BARS, LONGEST, MOST_COPIES, MOST_PAGES, CannotCertify, Kind, Rates


@basis(
    "226/2016/TT-BTC",
    note="2,000 a page, from the third page 1,000, at most 200,000 a copy; pages of the original",
)
def copy_fee(pages: int, copies: int, rates: Rates) -> int:
    """Phí chứng thực bản sao in đồng, by pages of the original and number of copies."""
    one = rates.first * min(pages, 2) + rates.from_third * max(pages - 2, 0)
    return copies * min(rates.most, one)


@basis(
    "23/2015/NĐ-CP",
    article=13,
    note="one number an original at one time, however many copies; the year's series",
)
def number_words(number: int) -> str:
    """`07`, `147`."""
    return f"{number:02d}"


def book_words(kind: Kind, year: int, volume: int = 1) -> str:
    """`01/2026-SCT/BS`."""
    return f"{volume:02d}/{year}-{kind.book}"


@basis("23/2015/NĐ-CP", article=22, note="originals of which no copy may be certified")
def check_copy(*, document: str, pages: int, copies: int, compared: bool, bars: Collection[str]) -> None:
    """Refuse what may not be certified.

    Raises:
        CannotCertify: not compared, a bar of Article 22 stands, no name, or numbers out of bounds.
    """
    if standing := [words for key, words in BARS.items() if key in bars]:
        raise CannotCertify(
            "Không chứng thực bản sao từ bản chính này.", why=f"{standing[0]} (Điều 22 Nghị định 23/2015/NĐ-CP).",
            next="Hãy giải thích cho người yêu cầu, từ chối hồ sơ bằng Mẫu 03 nếu không còn giấy nào khác.",
        )  # fmt: skip
    if not compared:
        raise CannotCertify("Chưa đối chiếu với bản chính.", next="Hãy đối chiếu từng trang rồi đánh dấu.")
    _check_name(document)
    if not 1 <= pages <= MOST_PAGES:
        raise CannotCertify(
            f"Số trang phải từ 1 đến {MOST_PAGES}.", next="Hãy đếm trang có nội dung của bản chính."
        )
    if not 1 <= copies <= MOST_COPIES:
        raise CannotCertify(f"Số bản sao phải từ 1 đến {MOST_COPIES}.", next="Hãy sửa số bản.")


@basis(
    "23/2015/NĐ-CP",
    article=24,
    note="the signer is known by a paper, is of sound mind, signs before the officer",
)
def check_signature(*, document: str, signer: str, identity: str, present: bool, cases: int) -> None:
    """Refuse a signature nobody saw being put.

    Raises:
        CannotCertify: no name of the paper, no signer or identity paper, not signed before the officer.
    """
    _check_name(document)
    if len(signer) < 2 or len(identity) < 8:
        raise CannotCertify(
            "Thiếu người ký hoặc giấy tờ tùy thân.", next="Hãy ghi họ tên, loại và số giấy tờ xuất trình."
        )
    if not present:
        raise CannotCertify(
            "Người yêu cầu phải ký trước mặt người thực hiện chứng thực hoặc người tiếp nhận.",
            next="Hãy mời người yêu cầu ký rồi đánh dấu.",
        )
    if not 1 <= cases <= MOST_COPIES:
        raise CannotCertify(f"Số trường hợp phải từ 1 đến {MOST_COPIES}.", next="Hãy sửa số trường hợp.")


def _check_name(document: str) -> None:
    if not 3 <= len(document) <= LONGEST:
        raise CannotCertify("Chưa ghi tên giấy tờ.", next="Hãy ghi tên như trên giấy, dưới 300 chữ.")


def may_certify_on(prepared_on: date, on: date) -> bool:
    """What was compared is signed within the time a certification may take: the same day, or at most two more working days
    and the days off between; afterwards it is compared again."""
    return (on - prepared_on).days <= 7
