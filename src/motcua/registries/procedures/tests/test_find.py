"""Search: people's own words on the whole catalogue, held against lists that were not used for tuning."""

from __future__ import annotations

import random
import re
import threading
import time

import pytest
from django.conf import settings

from motcua.kernel.text import fold
from motcua.registries.procedures import services
from motcua.registries.procedures.queries import searching
from motcua.registries.procedures.rules.search import Index, build, rank, rank_begun
from motcua.registries.procedures.tests.conftest import NOON


@pytest.fixture(scope="module")
def whole() -> Index:
    """The index of the shipped catalogue, straight from its files."""
    key = f"files-{searching._files_stamp()}"
    return searching._load_file(key) or searching._keep_file(
        key, build(list(searching.from_files()), searching._synonyms_from_file())
    )


def _asked(name: str) -> list[tuple[str, set[str]]]:
    lines = (settings.DATA_DIR / "catalogue" / name).read_text(encoding="utf-8").splitlines()
    return [(query, set(codes.split(","))) for query, codes in (line.split("\t") for line in lines if line)]


def _slip(text: str) -> str:
    """One letter dropped, doubled or swapped in a longer word, without marks."""
    chance = random.Random(text)
    words = fold(text).split()
    at = max(range(len(words)), key=lambda k: (len(words[k]) > 3, chance.random()))
    word = words[at]
    if len(word) > 2:
        cut = chance.randrange(1, len(word) - 1)
        words[at] = chance.choice(
            [
                word[:cut] + word[cut + 1 :],
                word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :],
                word[:cut] + word[cut] + word[cut:],
            ]
        )
    return " ".join(words)


@pytest.mark.parametrize(
    ("name", "lacks"), [("queries-tune.tsv", 0.0), ("queries-held.tsv", 0.0), ("queries-held2.tsv", 0.04)]
)
@pytest.mark.parametrize(
    ("form", "least"),
    [
        (lambda query: query, 0.95),
        (fold, 0.95),
        (lambda query: f"cho tôi hỏi thủ tục {query} cần giấy tờ gì, làm ở đâu?", 0.95),
        (_slip, 0.92),
    ],
    ids=["as typed", "without marks", "as a question", "with a slip"],
)
def test_citizens_find_the_right_procedure_among_the_first_three(whole, name, lacks, form, least):
    """The second held list asks for seldom matters too, in whole stories: 94 % of it, so far."""
    asked = _asked(name)
    missed = [
        query for query, codes in asked if not codes & {hit.code for hit in rank(whole, form(query), 3)}
    ]
    assert 1 - len(missed) / len(asked) >= least - lacks, missed


def test_what_strangers_were_first_not_answered_is_found_since(whole):
    """As typed; the bench asks this list in its other forms too."""
    asked = _asked("queries-tune2.tsv")
    missed = [query for query, codes in asked if not codes & {hit.code for hit in rank(whole, query, 3)}]
    assert 1 - len(missed) / len(asked) >= 0.97, missed


def test_an_answer_takes_a_few_milliseconds(whole):
    asked = [query for query, _ in _asked("queries-held.tsv")]
    times = []
    for query in asked:
        started = time.process_time()
        rank(whole, query, 10)
        times.append(time.process_time() - started)
    assert sorted(times)[int(len(times) * 0.95)] < 0.020


HALF_TYPED = {
    "1.013978": ["so d", "sổ đ", "sổ đo"],
    "1.001193": ["khai s", "lam giay kh", "làm giấy khai s", "giấy kh", "đăng ký khai s", "khai sinh ch"],
    "1.000894": ["ket ho", "kết h", "kêt h", "dang ky ket h", "đăng ký kết h"],
    "1.000656": ["khai t", "khai tư", "giay chung t"],
    "1.001456": ["ho ch", "hộ ch", "làm hộ chi"],
    "3.000346": ["bang l", "bằng l", "gpl", "giấy phép l"],
    "2.000639": ["bhy", "bảo hiểm y"],
    "1.013225": ["gpx", "xây nh", "giay phep xay d", "xin phép xây d"],
    "2.000554": ["ly h", "ly hô"],
    "1.004873": ["độc th", "giay doc th", "tinh trang hon nh"],
    "1.004194": ["tạm tr", "tam t"],
    "1.004222": ["thường tr", "nhập kh", "sổ hộ kh"],
    "2.000815": ["công ch", "chung thuc ban s", "sao y b"],
    "1.014061": ["căn c", "can cu", "ccc"],
    "2.000488": ["lý lịch t", "ly lich tu ph"],
    "1.001612": ["hộ kinh d", "giấy phép kinh d", "mở qu"],
    "1.012784": ["tách th", "tach thu"],
}


def test_a_last_word_only_begun_is_read_as_what_it_may_become(whole):
    lost, times = [], []
    for code, queries in HALF_TYPED.items():
        for said in queries:
            tries = []
            for _ in range(3):  # the quickest of three: what else the machine does is not the search's
                started = time.process_time()
                hits = [hit for hit in rank_begun(whole, said, 24) if hit.offered]
                tries.append(time.process_time() - started)
            times.append(min(tries))
            if code not in {hit.code for hit in hits[:3]}:
                lost.append((said, [hit.code for hit in hits[:3]]))
    assert not lost
    assert sorted(times)[int(len(times) * 0.95)] < 0.020


def test_a_blank_ends_the_last_word_and_a_whole_word_keeps_its_meaning(whole):
    assert rank_begun(whole, "kết hôn ", 8) == rank(whole, "kết hôn", 8)
    assert rank_begun(whole, "khai tử", 1)[0].code == "1.000656"
    assert rank_begun(whole, "1.0011", 3) == rank(whole, "1.0011", 3)
    assert rank_begun(whole, "", 3) == []


@pytest.mark.parametrize(
    "said",
    [
        "1.001193",
        "1001193",
        "1,001193",
        "1 001193",
        "1-001193",
        "1.001.193",
        "1.001193.000.00.00.H42",
        "1.001193.H42",
        "1.001193-H42",
        "1001193.000.00.00.H37",
        "mã 1.001193",
        "Mã TTHC: 1.001193",
        "(1.001193)",
        "thủ tục 1.001193 nộp ở đâu",
        "1.1193",
    ],
)
def test_a_code_is_found_in_any_of_its_forms(whole, said):
    assert rank(whole, said, 1)[0].code == "1.001193"


@pytest.mark.parametrize("said", ["0912 345 678", "1.999999", "12.3456789", "2026"])
def test_figures_that_are_no_code_are_words_like_others(whole, said):
    assert isinstance(rank(whole, said, 3), list)
    assert said == "2026" or rank(whole, said, 1)[:1] != rank(whole, "1.001193", 1)


def test_every_offered_matter_is_found_by_its_own_name(whole):
    named: dict[str, str] = {}
    for at, name in enumerate(whole.names):
        if whole.offered[at]:
            named[whole.codes[at]] = name
    chance = random.Random(2026)
    asked = chance.sample(sorted(named), 300)
    lost = [
        code
        for code in asked
        if fold(named[code]) not in {fold(hit.name) for hit in rank(whole, named[code], 3)}
    ]
    assert len(lost) <= 1, lost


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("ddaawng kys khai sinhh", "1.001193"),
        ("dang ky1 ket ho6n", "1.000894"),
        ("xin giaasy dodoc thaan", "1.004873"),
        ("chuwsng thuwjc banr sao", "2.000815"),
    ],
)
def test_keys_an_input_method_left_behind_are_read_as_what_was_meant(whole, said, code):
    assert code in {hit.code for hit in rank(whole, said, 3)}


@pytest.mark.parametrize(
    "said", ["con chó", "tôi buồn", "rác thải", "hiến máu", "xem bóng đá", "máy tính hỏng"]
)
def test_where_nothing_fits_no_answer_is_better_than_a_likeness(whole, said):
    assert rank(whole, said, 3) == []
    assert rank(whole, said, 3, least=0.0)  # "Ý bạn là"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("lươn hưu", "1.014171"),
        ("thoá nghèo", "1.011608"),
        ("mo khac san", "3.000243"),
        ("mở karoake", "1.001029"),
    ],
)
def test_a_slip_that_makes_another_word_is_read_as_what_was_meant(whole, said, code):
    assert code in {hit.code for hit in rank(whole, said, 3)}


def test_a_trade_is_not_the_frame_of_a_question(whole):
    assert rank(whole, "thẻ hướng dẫn viên", 1)[0].code in {"1.004623", "1.004628"}
    assert rank(whole, "hướng dẫn đăng ký khai sinh", 1)[0].code == "1.001193"


def test_what_a_paper_is_for_does_not_push_the_paper_aside(whole):
    for purpose in ("để đi xuất khẩu lao động", "để mua nhà", "để vay ngân hàng", "để cưới vợ"):
        assert rank(whole, f"xin xác nhận tình trạng hôn nhân {purpose}", 1)[0].code == "1.004873"


def test_what_the_province_offers_comes_before_a_ministry_matter_of_like_name(whole):
    hits = rank(whole, "cấp lại thẻ căn cước", 5)
    assert (hits[0].code, hits[0].offered) == ("1.014064", True)
    assert any(not hit.offered for hit in hits)


@pytest.mark.parametrize("said", ["", "   ", "?!", "a" * 5000, "%_'\"\\", "☃", "ừ " * 200])
def test_odd_queries_get_a_calm_answer(whole, said):
    assert isinstance(rank(whole, said, 3), list)


@pytest.mark.django_db
def test_search_follows_the_catalogue_when_it_changes(catalogue, editor, monkeypatch):
    from motcua.registries.procedures import queries, services
    from motcua.registries.procedures.tests.conftest import NOON

    assert [hit.code for hit in queries.search("thả đèn hoa đăng", 1)] != ["1.000656"]
    services.save_synonym(says="thả đèn hoa đăng", means=[], codes=["1.000656"], by=editor, at=NOON)
    assert queries.search("thả đèn hoa đăng", 3)[0].code == "1.000656"


@pytest.fixture
def kept_yesterday(whole, monkeypatch, tmp_path):
    """A process that has just begun, after a change: the file it finds was made before; building takes a while."""
    before, now = "db-6-hereabouts-20261122", "db-7-hereabouts-20261123"
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    monkeypatch.setattr(searching, "_may_keep", lambda key: True)
    searching._keep_file(before, whole)
    monkeypatch.setattr(searching, "_held", None)
    monkeypatch.setattr(searching, "_key", lambda: now)
    go_on, fresh = threading.Event(), Index()

    def slow(key: str) -> Index:
        assert go_on.wait(20)
        return fresh

    monkeypatch.setattr(searching, "_build", slow)
    monkeypatch.setattr(
        searching.subprocess, "run", lambda *given, **more: None
    )  # the command beside it fails
    return go_on, fresh


def test_nobody_waits_for_a_new_index_where_an_older_one_is_kept(kept_yesterday, whole, monkeypatch):
    go_on, fresh = kept_yesterday
    monkeypatch.setattr(searching, "_lives_on", True)

    assert searching.index().codes == whole.codes
    go_on.set()
    searching._renewing.join(20)
    assert searching.index() is fresh


def test_a_command_waits_for_the_index_in_force(kept_yesterday, monkeypatch):
    go_on, fresh = kept_yesterday
    monkeypatch.setattr(searching, "_lives_on", False)
    go_on.set()

    assert searching.index() is fresh


def test_a_serving_process_has_its_index_made_by_a_command_beside_it(kept_yesterday, whole, monkeypatch):
    def beside(command: list[str], **given: object) -> None:
        assert command[1:3] == ["-m", "motcua"]
        searching._keep_file("db-7-hereabouts-20261123", whole)

    monkeypatch.setattr(searching.subprocess, "run", beside)
    monkeypatch.setattr(searching, "_lives_on", True)
    searching.index()
    searching._renewing.join(20)

    assert searching._held[0] == "db-7-hereabouts-20261123"
    assert searching.index().codes == whole.codes  # and nobody let the slow making here go on


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("birth", "1.001193"),
        ("how do I register my child's birth?", "1.001193"),
        ("brith certificat", "1.001193"),
        ("get married", "1.000894"),
        ("khai tử", "1.000656"),
        ("giay khai sinh", "1.001193"),
        ("1.000894", "1.000894"),
    ],
)
def test_a_reader_of_english_finds_a_matter_by_english_and_by_vietnamese_words(
    client, catalogue, asked, code
):
    page = client.get("/thu-tuc/", {"q": asked, "ngon-ngu": "en"}).content.decode()
    first = re.search(r'<li class="service">.*?/thu-tuc/([0-9.]+)/', page, re.S)
    assert first and first[1] == code


def test_english_is_a_readers_not_everybodys_and_what_is_not_offered_is_not_found(client, catalogue, editor):
    assert client.get("/thu-tuc/goi-y/?q=marriage").json()["hits"] == []
    hits = client.get("/thu-tuc/goi-y/?q=marri&ngon-ngu=en").json()["hits"]
    assert [(one["code"], one["name"]) for one in hits] == [("1.000894", "Marriage registration")]
    services.withdraw_procedure(code="1.000894", reason="Chờ", by=editor, at=NOON)
    assert client.get("/thu-tuc/goi-y/?q=marri&ngon-ngu=en").json()["hits"] == []


@pytest.mark.parametrize("asked", [{"q": "marriage"}, {"q": "get married", "lang": "en"}, {"q": "kết hôn"}])
def test_a_program_finds_by_the_same_words(client, catalogue, asked):
    found = client.get("/api/v1/procedures", asked).json()["items"]
    assert found[0]["code"] == "1.000894" and found[0]["name"].startswith("Thủ tục")


def test_the_filters_speak_the_readers_language(client, catalogue):
    page = client.get("/thu-tuc/", {"ngon-ngu": "en"}).content.decode()
    filters = page[page.index('class="filters') : page.index("</form>")]
    assert "All fields" in filters and "Sort by" in filters and "Civil status (" in filters
    assert "Mọi" not in filters and "Cấp xã" not in filters
