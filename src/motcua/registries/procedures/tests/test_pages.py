"""Pages: what a citizen and an administrator see, and how many queries a list costs."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.kernel.text import fold
from motcua.registries.procedures import queries, services
from motcua.registries.procedures.models import Procedure
from motcua.registries.procedures.queries import searching
from motcua.registries.procedures.tests.conftest import FIRST, NOON, national

pytestmark = pytest.mark.django_db


def _cost(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_a_citizen_finds_a_matter_and_reads_what_it_takes(client, catalogue):
    page = client.get("/thu-tuc/", {"q": "khai sinh"}).content.decode()
    assert "/thu-tuc/1.001193/" in page

    page = client.get("/thu-tuc/1.001193/").content.decode()
    for said in (
        "Bao lâu?",
        "3 ngày làm việc",
        "Tờ khai",
        "163/QĐ-BTP",
        "/nop-ho-so/1.001193/",
        "Giấy khai sinh",
    ):
        assert said in page


def test_a_bare_number_is_shown_as_it_is_and_promised_to_nobody(client, catalogue):
    page = client.get("/thu-tuc/1.000656/").content.decode()
    assert "Chưa có thời hạn đã kiểm tra" in page
    assert "không ghi rõ đơn vị" in page


def test_what_the_province_does_not_take_says_where_to_go(client, catalogue):
    page = client.get("/thu-tuc/3.000346/").content.decode()
    assert "không do tỉnh tiếp nhận" in page
    assert "/nop-ho-so/" not in page


def test_other_spellings_of_a_code_lead_to_its_page_and_unknown_ones_to_a_clear_answer(client, catalogue):
    assert client.get("/thu-tuc/1001193/").url == "/thu-tuc/1.001193/"
    assert client.get("/thu-tuc/1.001193.000.00.00.H42/").url == "/thu-tuc/1.001193/"
    answer = client.get("/thu-tuc/9.999999/")
    assert answer.status_code == 404
    assert "Không có thủ tục mã" in answer.content.decode()


def test_nothing_found_is_an_open_door(client, catalogue):
    assert "Chưa thấy thủ tục nào như vậy" in client.get("/thu-tuc/", {"q": "zzzz qqqq"}).content.decode()


def test_nothing_found_names_what_people_come_for_and_a_number_to_call(client, catalogue):
    page = client.get("/thu-tuc/", {"q": "zzzz qqqq"}).content.decode()
    assert "Việc được làm nhiều nhất" in page and "/thu-tuc/1.001193/" in page
    assert "tel:" in page


def test_each_filter_says_how_many_it_leaves_and_comes_off_alone(client, catalogue):
    page = client.get("/thu-tuc/", {"q": "đăng ký", "field": "Hộ tịch", "level": "commune"}).content.decode()
    assert "Hộ tịch (3)" in page
    assert 'href="?q=%C4%91%C4%83ng+k%C3%BD&amp;level=commune"' in page
    assert 'href="?q=%C4%91%C4%83ng+k%C3%BD&amp;field=H%E1%BB%99+t%E1%BB%8Bch"' in page
    assert 'href="?q=%C4%91%C4%83ng+k%C3%BD"' in page


def test_the_counts_of_a_filter_are_what_choosing_it_leaves(catalogue):
    whole = queries.browse()
    for name in queries.FACETS:
        for choice in whole.choices[name]:
            left = queries.browse(wanted={name: choice.value})
            assert left.listing.count() == choice.count, (name, choice)


def test_a_choice_nobody_has_narrows_nothing(client, catalogue):
    page = client.get("/thu-tuc/", {"q": "khai sinh", "field": "Không có", "level": "sai"}).content.decode()
    assert "/thu-tuc/1.001193/" in page and "Đang lọc" not in page


def test_a_list_by_name_or_by_time_keeps_every_procedure(catalogue):
    orders = [[card.code for card in queries.browse(order=order).listing] for order in queries.ORDERS]
    assert len({tuple(sorted(codes)) for codes in orders}) == 1
    names = [card.name for card in queries.browse(order="ten").listing]
    assert names == sorted(names, key=fold)


def test_a_list_nobody_narrowed_begins_with_what_people_come_for(catalogue):
    pushes = searching.popularity()
    shown = [card.code for card in queries.browse().listing]
    wanted = sorted((code for code in shown if code in pushes), key=lambda code: -pushes[code])
    assert wanted and shown[0] == wanted[0] and set(shown[: len(wanted)]) == set(wanted)


@pytest.mark.parametrize(
    "query", ["trang=999", "trang=x", "level=sai", "field=%01", "online=1&q=%F0%9F%98%80"]
)
def test_odd_addresses_are_answered_calmly(client, catalogue, query):
    assert client.get(f"/thu-tuc/?{query}").status_code == 200


def test_the_queries_of_a_list_do_not_grow_with_the_catalogue(client, as_editor, catalogue, write, editor):
    services.import_catalogue(
        path=write([national(f"1.2{at:05}", f"Thủ tục số {at}") for at in range(100)]), by=editor, at=NOON
    )
    services.adopt_procedures(by=editor, at=NOON)
    urls = (
        "/thu-tuc/",
        "/thu-tuc/?level=commune&trang=2",
        "/quan-tri/thu-tuc/",
        "/quan-tri/thu-tuc/?gap=limit",
    )
    few = {url: _cost(client, url) for url in urls}

    services.import_catalogue(
        path=write([national(f"1.3{at:05}", f"Thủ tục thêm {at}") for at in range(400)]), by=editor, at=NOON
    )
    services.adopt_procedures(by=editor, at=NOON)

    assert {url: _cost(client, url) for url in urls} == few
    assert max(few.values()) <= 14


def test_strangers_are_sent_to_log_in(client, catalogue):
    for url in ("/quan-tri/thu-tuc/", "/quan-tri/thu-tuc/nhap/", "/quan-tri/thu-tuc/1.001193/"):
        assert client.get(url).status_code == 302


def _posted(page) -> dict[str, str]:
    """What a browser would send back of the form as it stands."""
    form = page.context["form"]
    sent = {"revision": str(page.context["seen"])}
    for one in form.forms if hasattr(form, "forms") else [form]:
        for bound in one:
            value = bound.value()
            if value is not None and value is not False:
                sent[bound.html_name] = value
    if hasattr(form, "management_form"):
        sent |= {bound.html_name: bound.value() for bound in form.management_form}
    return sent


def test_an_administrator_drafts_a_limit_previews_and_publishes_it(as_editor, catalogue):
    own = "/quan-tri/thu-tuc/1.000656/"
    assert "Còn thiếu" in as_editor.get(own).content.decode()
    assert as_editor.post(f"{own}ban-thao/").url == f"{own}ban-thao/chung/"

    page = as_editor.get(f"{own}ban-thao/ap-dung/")
    sent = _posted(page) | {"t_limit_value": "2", "t_limit_unit": "working_days", "t_online_level": "full"}
    assert as_editor.post(f"{own}ban-thao/ap-dung/", sent).status_code == 302
    assert "2 ngày làm việc" in as_editor.get(f"{own}ban-thao/xem-truoc/").content.decode()
    assert "2 ngày làm việc" not in as_editor.get("/thu-tuc/1.000656/").content.decode()

    page = as_editor.get(f"{own}ban-thao/khac-biet/")
    assert "Thời hạn của tỉnh" in page.content.decode()
    sent = {"act": "publish", "revision": "2", "from_day": "23/11/2026"}
    sent |= {"from_day_0": "23", "from_day_1": "11", "from_day_2": "2026"}
    assert as_editor.post(f"{own}ban-thao/quyet-dinh/", sent).url == own
    assert "2 ngày làm việc" in as_editor.get("/thu-tuc/1.000656/").content.decode()

    change = queries.changes_of("1.000656")[0]
    as_editor.post(f"{own}hoan-tac/", {"change": change.id})
    assert "2 ngày làm việc" not in as_editor.get("/thu-tuc/1.000656/").content.decode()


@pytest.mark.parametrize("section", ["chung", "giay-to", "cach-thuc", "can-cu", "ap-dung", "muc-thu"])
def test_a_section_sent_back_as_it_stands_changes_nothing(as_editor, catalogue, section):
    as_editor.post("/quan-tri/thu-tuc/1.001193/ban-thao/")
    url = f"/quan-tri/thu-tuc/1.001193/ban-thao/{section}/"
    answer = as_editor.post(url, _posted(as_editor.get(url)))
    assert answer.status_code == 302, answer.content.decode()[:4000]
    assert queries.draft("1.001193").revision == 1


def test_an_untouched_blank_row_is_no_row_even_with_what_browsers_send_of_it(as_editor, catalogue):
    as_editor.post("/quan-tri/thu-tuc/1.001193/ban-thao/")
    for section, sent in (
        ("cach-thuc", {"dong-2-channel": "counter"}),
        ("muc-thu", {"dong-0-kind": "fee", "dong-0-per_unit": "dossier", "dong-0-channel": ""}),
        ("giay-to", {"dong-1-replaced_by": ""}),
    ):
        url = f"/quan-tri/thu-tuc/1.001193/ban-thao/{section}/"
        posted = _posted(as_editor.get(url))
        posted.pop("dong-1-required", None) if section == "giay-to" else None
        assert as_editor.post(url, posted | sent).status_code == 302
    assert queries.draft("1.001193").revision == 1


def test_papers_are_added_ordered_and_left_out(as_editor, catalogue):
    as_editor.post("/quan-tri/thu-tuc/1.001193/ban-thao/")
    url = "/quan-tri/thu-tuc/1.001193/ban-thao/giay-to/"
    more = as_editor.post(url, _posted(as_editor.get(url)) | {"act": "more"})
    assert more.context["form"].total_form_count() == 5
    sent = _posted(as_editor.get(url)) | {
        "dong-1-name": "Giấy chứng sinh", "dong-1-replaced_by": "yt", "dong-1-case": "Sinh ở cơ sở y tế",
        "dong-1-original": "1", "dong-1-ORDER": "0", "dong-1-required": "on",
    }  # fmt: skip
    assert as_editor.post(url, sent).status_code == 302
    papers = queries.draft("1.001193").data["papers"]
    assert [(one["name"], one["replaced_by"]) for one in papers] == [
        ("Giấy chứng sinh", "yt"),
        ("Tờ khai", ""),
    ]
    sent = _posted(as_editor.get(url)) | {"dong-1-DELETE": "on"}
    as_editor.post(url, sent)
    assert [one["name"] for one in queries.draft("1.001193").data["papers"]] == ["Giấy chứng sinh"]


def test_two_administrators_on_one_page_the_second_reads_who_and_keeps_what_was_typed(as_editor, catalogue):
    as_editor.post("/quan-tri/thu-tuc/1.001193/ban-thao/")
    url = "/quan-tri/thu-tuc/1.001193/ban-thao/chung/"
    sent = _posted(as_editor.get(url))
    as_editor.post(url, sent | {"conditions": "Người thứ nhất"})
    page = as_editor.post(url, sent | {"conditions": "Người thứ hai"})
    text = page.content.decode()
    assert page.status_code == 409
    assert "Người soạn vừa sửa" in text and "Người thứ nhất" in text and "Người thứ hai" in text
    assert as_editor.post(url, _posted(page) | {"conditions": "Cả hai"}).status_code == 302
    assert queries.draft("1.001193").data["conditions"] == "Cả hai"


def _upload(client, rows, name="m.jsonl"):
    """Sent, read by the worker, and its page as it then stands."""
    content = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    url = client.post("/quan-tri/thu-tuc/nhap/", {"file": SimpleUploadedFile(name, content)}).url
    services.work_on_imports()
    return url, client.get(url).content.decode()


def test_an_upload_shows_its_differences_before_it_is_taken(as_editor, catalogue):
    url, text = _upload(as_editor, [FIRST[0] | {"decision_no": "7/QĐ"}, national("1.555555", "Việc mới")])
    assert "163/QĐ-BTP" in text and "7/QĐ" in text and "1.555555" in text
    assert queries.procedure("1.001193").record.decision_no == "163/QĐ-BTP"
    assert "1.555555" not in as_editor.get(f"{url}?loai=changed").content.decode()
    assert "1.555555" not in as_editor.get(f"{url}?cua=ap-dung").content.decode()

    assert as_editor.post(url).url == url
    assert queries.procedure("1.001193").record.decision_no == "163/QĐ-BTP"
    services.work_on_imports()
    assert queries.procedure("1.001193").record.decision_no == "7/QĐ"
    assert queries.changes_of("1.001193")[0].kind == "imported"
    done = as_editor.get(url)
    assert "Thêm 1, đổi 1" in done.content.decode() and "Refresh" not in done
    assert as_editor.post(url).status_code == 422  # taken once


def test_a_file_over_the_bound_is_called_too_large_and_never_missing(as_editor, catalogue, settings):
    settings.UPLOAD_FILE_BYTES = 1_000_000
    big = SimpleUploadedFile("danh-muc.jsonl", b"x" * 1_100_000)
    text = as_editor.post("/quan-tri/thu-tuc/nhap/", {"file": big}).content.decode()
    assert "“danh-muc.jsonl” nặng hơn 1 MB" in text and "Chưa có tệp" not in text
    assert Procedure.objects.count() == len(FIRST)


def test_a_list_that_drops_what_somebody_waits_under_is_refused_before_harm(
    as_editor, catalogue, monkeypatch
):
    monkeypatch.setattr("motcua.registries.procedures.services.importing.WHOLE_LIST_LEAST", 1)
    monkeypatch.setattr("motcua.registries.procedures.services.importing.WHOLE_LIST_SHARE", 0.5)
    for part in ("importing", "uploads"):
        monkeypatch.setattr(
            f"motcua.registries.procedures.services.{part}.open_dossiers",
            lambda codes: {code: 2 for code in codes if code == "1.001193"},
        )
    url, text = _upload(as_editor, FIRST[1:])
    assert "Chưa nhập được" in text
    refused = as_editor.post(url)
    assert refused.status_code == 409 and "còn 2 hồ sơ đang giải quyết" in refused.content.decode()
    assert "1.001193" in queries.listed_codes()


@pytest.mark.parametrize("content", [b"", b"\x1f\x8bxx", b"khong phai", b'{"code": "sai"}'])
def test_a_wrong_upload_gets_words_and_changes_nothing(as_editor, catalogue, content):
    sent = as_editor.post("/quan-tri/thu-tuc/nhap/", {"file": SimpleUploadedFile("m.jsonl", content)})
    services.work_on_imports()
    page = as_editor.get(sent.url)
    assert page.status_code == 200 and "notice--late" in page.content.decode()
    assert Procedure.objects.count() == len(FIRST)


def test_a_saying_can_be_tried_before_it_is_kept(client, as_editor, catalogue):
    from motcua.registries.procedures.models import Synonym

    said = {"says": "thả đèn hoa đăng", "means": "", "codes": "1.000656"}
    page = client.post("/quan-tri/thu-tuc/tu-dong-nghia/", said | {"act": "preview"}).content.decode()
    assert "Nếu lưu từ này" in page and "Thủ tục đăng ký khai tử" in page and "Chưa lưu gì" in page
    assert not Synonym.objects.exists()

    client.post("/quan-tri/thu-tuc/tu-dong-nghia/", said)
    assert queries.search("thả đèn hoa đăng", 1)[0].code == "1.000656"
