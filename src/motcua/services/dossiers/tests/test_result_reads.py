"""What a result paper prints of the answers is what a form is held to before it is published."""

from __future__ import annotations

from typing import Any

import pytest

from motcua.kernel import clock
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.queries import result_civil, result_data

from .factories import AT, dossier_rows, make_town

pytestmark = pytest.mark.django_db
ANSWERS: dict[str, Any] = {"documents": [{}], "lines": [{}], "members": [{}], "changes": [{}]}


class Told(dict[str, Any]):
    """Answers that remember what was asked of them, rows of a list under the list's name."""

    def __init__(self, rows: dict[str, Any], asked: set[str], prefix: str = "") -> None:
        self.asked, self.prefix = asked, prefix
        super().__init__({key: [Told(row, asked, f"{key}.") for row in value] for key, value in rows.items()})

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(self.prefix + key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self.asked.add(self.prefix + key)
        return super().__getitem__(key)


def asked_of(procedure: str, dossier: Dossier) -> set[str]:
    """The answers a paper's builder looks at, with nothing declared: every fallback is looked at too."""
    asked: set[str] = set()
    dossier.answers = Told(ANSWERS, asked)
    result_data.BUILDERS[procedure][2](dossier, {})
    return asked


@pytest.mark.parametrize("procedure", sorted(result_data.BUILDERS))
def test_a_paper_reads_no_answer_that_is_not_declared(procedure):
    town = make_town()
    with clock.fixed(AT):
        asked = asked_of(procedure, dossier_rows(town, 1)[0])
    declared = {*result_data.READS[procedure], *result_data.READS_IF_GIVEN.get(procedure, ())}
    assert asked == declared
    assert not set(result_data.READS[procedure]) & set(result_data.READS_IF_GIVEN.get(procedure, ()))


@pytest.mark.parametrize(
    ("told", "died", "notice"),
    [
        (
            {"death_hour": 14, "death_minute": 5, "death_date": "2026-11-18", "notice_kind": "Giấy báo tử",
             "notice_no": "12/GBT", "notice_agency": "Trạm Y tế Vụ Bản", "notice_date": "2026-11-19"},
            ("14 giờ 05 phút", "18/11/2026", "Ngày mười tám tháng mười một năm hai nghìn không trăm hai mươi sáu"),
            "Giấy báo tử số 12/GBT, Trạm Y tế Vụ Bản cấp ngày 19/11/2026",
        ),
        (
            {"death_hour": 0, "death_date": "1968-05", "notice_kind": "Không có (chết đã lâu)"},
            ("00 giờ", "05/1968", "Tháng năm năm một nghìn chín trăm sáu mươi tám"),
            "Không có (chết đã lâu)",
        ),
        (
            {"death_minute": 5, "death_date": "1968", "notice_kind": "Không có (chết đã lâu)"},
            ("", "1968", "Năm một nghìn chín trăm sáu mươi tám"),
            "Không có (chết đã lâu)",
        ),
    ],
)  # fmt: skip
def test_an_extract_of_a_death_says_what_is_known_and_fills_in_nothing(told, died, notice):
    town = make_town()
    with clock.fixed(AT):
        dossier = dossier_rows(town, 1)[0]
        dossier.answers = told
        data = result_civil.death(dossier, {})
    assert tuple(data["died"][part] for part in ("at", "on", "on_words")) == died
    assert data["notice"] == notice and data["dead"]["identity"] == ""


WED = {"spouse_name": "Lê Văn Hùng", "marriage_no": "45/2019", "marriage_date": "2019-10-20", "marriage_agency": "UBND phường Phủ Lý"}  # fmt: skip
PAPER_OF_MARRIAGE = "Giấy chứng nhận kết hôn số 45/2019, ngày 20/10/2019, đăng ký tại UBND phường Phủ Lý"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"marital_status": "1", **WED}, f"Hiện tại đang có chồng là ông Lê Văn Hùng ({PAPER_OF_MARRIAGE})"),
        ({"marital_status": "2"}, "Chưa đăng ký kết hôn với ai"),
        (
            {"marital_status": "3", "divorce_no": "31/2020/QĐST-HNGĐ", "divorce_date": "2020-03-03",
             "divorce_court": "Tòa án nhân dân thành phố Phủ Lý"},
            "Đã đăng ký kết hôn nhưng đã ly hôn theo Bản án/Quyết định ly hôn số 31/2020/QĐST-HNGĐ, ngày 03/03/2020, "
            "của Tòa án nhân dân thành phố Phủ Lý; hiện tại chưa đăng ký kết hôn với ai",
        ),
        (
            {"marital_status": "4", "death_no": "45/TLKT", "death_date": "2021-01-02", "death_agency": "UBND xã Ý Yên"},
            "Đã đăng ký kết hôn nhưng vợ/chồng đã chết (Trích lục khai tử số 45/TLKT, ngày 02/01/2021, của UBND xã Ý Yên); "
            "hiện tại chưa đăng ký kết hôn với ai",
        ),
        (
            {"marital_status": "5", "period_from": "2015-01-01", "period_to": "2019-10-19", **WED},
            "Từ ngày 01/01/2015 đến ngày 19/10/2019 chưa đăng ký kết hôn với ai; hiện tại đang có chồng là ông "
            f"Lê Văn Hùng ({PAPER_OF_MARRIAGE})",
        ),
        ({"marital_status": "6", "status_other": "Đang chờ ghi chú ly hôn ở nước ngoài"}, "Đang chờ ghi chú ly hôn ở nước ngoài"),
    ],
    ids=("married", "single", "divorced", "widowed", "single_then", "other"),
)  # fmt: skip
def test_a_confirmation_says_the_marital_status_in_the_words_of_the_register(told, words):
    town = make_town()
    with clock.fixed(AT):
        dossier = dossier_rows(town, 1)[0]
        dossier.answers = {"subject_gender": "Nữ", **told}
        assert result_civil.marital_status(dossier, {})["status"] == words
        checked = result_civil.marital_status(dossier, {"status": "Đã kết hôn, theo Sổ đăng ký"})
    assert checked["status"] == "Đã kết hôn, theo Sổ đăng ký", (
        "what the officer found wins over what was told"
    )
