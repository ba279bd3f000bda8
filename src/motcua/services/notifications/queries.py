"""Reading notices: a person's own, and for the operator how letters went, without what they say."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import translation
from django.utils.crypto import salted_hmac

from motcua.kernel import access, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.pages import Rows
from motcua.kernel.words import Said, spoken, unpacked
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

_book: tuple[str, date, dict[tuple[str, str], Wording]] = ("", date.min, {})


def _in_force(on: date) -> dict[tuple[str, str], Wording]:
    """Text and language to the wording that counts on a day; read again when a row has come or the day has."""
    global _book
    token = WORDINGS.current()
    if token is None:
        return {}
    if _book[:2] != (token, on):
        rows = Wording.objects.filter(begins_on__lte=on).order_by("begins_on", "id")
        _book = (token, on, {(row.text, row.language): row for row in rows})
    return _book[2]


def compose(shown: Text, /, *, at: datetime, **facts: Any) -> tuple[Said, Said]:
    """Words and detail of an event as they are told now, each in the reader's language wherever it is shown."""
    own = _in_force(clock.local(at).date())
    found = [own.get((shown.name, one)) for one in Language]
    vi, en = (row if row is not None and row.words else None for row in found)
    return (
        _said(shown.words, vi and vi.words, en and en.words, facts),
        _said(shown.detail, vi and vi.detail, en and en.detail, facts),
    )


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
    own = _in_force(on)
    last: dict[str, Wording] = {}
    for row in Wording.objects.order_by("id"):
        last[row.text] = row
    lines = []
    for one in sorted(TEXTS.values(), key=lambda one: (one.kind, one.name)):
        rows = [row for lang in Language if (row := own.get((one.name, lang))) and row.words]
        newest = last.get(one.name)
        line = TextLine(
            one, KINDS[one.kind].label, vi.words if (vi := own.get((one.name, "vi"))) and vi.words else one.words, tuple(Language(row.language) for row in rows),
            newest.by_name if newest else "", newest.made_at if newest else None,
            newest.begins_on if newest and newest.begins_on > on else None,
        )  # fmt: skip
        said = text.fold(
            " ".join([line.kind_label, one.event, one.words, one.detail, *(row.words for row in rows)])
        )
        if text.fold(words) in said and (rows or newest or not edited):
            lines.append(line)
    return lines


def wordings(by: Actor, name: str) -> list[Wording]:
    """How a text was put, the newest first."""
    return list(Wording.objects.filter(text=text_named(by, name).name).order_by("-id")[:100])


def as_worded(shown: Text, language: Language, on: date) -> tuple[str, str]:
    """Words and detail of a text in a language as they count on a day, with their braces."""
    row = _in_force(on).get((shown.name, language))
    if row is not None and row.words:
        return row.words, row.detail
    if language is Language.VI:
        return shown.words, shown.detail
    with translation.override(language.value):
        return tuple(translation.gettext(one) if one else "" for one in (shown.words, shown.detail))  # type: ignore[return-value]


EXAMPLE_LINK = "https://mot-cua.vidu.vn/tin-bao/12345/"


def preview(shown: Text, language: Language, words: str, detail: str) -> Preview:
    """What readers would see, on the page and in a letter, on a telephone."""
    if faults := rules.faults_of_text(shown, language, words, detail):
        return Preview(tuple(faults))
    said, more = example_of(shown, language, words, detail)
    message = rules.short(said, EXAMPLE_LINK) if KINDS[shown.kind].sms and language is Language.VI else ""
    return Preview((), said, more, message, rules.parts_of_message(message))


def example_of(shown: Text, language: Language, words: str, detail: str) -> tuple[str, str]:
    """The text with its examples put in, as a reader of the language would see it."""
    facts = {name: example for name, (_, example) in shown.facts.items()}
    if language is Language.VI:
        return str(Said(words, facts)), str(Said(detail, facts))
    one, two = (Said("", facts, "", {language.value: said}) for said in (words, detail))
    with translation.override(language.value):
        return spoken(one), spoken(two)
