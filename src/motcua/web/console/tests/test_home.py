from motcua.web.console import nav

from .conftest import ADMIN, CLERK


def test_home_shows_every_part_the_administrator_may_open(page, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        answer = page.get("/quan-tri/")
    text = answer.content.decode()
    assert answer.status_code == 200
    for part in (part for _, group in nav.GROUPS for part in group):
        assert f'href="{part.url}"' in text, part.label
        assert part.about.replace("&", "&amp;") in text


def test_every_address_of_the_rail_opens(page):
    for part in (part for _, group in nav.GROUPS for part in group):
        answer = page.get(part.url)
        assert answer.status_code == 200, part.url
        current = answer.content.decode().split('aria-current="page"')[0].rsplit("<a", 1)[1]
        assert part.url in current


def test_an_officer_without_duties_sees_what_is_open_to_all_and_nothing_more(as_actor):
    text = as_actor(CLERK).get("/quan-tri/").content.decode()
    assert "Đơn vị hành chính" in text
    assert "/quan-tri/tai-khoan/" not in text and "/quan-tri/nhat-ky/" not in text


def test_the_page_about_the_system_tells_what_to_mend_and_how(page, settings):
    settings.CLAMD = ""
    text = page.get("/quan-tri/he-thong/").content.decode()
    assert "Chưa có bộ quét vi-rút" in text and "MOTCUA_CLAMD" in text


def test_nobody_known_is_sent_to_log_in(client, db):
    answer = client.get("/quan-tri/nhat-ky/?viec=x")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/dang-nhap/?next=/quan-tri/nhat-ky/%3Fviec%3Dx"


def test_the_rail_is_empty_off_the_console(rf):
    request = rf.get("/can-bo/")
    request.actor = ADMIN
    assert nav.rail(request) == []
