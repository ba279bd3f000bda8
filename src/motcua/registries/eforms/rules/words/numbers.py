"""Checks of numbers against figures, fields and tables."""

from __future__ import annotations

from decimal import Decimal

from motcua.kernel.words import say
from motcua.registries.eforms.rules.computing import FORMULAS, sum_of
from motcua.registries.eforms.rules.conditions import empty
from motcua.registries.eforms.rules.values import as_number, as_rows, as_text, number_words
from motcua.registries.eforms.rules.words.base import COLUMN, FIELD, Answer, Finding, Question, word
from motcua.registries.eforms.types import Level

_SIGNS = (">", ">=")


def _against(asked: Question, sign: str, figure: str) -> Answer:
    number, bound = as_number(asked.value), Decimal(figure)
    holds = number is None or (number > bound if sign == ">" else number >= bound)
    if holds:
        return None
    facts = {"me": asked.me, "least": number_words(bound), "given": number_words(number)}
    if sign == ">":
        return say("{me} phải lớn hơn {least}. Bạn đang ghi {given}.", **facts)
    return say("{me} phải từ {least} trở lên. Bạn đang ghi {given}.", **facts)


def _add(kind: str) -> None:
    for sign in _SIGNS:

        @word(f"{kind}{sign}", r"-?\d{1,12}(\.\d{1,6})?")
        def judge(asked: Question, arg: str, sign: str = sign) -> Answer:
            """A number above or from a figure."""
            return _against(asked, sign, arg)


_add("int")
_add("dec")


@word("area>", r"\d{1,9}")
def area(asked: Question, arg: str) -> Answer:
    """Every row's area is above a figure."""
    return [
        Finding(say("Diện tích phải lớn hơn {arg} m². Hãy ghi theo Giấy chứng nhận.", arg=arg), at, "area")
        for at, row in enumerate(as_rows(asked.value))
        if (number := as_number(row.get("area"))) is not None and number <= int(arg)
    ]


@word("int_range", r"-?\d{1,9}\.\.-?\d{1,9}")
def int_range(asked: Question, arg: str) -> Answer:
    """A whole number between two figures."""
    low, _, high = arg.partition("..")
    if type(asked.value) is int and not int(low) <= asked.value <= int(high):
        return say(
            "{me} phải từ {low} đến {high}. Bạn đang ghi {it}.",
            me=asked.me,
            low=low,
            high=high,
            it=number_words(Decimal(asked.value)),
        )
    return None


@word("ge", FIELD, names_fields=True)
def ge(asked: Question, arg: str) -> Answer:
    """Not below another field."""
    mine, other = as_number(asked.value), as_number(asked.get(arg))
    if mine is not None and other is not None and mine < other:
        return say(
            "{me} ({it}) không được nhỏ hơn {other} ({it2}). Hãy kiểm tra cả hai số.",
            me=asked.me,
            it=number_words(mine),
            other=asked.label(arg),
            it2=number_words(other),
        )
    return None


@word("le", FIELD, names_fields=True)
def le(asked: Question, arg: str) -> Answer:
    """Not above another field (XD03)."""
    mine, other = as_number(asked.value), as_number(asked.get(arg))
    if mine is not None and other is not None and mine > other:
        return say(
            "{me} ({it}) không được lớn hơn {other} ({it2}). Hãy kiểm tra cả hai số.",
            me=asked.me,
            it=number_words(mine),
            other=asked.label(arg),
            it2=number_words(other),
        )
    return None


@word("equals_sum_of", COLUMN, names_fields=True)
def equals_sum_of(asked: Question, arg: str) -> Answer:
    """XD02: a total is the sum of its rows."""
    mine, total = as_number(asked.value), sum_of(asked.answers, arg)
    if mine is not None and total is not None and mine != total:
        return say(
            "{me} ghi {it} nhưng các dòng cộng lại là {it2}. Hãy sửa tổng hoặc sửa từng dòng.",
            me=asked.me,
            it=number_words(mine),
            it2=number_words(total),
        )
    return None


@word("equals_count_of", FIELD, names_fields=True)
def equals_count_of(asked: Question, arg: str) -> Answer:
    """A count is the number of rows."""
    rows = [row for row in as_rows(asked.answers.get(arg)) if not empty(dict(row))]
    if type(asked.value) is int and rows and asked.value != len(rows):
        return say(
            "{me} ghi {it} nhưng bạn kê {it2} dòng ở {other}. Hãy sửa một trong hai.",
            me=asked.me,
            it=asked.value,
            it2=len(rows),
            other=asked.label(arg),
        )
    return None


@word("ge_sum_of", rf"{FIELD}\.(height_above_ground|{FIELD})", names_fields=True)
def ge_sum_of(asked: Question, arg: str) -> Answer:
    """A height is not below the floors above ground; any other column is summed whole."""
    table, _, column = arg.partition(".")
    rows = as_rows(asked.answers.get(table))
    if column == "height_above_ground":
        rows = [row for row in rows if "hầm" not in as_text(row.get("kind")).lower()]
        column = "height"
    numbers = [number for row in rows if (number := as_number(row.get(column))) is not None]
    mine, total = as_number(asked.value), sum(numbers, Decimal(0))
    if mine is not None and numbers and mine < total:
        return say(
            "{me} ghi {it} nhưng các tầng nổi cộng lại cao {it2}. Chiều cao tính bằng mét, hãy kiểm tra lại.",
            me=asked.me,
            it=number_words(mine),
            it2=number_words(total),
        )
    return None


@word("fee_formula")
def fee_formula(asked: Question, arg: str) -> Answer:
    """CT03: the fee is the formula's; nobody types another."""
    formula = asked.item.formula
    if formula is None:
        return None
    worth = FORMULAS[formula.word].work(asked.form, asked.answers, formula.args, asked.on)
    if worth is not None and asked.value != worth:
        return say(
            "{me} phải là {it} đồng: phí tính theo trang của bản chính. Bấm cập nhật để tính lại.",
            me=asked.me,
            it=number_words(Decimal(worth)),
        )
    return None


@word("from_01_each_year")
def from_01_each_year(asked: Question, arg: str) -> Answer:
    """CT02: the series begins with 1 on the first of January."""
    if type(asked.value) is int and asked.value < 1:
        return say("{me} bắt đầu từ 01 mỗi năm.", me=asked.me)
    return None


@word("no_gap")
def no_gap(asked: Question, arg: str) -> Answer:
    """CT02: no gap, no reuse, where the last number is known."""
    last = asked.facts.last_number
    if last is not None and type(asked.value) is int and asked.value != last + 1:
        return say(
            "Số chứng thực không liên tục: số cuối trong sổ là {last}, số tiếp theo phải là {it}.",
            last=last,
            it=last + 1,
        )
    return None


@word("one_when_never_married")
def one_when_never_married(asked: Question, arg: str) -> Answer:
    """KH05: the first marriage goes with never married, and only with it."""
    status = asked.answers.get(asked.item.code.removesuffix("_marriage_count") + "_marital_status")
    if status is None or type(asked.value) is not int:
        return None
    if (asked.value == 1) == (status == "2"):
        return None
    return say(
        "{me} là {it}, không khớp tình trạng hôn nhân. Chưa từng kết hôn thì ghi 1; đã ly hôn hoặc vợ, chồng đã chết thì ghi từ 2.",
        me=asked.me,
        it=asked.value,
    )


@word("grade_by_floors_and_area", level=Level.WARN)
def grade_by_floors_and_area(asked: Question, arg: str) -> Answer:
    """The grade that floors and area point to, by dated figures handed in (TT 06/2021 as recalled)."""
    floors, size = as_number(asked.answers.get("floor_count")), as_number(asked.answers.get("floor_area"))
    if floors is None or size is None:
        return None
    for grade in asked.facts.figures.get("house_grades", ()):
        if floors <= grade["floors"] and size <= grade["area"]:
            if asked.value != grade["grade"]:
                return say(
                    "Với {it} tầng và {it2} m² sàn, nhà thường là {it3}. Hãy hỏi đơn vị thiết kế nếu bạn chưa chắc.",
                    it=number_words(floors),
                    it2=number_words(size),
                    it3=grade["grade"],
                )
            return None
    return None


@word("le_share", rf"{FIELD}", names_fields=True, level=Level.WARN)
def le_share(asked: Question, arg: str) -> Answer:
    """XD03: the whole lot built over is rarely within the density of a plan."""
    mine, whole = as_number(asked.value), as_number(asked.get(arg))
    if mine is not None and whole and mine == whole and whole > 100:
        return say(
            "{me} bằng toàn bộ {other}. Hãy kiểm tra mật độ xây dựng trong quy hoạch của khu vực.",
            me=asked.me,
            other=asked.label(arg),
        )
    return None
