"""The public page: a file in, words out, nothing kept."""

import io
import subprocess
import sys
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from motcua.kernel import clock
from motcua.services.signing import queries
from motcua.services.signing.forms import MOST_MB
from motcua.services.signing.tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(client, var):
    def run(name, content):
        with clock.fixed(NOW):
            return client.post(reverse("check_signatures"), {"tep": SimpleUploadedFile(name, content)})

    return run


def test_anybody_may_open_the_page(client, var):
    page = client.get("/kiem-tra/")
    assert page.status_code == 200
    assert "Kiểm tra kết quả" in page.content.decode()


def test_a_good_paper_is_called_true_with_its_signers(send, signed):
    page = send("ket-qua.pdf", signed)
    text = page.content.decode()
    assert page.status_code == 200
    assert "Giấy này thật và còn nguyên" in text
    assert "TOTAL-PASSED" in text
    assert "Lê Văn Cường, Chủ tịch" in text
    assert "Con dấu số: Ủy ban nhân dân phường Nam Định" in text


def test_a_changed_paper_is_called_what_it_is(send, signed):
    at = signed.index(b"stream") + 20
    text = send("ket-qua.pdf", signed[:at] + b"!" + signed[at + 1 :]).content.decode()
    assert "Đừng tin giấy này" in text
    assert "HASH_FAILURE" in text


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("anh.pdf", b"\x89PNG\r\n\x1a\n123", "không phải tệp PDF hay XML"),
        ("rong.pdf", b"", "rỗng"),
        ("to.pdf", b"%PDF-1.7" + b"0" * (MOST_MB * 2**20), "quá giới hạn"),
    ],
)
def test_what_cannot_be_checked_is_refused_in_words(send, name, content, says):
    page = send(name, content)
    assert page.status_code == 422
    assert says in page.content.decode()


def test_when_every_seat_of_the_machine_is_taken_the_answer_is_quick(send, letter, var):
    folder = var / "locks"
    folder.mkdir()
    others = [
        subprocess.Popen(
            [sys.executable, "-c", HOLD, str(folder / f"check-{n}")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for n in range(queries.SEATS)
    ]
    try:
        for other in others:
            assert other.stdout.readline() == b"held\n"
        begun = time.monotonic()
        page = send("ket-qua.pdf", letter)
        assert page.status_code == 503 and time.monotonic() - begun < 3
        assert "nhiều tệp cùng được kiểm tra" in page.content.decode()
    finally:
        for other in others:
            other.kill()
            other.communicate()
    assert send("ket-qua.pdf", letter).status_code == 200, "a process that died has left its seat"


HOLD = """
import fcntl, sys
place = open(sys.argv[1], "w")
fcntl.flock(place, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


def test_no_file_is_answered_in_words(client, var):
    page = client.post("/kiem-tra/", {})
    assert page.status_code == 422
    assert "Bạn chưa chọn tệp" in page.content.decode()


def test_words_in_a_file_never_become_part_of_the_page(send, letter, hands, officer):
    page = send("<script>alert(1)</script>.pdf", letter)
    assert "<script>alert" not in page.content.decode()
    assert io.BytesIO(page.content)
