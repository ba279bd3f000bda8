"""Checks that carry out one matter's own law: who may ask, what must come first, who signs."""

from __future__ import annotations

from datetime import date
from typing import Any

from motcua.kernel.legal import basis
from motcua.kernel.words import say
from motcua.registries.eforms.rules.conditions import empty
from motcua.registries.eforms.rules.values import as_date, as_rows, as_text, date_words, full_years
from motcua.registries.eforms.rules.words.base import FIELD, Answer, Finding, Question, word
from motcua.registries.eforms.types import Audience, Level

VIETNAM = "Việt Nam"
CHILDREN_NUMBERED_FROM = date(2016, 1, 1)
"""Since the civil-status law a child gets the personal number when the birth is registered."""


def _filled(rows: Any) -> int:
    return sum(1 for row in as_rows(rows) if not empty(dict(row)))


# ---- lý lịch tư pháp -----------------------------------------------------------------------------------


@word("slip_two_alone", rf"{FIELD},{FIELD}", names_fields=True)
@basis("28/2009/QH12", article=46, note="the exception for a minor as in the national record 3.000333")
def slip_two_alone(asked: Question, arg: str) -> Answer:
    """LP01: slip number 2 is asked for by its own person; parents ask for a child. The dated figure may lift it."""
    filer, born = (asked.get(one) for one in arg.split(","))
    law = asked.facts.figures.get("slip_two", {})
    if asked.value != "Số 2" or filer in (None, "Bản thân") or law.get("by_proxy"):
        return None
    day = as_date(born)
    minor = day is not None and full_years(day, asked.on) < 18
    if law.get("parents_of_minor") and minor and filer != "Người được ủy quyền":
        return None
    return say(
        "Phiếu số 2 không ủy quyền được: người được cấp Phiếu phải tự nộp, chỉ cha, mẹ nộp thay con chưa đủ 18 tuổi. Hãy chọn Phiếu số 1, hoặc để người đó nộp bằng tài khoản của mình."
    )


@word("online_only", r".{1,100}")
@basis("216/2026/NĐ-CP", note="what is asked for online comes as an electronic copy only, from 01/07/2026")
def online_only(asked: Question, arg: str) -> Answer:
    """Filed online, there is one way to receive the result."""
    if asked.facts.channel != "online" or asked.value == arg:
        return None
    return say(
        "Hồ sơ nộp trực tuyến chỉ nhận kết quả là {arg}. Cần bản giấy thì nộp tại quầy hoặc qua bưu chính.",
        arg=say(arg),
    )


# ---- hộ tịch -------------------------------------------------------------------------------------------


@word("paper_not_needed", FIELD, names_fields=True, level=Level.WARN)
@basis("66.7/2025/NQ-CP", note="two citizens bring no such paper to marry")
def paper_not_needed(asked: Question, arg: str) -> Answer:
    """XN06: between two citizens the registering commune looks the status up itself: told before a fee is paid."""
    needed = asked.facts.figures.get("marriage_paper", True)
    if needed or asked.value != VIETNAM or asked.get(arg) != VIETNAM:
        return None
    return say(
        "Hai công dân Việt Nam đăng ký kết hôn tại xã, phường không phải nộp giấy này, nơi đăng ký tự tra cứu. Chỉ làm tiếp khi hai người đăng ký kết hôn ở nước ngoài."
    )


@word("from_marriage_age", rf"{FIELD},{FIELD}", names_fields=True)
@basis("52/2014/QH13", article=8, clause=1, point="a")
def from_marriage_age(asked: Question, arg: str) -> Answer:
    """XN02: nobody can be single "from" a day before the age of marriage."""
    born, sex = (asked.get(one) for one in arg.split(","))
    day, mine = as_date(born), as_date(asked.value)
    least = {"Nữ": 18, "Nam": 20}.get(as_text(sex))
    if day is None or mine is None or least is None or full_years(day, mine) >= least:
        return None
    return say(
        "{me} là {mine}, khi đó người được xác nhận chưa đủ {least} tuổi để kết hôn. Hãy ghi từ ngày đủ tuổi trở đi.",
        me=asked.me,
        mine=date_words(asked.value),
        least=least,
    )


@word("birth_registered", rf"{FIELD},{FIELD}", names_fields=True, on_empty=True)
@basis("91/2015/QH13", article=30, clause=3)
def birth_registered(asked: Question, arg: str) -> Answer:
    """KT05: a child that lived 24 hours is registered as born first; one that lived less only on the parents' wish."""
    born, died = (as_date(asked.get(one)) for one in arg.split(","))
    if born is None or died is None or born < CHILDREN_NUMBERED_FROM or not empty(asked.value):
        return None
    days = (died - born).days
    if days < 0:
        return None
    if days == 0:
        return Finding(
            say(
                "Trẻ sinh ra sống dưới 24 giờ không phải khai sinh và khai tử; chỉ làm khi cha, mẹ yêu cầu. Nếu cha, mẹ yêu cầu, hãy khai sinh (1.001193) trước."
            ),
            level=Level.WARN,
        )
    if days == 1:
        return Finding(
            say(
                "Trẻ sống từ 24 giờ trở lên phải khai sinh (1.001193) trước, cùng một lần đến cũng được; sống dưới 24 giờ thì chỉ làm khi cha, mẹ yêu cầu."
            ),
            level=Level.WARN,
        )
    level = Level.WARN if asked.audience is Audience.OFFICER else None
    return Finding(
        say(
            "Trẻ sống từ 24 giờ trở lên phải đăng ký khai sinh trước khi khai tử. Đã khai sinh thì ghi {me} in trên giấy khai sinh; chưa thì làm thủ tục khai sinh (1.001193) trước, cùng một lần đến cũng được.",
            me=asked.me,
        ),
        level=level,
    )


@word("fits_act", FIELD, names_fields=True)
@basis("60/2014/QH13", article=4, note="clauses 10 to 13: change, ethnicity, correction, supplement")
def fits_act(asked: Question, arg: str) -> Answer:
    """TC01: one act does not do another's work: a supplement fills a blank, the others put something in another's place."""
    act = asked.get(arg)
    found = []
    for at, row in enumerate(as_rows(asked.value)):
        old, what = as_text(row.get("old_value")).strip(), as_text(row.get("item"))
        if act == "Bổ sung thông tin hộ tịch" and old:
            words = say(
                "Bổ sung chỉ dùng cho mục đang để trống, mục này đã ghi “{old}”. Ghi sai khi đăng ký thì chọn Cải chính; muốn đổi thì chọn Thay đổi.",
                old=old,
            )
            found.append(Finding(words, at, "old_value"))
        elif act in ("Thay đổi hộ tịch", "Cải chính hộ tịch") and what and not old:
            words = say(
                "Chưa ghi nội dung đang có trong sổ. Mục đang để trống thì chọn việc Bổ sung thông tin hộ tịch."
            )
            found.append(Finding(words, at, "old_value"))
        elif act == "Xác định lại dân tộc" and what and what != "Dân tộc":
            words = say("Xác định lại dân tộc chỉ sửa mục Dân tộc. Sửa mục khác thì nộp một hồ sơ khác.")
            found.append(Finding(words, at, "item"))
    return found


# ---- đất đai -------------------------------------------------------------------------------------------

_ALONE = ("Cá nhân", "Tổ chức", "Cộng đồng dân cư")
_TOGETHER = {"Vợ và chồng": 2, "Nhóm người": 2}


@word("holders_fit", FIELD, names_fields=True)
@basis("31/2024/QH15", article=135, note="who is named on the certificate, as recalled")
def holders_fit(asked: Question, arg: str) -> Answer:
    """DD04: as many holders as the kind of holder says."""
    kind, count = as_text(asked.get(arg)), _filled(asked.value)
    if count == 0:
        return None
    if kind in _TOGETHER and count < _TOGETHER[kind]:
        return say(
            "“{kind}” cần ghi đủ mọi người, mỗi người một dòng; mới có {count} dòng. Hãy bấm “Thêm dòng”.",
            kind=say(kind),
            count=count,
        )
    if (kind == "Vợ và chồng" and count > 2) or (kind in _ALONE and count > 1):
        return say(
            "“{kind}” nhưng đang ghi {count} dòng. Hãy bỏ dòng thừa, hoặc chọn lại {other}.",
            kind=say(kind),
            count=count,
            other=asked.label(arg),
        )
    return None


@word("all_of", rf"{FIELD}(,{FIELD})*", names_fields=True, on_empty=True)
def all_of(asked: Question, arg: str) -> Answer:
    """DD04: everybody named signs: each row of the tables, and whoever another answer names."""
    if asked.value is True:
        return None
    codes = [code for code in arg.split(",") if not empty(asked.answers.get(code))]
    values = [asked.answers.get(code) for code in codes]
    people = sum(_filled(one) if isinstance(one, list) else 1 for one in values)
    who = say("cả {count} người", count=people) if people > 1 else say("người có tên")
    return say(
        "Cần chữ ký của {who} ở {other}. Hãy đánh dấu khi tất cả đã ký.",
        who=who,
        other=asked.label(arg.partition(",")[0]),
    )
