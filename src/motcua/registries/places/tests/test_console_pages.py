"""The administrator's pages of the units."""

from __future__ import annotations

from datetime import date

import pytest

from motcua.kernel.access import Actor
from motcua.registries.places.models import Succession, Unit
from motcua.registries.places.services import load_places
from motcua.registries.places.types import NoSuchPlace
from motcua.registries.places.views import console

pytestmark = [pytest.mark.django_db, pytest.mark.urls("motcua.registries.places.urls")]
OFFICER = Actor(kind="officer", id="QT01", name="Trần Thị Lịch")


@pytest.fixture
def few(tmp_path):
    """A ward that took two old ones, one of them in part."""
    (tmp_path / "units.csv").write_text(
        "code,kind,name,level,parent_code,valid_from,valid_to\n"
        "35,tỉnh,Hà Nam,province,,2018-01-01,2025-06-30\n"
        "37,tỉnh,Ninh Bình,province,,2025-07-01,\n"
        "347,thành phố,Phủ Lý,district,35,2018-01-01,2025-06-30\n"
        "13285,phường,Quang Trung,ward,347,2018-01-01,2025-06-30\n"
        "13291,phường,Lam Hạ,ward,347,2018-01-01,2025-06-30\n"
        "13285,phường,Phủ Lý,ward,37,2025-07-01,\n",
        encoding="utf-8",
    )
    (tmp_path / "successions.csv").write_text(
        "level,old_code,new_code,on,share,legal_basis\n"
        "province,35,37,2025-07-01,whole,202/2025/QH15\n"
        "ward,13285,13285,2025-07-01,part,202/2025/QH15\n"
        "ward,13291,13285,2025-07-01,whole,202/2025/QH15\n",
        encoding="utf-8",
    )
    load_places(directory=tmp_path)
    assert (Unit.objects.count(), Succession.objects.count()) == (6, 3)


def ask(rf, view, url, **arguments):
    request = rf.get(url)
    request.actor, request.session = OFFICER, {}
    return view(request, **arguments).content.decode()


def test_the_list_finds_old_and_new_units_without_marks(rf, few):
    page = ask(rf, console.places, "/quan-tri/don-vi-hanh-chinh/?tim=phu+ly")
    assert "Phường Phủ Lý, tỉnh Ninh Bình" in page
    assert "Phường Quang Trung, thành phố Phủ Lý, tỉnh Hà Nam" in page
    assert "Đến hết 30/06/2025" in page


def test_the_list_as_it_stood_on_a_day(rf, few):
    page = ask(rf, console.places, "/quan-tri/don-vi-hanh-chinh/?ngay=30/06/2025")
    assert "Phường Lam Hạ" in page
    assert "Phường Phủ Lý, tỉnh Ninh Bình" not in page
    assert "Chưa thấy đơn vị nào" in ask(rf, console.places, "/quan-tri/don-vi-hanh-chinh/?tim=khong+co")
    assert "chưa phải một ngày" in ask(rf, console.places, "/quan-tri/don-vi-hanh-chinh/?ngay=abc")


def test_the_unit_page_shows_what_it_came_from_and_what_its_code_became(rf, few):
    page = ask(rf, console.place, "/quan-tri/don-vi-hanh-chinh/13285/", code="13285")
    assert "Phường Phủ Lý, tỉnh Ninh Bình" in page
    assert "Phường Lam Hạ, thành phố Phủ Lý, tỉnh Hà Nam" in page
    assert "nhập một phần" in page
    assert date(2025, 7, 1).strftime("%d/%m/%Y") in page
    with pytest.raises(NoSuchPlace):
        ask(rf, console.place, "/quan-tri/don-vi-hanh-chinh/99999/", code="99999")


def test_the_list_page_asks_the_database_a_bounded_number_of_times(rf, few, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        ask(rf, console.places, "/quan-tri/don-vi-hanh-chinh/")
