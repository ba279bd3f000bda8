"""Checking what people write about themselves: personal number, tax code, phone, name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from stdnum import exceptions as stdnum
from stdnum.vn import mst

from motcua.kernel import text
from motcua.kernel.legal import basis
from motcua.kernel.words import say

from .types import Checked, Part, Sex

#: fourth digit -> (century of birth, sex)
CENTURY_SEX: dict[str, tuple[int, Sex]] = {
    str(2 * step + odd): (1900 + 100 * step, Sex.FEMALE if odd else Sex.MALE)
    for step in range(5)
    for odd in (0, 1)
}


@basis("26/2023/QH15", article=12, clause=2, note="twelve digits set by the Ministry of Public Security")
@basis("59/2021/TT-BCA", note="codes of provinces, countries, centuries and sexes; recalled")
def check_personal_number(
    number: str,
    *,
    places: Mapping[str, str],
    sex: str = "",
    born_on: date | None = None,
    born_year: int | None = None,
    today: date | None = None,
) -> Checked:
    """Số định danh cá nhân: each part explained, and which part is wrong.

    ``places`` are the codes of the place where the birth was registered (the list of 63 provinces, and
    perhaps foreign countries, whose codes begin at 100). A code that no province bears is a fault; a clash
    with sex or birth date is a warning: old numbers carry errors, and only the population database can tell.
    """
    digits = re.sub(r"[\s.]", "", number)
    if not digits:
        return Checked(digits, faults=(say("Chưa nhập số định danh cá nhân."),))
    if not (digits.isascii() and digits.isdigit()):
        return Checked(digits, faults=(say("Số định danh cá nhân chỉ gồm chữ số."),))
    if len(digits) != 12:
        old = say(" Số 9 chữ số là số chứng minh nhân dân cũ, không dùng ở đây.") if len(digits) == 9 else ""
        return Checked(
            digits,
            faults=(say("Số định danh cá nhân có 12 chữ số; bạn đã nhập {n}.{old}", n=len(digits), old=old),),
        )

    place, fourth, two, rest = digits[:3], digits[3], digits[4:6], digits[6:]
    century, said_sex = CENTURY_SEX[fourth]
    year = century + int(two)
    warnings: list[str] = []
    faults: list[str] = []
    parts: list[Part] = []

    known = places.get(place, "")
    foreign = place[0] != "0"
    if not known and not foreign:
        faults.append(
            say(
                "Ba chữ số đầu “{place}” không phải mã nơi đăng ký khai sinh của tỉnh, thành phố nào.",
                place=place,
            )
        )
    parts.append(
        Part(
            say("Nơi đăng ký khai sinh"),
            place,
            known or (say("mã nước ngoài") if foreign else say("không có trong danh mục")),
            bool(known) or foreign,
            "" if known or foreign else "error",
        )
    )

    wanted_year = born_on.year if born_on else born_year
    sex_ok = sex in ("", Sex.UNKNOWN) or sex == said_sex
    century_ok = wanted_year is None or wanted_year // 100 * 100 == century
    if not sex_ok:
        warnings.append(
            say(
                "Chữ số thứ tư “{fourth}” là của giới tính {label}, khác với giới tính đã khai.",
                fourth=fourth,
                label=said_sex.label.lower(),
            )
        )
    if not century_ok:
        warnings.append(
            say(
                "Chữ số thứ tư “{fourth}” là của người sinh từ năm {century} đến {value}, khác với năm sinh đã khai.",
                fourth=fourth,
                century=century,
                value=century + 99,
            )
        )
    ok = sex_ok and century_ok
    parts.append(
        Part(
            say("Thế kỷ và giới tính"),
            fourth,
            f"sinh {century}-{century + 99}, {said_sex.label.lower()}",
            ok,
            "" if ok else "warn",
        )
    )

    year_ok = wanted_year is None or wanted_year % 100 == int(two)
    if not year_ok:
        warnings.append(
            say(
                "Chữ số thứ năm và sáu “{two}” không khớp với năm sinh {wanted_year}.",
                two=two,
                wanted_year=wanted_year,
            )
        )
    born_already = today is None or year <= today.year
    if not born_already:
        faults.append(
            say("Theo chữ số thứ tư đến thứ sáu, người này sinh năm {year}, sau ngày hôm nay.", year=year)
        )
    parts.append(
        Part(
            say("Năm sinh"),
            two,
            say("năm {year}", year=year),
            year_ok and born_already,
            "error" if not born_already else ("" if year_ok else "warn"),
        )
    )
    parts.append(Part(say("Số ngẫu nhiên"), rest, say("sáu chữ số do hệ thống cấp")))
    return Checked(digits, tuple(parts), tuple(faults), tuple(warnings))


def personal_number_facts(number: str) -> tuple[int, Sex]:
    """Year of birth and sex a well-formed number speaks of."""
    century, sex = CENTURY_SEX[number[3]]
    return century + int(number[4:6]), sex


def make_personal_number(*, place: str, born_year: int, sex: Sex, serial: int) -> str:
    """A number of the right structure (invented people, tests)."""
    fourth = next(d for d, (c, s) in CENTURY_SEX.items() if c == born_year // 100 * 100 and s == sex)
    return f"{place}{fourth}{born_year % 100:02d}{serial:06d}"


@basis(
    "105/2020/TT-BTC", article=5, note="structure of the tax code: ten digits, thirteen for dependants of one"
)
@basis(
    "86/2024/TT-BTC",
    article=5,
    note="same structure; from 01/7/2025 a person's or household's code is the personal number",
)
def check_tax_code(code: str) -> Checked:
    """Mã số thuế: ten digits with a check digit, three more for a branch; twelve are a personal number."""
    compact = re.sub(r"[\s.\-]", "", code)
    if not compact:
        return Checked("", faults=(say("Chưa nhập mã số thuế."),))
    if not (compact.isascii() and compact.isdigit()):
        return Checked(
            compact, faults=(say("Mã số thuế chỉ gồm chữ số, có thể có dấu gạch trước ba số cuối."),)
        )
    if len(compact) not in (10, 13):
        return Checked(
            compact, faults=(say("Mã số thuế có 10 hoặc 13 chữ số; bạn đã nhập {n}.", n=len(compact)),)
        )
    parts = [Part(say("Mã tỉnh cấp"), compact[:2], ""), Part(say("Số thứ tự"), compact[2:9], "")]
    fault = ""
    try:
        mst.validate(compact)
    except stdnum.InvalidChecksum:
        fault = say("Mã số thuế sai chữ số kiểm tra (chữ số thứ mười): có thể bạn gõ nhầm một chữ số.")
    except stdnum.InvalidComponent:
        fault = say("Mã số thuế có số thứ tự hoặc số chi nhánh bằng không.")
    except stdnum.ValidationError:
        fault = say("Mã số thuế không đúng cấu trúc.")
    parts.append(Part(say("Chữ số kiểm tra"), compact[9], "", "chữ số kiểm tra" not in fault))
    if len(compact) == 13:
        parts.append(Part(say("Đơn vị phụ thuộc"), compact[10:], ""))
    return Checked(compact, tuple(parts), (fault,) if fault else ())


def tax_code_text(code: str) -> str:
    """The written form: 0314409058-002."""
    return code if len(code) != 13 else f"{code[:10]}-{code[10:]}"


@basis(
    "22/2014/TT-BTTTT", note="numbering plan: national numbers begin with 0; mobile numbers have ten digits"
)
def check_phone(number: str) -> Checked:
    """Số điện thoại: ten digits from 0 (eleven for some landlines); +84 is taken as 0."""
    compact = re.sub(r"[\s.\-()]", "", number)
    if compact.startswith("+84"):
        compact = "0" + compact[3:]
    elif compact.startswith("84") and len(compact) in (11, 12):
        compact = "0" + compact[2:]
    if not compact:
        return Checked("", faults=(say("Chưa nhập số điện thoại."),))
    if not (compact.isascii() and compact.isdigit()):
        return Checked(compact, faults=(say("Số điện thoại chỉ gồm chữ số."),))
    if not compact.startswith("0"):
        return Checked(compact, faults=(say("Số điện thoại bắt đầu bằng số 0."),))
    landline = compact.startswith("02")
    if len(compact) != 10 and not (landline and len(compact) == 11):
        return Checked(compact, faults=(say("Số điện thoại có 10 chữ số; bạn đã nhập {n}.", n=len(compact)),))
    if compact[1] not in "235789":
        return Checked(compact, faults=(say("Không có đầu số “{compact}”.", compact=compact[:2]),))
    return Checked(compact)


@basis("60/2014/QH13", article=14, note="họ, chữ đệm và tên")
@basis(
    "04/2020/TT-BTP",
    article=6,
    note="a name is in Vietnamese or another language of a people of Việt Nam, no digits",
)
def check_name(name: str) -> Checked:
    """Họ, chữ đệm và tên: at least two words of letters; hyphen and apostrophe are known from some peoples."""
    cleaned = " ".join(unicodedata.normalize("NFC", name).split())
    if not cleaned:
        return Checked("", faults=(say("Chưa nhập họ và tên."),))
    if len(cleaned) > 120:
        return Checked(cleaned, faults=(say("Họ và tên dài nhất 120 ký tự."),))
    odd = sorted({c for c in cleaned if not (c.isalpha() or c in " -'’ʼ" or unicodedata.category(c) == "Mn")})
    if odd:
        shown = " ".join(f"“{c}”" for c in odd[:5])
        return Checked(cleaned, faults=(say("Họ và tên có ký tự không dùng được: {shown}.", shown=shown),))
    if len(cleaned.split()) < 2:
        return Checked(cleaned, faults=(say("Họ và tên phải có ít nhất hai từ."),))
    return Checked(cleaned)


def check_called(name: str) -> Checked:
    """Tên người hoặc tổ chức as it stands on a dossier: one line that has letters."""
    cleaned = " ".join(text.clean(name).split())
    if not any(letter.isalpha() for letter in cleaned):
        return Checked(cleaned, faults=(say("Tên cần có chữ. Hãy ghi như trên giấy tờ."),))
    return Checked(cleaned)


def check_identity(number: str, *, places: Mapping[str, str], today: date | None = None) -> Checked:
    """Số định danh hoặc mã số thuế, told apart by how many figures there are."""
    figures = re.sub(r"[\s.\-]", "", number)
    if len(figures) == 12:
        return check_personal_number(figures, places=places, today=today)
    if len(figures) in (10, 13):
        return check_tax_code(figures)
    return Checked(figures, faults=(say("Số định danh có 12 chữ số; mã số thuế có 10 hoặc 13 chữ số."),))


def mandate_covers(
    *,
    scope: Collection[str],
    valid_from: date,
    valid_to: date | None,
    revoked: bool,
    procedure: str,
    on: date,
) -> bool:
    """Whether a mandate lets its agent file this procedure on this day. An empty scope is every procedure."""
    if revoked or on < valid_from or (valid_to is not None and on > valid_to):
        return False
    return not scope or procedure in scope


def plain(checked: Checked) -> dict[str, Any]:
    """For JSON: forms and the command line."""
    return {
        "value": checked.value,
        "ok": checked.ok,
        "faults": list(checked.faults),
        "warnings": list(checked.warnings),
        "parts": [
            {"name": p.name, "digits": p.digits, "meaning": p.meaning, "ok": p.ok} for p in checked.parts
        ],
    }
