"""What the operator sees of letters: how they went, never what they say; sending again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.kernel.audit.models import Entry
from motcua.services.notifications.models import Letter, Notice
from motcua.web.console.tests.conftest import AT, CLERK, as_actor, page

assert as_actor and page

HOME = "/quan-tri/tin-gui/"


@pytest.fixture
def letters(db):
    """One of each state by text message, and a code that ran out."""
    rows = []
    for n, state in enumerate(("waiting", "sent", "delivered", "failed", "expired", "expired")):
        notice = Notice.objects.create(
            bare=f"sms:091200000{n}", key=f"k{n}", kind="dossiers.my_news", words="Hồ sơ H42.15 đã có kết quả",
            in_app=False, created_at=AT,
        )  # fmt: skip
        rows.append(
            Letter.objects.create(
                notice=notice, channel="sms", address=f"091200000{n}", state=state, ref=f"r{n}", urgent=n == 5,
                created_at=AT, try_at=AT, expires_at=AT + timedelta(days=2), attempts=1,
                last_error="thuê bao không có thực" if state == "failed" else "",
            )
        )  # fmt: skip
    return rows


def states() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("state", flat=True))


def test_letters_are_counted_by_day_and_shown_without_their_matter(
    page, letters, django_assert_max_num_queries
):
    with django_assert_max_num_queries(30):
        text = page.get(HOME).text
    assert "09•••••003" in text and "0912000003" not in text
    assert "thuê bao không có thực" in text and "H42.15" not in text
    assert text.count(">Gửi lại<span") == 2, "a code is asked for anew by its owner alone"
    only = page.get(HOME, {"tt": "failed", "kenh": "sms", "ngay": AT.strftime("%d/%m/%Y")}).text
    assert "09•••••003" in only and "09•••••001" not in only
    assert "Không có tin nào như vậy" in page.get(HOME, {"kenh": "mail"}).text
    for bad in ({"tt": "x"}, {"ngay": "31/31/31"}, {"trang": "☠"}):
        assert page.get(HOME, bad).status_code == 200


def test_one_chosen_or_all_of_a_filter_are_sent_again_and_recorded(page, letters):
    page.post(f"{HOME}gui-lai/", {"tin": letters[3].pk})
    assert states() == ["waiting", "sent", "delivered", "waiting", "expired", "expired"]
    assert (
        "Chưa chọn tin nào" in page.post(f"{HOME}gui-lai/", {"chon": [letters[1].pk, "x"]}, follow=True).text
    )
    assert "không gửi lại được" in page.post(f"{HOME}gui-lai/", {"tin": letters[2].pk}, follow=True).text
    assert "Không có tin gửi đi này" in page.post(f"{HOME}gui-lai/", {"tin": "9" * 30}, follow=True).text
    assert states() == ["waiting", "sent", "delivered", "waiting", "expired", "expired"]
    answer = page.post(f"{HOME}gui-lai/", {"viec": "tat-ca", "kenh": "sms", "ve": "?kenh=sms"})
    assert answer.headers["Location"] == f"{HOME}?kenh=sms"
    assert states() == ["waiting", "sent", "delivered", "waiting", "waiting", "expired"]
    assert list(Entry.objects.values_list("action", flat=True).order_by("pk")) == [
        "notifications.resend",
        "notifications.resend_many",
    ]


def test_who_has_no_duty_here_neither_reads_nor_sends(as_actor, letters):
    clerk = as_actor(CLERK)
    for answer in (clerk.get(HOME), clerk.post(f"{HOME}gui-lai/", {"tin": letters[3].pk})):
        assert answer.status_code == 403
    assert states()[3] == "failed" and not Entry.objects.exists()
