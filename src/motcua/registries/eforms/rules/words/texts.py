"""Checks of how a text is written."""

from __future__ import annotations

import re
import unicodedata

from motcua.kernel import text
from motcua.kernel.legal import basis
from motcua.kernel.words import say
from motcua.registries.eforms.rules.conditions import empty
from motcua.registries.eforms.rules.values import as_mapping, as_text
from motcua.registries.eforms.rules.words.base import FIELD, Answer, Finding, Question, word
from motcua.registries.eforms.types import FieldType, Level

PHONE = re.compile(r"0\d{9}")
EMAIL = re.compile(
    r"[^@\s<>\"'(),;:\\\[\]]{1,64}@(?=.{4,253}$)([A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)
TAX_CODE = re.compile(r"\d{10}(-\d{3})?")


def name_problem(name: str) -> str:
    """What in a person's name is no letter, blank, hyphen or apostrophe; empty when all is."""
    for sign in name:
        if sign in " -'’" or unicodedata.category(sign)[0] in "LM":
            continue
        return sign
    return ""


@word("vname")
@basis("91/2015/QH13", article=26, clause=3)
def vname(asked: Question, arg: str) -> Answer:
    """KS01: letters of any Vietnamese or minority spelling, at least two words."""
    name = as_text(asked.value)
    sign = name_problem(name)
    if sign:
        return say(
            "{me} có ký tự “{sign}”. Tên chỉ được gồm chữ cái, không dùng số hoặc ký tự không phải là chữ. Hãy ghi như trên giấy tờ tùy thân.",
            me=asked.me,
            sign=sign,
        )
    if len(name.split()) < 2:
        return say("{me} mới có một chữ. Hãy ghi đủ họ, chữ đệm và tên, ví dụ: Nguyễn Thị An.", me=asked.me)
    return None


@word("short_name", r"\d{1,3}", level=Level.WARN)
def short_name(asked: Question, arg: str) -> Answer:
    """BLDS 2015 art. 26: no name too long to use; a warning, the register office decides."""
    letters = sum(1 for sign in as_text(asked.value) if not sign.isspace())
    if letters > int(arg):
        return say(
            "{me} dài {letters} chữ cái, quá {arg} chữ cái sẽ khó dùng trong giấy tờ. Bạn xem có muốn đặt ngắn hơn không.",
            me=asked.me,
            letters=letters,
            arg=arg,
        )
    return None


@word("phone10")
def phone10(asked: Question, arg: str) -> Answer:
    """Ten digits beginning with 0."""
    if not PHONE.fullmatch(as_text(asked.value)):
        return say(
            "{me} phải gồm 10 chữ số và bắt đầu bằng 0, ví dụ: 0912 345 678. Hãy kiểm tra lại số bạn ghi.",
            me=asked.me,
        )
    return None


@word("email")
def email(asked: Question, arg: str) -> Answer:
    """The usual form of an address."""
    if not EMAIL.fullmatch(as_text(asked.value)):
        return say(
            "{me} chưa đúng dạng. Ghi như ví dụ: ten@example.vn, không có dấu cách; không có thì để trống.",
            me=asked.me,
        )
    return None


@word("upper")
def upper(asked: Question, arg: str) -> Answer:
    """Written in capitals where the paper form says so."""
    said = as_text(asked.value)
    return (
        None if said == said.upper() else say("{me} ghi bằng chữ in hoa: {it}", me=asked.me, it=said.upper())
    )


@word("prefix", r".{1,60}")
def prefix(asked: Question, arg: str) -> Answer:
    """Begins with fixed words."""
    said = as_text(asked.value)
    if said.startswith(arg + " ") and said[len(arg) :].strip():
        return None
    return say("{me} phải bắt đầu bằng “{arg}” rồi đến tên riêng.", me=asked.me, arg=arg)


def _wanted(arg: str) -> tuple[re.Pattern[str], str]:
    if arg == "10 digits or 10-3":
        return (
            TAX_CODE,
            say("gồm 10 chữ số, hoặc 10 chữ số, gạch nối và 3 chữ số, ví dụ 0700123456 hay 0700123456-001"),
        )
    return re.compile(arg), say("đúng như mẫu ghi trên giấy tờ")


@word("pattern", r"10 digits or 10-3|\^.{1,120}\$")
def pattern(asked: Question, arg: str) -> Answer:
    """A text form, named or as a regular expression."""
    wanted, words = _wanted(arg)
    said = as_text(asked.value)
    if wanted.fullmatch(said[:300]):
        return None
    example = say(" Ví dụ: {example}.", example=asked.item.example) if asked.item.example else ""
    return say(
        "{me} phải {words}.{example} Hãy xem lại giấy tờ và ghi đúng từng ký tự.",
        me=asked.me,
        words=words,
        example=example,
    )


@word("format", r"NN/yyyy-SCT/BS")
def format_(asked: Question, arg: str) -> Answer:
    """The number of a book volume: 01/2026-SCT/BS."""
    if re.fullmatch(r"\d{2}/(19|20)\d{2}-SCT/BS", as_text(asked.value)):
        return None
    return say("{me} ghi dạng số quyển/năm-SCT/BS, ví dụ 01/{it}-SCT/BS.", me=asked.me, it=asked.on.year)


@word("book_no")
def book_no(asked: Question, arg: str) -> Answer:
    """A civil-status book: 01/2026, or 01/2010-KS as older books have it."""
    if re.fullmatch(r"\d{1,3}(/(19|20)\d{2}([-/ ]?[A-ZĐ]{1,6})?)?", as_text(asked.value).strip()):
        return None
    return say(
        "{me} ghi dạng số quyển/năm, ví dụ 01/2010. Không rõ thì để trống, chúng tôi tra trong Sổ hộ tịch.",
        me=asked.me,
    )


@word("parcel")
def parcel(asked: Question, arg: str) -> Answer:
    """A parcel, lot or map sheet number as certificates write it."""
    if re.fullmatch(
        r"[0-9A-Za-zĐđ]{1,10}([-.,/+ ]{1,2}[0-9A-Za-zĐđ]{1,10}){0,4}", as_text(asked.value).strip()
    ):
        return None
    return say(
        "{me} chỉ gồm chữ, số và dấu gạch, ví dụ 125 hoặc LK3-07. Hãy ghi như trên giấy tờ về đất.",
        me=asked.me,
    )


@word("not_blank_write", r".{1,60}", on_empty=True)
def not_blank_write(asked: Question, arg: str) -> Answer:
    """A blank is not an answer; the form says what to write instead."""
    if as_text(asked.value).strip():
        return None
    return say("{me} không để trống. Nếu không biết, ghi {arg}.", me=asked.me, arg=arg)


@word("hkd_name_rules")
def hkd_name_rules(asked: Question, arg: str) -> Answer:
    """HK01, HK02: what a household business may call itself (NĐ 168/2025)."""
    said = as_text(asked.value)
    bad = [
        sign
        for sign in said
        if not (sign.isalnum() or sign in " .,&-'()/+’" or unicodedata.category(sign) == "Mn")
    ]
    if bad:
        return say(
            "{me} có ký tự “{it}” không dùng được. Tên riêng gồm chữ cái (cả F, J, W, Z), chữ số và ký hiệu thông thường.",
            me=asked.me,
            it=bad[0],
        )
    folded = text.fold_marks_kept(said)
    for words in ("công ty", "doanh nghiệp", "hộ kinh doanh"):
        if words in folded:
            why = (
                say("đã đứng sẵn trước tên riêng")
                if words == "hộ kinh doanh"
                else say("dùng cho loại hình khác")
            )
            return say(
                "{me} không được có cụm từ “{words}” vì cụm từ này {why}. Hãy bỏ cụm từ đó.",
                me=asked.me,
                words=words,
                why=why,
            )
    lines = (
        "bán lẻ",
        "bán buôn",
        "sản xuất",
        "dịch vụ",
        "ăn uống",
        "cắt tóc",
        "thực phẩm",
        "tạp hóa",
        "tạp hoá",
        "sửa chữa",
    )
    rest = folded
    for line in (*lines, "kinh doanh", "và"):
        rest = rest.replace(line, " ")
    if not rest.strip():
        return say(
            "{me} mới là tên ngành, nghề, chưa phải tên riêng. Hãy thêm tên riêng, ví dụ “TẠP HÓA MINH TÂM”.",
            me=asked.me,
        )
    return None


@word("unique_in_commune")
def unique_in_commune(asked: Question, arg: str) -> Answer:
    """HK01: the own name is unique within the commune; the register is asked where it can be."""
    commune = as_text(as_mapping(asked.answers.get("office_address")).get("commune"))
    if asked.facts.name_taken and commune and asked.facts.name_taken(as_text(asked.value), commune):
        return say(
            "Trong xã, phường này đã có hộ kinh doanh tên “{it}”. Hãy chọn tên khác hoặc thêm chữ để phân biệt.",
            it=as_text(asked.value),
        )
    return None


@word("not_apartment_for_living", level=Level.WARN)
def not_apartment_for_living(asked: Question, arg: str) -> Answer:
    """HK07: a flat for living cannot be an office."""
    detail = text.fold(as_text(as_mapping(asked.value).get("detail")))
    if re.search(r"\b(chung cu|can ho|can ho chung cu)\b", detail):
        return say(
            "Địa chỉ này có vẻ là nhà chung cư. Không đặt trụ sở tại căn hộ chung cư để ở; phần nhà chung cư dùng để kinh doanh thì được."
        )
    return None


def _said(asked: Question, value: object) -> str:
    choices = {one.value: one.label for one in asked.form.choices(asked.item)}
    if isinstance(value, bool):
        return say("Có") if value else say("Không")
    return say(choices[str(value)]) if str(value) in choices else str(value)


@word("never", r".{1,200}")
def never(asked: Question, arg: str) -> Answer:
    """An answer that stops the matter (KH02: someone already married)."""
    if str(asked.value) != arg:
        return None
    return say(
        "{me}: không thể làm thủ tục này khi trả lời “{it}”. Nếu bạn chọn nhầm, hãy chọn lại; nếu đúng, hãy hỏi bộ phận một cửa.",
        me=asked.me,
        it=_said(asked, asked.value),
    )


@word("is", r".{1,200}")
def is_(asked: Question, arg: str) -> Answer:
    """Only one answer goes with this procedure."""
    if asked.value == arg or _said(asked, asked.value) == arg:
        return None
    return say(
        "Thủ tục này chỉ dùng khi {me} là {arg}. Trường hợp khác có thủ tục riêng, hãy tìm lại trên trang Thủ tục.",
        me=asked.me,
        arg=arg,
    )


@word("must_be_true", on_empty=True)
def must_be_true(asked: Question, arg: str) -> Answer:
    """A pledge or a comparison that must be made."""
    if asked.value is True:
        return None
    if asked.item.type is FieldType.CONSENT and asked.audience == "citizen":
        return say("Bạn chưa đánh dấu vào lời cam đoan. Hãy đọc kỹ rồi đánh dấu nếu bạn đồng ý.")
    return say("Chưa xác nhận: {me}. Hãy làm việc này rồi đánh dấu.", me=asked.me)


@word("true_blocks")
@basis("23/2015/NĐ-CP", article=22)
def true_blocks(asked: Question, arg: str) -> Answer:
    """NĐ 23/2015 art. 22: a paper that may not be certified."""
    if asked.value is True:
        return say(
            "Không chứng thực được: {label}. Giải thích cho người yêu cầu và lập phiếu từ chối nếu họ đề nghị.",
            label=say(asked.item.label),
        )
    return None


@word("old_ne_new")
def old_ne_new(asked: Question, arg: str) -> Answer:
    """A change must change something."""
    rows = asked.value if isinstance(asked.value, list) else []
    return [
        Finding(
            say("Nội dung đề nghị ghi giống nội dung đã ghi. Hãy ghi nội dung mới, hoặc xóa dòng này."),
            at,
            "new_value",
        )
        for at, row in enumerate(rows)
        if isinstance(row, dict)
        and as_text(row.get("new_value")).strip()
        and text.fold_marks_kept(as_text(row.get("old_value")))
        == text.fold_marks_kept(as_text(row.get("new_value")))
    ]


@word("mentions", rf"{FIELD}", names_fields=True, level=Level.WARN)
def mentions(asked: Question, arg: str) -> Answer:
    """The text should name what another answer says (a dossier title, a reason)."""
    other = as_text(asked.get(arg))
    if other and text.fold(other) not in text.fold(as_text(asked.value)):
        return say("{me} nên nhắc đến {other}: {other2}.", me=asked.me, other=asked.label(arg), other2=other)
    return None


@word("says", r"[^|]{1,60}(\|[^|]{1,60})*", level=Level.WARN)
def says(asked: Question, arg: str) -> Answer:
    """Words that ask for a second look (TC03, DD07); the form's own message tells why."""
    folded = text.fold_marks_kept(as_text(asked.value))
    found = next((one for one in arg.split("|") if text.fold_marks_kept(one) in folded), "")
    return say("{me} có nhắc đến “{found}”. Hãy xem lại.", me=asked.me, found=found) if found else None


@word("either", FIELD, names_fields=True, on_empty=True)
def either(asked: Question, arg: str) -> Answer:
    """LP05: of two questions one is answered."""
    if not empty(asked.value) or not empty(asked.get(arg)):
        return None
    return say("Hãy trả lời {me} hoặc {other}.", me=asked.me, other=asked.label(arg))
