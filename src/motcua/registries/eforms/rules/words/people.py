"""Checks of who somebody is: numbers, names of families, powers."""

from __future__ import annotations

import re
from datetime import date

from motcua.kernel import text
from motcua.kernel.legal import basis
from motcua.kernel.words import say
from motcua.registries.eforms.rules.values import as_date, as_mapping, as_partial, as_rows, as_text
from motcua.registries.eforms.rules.words.base import FIELD, Answer, Finding, Question, word
from motcua.registries.eforms.types import SOURCES, Audience, Level

ID12 = re.compile(r"\d{12}")
BIRTH_PLACES = frozenset(
    f"{code:03d}"
    for code in (
        1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40,
        42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83,
        84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
    )
)  # fmt: skip
CARDS = ("can cuoc", "cccd")
COMPOUND_SURNAMES = ("ton that", "ton nu", "cong tang ton nu", "cong huyen ton nu", "au duong")


def born_and_sex(number: str) -> tuple[int, str]:
    """Year of birth and sex a 12-digit number tells (digits 4 to 6)."""
    century, sex = divmod(int(number[3]), 2)
    return 1900 + 100 * century + int(number[4:6]), "Nữ" if sex else "Nam"


@word("id12")
def id12(asked: Question, arg: str) -> Answer:
    """12 digits; an unknown place of birth registration or a coming century is only doubted."""
    number = as_text(asked.value)
    if not ID12.fullmatch(number):
        return say(
            "{me} phải gồm đúng 12 chữ số, bạn đang ghi {it} ký tự. Số này in trên thẻ căn cước, không phải số chứng minh nhân dân 9 số.",
            me=asked.me,
            it=len(number),
        )
    if number[:3] not in BIRTH_PLACES or int(number[3]) > 5 or born_and_sex(number)[0] > asked.on.year:
        return Finding(
            say(
                "{me} có phần đầu {it} không giống cách cấp số thông thường. Hãy đối chiếu lại với thẻ căn cước.",
                me=asked.me,
                it=number[:4],
            ),
            level=Level.WARN,
        )
    return None


@word("id12_agrees", rf"(birth={FIELD})(,sex={FIELD})?|sex={FIELD}", names_fields=True)
@basis("59/2021/TT-BCA", note="structure of the personal number, as recalled")
def id12_agrees(asked: Question, arg: str) -> Answer:
    """KS06: digits 4 to 6 agree with the year of birth and the sex declared beside."""
    number = as_text(asked.value)
    if not ID12.fullmatch(number) or int(number[3]) > 5:
        return None
    year, sex = born_and_sex(number)
    named = dict(part.split("=") for part in arg.split(","))
    born = as_partial(asked.get(named.get("birth", ""))) if "birth" in named else None
    if born and born[0] != year:
        return say(
            "Số định danh cho biết sinh năm {year}, nhưng ngày sinh bạn khai là năm {it}. Hãy kiểm tra lại cả số và ngày sinh trên thẻ căn cước.",
            year=year,
            it=born[0],
        )
    said = as_text(asked.get(named.get("sex", ""))) if "sex" in named else ""
    if said in ("Nam", "Nữ") and said != sex:
        return say(
            "Số định danh cho biết giới tính {sex}, nhưng bạn khai {said}. Hãy kiểm tra lại trên thẻ căn cước.",
            sex=say(sex),
            said=say(said),
        )
    return None


@word("id12_sex", r"Nam|Nữ")
@basis("52/2014/QH13", article=8, clause=2)
def id12_sex(asked: Question, arg: str) -> Answer:
    """KH03: the number itself tells a man from a woman; two of one sex are not registered."""
    number = as_text(asked.value)
    if not ID12.fullmatch(number) or int(number[3]) > 5 or born_and_sex(number)[1] == arg:
        return None
    return say(
        "{me} là số của một người {sex}, ô này dành cho {wanted}. Hãy kiểm tra có ghi nhầm người không: kết hôn là giữa một nam và một nữ.",
        me=asked.me,
        sex=say("nữ") if arg == "Nam" else say("nam"),
        wanted=say("bên nam") if arg == "Nam" else say("bên nữ"),
    )


@word("equals_id12_when_card")
def equals_id12_when_card(asked: Question, arg: str) -> Answer:
    """A card's number is the personal number."""
    code = asked.item.code
    kind = text.fold(as_text(asked.get(code.removesuffix("_no") + "_type")))
    number = as_text(asked.get(code.removesuffix("_doc_no") + "_number"))
    if not any(card in kind for card in CARDS):
        return None
    mine = re.sub(r"\s", "", as_text(asked.value))
    if number and mine != number:
        return say(
            "Số thẻ căn cước chính là số định danh cá nhân. {me} đang ghi {mine}, khác số định danh {number}. Hãy sửa một trong hai.",
            me=asked.me,
            mine=mine,
            number=number,
        )
    if not ID12.fullmatch(mine):
        return say(
            "Số trên thẻ căn cước gồm đúng 12 chữ số. Nếu bạn dùng giấy tờ khác, hãy đổi loại giấy tờ."
        )
    return None


def _surname(name: str) -> str:
    folded = text.fold_marks_kept(name)
    bare = text.fold(name)
    for compound in sorted(COMPOUND_SURNAMES, key=len, reverse=True):
        if bare.startswith(compound + " "):
            return " ".join(folded.split()[: len(compound.split())])
    return folded.split()[0] if folded.split() else ""


@word("surname_of_father_or_mother")
@basis("91/2015/QH13", article=26, clause=2)
def surname_of_father_or_mother(asked: Question, arg: str) -> Answer:
    """KS02: the child bears the surname of father or mother; an officer may take it with a ground."""
    parents = [as_text(asked.answers.get(code)) for code in ("father_name", "mother_name")]
    known = {_surname(name): name for name in parents if name.strip()}
    child = text.fold_marks_kept(as_text(asked.value))
    if not known or any(child == name or child.startswith(name + " ") for name in known if name):
        return None
    level = Level.WARN if asked.audience is Audience.OFFICER else None
    names = " hoặc ".join(sorted({name.split()[0] for name in known.values()}))
    return Finding(
        say(
            "Họ của trẻ phải theo họ cha hoặc họ mẹ: {names}. Nếu đặt theo tập quán, hãy đến bộ phận một cửa để được hướng dẫn.",
            names=names,
        ),
        level=level,
    )


@word("ethnicity_of_father_or_mother", level=Level.WARN)
@basis("91/2015/QH13", article=29, clause=2)
def ethnicity_of_father_or_mother(asked: Question, arg: str) -> Answer:
    """KS10, BLDS 2015 art. 29: the ethnicity of father or mother."""
    known = {as_text(asked.answers.get(code)) for code in ("father_ethnicity", "mother_ethnicity")} - {""}
    if known and asked.value not in known:
        return say(
            "{me} thường theo dân tộc của cha hoặc mẹ ({it}). Hãy kiểm tra lại; nếu theo tập quán, cán bộ hộ tịch sẽ hỏi thêm.",
            me=asked.me,
            it=", ".join(sorted(known)),
        )
    return None


@word("ethnicity_of_parent")
@basis("91/2015/QH13", article=29, clause=3)
def ethnicity_of_parent(asked: Question, arg: str) -> Answer:
    """TC05: the ethnicity found again is that of one of the two parents."""
    if asked.value not in ("Cha", "Mẹ"):
        return say("Dân tộc xác định lại phải theo cha đẻ hoặc mẹ đẻ. Hãy chọn một trong hai.")
    return None


@word("home_place_of_father_or_mother", level=Level.WARN)
def home_place_of_father_or_mother(asked: Question, arg: str) -> Answer:
    """The home place follows father or mother, where theirs is known."""
    known = {
        as_text(as_mapping(asked.answers.get(code)).get("commune"))
        for code in ("father_home_place", "mother_home_place")
    } - {""}
    mine = as_text(as_mapping(asked.value).get("commune"))
    if known and mine and mine not in known:
        return say(
            "{me} thường theo quê quán của cha hoặc mẹ. Hãy kiểm tra lại giấy khai sinh của cha, mẹ.",
            me=asked.me,
        )
    return None


@word("home_of_parent", FIELD, names_fields=True, level=Level.WARN)
@basis(
    "68/2020/QH14", article=12, clause=1, note="a minor resides where the parent resides with whom they live"
)
def home_of_parent(asked: Question, arg: str) -> Answer:
    """LK02: who is registered with the father, or the mother, is registered in the commune that parent lives in."""
    parent = {"Cha": "father", "Mẹ": "mother"}.get(as_text(asked.get(arg)))
    theirs = as_mapping(asked.answers.get(f"{parent}_residence")) if parent else {}
    mine = as_mapping(asked.value)
    if mine.get("commune") and theirs.get("commune") and mine["commune"] != theirs["commune"]:
        return say(
            "{me} khác nơi cư trú bạn khai của người con theo ({it}). Hãy kiểm tra lại; nếu con ở nơi thường trú khác của người ấy, công an sẽ đối chiếu.",
            me=asked.me,
            it=as_text(theirs.get("commune_name")),
        )
    return None


@word("parent_told")
def parent_told(asked: Question, arg: str) -> Answer:
    """LK03: who goes with the father, or the mother, has told who that is."""
    parent = {"Cha": "father", "Mẹ": "mother"}.get(as_text(asked.value))
    if parent is None or as_text(asked.answers.get(f"{parent}_name")).strip():
        return None
    return say(
        "{me} ghi “{it}” nhưng phần về {it} chưa khai. Hãy chọn lại, hoặc khai phần ấy.",
        me=asked.me,
        it=say("Cha") if parent == "father" else say("Mẹ"),
    )


@word("father_unmarried", FIELD, names_fields=True, level=Level.WARN)
def father_unmarried(asked: Question, arg: str) -> Answer:
    """KS07: unmarried parents: the father is recognised in the same visit (1.000689)."""
    if asked.value is False and as_text(asked.get(arg)).strip():
        return say(
            "Cha mẹ chưa đăng ký kết hôn: cần làm thủ tục nhận cha, mẹ, con (1.000689) cùng lúc. Chúng tôi sẽ hướng dẫn khi tiếp nhận."
        )
    return None


@word("owner_is_member")
def owner_is_member(asked: Question, arg: str) -> Answer:
    """The owner of the household business is one of the household's members."""
    rows = as_rows(asked.value)
    owner, name = (
        as_text(asked.answers.get("owner_id_number")),
        text.fold(as_text(asked.answers.get("owner_name"))),
    )
    if not rows or not (owner or name):
        return None
    for row in rows:
        if (owner and row.get("id_number") == owner) or (
            name and text.fold(as_text(row.get("name"))) == name
        ):
            return None
    return say(
        "Danh sách thành viên chưa có chủ hộ kinh doanh. Chủ hộ cũng là một thành viên, hãy thêm một dòng cho chủ hộ."
    )


@word("other_person", FIELD, names_fields=True)
def other_person(asked: Question, arg: str) -> Answer:
    """KH03: two people, not the same one twice."""
    if asked.value and asked.value == asked.get(arg):
        return say(
            "{me} trùng với {other}. Hai người phải có hai số khác nhau, hãy kiểm tra lại.",
            me=asked.me,
            other=asked.label(arg),
        )
    return None


@word("same_person", FIELD, names_fields=True, level=Level.WARN)
def same_person(asked: Question, arg: str) -> Answer:
    """XD04: one person files for another: the mandate is asked for."""
    if asked.value and asked.get(arg) and asked.value != asked.get(arg):
        return say(
            "{me} khác {other}: người nộp thay phải có văn bản ủy quyền, cán bộ sẽ đối chiếu; kết quả đứng tên người được nộp thay.",
            me=asked.me,
            other=asked.label(arg),
        )
    return None


@word("own_when", rf"{FIELD}(,{FIELD})?", names_fields=True)
@basis(
    "28/2009/QH12",
    article=46,
    note="of a criminal record; of any declaration: who says “Bản thân” declares themselves",
)
def own_when(asked: Question, arg: str) -> Answer:
    """LP01: where one field says “Bản thân”, this number is that of the other field, else of who files."""
    role, _, number = arg.partition(",")
    item, mine = asked.form.field(role), as_text(asked.value)
    said = as_text(asked.get(role))
    labels = {one.value: one.label for one in asked.form.choices(item)} if item else {}
    own = as_text(asked.get(number)) if number else asked.facts.filer
    if labels.get(said, said) != "Bản thân" or not ID12.fullmatch(own) or mine == own:
        return None
    if ID12.fullmatch(mine):
        return say(
            "{role} ghi “Bản thân” nhưng {me} là số của người khác. Hãy ghi số của chính người yêu cầu, hoặc chọn lại {role}.",
            role=asked.label(role),
            me=asked.me,
        )
    return None


@word("filer_is_party", rf"{FIELD}", names_fields=True)
@basis("60/2014/QH13", article=18, clause=2)
@basis(
    "04/2020/TT-BTP",
    article=2,
    clause=1,
    note="nobody is empowered to ask for the registration of a marriage",
)
def filer_is_party(asked: Question, arg: str) -> Answer:
    """KH08: a marriage is asked for by one of the two themselves, this number's person or the other's."""
    filer, parties = asked.facts.filer, {as_text(asked.value), as_text(asked.get(arg))}
    if not ID12.fullmatch(filer) or filer in parties or not all(ID12.fullmatch(one) for one in parties):
        return None
    return say(
        "Người nộp (số {filer}) không phải bên nam, cũng không phải bên nữ. Không được ủy quyền đăng ký kết hôn: một trong hai bên phải tự nộp bằng tài khoản của mình, hoặc hai người đến quầy.",
        filer=filer,
    )


@word("in_db", r"tk|dc|ht|yt|dk|th|dd|xd|lltp|kho")
def in_db(asked: Question, arg: str) -> Answer:
    """Must be found in a source; silent while the source has not answered, then the desk asks it."""
    if asked.facts.in_source.get(arg, {}).get(asked.item.code) is False:
        return say(
            "{me}: không tìm thấy trong “{it}”. Hãy kiểm tra lại; nếu vẫn đúng, đến bộ phận một cửa để đối chiếu.",
            me=asked.me,
            it=SOURCES[arg],
        )
    return None


@word("digital_signature_when_online", on_empty=True)
def digital_signature_when_online(asked: Question, arg: str) -> Answer:
    """Filed online: signed or authenticated electronically; at the counter a pen does it."""
    if asked.facts.channel == "online" and asked.value is not True:
        return say(
            "Nộp trực tuyến cần ký số hoặc xác thực điện tử. Hãy đánh dấu để ký bằng tài khoản của bạn, hoặc nộp tại quầy."
        )
    return None


@word("same_as_certificate_or_case")
def same_as_certificate_or_case(asked: Question, arg: str) -> Answer:
    """DD03: the holders are those of the certificate, or those the case adds; asked of the land data."""
    if asked.facts.in_source.get("dd", {}).get(asked.item.code) is False:
        return say(
            "Người sử dụng đất không khớp Giấy chứng nhận trong cơ sở dữ liệu đất đai. Hãy ghi đúng như trên Giấy chứng nhận."
        )
    return None


@word("adult_when", rf"{FIELD}", names_fields=True, level=Level.WARN)
def adult_when(asked: Question, arg: str) -> Answer:
    """A minor's matter is filed by a parent or guardian."""
    born = as_date(asked.get(arg))
    if born and date(born.year + 18, born.month, min(born.day, 28)) > asked.on:
        return say("{me}: người chưa đủ 18 tuổi cần cha, mẹ hoặc người giám hộ đứng tên.", me=asked.me)
    return None
