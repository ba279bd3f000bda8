"""Whatever bytes come, the answer is a kind of paper or a clear no."""

import io
from datetime import datetime

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from motcua.services.files.rules import content, names
from motcua.services.files.services import limits
from motcua.services.files.tests.conftest import PDF, office, picture
from motcua.services.files.types import KINDS, BadFile

LIMITS = limits(datetime(2026, 11, 23))
SAMPLES = [PDF, picture("JPEG"), picture("PNG"), picture("WEBP"), picture("TIFF"), office()]
MAGIC = [
    b"%PDF-",
    b"PK\x03\x04",
    b"\xff\xd8\xff\xe0",
    b"\x89PNG\r\n\x1a\n",
    b"RIFF",
    b"II*\x00",
    b"\xd0\xcf\x11\xe0",
    b"<svg",
    b"",
]


def answer(data):
    try:
        return content.inspect(io.BytesIO(data), len(data), KINDS, LIMITS)
    except BadFile as refusal:
        assert refusal.what and refusal.next
        return None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=6)), max_size=4),
    st.floats(0.01, 1),
)
def test_a_damaged_paper_is_taken_or_refused_but_never_an_error(data, scars, kept):
    broken = bytearray(data)
    for at, scar in scars:
        i = int(at * (len(broken) - 1))
        broken[i : i + len(scar)] = scar
    answer(bytes(broken[: max(1, int(len(broken) * kept))]))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(MAGIC), st.binary(max_size=400))
def test_bytes_that_only_begin_like_a_paper_are_no_paper(magic, rest):
    found = answer(magic + rest)
    assert found is None or (found.kind == "pdf" and b"%%EOF" in rest)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120))
@example("0\n\r0")
def test_any_name_becomes_one_safe_line(name):
    safe = names.safe(name, "pdf")
    assert safe.endswith(".pdf") and len(safe) > 4
    assert not set(safe) & set('/\\<>:"|?*\n\r\t\x00') and not safe.startswith(".")
    assert names.safe(safe, "pdf") == safe


def test_a_photograph_with_chance_bytes_of_a_page_or_an_archive_is_taken():
    """Two bytes "<%" or four bytes "PK.." stand in one photograph of a few dozen by chance alone."""
    photo = picture("JPEG", (400, 300))
    comment = b"<% < svg <h PK\x05\x06" + bytes(range(32, 60))
    marked = photo[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + photo[2:]
    assert answer(marked).media_type == "image/jpeg"
    assert answer(photo + b"PK\x05\x06" + b"\x00" * 30).media_type == "image/jpeg"
