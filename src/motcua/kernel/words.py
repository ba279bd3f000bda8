"""Sentences for a person: Vietnamese in the source and in every record, in the reader's language on a page.

`say("Còn {n} giờ", n=3)` is an ordinary string, "Còn 3 giờ": it is stored, signed, mailed and compared as such. Only a
page that shows it (`__html__`, called by templates and `format_html`) asks the catalogue of the reader's language for
the sentence and puts the facts in again. So a rule says what it finds without knowing who reads it, and nothing that is
kept can come out in another language than the State's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from html import escape
from string import Formatter
from typing import Any

SOURCE = "vi"
LOWER, OPEN, CLOSE = "lower", "open", "close"


class _Tongue:
    """How the reader of the page being answered is spoken to; Django's catalogues once `ui` is loaded."""

    find: Callable[[str], str] = staticmethod(str)
    language: Callable[[], str | None] = staticmethod(lambda: SOURCE)


def speak_by(find: Callable[[str], str], language: Callable[[], str | None]) -> None:
    """Called once at start by what knows the reader's language."""
    _Tongue.find, _Tongue.language = staticmethod(find), staticmethod(language)


def language() -> str:
    """The reader's language, "vi" or "en"."""
    return (_Tongue.language() or SOURCE)[:2]


class Figure(int):
    """A number inside a sentence, grouped as the reader groups it."""

    def __format__(self, spec: str) -> str:
        return f"{int(self):,}".replace(",", ".")


class _Sentence(Formatter):
    """`{n:hour|hours}` chooses by the number; a fact that is itself a sentence is spoken in the same language."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        if "|" in format_spec:
            one, many = format_spec.split("|")
            return one if str(value) == "1" else many
        if isinstance(value, Figure):
            return number(int(value))
        return format(spoken(value), format_spec) if isinstance(value, Said) else format(value, format_spec)


_sentence = _Sentence()


class Said(str):
    """A sentence with its facts. As a string it is Vietnamese; on a page it is the reader's."""

    source: str
    facts: dict[str, Any]
    case: str
    others: dict[str, str]
    """The sentence in other languages, where it is not the catalogue's; under "" the catalogue's sentence it stands for."""

    def __new__(
        cls,
        source: str,
        facts: dict[str, Any] | None = None,
        case: str = "",
        others: dict[str, str] | None = None,
    ) -> Said:
        text = source.format(**facts) if facts else source
        if case:
            text = (
                text.lower() if case == LOWER else _with_first(str.upper if case == OPEN else str.lower, text)
            )
        made = super().__new__(cls, text)
        made.source, made.facts, made.case, made.others = source, facts or {}, case, others or {}
        return made

    def __getnewargs__(self) -> tuple[str, dict[str, Any], str, dict[str, str]]:  # type: ignore[override]
        return self.source, self.facts, self.case, self.others

    def __deepcopy__(self, memo: dict[int, Any]) -> Said:
        return self

    def __str__(self) -> str:
        return self

    def __html__(self) -> str:
        return escape(spoken(self))

    def lower(self) -> Said:
        return Said(self.source, self.facts, LOWER, self.others)

    def __add__(self, other: str) -> Said:
        return join("", (self, other))

    def __radd__(self, other: str) -> Said:
        return join("", (other, self))


def say(source: str, /, **facts: Any) -> Said:
    """A sentence of the catalogue. Facts stand in braces; a fact may be a sentence itself."""
    return Said(source, facts)


def worded(source: str) -> str:
    """A sentence of the catalogue whose facts come later."""
    return source


def join(between: str, parts: Iterable[str]) -> Said:
    """Sentences in one line, each still in the reader's language."""
    facts = {f"_{n}": part for n, part in enumerate(parts)}
    return Said(between.join(f"{{{name}}}" for name in facts), facts)


def spoken(text: str) -> str:
    """What the reader is told now: for a message kept until the next page, a header, an attribute."""
    if not isinstance(text, Said) or language() == SOURCE:
        return str.__str__(text)
    ours = text.others.get("", text.source)
    found = text.others.get(language())  # empty where nothing is to be said in that language
    if found is None:
        found = _Tongue.find(ours) if ours else ""
    told = _sentence.vformat(found, (), text.facts) if text.facts else found
    if text.case:
        told = _with_first(str.upper if text.case == OPEN else str.lower, told)
    return told


def packed(text: str) -> Any:
    """A sentence as plain data for a row: told later, perhaps in another language."""
    if not isinstance(text, Said):
        return str(text)
    return {
        "say": text.source,
        "facts": {name: packed(fact) if isinstance(fact, str) else fact for name, fact in text.facts.items()},
        "case": text.case,
        **({"others": text.others} if text.others else {}),
    }


def unpacked(data: Any) -> Any:
    """The sentence of such a row."""
    if not isinstance(data, dict):
        return data
    facts = {name: unpacked(fact) for name, fact in data["facts"].items()}
    return Said(data["say"], facts, data["case"], data.get("others"))


def opening(text: str) -> str:
    """The same words at the head of a sentence."""
    return (
        Said(text.source, text.facts, OPEN, text.others)
        if isinstance(text, Said)
        else _with_first(str.upper, text)
    )


def lowered(text: str) -> str:
    """The same words in the middle of a sentence."""
    return (
        Said(text.source, text.facts, CLOSE, text.others)
        if isinstance(text, Said)
        else _with_first(str.lower, text)
    )


def _with_first(change: Callable[[str], str], text: str) -> str:
    return change(text[:1]) + text[1:]


def number(value: int | float) -> str:
    """38412 → 38.412; to an English reader 38,412."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")
    return text if language() != SOURCE else text.translate(str.maketrans(",.", ".,"))


WEEKDAYS = (
    say("thứ Hai"),
    say("thứ Ba"),
    say("thứ Tư"),
    say("thứ Năm"),
    say("thứ Sáu"),
    say("thứ Bảy"),
    say("Chủ nhật"),
)
MONTHS = (
    say("tháng 1"),
    say("tháng 2"),
    say("tháng 3"),
    say("tháng 4"),
    say("tháng 5"),
    say("tháng 6"),
    say("tháng 7"),
    say("tháng 8"),
    say("tháng 9"),
    say("tháng 10"),
    say("tháng 11"),
    say("tháng 12"),
)


def day(value: date) -> Said:
    """23/11/2026; 23 November 2026."""
    facts = {"d": value.day, "dd": f"{value.day:02d}", "mm": f"{value.month:02d}", "y": value.year}
    return say("{dd}/{mm}/{y}", month=MONTHS[value.month - 1], **facts)


def weekday(value: date) -> Said:
    """thứ Hai 23/11/2026; Monday 23 November 2026."""
    return say("{weekday} {day}", weekday=WEEKDAYS[value.weekday()], day=day(value))


def moment(value: datetime) -> Said:
    """9 giờ 15, thứ Năm 26/11/2026: how a citizen is told an hour; of a local datetime."""
    facts = {"hour": value.hour, "minute": f"{value.minute:02d}", "day": weekday(value)}
    return say("{hour} giờ {minute}, {day}", **facts) if value.minute else say("{hour} giờ, {day}", **facts)
