"""Fees, numbers and days of certification."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from motcua.kernel.legal import basis, parameter
from motcua.kernel.text import fold
from motcua.registries.calendars import rules as counting
from motcua.registries.calendars.types import Calendar

from .types import BARS, LONGEST, MOST_COPIES, MOST_PAGES, SIGNATURE_BARS, CannotCertify, Kind, Rates


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
@basis("23/2015/NĐ-CP", article=25, note="when a signature may not be certified")
def check_signature(
    *, document: str, signer: str, identity: str, present: bool, cases: int, bars: Collection[str]
) -> None:
    """Refuse a signature nobody saw being put, or one the law bars.

    Raises:
        CannotCertify: a bar of Article 25 stands, no name of the paper, no signer or identity paper, not signed before the
            officer.
    """
    if standing := [words for key, words in SIGNATURE_BARS.items() if key in bars]:
        raise CannotCertify(
            "Không chứng thực chữ ký này.", why=f"{standing[0]} (Điều 25 Nghị định 23/2015/NĐ-CP).",
            next="Hãy giải thích cho người yêu cầu, từ chối hồ sơ bằng Mẫu 03 nếu không còn giấy nào khác.",
        )  # fmt: skip
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


@basis(
    "23/2015/NĐ-CP",
    article=7,
    note="the day of reception, the next working day where that was after 15:00; at most two more working days",
)
def last_day_to_sign(prepared_at: datetime, calendar: Calendar) -> date:
    """The last day on which what was compared (at that hour, by the clock of the house) may be signed; afterwards it is
    compared with the original again."""
    first = prepared_at.date()
    limit = parameter("certifying.time_limit", on=first)
    if not calendar.hours(first) or prepared_at.hour >= limit["next_day_from_hour"]:
        first = counting.next_working_day(first, calendar)
    return counting.add_working_days(first, limit["more_days"], calendar)


@basis(
    "26/2023/QH15",
    article=22,
    note="what is integrated into the identity card or account is worth the paper itself",
)
def words_on_vneid(on: date) -> list[str]:
    """Papers that stand on VNeID, in words: nobody may ask for a certified copy of them."""
    found: list[str] = parameter("certifying.on_vneid", on=on)
    return found


def is_on_vneid(document: str, on: date) -> bool:
    """Whether a paper is named like one of them."""
    folded = fold(document)
    return any(fold(words) in folded for words in words_on_vneid(on))
