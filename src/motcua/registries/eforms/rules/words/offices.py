"""Checks of places and of who is competent: a wrong office is suggested another, not refused."""

from __future__ import annotations

from collections.abc import Iterable

from motcua.kernel import text
from motcua.kernel.legal import basis
from motcua.kernel.words import say
from motcua.registries.eforms.rules.values import as_mapping, as_number, as_rows, as_text
from motcua.registries.eforms.rules.words.base import CODE, FIELD, Answer, Question, word
from motcua.registries.eforms.types import Level


@word("two_tier_address")
def two_tier_address(asked: Question, arg: str) -> Answer:
    """Province and commune exist on the day; no district is asked."""
    place = as_mapping(asked.value)
    if as_text(place.get("country") or "VN") != "VN":
        return None
    commune, province = as_text(place.get("commune")), as_text(place.get("province"))
    if not commune:
        return say(
            "{me}: chưa chọn xã, phường. Gõ vài chữ tên xã, phường rồi bấm Tìm và chọn; nếu không thấy, thử tên cũ.",
            me=asked.me,
        )
    exists = asked.facts.place_exists
    if exists and not exists(commune, asked.on):
        name = as_text(place.get("commune_name")) or commune
        return say(
            "{me}: {name} không còn là đơn vị hành chính vào ngày {day}. Hãy tìm và chọn lại theo tên mới.",
            me=asked.me,
            name=name,
            day=f"{asked.on:%d/%m/%Y}",
        )
    if exists and province and not exists(province, asked.on):
        return say(
            "{me}: tỉnh đã chọn không còn vào ngày {day}. Hãy tìm và chọn lại xã, phường.",
            me=asked.me,
            day=f"{asked.on:%d/%m/%Y}",
        )
    return None


def _office(asked: Question) -> str:
    office = as_mapping(asked.value)
    return as_text(office.get("place"))


def _communes(asked: Question, codes: Iterable[str]) -> dict[str, str]:
    found = {}
    for code in codes:
        place = as_mapping(asked.answers.get(code))
        if as_text(place.get("commune")):
            found[as_text(place["commune"])] = as_text(place.get("commune_name")) or as_text(place["commune"])
    return found


def _suggest(asked: Question, codes: Iterable[str], whose: str) -> Answer:
    mine, right = _office(asked), _communes(asked, codes)
    if not mine or not right or mine in right:
        return None
    names = " hoặc ".join(f"Ủy ban nhân dân {name}" for name in right.values())
    return say(
        "Hồ sơ này do nơi {whose} giải quyết: {names}. Bạn vẫn nộp được ở đây, chúng tôi sẽ chuyển; muốn nhanh hơn, quay lại bước đầu và chọn nơi đó.",
        whose=whose,
        names=names,
    )


_RESIDENCES = {
    "father_or_mother": (("father_residence", "mother_residence"), say("cư trú của cha hoặc mẹ")),
    "one_side": (("wife_residence", "husband_residence"), say("cư trú của một trong hai bên")),
}


@word("commune_is_residence_of", "|".join(_RESIDENCES), level=Level.WARN)
def commune_is_residence_of(asked: Question, arg: str) -> Answer:
    """Competent: the residence of one of those named."""
    return _suggest(asked, *_RESIDENCES[arg])


@word("commune_is_last_residence", level=Level.WARN)
def commune_is_last_residence(asked: Question, arg: str) -> Answer:
    """KT02: competence follows the last residence, not the place of death."""
    return _suggest(asked, ("dead_residence",), say("cư trú cuối cùng của người đã chết"))


@word("commune_is_permanent_or_temporary_residence", level=Level.WARN)
def commune_is_permanent_or_temporary_residence(asked: Question, arg: str) -> Answer:
    """Marital status: where the person resides."""
    return _suggest(asked, ("subject_residence",), say("thường trú hoặc tạm trú của người được xác nhận"))


@word("commune_is_residence_or_first_registry", level=Level.WARN)
def commune_is_residence_or_first_registry(asked: Question, arg: str) -> Answer:
    """A correction: where the person resides or where the event was registered."""
    return _suggest(asked, ("subject_residence", "source_place"), say("cư trú hoặc nơi đã đăng ký trước đây"))


@word("commune_of", FIELD, names_fields=True, level=Level.WARN)
def commune_of(asked: Question, arg: str) -> Answer:
    """Competent: the commune of an address of the form."""
    return _suggest(asked, (arg,), say("có địa điểm đã khai"))


@word("land_office_of", CODE, names_fields=True, level=Level.WARN)
def land_office_of(asked: Question, arg: str) -> Answer:
    """The land office of the province where the parcels lie."""
    mine = _office(asked)
    provinces = {
        as_text(as_mapping(row.get("address")).get("province")) for row in as_rows(asked.answers.get(arg))
    } - {""}
    if mine and provinces and mine not in provinces and not any(mine.startswith(one) for one in provinces):
        return say(
            "Thửa đất ở tỉnh khác: Văn phòng đăng ký đất đai nơi có đất giải quyết. Hãy kiểm tra lại địa chỉ thửa đất, hoặc nộp ở tỉnh đó."
        )
    return None


@word("permit_exempt", FIELD, names_fields=True, level=Level.WARN)
@basis(
    "50/2014/QH13",
    article=89,
    clause=2,
    note="as amended by 62/2020/QH14; the list of 135/2025/QH15 was not read",
)
def permit_exempt(asked: Question, arg: str) -> Answer:
    """XD08: a low house of a rural commune outside any approved plan may need no permit, only notice of start."""
    place, floors = text.fold(as_text(as_mapping(asked.get(arg)).get("commune_name"))), as_number(asked.value)
    most = asked.facts.figures.get("house_permit_exempt", {}).get("floors_below")
    if most is None or floors is None or floors >= most or not place.startswith("xa "):
        return None
    return say(
        "Nhà ở nông thôn dưới {most} tầng, ngoài khu vực đã có quy hoạch được duyệt, có thể được miễn giấy phép xây dựng. Hãy hỏi Ủy ban nhân dân xã trước khi nộp; được miễn thì chỉ cần thông báo khởi công.",
        most=most,
    )
