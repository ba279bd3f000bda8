"""Reading notices: a person's own, and for the operator how letters went, without what they say."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from django.conf import settings
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.utils import translation
from django.utils.crypto import salted_hmac

from motcua.kernel import access, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.pages import Rows
from motcua.kernel.words import Said, say, spoken, unpacked
from motcua.registries.people import queries as people
from motcua.services.accounts import queries as accounts

from . import ports, rules
from .models import WORDINGS, Code, Consent, Device, Letter, Notice, Preference, Wording
from .types import (
    CODE,
    CONFIRM_MAILBOX,
    KINDS,
    OPERATE,
    TEXTS,
    WORD,
    Channel,
    Choice,
    DayCount,
    Delivery,
    Kind,
    Language,
    NoNotice,
    Note,
    Number,
    Preview,
    Sending,
    Shelf,
    Text,
    TextLine,
    TextNotThere,
    Wish,
    kinds_for,
)

PAGE = 30
MANY = 100


def _own(by: Actor):
    return Notice.objects.filter(recipient_id=by.user_id or 0, in_app=True)


def unread(by: Actor) -> int:
    """How many are unread, counted up to a hundred: a header needs no more."""
    if by.user_id is None:
        return 0
    return _own(by).filter(read_at=None)[:MANY].count()


def shelf(
    by: Actor, *, before: int | None = None, after: int | None = None, only_unread: bool = False
) -> Shelf:
    """A page of a person's notices, newest first, from a key on: its cost does not grow with what lies behind it."""
    rows = _own(by)
    if only_unread:
        rows = rows.filter(read_at=None)
    if after is not None:
        page = list(rows.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
        more, page = len(page) > PAGE, page[:PAGE][::-1]
        return Shelf(
            [_note(row) for row in page],
            page[-1].pk if page else None,
            page[0].pk if more else None,
            unread(by),
        )
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = list(rows.order_by("-pk")[: PAGE + 1])
    more, page = len(page) > PAGE, page[:PAGE]
    newer = page[0].pk if page and before is not None else None
    return Shelf([_note(row) for row in page], page[-1].pk if more else None, newer, unread(by))


def _note(row: Notice) -> Note:
    label = KINDS[row.kind].label if row.kind in KINDS else ""
    told, detail = (unpacked(one) for one in row.said) if row.said else (row.words, row.detail)
    return Note(row.pk, label, told, detail, row.link, row.created_at, row.read_at)


def note(by: Actor, notice_id: int) -> Note:
    """One of a person's own notices.

    Raises:
        NoNotice: not there, or somebody else's.
    """
    row = _own(by).filter(pk=notice_id).first()
    if row is None:
        raise NoNotice("Không có tin này trong danh sách của bạn.", next="Hãy mở lại trang tin báo.")
    return _note(row)


def choices(by: Actor) -> list[Choice]:
    """How a person hears of each kind meant for them."""
    wishes = {row.kind: row for row in Preference.objects.filter(user_id=by.user_id or 0)}
    found = []
    for kind in kinds_for("officer" if by.kind == "officer" else "citizen"):
        wish = _wish(kind, wishes.get(kind.name))
        found.append(Choice(kind, wish.in_app, wish.mail, wish.sms))
    return found


def wishes_for(kind: str, users: Iterable[int]) -> dict[int, Wish]:
    """The ways of each user for one kind, in one query."""
    first = KINDS[kind]
    wanted = dict.fromkeys(users, _wish(first, None))
    for row in Preference.objects.filter(kind=kind, user_id__in=list(wanted)):
        wanted[row.user_id] = _wish(first, row)
    return wanted


def _wish(kind: Kind, row: Preference | None) -> Wish:
    if row is None:
        return Wish(kind.in_app, kind.mail, kind.sms)
    return Wish(row.in_app, row.mail, row.sms and kind.sms)


def numbers_of(users: list[int]) -> dict[int, str]:
    """Account -> number, for those who agreed to be texted; of nobody where the house sends no text messages."""
    if not users or not ports.texting():
        return {}
    agreed = Consent.objects.filter(user_id__in=users, channel=Channel.SMS, withdrawn_at=None)
    return dict(agreed.values_list("user_id", "address"))


def devices_for(users: Iterable[int]) -> dict[int, list[int]]:
    """Account -> its devices; of nobody where the house rings none."""
    wanted = list(users)
    if not wanted or not ports.pushing():
        return {}
    found: dict[int, list[int]] = {}
    rows = Device.objects.filter(user_id__in=wanted, ended_at=None).order_by("pk")
    for user, pk in rows.values_list("user_id", "pk"):
        found.setdefault(user, []).append(pk)
    return found


def devices_of(by: Actor) -> list[Device]:
    """A person's own devices, the newest first."""
    return list(Device.objects.filter(user_id=by.user_id or 0, ended_at=None).order_by("-pk"))


def public_push_key() -> str:
    """What browsers know us by: the public half, as they take it; empty where no device is rung."""
    if not ports.pushing():
        return ""
    key = load_pem_private_key(ports.push_key(), None)
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def number_of(by: Actor) -> Number:
    """What a person agreed to about text messages."""
    row = Consent.objects.filter(user_id=by.user_id or 0, channel=Channel.SMS, withdrawn_at=None).first()
    offered = ports.texting()
    return Number(row.address, row.given_at, row.wording, offered) if row else Number(offered=offered)


CODE_PLACE = "{mã}"
"""Where the figures stand in the words of a notice: the tables hold this, the telephone alone the figures."""


def figures(row: Code) -> str:
    """The six figures of a code, from its salt and the house's own key."""
    digest = salted_hmac("notifications.code", row.salt, algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def address_of(by: Actor) -> str:
    """Where a person's letters go; empty when we know no mailbox."""
    return accounts.mailboxes([by.user_id or 0]).get(by.user_id or 0, "")


def last_refusal(by: Actor) -> str:
    """What the mail server said when it last refused a person's mailbox, unless a later letter went through."""
    last = (
        Letter.objects.filter(notice__recipient_id=by.user_id or 0, channel=Channel.MAIL)
        .exclude(state=Delivery.WAITING)
        .order_by("-pk")
        .first()
    )
    return last.last_error if last is not None and last.state == Delivery.FAILED else ""


def sendings(by: Actor, *, state: str = "", channel: str = "", on: date | None = None) -> Rows:
    """Letters for the operator, newest first.

    Raises:
        NotAllowed: the post does not watch over what is sent.
    """
    access.require(by, OPERATE)
    query = Letter.objects.select_related("notice")
    if state:
        query = query.filter(state=state)
    if channel:
        query = query.filter(channel=channel)
    if on is not None:
        first = datetime.combine(on, time(), clock.TZ)
        query = query.filter(created_at__gte=first, created_at__lt=first + timedelta(days=1))
    return Rows(query, ("-created_at", "-id"))


def to_resend(by: Actor, *, channel: str = "", on: date | None = None) -> list[int]:
    """The oldest letters of a filter that did not arrive, as many as one press sends again."""
    rows = sendings(by, channel=channel, on=on).filter(
        state__in=(Delivery.FAILED, Delivery.EXPIRED), urgent=False
    )
    return [row.pk for row in rows.ordered("created_at", "id").beyond(None, MOST_RESENT)]


def texts() -> bool:
    """Whether this house sends text messages."""
    return ports.texting()


def texts_reach(phone: str) -> bool:
    """Whether a text message can come to a number: this house sends them, and it is a mobile one."""
    checked = people.check_phone(phone)
    return ports.texting() and not checked.faults and not checked.value.startswith("02")


def sending(row: Letter) -> Sending:
    """A letter without its matter and with its address masked."""
    kind = KINDS.get(row.notice.kind)
    label = kind.label if kind else OWN_KINDS.get(row.notice.kind, row.notice.kind)
    due = max(row.try_at, clock.now())
    due = due if row.urgent else rules.next_open(row.channel, clock.local(due))
    return Sending(
        row.pk, Channel(row.channel), Delivery(row.state), label, rules.masked(row.address), row.attempts, row.resent,
        row.created_at, due, row.sent_at, row.delivered_at, row.last_error, row.urgent,
    )  # fmt: skip


OWN_KINDS = {CODE: "Mã một lần", CONFIRM_MAILBOX: "Thư xác nhận hộp thư"}
DAYS = 14
MOST_RESENT = 500
"""Of one press; the next goes on."""


def counts_by_day(by: Actor, today: date) -> list[DayCount]:
    """Letters of the last two weeks by day, channel and state, newest day first."""
    access.require(by, OPERATE)
    since = datetime.combine(today - timedelta(days=DAYS - 1), time(), clock.TZ)
    found: dict[tuple[date, str], dict[str, int]] = {}
    rows = (
        Letter.objects.filter(created_at__gte=since)
        .annotate(day=TruncDate("created_at", tzinfo=clock.TZ))
        .values_list("day", "channel", "state")
        .annotate(n=Count("pk"))
        .order_by()
    )
    for day, channel, state, n in rows:
        found.setdefault((day, channel), {})[state] = n
    return [
        DayCount(day, Channel(channel), found[day, channel]) for day, channel in sorted(found, reverse=True)
    ]


def not_arrived() -> int:
    """How many letters of the last two weeks did not arrive, counted up to a thousand."""
    since = clock.now() - timedelta(days=DAYS)
    ended = Letter.objects.filter(state__in=(Delivery.FAILED, Delivery.EXPIRED), created_at__gte=since)
    return ended[:1000].count()


# --- texts ------------------------------------------------------------------------------------------------

Book = dict[tuple[str, str], list[Wording]]
_book: tuple[str, Book] = ("", {})


def _standing() -> Book:
    """The book for those who tell: read again when a row has come, which another thread believes a moment later."""
    global _book
    token = WORDINGS.current()
    if token is None:
        return {}
    if _book[0] != token:
        _book = (token, _read(Wording.objects.all()))
    return _book[1]


def _read(wanted: QuerySet[Wording]) -> Book:
    """Text and language to the wordings that count or will, as they stand: pages about texts show what was just saved."""
    found: Book = {}
    for row in wanted.order_by("id"):
        found.setdefault((row.text, row.language), []).append(row)
    return {key: rules.standing(rows) for key, rows in found.items()}


def _read_of(shown: Text) -> Book:
    return _read(Wording.objects.filter(text=shown.name))


def _put_otherwise(shown: Text, on: date, book: Book) -> dict[Language, tuple[str, str] | None]:
    """Words and detail in each language as they count on a day, None where nobody has put them otherwise."""
    rows = {one: rules.counting(book.get((shown.name, one), ()), on) for one in Language}
    return {one: (row.words, row.detail) if row and row.words else None for one, row in rows.items()}


def compose(shown: Text, /, *, at: datetime, **facts: Any) -> tuple[Said, Said]:
    """Words and detail of an event as they are told now, each in the reader's language wherever it is shown."""
    return _told(shown, _put_otherwise(shown, clock.local(at).date(), _standing()), facts)


def _told(
    shown: Text, own: Mapping[Language, tuple[str, str] | None], facts: dict[str, Any]
) -> tuple[Said, Said]:
    vi, en = (own[one] or (None, None) for one in Language)
    return _said(shown.words, vi[0], en[0], facts), _said(shown.detail, vi[1], en[1], facts)


def _said(ours: str, vi: str | None, en: str | None, facts: dict[str, Any]) -> Said:
    source = ours if vi is None else vi
    others = {"": ours} if vi is not None else {}
    if en is not None:
        others["en"] = en
    named = set().union(*(rules.names_in(one) or () for one in (source, ours, en or "")))
    return Said(source, {name: fact for name, fact in facts.items() if name in named}, "", others)


def text_named(by: Actor, name: str) -> Text:
    """A text of the list.

    Raises:
        TextNotThere: no event is told by it.
    """
    access.require(by, WORD)
    if name not in TEXTS:
        raise TextNotThere("Không có mẫu tin này.", next="Hãy mở lại danh sách mẫu tin.")
    return TEXTS[name]


def text_lines(by: Actor, *, words: str = "", edited: bool = False, on: date) -> list[TextLine]:
    """Every text, by kind and event; narrowed by words of the event or of what it tells."""
    access.require(by, WORD)
    book = _read(Wording.objects.all())
    last: dict[str, Wording] = {}
    for row in Wording.objects.order_by("id"):
        last[row.text] = row
    lines = []
    for one in sorted(TEXTS.values(), key=lambda one: (one.kind, one.name)):
        own = {lang: found for lang, found in _put_otherwise(one, on, book).items() if found}
        rows = [row for lang in Language for row in book.get((one.name, lang), ())]
        later = [row.begins_on for row in rows if row.begins_on > on]
        newest = last.get(one.name)
        line = TextLine(
            one, KINDS[one.kind].label, own.get(Language.VI, (one.words,))[0], tuple(own), newest.by_name if newest else "",
            newest.made_at if newest else None, min(later, default=None),
        )  # fmt: skip
        told = [line.kind_label, one.event, one.words, one.detail, *chain.from_iterable(own.values())]
        if text.fold(words) in text.fold(" ".join(told)) and (newest or not edited):
            lines.append(line)
    return lines


def wordings(by: Actor, name: str) -> list[Wording]:
    """How a text was put, the newest first."""
    return list(Wording.objects.filter(text=text_named(by, name).name).order_by("-id")[:100])


def taken_back(by: Actor, name: str) -> set[int]:
    """Rows of a text that going back to the original has taken back."""
    kept = {row.pk for rows in _read_of(text_named(by, name)).values() for row in rows}
    return {row.pk for row in wordings(by, name)} - kept


def as_worded(shown: Text, language: Language, on: date) -> tuple[str, str]:
    """Words and detail of a text in a language as they count on a day, with their braces."""
    return _put_otherwise(shown, on, _read_of(shown))[language] or _original(shown, language)


def _original(shown: Text, language: Language) -> tuple[str, str]:
    if language is Language.VI:
        return shown.words, shown.detail
    with translation.override(language.value):
        return tuple(translation.gettext(one) if one else "" for one in (shown.words, shown.detail))  # type: ignore[return-value]


EXAMPLE_PAGE = "/tin-bao/12345/"


def faults_of_text(shown: Text, language: Language, words: str, detail: str) -> list[str]:
    """Why a text could not be told, each in a sentence: what it says, and that a telephone would not get the end of it."""
    if faults := rules.faults_of_text(shown, language, words, detail):
        return faults
    said = str(Said(words, _examples(shown))) if language is Language.VI else ""
    if KINDS[shown.kind].sms and rules.is_cut(said, message_link(EXAMPLE_PAGE)):
        most = rules.SMS_LENGTH - len(message_link(EXAMPLE_PAGE)) - 1
        return [
            f"Câu chính: tin nhắn điện thoại chỉ đủ chỗ cho {most} ký tự, kể cả dữ kiện; câu này {len(said)} ký tự nên mất đoạn cuối."
        ]
    return []


def preview(shown: Text, language: Language, words: str, detail: str, *, on: date) -> Preview:
    """What readers would see on a day: on the page, in a letter, which has both languages, and on a telephone."""
    if faults := faults_of_text(shown, language, words, detail):
        return Preview(tuple(faults))
    told = _told(
        shown, _put_otherwise(shown, on, _read_of(shown)) | {language: (words, detail)}, _examples(shown)
    )
    with translation.override(language.value):
        seen = [spoken(one) for one in told]
    body = letter_body(*told, link=EXAMPLE_PAGE, said=told)
    message = ""
    if KINDS[shown.kind].sms and language is Language.VI:
        message = rules.short(told[0], message_link(EXAMPLE_PAGE))
    parts, marked = rules.parts_of_message(message), rules.is_marked(message)
    return Preview((), seen[0], seen[1], message, parts, marked, str(told[0]), body)


def _examples(shown: Text) -> dict[str, Any]:
    return {name: example for name, (_, example) in shown.facts.items()}


NO_ANSWER = say("Thư này do hệ thống gửi, bạn không cần trả lời.")


def letter_body(words: str, detail: str, *, link: str, said: Iterable[Any] = ()) -> str:
    """What a letter says under its subject: Vietnamese, and under a line the same in English where there is any."""
    parts = [str(words), str(detail)]
    if link:
        parts.append(f"Xem tại: {settings.PUBLIC_URL}{link}")
    parts.append(
        f"Thư này do hệ thống gửi, bạn không cần trả lời. Chọn tin muốn nhận: {settings.PUBLIC_URL}/tin-bao/cach-nhan/"
    )
    if said:
        with translation.override("en"):
            parts += ["— — —", *(spoken(one) for one in said), spoken(NO_ANSWER)]
    return "\n\n".join(filter(None, parts))


def message_link(link: str) -> str:
    """The address under a text message: where anybody may look with the code; none where a notice leads nowhere."""
    return f"{settings.PUBLIC_URL}/tra-cuu/" if link else ""
