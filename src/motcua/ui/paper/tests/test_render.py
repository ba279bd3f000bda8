"""What a reader of the paper gets: every letter, every mark, nothing executed."""

import io
import json
import pathlib
import time
import unicodedata

import pypdf
import pytest
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.ui import paper
from motcua.ui.paper.render import FONTS, ROOT

TEMPLATES = ROOT / "services/dossiers/templates/dossiers/paper"
EXAMPLES = sorted(TEMPLATES.rglob("*.example.json"))


def template_of(example: pathlib.Path) -> pathlib.Path:
    return example.with_name(example.name.removesuffix(".example.json") + ".typ")


def read(example: pathlib.Path) -> dict:
    data = json.loads(example.read_text(encoding="utf-8"))
    if "qr" in data:
        data["qr"] = paper.qr_svg("https://motcua.example/tra-cuu/?ma=H42")
    return data


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return unicodedata.normalize("NFC", "\n".join(page.extract_text() for page in pages))


def fonts_of(pdf: bytes) -> set[str]:
    found = set()
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            descendant = font["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in descendant["/FontDescriptor"].get_object(), "a font is not embedded"
            found.add(str(font["/BaseFont"]))
    return found


def vietnamese_letters() -> list[str]:
    """The 134 letters with marks: 12 vowels with five tones each, seven bare marked letters, both cases."""
    vowels = "aăâeêioôơuưy"
    tones = "\u0300\u0301\u0303\u0309\u0323"
    lower = [unicodedata.normalize("NFC", v + t) for v in vowels for t in tones] + list("ăâêôơưđ")
    return lower + [letter.upper() for letter in lower]


def test_the_alphabet_has_134_marked_letters_and_every_font_draws_them_all():
    letters = vietnamese_letters()
    assert len(set(letters)) == 134
    fonts = sorted(FONTS.glob("*.ttf"))
    assert len(fonts) == 4
    for font in fonts:
        have = TTFont(font, lazy=True).getBestCmap()
        assert [letter for letter in letters if ord(letter) not in have] == [], font.name


def test_every_letter_comes_back_from_the_printed_page():
    data = read(TEMPLATES / "mau_01.example.json") | {"applicant": " ".join(vietnamese_letters())}
    got = set(text_of(paper.render(TEMPLATES / "mau_01.typ", data)))
    assert set(vietnamese_letters()) <= got


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: p.stem)
def test_each_paper_prints_its_example_in_tinos_alone_tagged_and_in_vietnamese(example):
    pdf = paper.render(template_of(example), read(example))
    assert fonts_of(pdf)
    assert all("Tinos" in name for name in fonts_of(pdf))
    root = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("vi")
    assert pypdf.PdfReader(io.BytesIO(pdf)).metadata.title
    assert b"pdfaid" in root["/Metadata"].get_object().get_data()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: p.stem)
def test_the_same_data_give_the_same_bytes(example):
    assert paper.render(template_of(example), read(example)) == paper.render(
        template_of(example), read(example)
    )


def test_a_paper_with_a_place_for_signatures_is_the_same_a_second_later():
    example = next(one for one in EXAMPLES if one.stem == "van_ban_ket_qua.example")
    first = paper.render(template_of(example), read(example))
    assert b"/AcroForm" in first
    time.sleep(1.1)
    assert paper.render(template_of(example), read(example)) == first


@pytest.mark.parametrize(
    "hostile",
    [
        "#panic()",
        '#read("/etc/passwd")',
        "*x*",
        "_y_",
        "$ a^2 $",
        "= Tiêu đề",
        "`mã`",
        "\\",
        "<nhan>",
        "@nhan",
        "// ghi chú",
        "/* x",
        '"]; #',
        "#{",
        "https://vidu.example",
        "- mục",
        "~",
        "--",
    ],
)
def test_what_a_citizen_wrote_is_printed_letter_by_letter(hostile):
    data = read(TEMPLATES / "mau_01.example.json") | {"applicant": f"[{hostile}]"}
    got = text_of(paper.render(TEMPLATES / "mau_01.typ", data))
    assert f"[{hostile}]".replace(" ", "") in got.replace(" ", "").replace("\n", "")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=40))
def test_no_text_whatever_stops_a_receipt(text):
    data = read(TEMPLATES / "mau_01.example.json") | {"applicant": text, "officer_name": text}
    assert paper.render(TEMPLATES / "mau_01.typ", data).startswith(b"%PDF-")


def test_a_letter_the_fonts_do_not_have_leaves_a_trace_instead_of_stopping_the_paper():
    data = read(TEMPLATES / "mau_01.example.json") | {"applicant": "Nguyễn 🙂 Văn A\u202e"}
    got = text_of(paper.render(TEMPLATES / "mau_01.typ", data))
    assert "Nguyễn □ Văn A" in got


def test_a_template_outside_the_tree_is_refused(tmp_path):
    stray = tmp_path / "stray.typ"
    stray.write_text("x")
    with pytest.raises(paper.BrokenPaper):
        paper.render(stray, {})
    with pytest.raises(paper.BrokenPaper):
        paper.render("../../pyproject.toml", {})


def test_a_result_paper_carries_empty_signature_fields_where_hands_and_seal_belong():
    example = TEMPLATES / "results/van_ban_ket_qua.example.json"
    pdf = paper.render(template_of(example), read(example))
    fields = pypdf.PdfReader(io.BytesIO(pdf)).get_fields()
    assert {"nguoi_ky", "co_quan"} <= set(fields)
    assert all(field["/FT"] == "/Sig" and "/V" not in field for field in fields.values())
