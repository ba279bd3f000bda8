"""Money at the counter: receipts without gaps, taken once; a shift that is counted and handed over."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from motcua.kernel import clock
from motcua.kernel.refusals import Refusal
from motcua.registries.procedures.models import Adoption, FeeRule
from motcua.services.counters import services as counters
from motcua.services.counters.models import Shift
from motcua.services.counters.types import ShiftInvalid, ShiftNotThere
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Dossier, IssuedPaper, JournalEntry
from motcua.services.dossiers.queries.paying import fees_in_words, rates_of
from motcua.services.dossiers.tests import factories
from motcua.services.dossiers.tests.factories import AT
from motcua.services.dossiers.types import DossierNotThere, Status, WrongState
from motcua.services.notifications.models import Notice
from motcua.services.payments import queries as payments
from motcua.services.payments.models import Receipt
from motcua.services.payments.types import (
    ChargeInvalid,
    Method,
    NothingToCollect,
    ReceiptClosed,
    ReceiptNotThere,
    Wanted,
)
from tests.support.laying import laid

SHIFT = "/can-bo/chot-ca/"


def _lay():
    town, other = factories.make_town(), factories.make_town("H42.96", "99601", "phường Bên Cạnh")
    factories.make_procedure()
    adoption = Adoption.objects.get()
    rate = {"adoption": adoption, "valid_from": date(2025, 7, 1), "legal_basis": "23/2026/NQ-HĐND"}
    FeeRule.objects.create(kind="charge", name="Lệ phí cấp giấy", amount_vnd=8000, **rate)
    FeeRule.objects.create(kind="fee", name="Phí bản sao", amount_vnd=2000, per_unit="copy", **rate)
    FeeRule.objects.create(kind="charge", name="Lệ phí cấp giấy", amount_vnd=0, channel="online", **rate)
    FeeRule.objects.create(
        kind="fee", name="Phí đã hết hạn", amount_vnd=9, **(rate | {"valid_to": date(2026, 1, 1)})
    )
    with clock.fixed(AT):
        rows = factories.dossier_rows(town, 4, tails=False)
        factories.dossier_rows(town, 1, first=9, status=Status.SUBMITTED, tails=False)
        factories.dossier_rows(other, 1, tails=False)
    return town, other, rows


@pytest.fixture(scope="module")
def laid_down(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), clock.fixed(AT), laid(_lay) as given:
        yield given


@pytest.fixture
def desk(laid_down, db):
    with clock.fixed(AT):
        yield laid_down


def wanted(dossier: Dossier, **quantities) -> list[Wanted]:
    """Lines by kind: `charge=1, fee=2`, or a ground in place of a number."""
    keys = {rate.kind: rate.key for rate in rates_of(dossier)}
    return [
        Wanted(keys[kind], waived=value) if isinstance(value, str) else Wanted(keys[kind], value)
        for kind, value in quantities.items()
    ]


def collect(dossier: Dossier, by, press: str, *, method=Method.CASH, more=False, **quantities):
    return dossiers.collect_fees(
        code=dossier.code,
        wanted=wanted(dossier, **quantities),
        method=method,
        press=press,
        more=more,
        by=by,
        at=AT,
    )


def printed(client, url: str) -> str:
    """The first page of a PDF, its lines joined."""
    return " ".join(PdfReader(io.BytesIO(client.get(url).content)).pages[0].extract_text().split())


def standing() -> tuple:
    return (
        list(Receipt.objects.values_list("number", "total_vnd", "cancelled_at", "settled_in")),
        IssuedPaper.objects.count(), JournalEntry.objects.count(), Shift.objects.count(),
    )  # fmt: skip


def test_fee_and_charge_have_receipts_of_their_own_and_a_second_press_gives_the_same(desk) -> None:
    town, _, (one, two, *_) = desk
    by = town.actor("clerk")
    made = collect(one, by, "a", charge=1, fee=3)
    assert [(r.kind, r.number, r.total_vnd) for r in made] == [
        ("fee", "0000001", 6000),
        ("charge", "0000001", 8000),
    ]
    assert collect(one, by, "a", charge=1, fee=3) == made and Receipt.objects.count() == 2, "a double click"
    before = standing()
    with pytest.raises(ChargeInvalid):
        collect(one, by, "b", charge=1)
    assert standing() == before, "the same charge again is asked for first"
    assert [r.number for r in collect(one, by, "c", fee=1, more=True)] == ["0000002"]
    assert [r.number for r in collect(two, by, "a", charge=1)] == ["0000002"], "a refused one took no number"
    paper = IssuedPaper.objects.filter(dossier=one, kind="fee").first()
    assert paper.seal_at is not None and paper.data["in_words"] == "sáu nghìn đồng"


def test_what_may_not_be_taken_is_refused_and_nothing_moves(desk) -> None:
    town, other, (one, *_) = desk
    by, stranger = town.actor("clerk"), other.actor("clerk")
    early = Dossier.objects.get(code__endswith="0009")
    before = standing()
    for who, dossier, error, lines in (
        (stranger, one, DossierNotThere, {"charge": 1}),
        (by, early, WrongState, {"charge": 1}),
        (by, one, NothingToCollect, {}),
        (by, one, ChargeInvalid, {"charge": -1}),
        (by, one, ChargeInvalid, {"charge": "nợ"}),
        (town.actor("judge"), one, Refusal, {"charge": 1}),
    ):
        with pytest.raises(error):
            collect(dossier, who, "x", **lines)
        assert standing() == before, error
    assert collect(one, by, "y", charge="Hộ nghèo, nghị quyết của tỉnh") == []
    line = JournalEntry.objects.filter(dossier=one).latest("pk")
    assert "Hộ nghèo" in line.text and Receipt.objects.count() == 0
    online = Dossier(procedure_code=one.procedure_code, channel="online", submitted_at=AT)
    assert [rate.amount_vnd for rate in rates_of(online)] == [2000, 0], (
        "the channel's own rate, and none that has ended"
    )


def test_a_receipt_taken_wrongly_is_cancelled_by_who_took_it_and_keeps_its_number(desk) -> None:
    town, other, (one, *_) = desk
    by = town.actor("clerk")
    (made,) = collect(one, by, "a", charge=1)
    before = standing()
    for who in (town.actor("clerk2"), other.actor("clerk")):
        with pytest.raises((ReceiptNotThere, DossierNotThere)):
            dossiers.cancel_receipt(code=one.code, receipt_id=made.id, reason="Thu nhầm hồ sơ", by=who, at=AT)
    with pytest.raises(NothingToCollect):
        dossiers.cancel_receipt(code=one.code, receipt_id=made.id, reason=" ", by=by, at=AT)
    assert standing() == before
    dossiers.cancel_receipt(code=one.code, receipt_id=made.id, reason="Thu nhầm hồ sơ", by=by, at=AT)
    with pytest.raises(ReceiptClosed):
        dossiers.cancel_receipt(code=one.code, receipt_id=made.id, reason="Thu nhầm hồ sơ", by=by, at=AT)
    paper = IssuedPaper.objects.get(dossier=one, kind="fee")
    assert paper.revoked_at == AT and paper.data["cancelled"] == "Thu nhầm hồ sơ"
    assert [r.number for r in collect(one, by, "b", charge=1)] == ["0000002"], "the number is not given again"


def test_a_shift_is_counted_handed_over_and_takes_each_receipt_once(desk, client) -> None:
    town, other, (one, two, three, _) = desk
    by, second = town.actor("clerk"), town.actor("clerk2")
    collect(one, by, "a", charge=1)
    (wrong,) = collect(two, by, "a", charge=1)
    dossiers.cancel_receipt(code=two.code, receipt_id=wrong.id, reason="Thu nhầm hồ sơ", by=by, at=AT)
    collect(two, by, "b", fee=5, method=Method.TRANSFER)
    collect(three, second, "a", charge=1)
    open_yet = {one.officer_name: (one.receipts, one.cash_vnd) for one in payments.in_hand_at(by.agency_code)}
    assert open_yet == {by.name: (3, 8000), second.name: (1, 8000)}, (
        "given back or paid in by bank is no cash"
    )
    close = {"press": "p", "by": by, "at": AT + timedelta(minutes=5)}
    before = standing()
    for counted, to, reason in (
        (None, second.id, ""), (7000, second.id, ""), (8000, "", ""), (8000, by.id, ""), (8000, other.officers["clerk"], ""),
    ):  # fmt: skip
        with pytest.raises(ShiftInvalid):
            counters.close_shift(counted_vnd=counted, handed_to=to, reason=reason, **close)
        assert standing() == before
    made = counters.close_shift(counted_vnd=7000, handed_to=second.id, reason="Trả nhầm tiền lẻ", **close)
    assert counters.close_shift(counted_vnd=7000, handed_to=second.id, reason="", **close).pk == made.pk
    assert (made.number, made.cash_vnd, made.transfer_vnd, made.counted_vnd) == ("01/BBCC", 8000, 10000, 7000)
    assert set(Receipt.objects.filter(collected_by=by.id).values_list("settled_in", flat=True)) == {
        f"shift:{made.pk}"
    }
    assert [one.officer_name for one in payments.in_hand_at(by.agency_code)] == [second.name]
    assert Receipt.objects.get(collected_by=second.id).settled_in == "", "another's money stays in their hand"
    with pytest.raises(ReceiptClosed):
        kept = Receipt.objects.get(collected_by=by.id, method="cash", cancelled_at=None)
        dossiers.cancel_receipt(code=one.code, receipt_id=kept.pk, reason="Thu nhầm hồ sơ", by=by, at=AT)
    with pytest.raises(ShiftInvalid):
        counters.close_shift(
            counted_vnd=0, handed_to="", reason="", press="q", by=by, at=AT + timedelta(minutes=6)
        )
    with pytest.raises(ShiftNotThere):
        counters.receive_shift(shift_id=made.pk, counted_vnd=7000, by=by, at=AT)
    counters.receive_shift(shift_id=made.pk, counted_vnd=7000, by=second, at=AT)
    town.login(client, "clerk")
    text = printed(client, f"{SHIFT}{made.pk}.pdf")
    assert "CHỐT CA" in text and "đã hủy" in text and "Trả nhầm tiền lẻ" in text
    other.login(client, "clerk")
    assert client.get(f"{SHIFT}{made.pk}.pdf").status_code == 404


def test_money_handed_on_is_counted_by_both_and_a_wrong_count_is_put_right_until_it_is_received(
    desk, client
) -> None:
    town, other, (one, *_) = desk
    by, second, third = town.actor("clerk"), town.actor("clerk2"), other.actor("clerk")
    collect(one, by, "a", charge=1)
    made = counters.close_shift(
        counted_vnd=7000, handed_to=second.id, reason="Thiếu tiền lẻ", press="p", by=by, at=AT
    )
    told = Notice.objects.filter(kind="counters.cash")
    assert [(row.link, "7.000" in row.words) for row in told.all()] == [(f"{SHIFT}{made.pk}/", True)]
    again = {"shift_id": made.pk, "by": by, "at": AT + timedelta(minutes=1)}
    before = standing()
    for counted, to, reason in (
        (8000, second.id, ""), (7000, second.id, "Đếm nhầm"), (None, second.id, "Đếm nhầm"), (8000, third.id, "Đếm nhầm"), (8000, "", "Đếm nhầm"),
    ):  # fmt: skip
        with pytest.raises(ShiftInvalid):
            counters.restate_shift(counted_vnd=counted, handed_to=to, reason=reason, **again)
    with pytest.raises(ShiftNotThere):
        counters.restate_shift(
            counted_vnd=8000, handed_to=by.id, reason="Đếm nhầm", **(again | {"by": second})
        )
    assert standing() == before
    counters.restate_shift(counted_vnd=8000, handed_to=second.id, reason="Đếm nhầm tờ 1.000", **again)
    made.refresh_from_db()
    assert (made.counted_vnd, made.difference_reason) == (8000, "") and told.count() == 2
    town.login(client, "clerk2")
    page = client.get(SHIFT).content.decode()
    assert f'href="{SHIFT}{made.pk}/"' in page and "chờ bạn đếm" in page
    short = {"viec": "nhan", "dem": "7.500", "ly_do": ""}
    assert client.post(f"{SHIFT}{made.pk}/", short).status_code == 422
    assert client.post(f"{SHIFT}{made.pk}/", short | {"dem": ""}).status_code == 422
    assert client.post(f"{SHIFT}{made.pk}/", short | {"ly_do": "Thiếu một tờ 500"}).status_code == 302
    made.refresh_from_db()
    assert (made.received_vnd, made.received_reason, made.counted_vnd) == (7500, "Thiếu một tờ 500", 8000)
    assert told.filter(recipient_id=by.user_id).count() == 1, "who closed it hears that the counts differ"
    assert client.post(f"{SHIFT}{made.pk}/", short | {"dem": "8000"}).status_code == 302, (
        "pressed again: nothing"
    )
    made.refresh_from_db()
    assert made.received_vnd == 7500
    with pytest.raises(ShiftInvalid):
        counters.restate_shift(counted_vnd=7500, handed_to=second.id, reason="Đếm nhầm", **again)
    text = printed(client, f"{SHIFT}{made.pk}.pdf")
    assert "Đếm nhầm tờ 1.000" in text and "7.500" in text and "Thiếu một tờ 500" in text
    other.login(client, "clerk")
    assert client.get(f"{SHIFT}{made.pk}/").status_code == client.get(f"{SHIFT}999999/").status_code == 404


def test_the_desk_reads_what_it_costs_before_it_takes_a_dossier_in(desk, client) -> None:
    town, _, (one, *_) = desk
    town.login(client, "clerk")
    page = client.get(f"/can-bo/tiep-nhan/?thu_tuc={one.procedure_code}").content.decode()
    assert "Lệ phí cấp giấy: 8.000 đồng; Phí bản sao: 2.000 đồng mỗi bản" in page
    online = fees_in_words([one.procedure_code], "online", AT.date())[one.procedure_code]
    assert "Lệ phí cấp giấy: không thu" in online and "8.000" not in online
    assert fees_in_words(["9.999999"], "counter", AT.date()) == {}


def test_the_pages_take_money_and_answer_bad_input_in_words(desk, client) -> None:
    town, other, (one, *_) = desk
    url = f"/can-bo/ho-so/{one.code}/thu-phi/"
    town.login(client, "clerk")
    keys = {rate.kind: rate.key for rate in rates_of(one)}
    body = client.get(url).content.decode()
    assert f'name="sl-{keys["charge"]}" inputmode="numeric" value="1"' in body, (
        "what every dossier owes is offered"
    )
    for bad in (
        {f"sl-{keys['fee']}": "hai"},
        {f"sl-{keys['fee']}": "9" * 40},
        {"huy": "1"},
        {"huy": "x" * 99},
        {},
    ):
        answer = client.post(url, bad | {"lan": "z"})
        assert answer.status_code in (404, 422) and "Mã PAY-" in answer.content.decode()
    assert Receipt.objects.count() == 0
    assert client.post(url, {"lan": "z", f"sl-{keys['charge']}": "1", "cach": "la"}).status_code == 302
    paper = IssuedPaper.objects.get(dossier=one, kind="fee")
    text = printed(client, f"/can-bo/ho-so/{one.code}/giay/{paper.pk}.pdf")
    assert "BIÊN LAI THU LỆ PHÍ" in text and "tám nghìn đồng" in text and "0000001" in text
    assert "8.000" in client.get(SHIFT).content.decode()
    assert client.post(SHIFT, {"dem": "8.000", "giao": "ai đó", "lan": "s"}).status_code == 422
    done = client.post(SHIFT, {"dem": "8.000", "giao": town.officers["clerk2"], "lan": "s"})
    assert done.status_code == 302 and Shift.objects.get().handed_to_code == town.officers["clerk2"]
    other.login(client, "clerk")
    assert client.get(url).status_code == 404
    town.login(client, "judge")
    assert client.get(url).status_code == 403
