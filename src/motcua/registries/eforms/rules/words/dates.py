"""Checks of days and times of life."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import date, timedelta

from motcua.kernel.legal import basis
from motcua.kernel.words import say
from motcua.registries.eforms.rules.computing import date_in_words as spell
from motcua.registries.eforms.rules.conditions import empty
from motcua.registries.eforms.rules.values import (
    as_date,
    as_moment,
    as_partial,
    as_rows,
    compare_dates,
    date_words,
    full_years,
    parts_of,
)
from motcua.registries.eforms.rules.words.base import FIELD, Answer, Finding, Question, word
from motcua.registries.eforms.types import Level


def _me(asked: Question) -> tuple[int, ...] | None:
    moment = as_moment(asked.value)
    return parts_of(moment.date()) if moment else as_partial(asked.value)


def _order(asked: Question, other: tuple[int, ...] | None) -> int | None:
    mine = _me(asked)
    return None if mine is None or other is None else compare_dates(mine, other)


@word("not_future")
def not_future(asked: Question, arg: str) -> Answer:
    """Not after the day of filing, at the precision given."""
    if _order(asked, parts_of(asked.on)) == 1:
        return say(
            "{me} là {day}, sau hôm nay {day2}. Hãy kiểm tra lại ngày, tháng, năm.",
            me=asked.me,
            day=date_words(asked.value),
            day2=f"{asked.on:%d/%m/%Y}",
        )
    return None


@word("not_past")
@word("not_before_today")
def not_past(asked: Question, arg: str) -> Answer:
    """Not before the day of filing."""
    if _order(asked, parts_of(asked.on)) == -1:
        return say(
            "{me} là {day}, đã qua. Hãy chọn hôm nay {day2} hoặc một ngày sau.",
            me=asked.me,
            day=date_words(asked.value),
            day2=f"{asked.on:%d/%m/%Y}",
        )
    return None


@word("equals_today")
def equals_today(asked: Question, arg: str) -> Answer:
    """The day of the declaration is the day of filing."""
    if _order(asked, parts_of(asked.on)) in (-1, 1):
        return say(
            "{me} phải là hôm nay {day}. Mở lại bước này để chúng tôi ghi đúng ngày.",
            me=asked.me,
            day=f"{asked.on:%d/%m/%Y}",
        )
    return None


@word("equals_signing_day")
def equals_signing_day(asked: Question, arg: str) -> Answer:
    """CT07: the day of certification is the day of signing."""
    day = asked.facts.signing_on or asked.on
    if _order(asked, parts_of(day)) in (-1, 1):
        return say("{me} phải là ngày ký {day}.", me=asked.me, day=f"{day:%d/%m/%Y}")
    return None


@word("after", FIELD, names_fields=True)
def after(asked: Question, arg: str) -> Answer:
    """Strictly after another day."""
    if _order(asked, as_partial(asked.get(arg))) in (-1, 0):
        return say(
            "{me} phải sau {other} ({day}). Hãy kiểm tra cả hai ngày.",
            me=asked.me,
            other=asked.label(arg),
            day=date_words(asked.get(arg)),
        )
    return None


@word("before", FIELD, names_fields=True)
def before(asked: Question, arg: str) -> Answer:
    """Not later than another day; equal at the coarser precision is possible (KT01)."""
    if _order(asked, as_partial(asked.get(arg))) == 1:
        return say(
            "{me} phải trước {other} ({day}). Hãy kiểm tra cả hai ngày.",
            me=asked.me,
            other=asked.label(arg),
            day=date_words(asked.get(arg)),
        )
    return None


@word("not_before", FIELD, names_fields=True)
def not_before(asked: Question, arg: str) -> Answer:
    """On that day or later."""
    if _order(asked, as_partial(asked.get(arg))) == -1:
        return say(
            "{me} không được trước {other} ({day}). Hãy kiểm tra cả hai ngày.",
            me=asked.me,
            other=asked.label(arg),
            day=date_words(asked.get(arg)),
        )
    return None


@word("not_after", FIELD, names_fields=True)
def not_after(asked: Question, arg: str) -> Answer:
    """On that day or earlier."""
    if _order(asked, as_partial(asked.get(arg))) == 1:
        return say(
            "{me} không được sau {other} ({day}). Hãy kiểm tra cả hai ngày.",
            me=asked.me,
            other=asked.label(arg),
            day=date_words(asked.get(arg)),
        )
    return None


@word("after_of", FIELD, names_fields=True, level=Level.WARN)
def after_of(asked: Question, arg: str) -> Answer:
    """KS08: a marriage later than the birth of the child needs both to own the child."""
    if _order(asked, as_partial(asked.get(arg))) == 1:
        return say(
            "Con sinh trước ngày đăng ký kết hôn: cha, mẹ cần có văn bản thừa nhận con chung. Mẫu có tại bộ phận một cửa."
        )
    return None


def _weekdays(first: date, last: date) -> int:
    days = (first + timedelta(days=at) for at in range(1, min((last - first).days, 800) + 1))
    return sum(1 for day in days if day.weekday() < 5)


@word("within", r"\d{1,3}(wd|d)(_unless_agreed)?")
def within(asked: Question, arg: str) -> Answer:
    """At most so many working or calendar days ahead; a written agreement may lift it (late_agreement)."""
    found = re.match(r"(\d+)(wd|d)", arg)
    mine = _me(asked)
    if found is None or mine is None or len(mine) < 3:
        return None
    if arg.endswith("_unless_agreed") and asked.answers.get("late_agreement") is True:
        return None
    day, most = date(*mine[:3]), int(found[1])
    count = asked.facts.working_days_between or _weekdays
    used = count(asked.on, day) if found[2] == "wd" else (day - asked.on).days
    if used > most:
        unit = say("ngày làm việc") if found[2] == "wd" else say("ngày")
        return say(
            "{me} cách hôm nay {used} {unit}, quá {most} {unit}. Chọn ngày sớm hơn, hoặc lập văn bản thỏa thuận với người yêu cầu.",
            me=asked.me,
            used=used,
            unit=unit,
            most=most,
        )
    return None


@word("registered_within", r"\d{1,4}d", level=Level.NOTE)
@basis("60/2014/QH13", article=15, clause=1, note="60 days for a birth; 15 for a death, article 33")
def registered_within(asked: Question, arg: str) -> Answer:
    """KS03, KT04: sets on-time or late; it never blocks."""
    parts = as_partial(asked.value)
    if parts is None or len(parts) < 3:
        return None
    days = (asked.on - date(*parts)).days
    if days > int(arg[:-1]):
        return say(
            "Đã {days} ngày kể từ {day}, quá {it} ngày: hồ sơ ghi là đăng ký quá hạn và có thể phải nộp lệ phí.",
            days=days,
            day=date_words(asked.value),
            it=arg[:-1],
        )
    return None


@word("age_at_registration", r"\d{1,3}")
def age_at_registration(asked: Question, arg: str) -> Answer:
    """KH01: full years on the day of registration."""
    born = as_date(asked.value)
    if born and full_years(born, asked.on) < int(arg):
        return say(
            "{me} {born}: đến hôm nay mới {years} tuổi, chưa đủ {arg} tuổi. Nam từ đủ 20 tuổi, nữ từ đủ 18 tuổi mới được đăng ký kết hôn.",
            me=asked.me,
            born=f"{born:%d/%m/%Y}",
            years=full_years(born, asked.on),
            arg=arg,
        )
    return None


@word("age>=", r"\d{1,3}@today")
def age_at_least(asked: Question, arg: str) -> Answer:
    """Old enough today."""
    born, least = as_date(asked.value), int(arg.split("@")[0])
    if born and full_years(born, asked.on) < least:
        return say(
            "{me} {born}: chưa đủ {least} tuổi vào hôm nay nên chưa làm được thủ tục này. Hãy kiểm tra lại ngày sinh.",
            me=asked.me,
            born=f"{born:%d/%m/%Y}",
            least=least,
        )
    return None


@word("age<", r"\d{1,3}@today")
def age_below(asked: Question, arg: str) -> Answer:
    """LK01: still young enough today."""
    born, first = as_date(asked.value), int(arg.split("@")[0])
    if born and full_years(born, asked.on) >= first:
        return say(
            "{me} {born}: đến hôm nay đã đủ {first} tuổi, thủ tục này chỉ dành cho người chưa đủ {first} tuổi. Hãy kiểm tra lại ngày sinh, hoặc làm từng thủ tục riêng.",
            me=asked.me,
            born=f"{born:%d/%m/%Y}",
            first=first,
        )
    return None


def _subject_age(asked: Question, fits: bool) -> Answer:
    if fits and asked.value is not True:
        return say("Cần có: {me}. Hãy đánh dấu khi đã có ý kiến đồng ý bằng văn bản.", me=asked.me)
    return None


@word("subject_age_below", r"\d{1,3}(_else_hidden)?", on_empty=True)
def subject_age_below(asked: Question, arg: str) -> Answer:
    """TC04: asked only while the subject is younger."""
    born = as_date(asked.answers.get("subject_birth_date"))
    return _subject_age(asked, born is not None and full_years(born, asked.on) < int(arg.split("_")[0]))


@word("subject_age_between", r"\d{1,3}\.\.\d{1,3}(_else_hidden)?", on_empty=True)
def subject_age_between(asked: Question, arg: str) -> Answer:
    """TC04: asked only at these ages."""
    born = as_date(asked.answers.get("subject_birth_date"))
    low, high = (int(one) for one in arg.split("_")[0].split(".."))
    return _subject_age(asked, born is not None and low <= full_years(born, asked.on) <= high)


@word("younger_child_by", r"\d{1,2}y", level=Level.WARN)
def younger_child_by(asked: Question, arg: str) -> Answer:
    """A parent is some years older than the child."""
    mine, child = as_partial(asked.value), as_partial(asked.answers.get("child_birth_date"))
    if mine and child and child[0] - mine[0] < int(arg[:-1]):
        return say(
            "{me} {day} cách năm sinh của con {it} năm. Hãy kiểm tra lại; nếu đúng, ghi rõ với cán bộ hộ tịch.",
            me=asked.me,
            day=date_words(asked.value),
            it=max(child[0] - mine[0], 0),
        )
    return None


@word("date_in_words")
def date_in_words(asked: Question, arg: str) -> Answer:
    """The spelled-out day is the formula's, letter for letter."""
    formula = asked.item.formula
    day = as_date(asked.answers.get(formula.args[0])) if formula and formula.args else None
    if day and asked.value != spell(day):
        return say("{me} phải là “{it}”.", me=asked.me, it=spell(day))
    return None


@word("blank_means_issue_date", level=Level.NOTE, on_empty=True)
def blank_means_issue_date(asked: Question, arg: str) -> Answer:
    """HKD 5.2: a blank start is the day of the certificate."""
    if empty(asked.value):
        return say("{me} để trống: lấy theo ngày cấp Giấy chứng nhận đăng ký hộ kinh doanh.", me=asked.me)
    return None


def _spans(asked: Question) -> Iterator[tuple[int, tuple[int, ...], tuple[int, ...]]]:
    for at, row in enumerate(as_rows(asked.value)):
        keys = {one.code for one in asked.item.columns}
        start = as_partial(row.get("from_date" if "from_date" in keys else "from"))
        end = as_partial(row.get("to_date" if "to_date" in keys else "to")) or parts_of(asked.on)
        if start:
            yield at, start, end


def _month(parts: tuple[int, ...], *, last: bool) -> int:
    month = parts[1] if len(parts) > 1 else (12 if last else 1)
    return parts[0] * 12 + month - 1


@word("covers", r"age(\d{1,2})_to_today")
def covers(asked: Question, arg: str) -> Answer:
    """LP03: the residence history covers every month since the birthday; year-only ends count whole."""
    born = as_date(asked.answers.get("subject_birth_date"))
    found = re.match(r"age(\d+)", arg)
    spans = sorted(
        (_month(start, last=False), _month(end, last=True), at) for at, start, end in _spans(asked)
    )
    if born is None or found is None or not spans:
        return None
    for at, start, end in _spans(asked):
        if compare_dates(start, end) == 1:
            return Finding(say("Thời gian đến phải sau thời gian từ. Hãy kiểm tra dòng này."), at)
    years = int(found[1])
    reached = (born.year + years) * 12 + born.month - 1
    now = asked.on.year * 12 + asked.on.month - 1
    for first, last, at in spans:
        if first > reached + 1:
            missing = f"{(reached % 12) + 1:02d}/{reached // 12} – {(first % 12) + 1:02d}/{first // 12}"
            return Finding(
                say(
                    "Quá trình cư trú chưa liên tục từ đủ {years} tuổi: thiếu từ {missing}. Hãy thêm một dòng cho khoảng này.",
                    years=years,
                    missing=missing,
                ),
                at,
            )
        reached = max(reached, last)
    if reached < now - 1:
        return say(
            "Quá trình cư trú mới đến {it}/{it2}. Hãy ghi tiếp đến nay; dòng cuối để trống “đến” nghĩa là đến nay.",
            it=f"{(reached % 12) + 1:02d}",
            it2=reached // 12,
        )
    return None


@word("no_overlap", level=Level.WARN)
def no_overlap(asked: Question, arg: str) -> Answer:
    """Two stays at one time: possible, so only a warning."""
    spans = sorted(
        (_month(start, last=False), _month(end, last=True), at) for at, start, end in _spans(asked)
    )
    return [
        Finding(
            say(
                "Khoảng thời gian này trùng với dòng khác. Hãy kiểm tra lại; thường trú và tạm trú cùng lúc thì được."
            ),
            at,
        )
        for (_, last, _), (first, _, at) in itertools.pairwise(spans)
        if first < last
    ]
