"""What rests encrypted: no byte of it on the disk as it came, every byte of it back, and nothing once it was changed."""

import io
from datetime import datetime

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from motcua.kernel import ciphers
from motcua.kernel.clock import TZ
from motcua.services.files import ports, queries, services
from motcua.services.files.models import FileUse, StoredFile
from motcua.services.files.tests.conftest import PDF, picture
from motcua.services.files.types import Infected

AT = datetime(2026, 11, 23, 9, 15, tzinfo=TZ)
LONG = PDF[:9] + b"%Kin dao.\n" * 30_000 + PDF[9:]


def put(data, citizen, reference="p1"):
    return services.store(
        stream=data, name="Đơn của Kín.pdf", by=citizen, at=AT, owner="petitions", reference=reference, sealed="petitions"
    )  # fmt: skip


@hypothesis_settings(max_examples=25)
@given(
    st.sampled_from([1, ciphers.PIECE - 1, ciphers.PIECE, ciphers.PIECE + 1, 2 * ciphers.PIECE]), st.data()
)
def test_a_file_comes_back_whole_or_not_at_all(size, data):
    clear = bytes(n % 251 for n in range(size))
    sealed = b"".join(ciphers.seal("test", b"s" * 16, io.BytesIO(clear)))
    assert len(sealed) == ciphers.sealed_size(size)
    assert ciphers.unseal("test", io.BytesIO(sealed)).read() == clear
    at = data.draw(st.integers(4, len(sealed) - 1))
    piece = ciphers.PIECE + ciphers.TAG_BYTES
    wrong = [sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], sealed[:at]]
    if size > ciphers.PIECE:
        wrong += [
            sealed[:20] + sealed[20 + piece :],
            sealed[: 20 + piece],
        ]  # without its first, its last piece
    for one in wrong:
        with pytest.raises(OSError, match="changed"):
            ciphers.unseal("test", io.BytesIO(one)).read()
    with pytest.raises(OSError, match="changed"):
        ciphers.unseal("another", io.BytesIO(sealed))


@pytest.mark.django_db
def test_nothing_of_it_lies_in_the_store_as_it_came(citizen, store_root):
    ref = put(LONG, citizen)
    (lies,) = [one for one in store_root.rglob("*") if one.is_file()]
    assert b"Kin dao" not in lies.read_bytes() and b"%PDF" not in lies.read_bytes()
    assert (ref.size, ref.media_type) == (len(LONG), "application/pdf")
    assert FileUse.objects.get().name == "tep.pdf", "the name its sender gave it is written down nowhere"
    answer = queries.serve(RequestFactory().get("/x"), ref.sha256, ref.name, inline=True)
    assert b"".join(answer.streaming_content) == LONG and answer["Content-Length"] == str(len(LONG))
    assert list(queries.fsck()) == []
    assert put(LONG, citizen).sha256 == ref.sha256 and StoredFile.objects.count() == 1
    assert put(LONG, citizen, "p2").sha256 != ref.sha256, "nothing tells that two people sent the same file"


@pytest.mark.django_db
def test_a_key_that_was_changed_still_opens_what_it_sealed(citizen, store_root, settings):
    ref = put(PDF, citizen)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-secret" * 4, [settings.SECRET_KEY]
    assert queries.read(ref.sha256) == PDF
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(OSError, match="key is gone"):
        queries.read(ref.sha256)


@pytest.mark.django_db
def test_the_scanner_reads_what_was_sent_now_and_later(citizen, store_root, monkeypatch):
    seen = []

    class Scanner:
        answers = False

        def scan(self, stream):
            if not self.answers:
                raise OSError("asleep")
            seen.append(stream.read())
            return ports.Verdict(clean=b"EICAR" not in seen[-1], virus="EICAR")

    scanner = Scanner()
    monkeypatch.setattr(ports, "virus_scanner", lambda: scanner)
    put(picture(), citizen)
    bad = put(PDF + b"%EICAR", citizen)
    scanner.answers = True
    assert services.scan_waiting(at=AT) == {"clean": 1, "infected": 1, "waiting": 0}
    assert seen[1] == PDF + b"%EICAR" and StoredFile.objects.get(sha256=bad.sha256).scan == "infected"
    with pytest.raises(Infected):
        put(PDF + b"%EICAR more", citizen)
    assert StoredFile.objects.count() == 2
