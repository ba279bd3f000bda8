"""Citizens are told what concerns them: by day, once, and only what is still so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core import mail

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.outbox import worker
from motcua.services.dossiers import services, tasks
from motcua.services.dossiers.models import Draft, Pause
from motcua.services.dossiers.types import Status
from motcua.services.notifications import queries as notifications
from motcua.services.notifications.models import Letter
from motcua.services.notifications.services import choose, post_letters
from tests.support.province import MORNING, Province


def news(by: Actor) -> list[str]:
    return [str(note.words) for note in notifications.shelf(by).notes]


def test_a_citizen_hears_of_the_request_for_papers_then_three_days_before_and_on_the_last_day_once_each(
    sign_up: Any, province: Province
) -> None:
    _client, by = sign_up()
    dossier = province.submitted(by=by)
    worker.drain()
    services.request_supplement(
        code=dossier.code,
        items=["Giấy chứng sinh"],
        reason="Thiếu giấy chứng sinh",
        by=province.clerk,
        at=MORNING,
        expires_on=MORNING.date() + timedelta(days=10),
    )
    worker.drain()
    dossier.refresh_from_db()
    assert dossier.state is Status.SUPPLEMENT
    expires = Pause.objects.get(dossier=dossier, to_at=None).expires_on
    assert news(by) == [f"Hồ sơ {dossier.code} cần bổ sung giấy tờ, chậm nhất hết ngày {expires:%d/%m/%Y}"]
    for before, said in ((3, f"Còn 3 ngày để bổ sung hồ sơ {dossier.code}"),
                         (0, f"Hôm nay là ngày cuối để bổ sung hồ sơ {dossier.code}")):  # fmt: skip
        day = MORNING.replace(year=expires.year, month=expires.month, day=expires.day) - timedelta(
            days=before
        )
        for hour in (2, 8, 9):
            with clock.fixed(day.replace(hour=hour)):
                tasks.remind_citizens()
        assert news(by)[0] == said and len(news(by)) == (2 if before else 3), "not at night, and once"


def test_a_draft_left_alone_is_told_of_once_then_once_before_it_goes(
    sign_up: Any, province: Province
) -> None:
    _client, by = sign_up()
    draft = services.start_draft(procedure_code="1.001193", by=by, at=MORNING)
    for days in (3, 8, 9, 40, 84, 85, 89):
        with clock.fixed(MORNING + timedelta(days=days)):
            tasks.remind_citizens()
            tasks.clear_drafts()
    ends = MORNING + timedelta(days=90)
    assert news(by) == [
        f"Hồ sơ bạn đang khai sẽ bị xóa sau ngày {ends:%d/%m/%Y}",
        "Bạn có một hồ sơ đang khai dở",
    ]
    with clock.fixed(ends + timedelta(hours=1)):
        tasks.clear_drafts()
    assert not Draft.objects.filter(pk=draft.pk).exists()


def test_the_day_before_the_promised_one_is_told_and_the_letter_speaks_both_languages(
    sign_up: Any, province: Province
) -> None:
    _client, by = sign_up()
    from django.contrib.auth import get_user_model

    get_user_model().objects.filter(pk=by.user_id).update(email="dan@example.vn", email_confirmed_at=MORNING)
    choose(wishes={"dossiers.my_dates": (True, True), "dossiers.my_news": (True, False)}, by=by)
    dossier = province.submitted("1.004873", by=by)
    services.accept(code=dossier.code, by=province.clerk, at=MORNING)
    worker.drain()
    dossier.refresh_from_db()
    eve = clock.local(dossier.due_at) - timedelta(days=1)
    for _ in range(2):
        with clock.fixed(eve.replace(hour=8)):
            tasks.remind_citizens()
    told = news(by)
    assert told[0] == f"Ngày mai là ngày hẹn trả kết quả hồ sơ {dossier.code}"
    assert told[1].startswith(f"Hồ sơ {dossier.code} đã được tiếp nhận, hẹn trả")
    post_letters(at=eve)
    (letter,) = mail.outbox
    assert letter.subject == told[0]
    assert f"The result of dossier {dossier.code} is due tomorrow" in letter.body


def test_who_has_no_account_is_texted_at_the_number_on_the_declaration(
    province: Province, settings: Any
) -> None:
    settings.SMS_URL = "http://127.0.0.1:9/sms"
    dossier = province.submitted()
    worker.drain()
    services.request_supplement(
        code=dossier.code,
        items=["Giấy chứng sinh"],
        reason="Thiếu giấy chứng sinh của trẻ",
        by=province.clerk,
        at=MORNING,
        expires_on=MORNING.date() + timedelta(days=10),
    )
    worker.drain()
    texts = Letter.objects.filter(channel="sms", notice__subject=f"dossier:{dossier.code}")
    assert [one.address for one in texts] == [dossier.applicant_phone]
    told = texts.get().notice
    assert dossier.code in told.words and "bổ sung" in told.words
    assert dossier.applicant_name not in told.words and dossier.procedure_name not in told.words
