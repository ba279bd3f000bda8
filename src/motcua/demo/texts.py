"""Two days of text messages from the main desk: most arrive, some numbers are wrong, a few telephones are switched off."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

from django.conf import settings
from django.test.utils import override_settings

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.queries.reminding import news_of
from motcua.services.dossiers.rules.telling import FINISHED
from motcua.services.dossiers.types import Status
from motcua.services.notifications import services
from motcua.services.notifications.models import Letter, Wording
from motcua.services.notifications.ports import Message, Never
from motcua.services.notifications.types import WORD, Delivery, Language

from .play import Desk

MOST = 40
TOLD = (Status.ACCEPTED, Status.SUPPLEMENT, Status.PAYING, Status.FINISHED)


class Network:
    """A provider of the past: every thirteenth number is nobody's."""

    def open(self) -> None:
        """Nothing to do."""

    def send(self, message: Message) -> str:
        """Take it, but for a number nobody has."""
        if int(message.to) % 13 == 5:
            raise Never("thuê bao không có thực")
        return f"nm-{message.id[:8]}"

    def close(self) -> None:
        """Nothing to do."""


def send_some(main: Desk, *, until: datetime) -> int:
    """Tell applicants how their dossiers stand, at the numbers on their declarations; how many messages."""
    wired = SimpleNamespace(SMS_URL="demo", CARRIERS={**settings.CARRIERS, "sms": f"{__name__}.Network"})
    rows = Dossier.objects.filter(receiving_agency=main.code, status__in=[int(one) for one in TOLD])
    found = list(rows.order_by("-submitted_at", "-id").values_list("code", "status")[:MOST])
    with override_settings(**vars(wired)):
        for n, (code, status) in enumerate(found):
            at = (until - timedelta(days=1 + n % 2)).replace(hour=9, minute=n)
            told = news_of(code, status, at)
            if told is not None and told.phones:
                services.notify(
                    kind=told.kind, key=f"{told.key}:sms", words=told.words, detail=told.detail, link=told.link,
                    subject=told.subject, phones=told.phones, at=at,
                )  # fmt: skip
        sent = services.post_letters(at=(until - timedelta(days=1)).replace(hour=12))
    for letter in Letter.objects.filter(channel="sms", state=Delivery.SENT).order_by("pk"):
        gone = letter.pk % 11 == 3
        services.report(
            ref=letter.ref,
            state=Delivery.FAILED if gone else Delivery.DELIVERED,
            reason="máy tắt hoặc ngoài vùng phủ sóng" if gone else "",
            at=letter.created_at + timedelta(seconds=20),
        )
    word_one(until)
    return sent


def word_one(until: datetime) -> None:
    """The administrator has put one text more shortly, and another for the next month."""
    who = Actor.system("quantri", WORD)
    for days, words in (
        (0, "Hồ sơ {code} đã xong, mời bạn nhận kết quả"),
        (30, "Hồ sơ {code} đã có kết quả, mời bạn nhận"),
    ):
        newest = Wording.objects.order_by("-id").first()
        services.word(
            name=FINISHED.name, language=Language.VI, words=words, detail="{name}. {how}", reason="Lời ngắn, mời nhận ngay",
            begins_on=(clock.local(until) + timedelta(days=days)).date(), seen=newest.pk if newest else 0, by=who, at=until,
        )  # fmt: skip
