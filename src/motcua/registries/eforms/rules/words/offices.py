"""Checks of places and of who is competent: the answers say whose office decides, a wrong one is told and not refused."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from datetime import date

from motcua.kernel import text
from motcua.kernel.legal import basis
from motcua.kernel.words import say
from motcua.registries.eforms.rules.conditions import holds
from motcua.registries.eforms.rules.values import as_mapping, as_number, as_rows, as_text
from motcua.registries.eforms.rules.words.base import CODE, FIELD, Answer, Judge, Question, word
from motcua.registries.eforms.types import Answers, FormDefinition, Level


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


_RESIDENCES = {
    "father_or_mother": (("father_residence", "mother_residence"), say("cư trú của cha hoặc mẹ")),
    "one_side": (("wife_residence", "husband_residence"), say("cư trú của một trong hai bên")),
}
_COMPETENT: dict[str, Callable[[str], tuple[tuple[str, ...], str]]] = {
    "commune_is_residence_of": lambda arg: _RESIDENCES[arg],
    "commune_is_last_residence": lambda _: (("dead_residence",), say("cư trú cuối cùng của người đã chết")),
    "commune_is_permanent_or_temporary_residence": lambda _: (
        ("subject_residence",),
        say("thường trú hoặc tạm trú của người được xác nhận"),
    ),
    "commune_of": lambda arg: ((arg,), say("có địa điểm đã khai")),
}
"""Words that say whose commune decides: the addresses that name it, foremost first, and what to call such a place."""


def competent_communes(definition: FormDefinition | None, answers: Answers, on: date) -> dict[str, str]:
    """The communes of which one decides, by the words at “Kính gửi”, foremost first; none where the form does not say."""
    found: dict[str, str] = {}
    for item in definition.fields() if definition and answers else ():
        for check in item.checks if item.settled else ():
            if check.word in _COMPETENT:
                asked = [definition.field(code) for code in _COMPETENT[check.word](check.arg)[0]]
                codes = [one.code for one in asked if one and holds(one.show_when, answers, on)]
                found |= _communes(answers, codes)
    return found


def _communes(answers: Answers, codes: Iterable[str]) -> dict[str, str]:
    found = {}
    for code in codes:
        place = as_mapping(answers.get(code))
        if commune := as_text(place.get("commune")):
            found.setdefault(commune, as_text(place.get("commune_name")) or commune)
    return found


def _elsewhere(name: str) -> Judge:
    def judge(asked: Question, arg: str) -> Answer:
        """The office that decides is not one the answers point to, nor is any of those in this province."""
        codes, whose = _COMPETENT[name](arg)
        mine, right = _office(asked), _communes(asked.answers, codes)
        if not mine or not right or mine in right:
            return None
        return say(
            "Hồ sơ này do nơi {whose} giải quyết: {names}. Ở đây không giải quyết và không chuyển đi được: hãy nộp cho nơi đó, tại quầy của họ hoặc trên Cổng Dịch vụ công quốc gia (dichvucong.gov.vn).",
            whose=whose,
            names=_either(f"Ủy ban nhân dân {one}" for one in right.values()),
        )

    return judge


def _either(names: Iterable[str]) -> str:
    return functools.reduce(
        lambda one, other: say("{one} hoặc {other}", one=one, other=other), (say(name) for name in names)
    )


for _name, _pattern in {
    "commune_is_residence_of": "|".join(_RESIDENCES),  # birth, marriage: of one of those named
    "commune_is_last_residence": "",  # KT02: competence follows the last residence, not the place of death
    "commune_is_permanent_or_temporary_residence": "",
    "commune_of": FIELD,
}.items():
    word(_name, _pattern, level=Level.WARN, names_fields=_name == "commune_of")(_elsewhere(_name))


@word("commune_is_residence_or_first_registry", level=Level.WARN)
def commune_is_residence_or_first_registry(asked: Question, arg: str) -> Answer:
    """A correction: the residence, or where the event was registered, which is told in words only: nobody moves it."""
    mine, right = _office(asked), _communes(asked.answers, ("subject_residence",))
    if not mine or not right or mine in right:
        return None
    return say(
        "Nơi bạn chọn chỉ giải quyết khi việc hộ tịch này đã đăng ký ở đó, kể cả ở xã, phường cũ nay nhập vào đó. Nếu không, hãy quay lại bước đầu và chọn nơi cư trú: {names}.",
        names=_either(f"Ủy ban nhân dân {one}" for one in right.values()),
    )


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
