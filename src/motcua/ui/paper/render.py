"""From template and data to the bytes of a PDF."""

import datetime as dt
import functools
import hashlib
import io
import json
import pathlib
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import segno
import typst

HERE = pathlib.Path(__file__).parent
FONTS = HERE / "fonts"
ROOT = HERE.parents[1]  # src/motcua: templates of any room may import /ui/paper/lib/paper.typ
Standard = Literal["a-2a", "a-2b", "a-2u", "a-3a", "a-3b", "a-3u", "ua-1", "1.7", "2.0"]
UNKNOWN = "□"  # stands for a character our fonts cannot draw (an emoji in a name, say)

_local = threading.local()


class BrokenPaper(Exception):
    """A template does not compile with this data: a fault of ours, not of the reader."""


def render(
    template: pathlib.Path | str,
    data: Mapping[str, Any],
    *,
    standards: Standard | Sequence[Standard] = "a-2a",
    at: dt.datetime | None = None,
) -> bytes:
    """The paper as PDF. `at` is written as its creation time; without it the file carries a fixed one.

    Places marked with `anchor` in the template become empty signature fields of that name.
    """
    source = _inside_root(template)
    text = json.dumps(drawable(data), ensure_ascii=False, sort_keys=True, default=str)
    moment = at if at is not None else dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    compiler = _compiler(source)
    try:
        pdf = compiler.compile(
            format="pdf",
            sys_inputs={"data": text},
            pdf_standards=[standards] if isinstance(standards, str) else list(standards),
            timestamp=int(moment.timestamp()),
        )
        fields = json.loads(compiler.query("<signature-field>", field="value"))
    except typst.TypstError as error:
        raise BrokenPaper(f"{source.relative_to(ROOT)}: {error.message}\n{error.diagnostic}") from error
    if not isinstance(pdf, bytes):  # a list comes only from image formats
        raise BrokenPaper(f"{source.name}: typst gave no PDF")
    return _with_fields(pdf, fields) if fields else pdf


def picture(
    template: pathlib.Path | str, data: Mapping[str, Any], *, page: int = 1, ppi: int = 110
) -> tuple[bytes, int]:
    """One page of the same paper as PNG, and how many pages it has: for a small screen, where a PDF opens elsewhere."""
    source = _inside_root(template)
    text = json.dumps(drawable(data), ensure_ascii=False, sort_keys=True, default=str)
    try:
        made = _compiler(source).compile(format="png", ppi=ppi, sys_inputs={"data": text})
    except typst.TypstError as error:
        raise BrokenPaper(f"{source.relative_to(ROOT)}: {error.message}\n{error.diagnostic}") from error
    pages = [made] if isinstance(made, bytes) else list(made or [])
    return pages[min(max(page, 1), len(pages)) - 1], len(pages)


def qr_svg(text: str) -> str:
    """A QR code as SVG text, to be handed to a template's `qr`."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=2, xmldecl=False, svgns=True, omitsize=True, unit=""
    )
    return out.getvalue().decode("ascii")


def _compiler(source: pathlib.Path) -> typst.Compiler:
    """One compiler a thread and template: fonts are read once, layouts of equal parts are kept."""
    compilers: dict[tuple[pathlib.Path, int], typst.Compiler] = _local.__dict__.setdefault("compilers", {})
    key = (source, source.stat().st_mtime_ns)  # an edited template counts at once
    if key not in compilers:
        compilers[key] = typst.Compiler(
            input=source, root=ROOT, font_paths=_fonts(), ignore_system_fonts=True
        )
    return compilers[key]


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _inside_root(template: pathlib.Path | str) -> pathlib.Path:
    """A path, absolute or from src/motcua; a template outside the tree is refused."""
    path = (ROOT / template).resolve()
    if not path.is_relative_to(ROOT) or path.suffix != ".typ":
        raise BrokenPaper(f"{template}: not a template of motcua")
    if not path.is_file():
        raise BrokenPaper(f"{template}: no such template")
    return path


@functools.cache
def _glyphs() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    sets = []
    for path in sorted(FONTS.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            sets.append(set(font.getBestCmap()))
    drawn = {c for c in set.intersection(*sets) if unicodedata.category(chr(c))[0] != "C"}
    return frozenset(drawn | {0x0A})


def drawable(value: Any) -> Any:
    """Text in NFC with only characters that the fonts hold: PDF/A refuses missing glyphs."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value)
        glyphs = _glyphs()
        if all(ord(c) in glyphs for c in text):
            return text
        kept = []
        for c in text:
            if ord(c) in glyphs:
                kept.append(c)
            elif c.isspace():
                kept.append(" ")
            elif unicodedata.category(c)[0] != "C" and not unicodedata.combining(c):
                kept.append(UNKNOWN)  # controls and stray marks vanish, real letters leave a trace
        return "".join(kept)
    if isinstance(value, Mapping):
        return {str(k): drawable(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [drawable(v) for v in value]
    return value


def _with_fields(pdf: bytes, fields: list[dict[str, Any]]) -> bytes:
    """The same PDF with empty signature fields, written as one incremental update."""
    from pyhanko.pdf_utils.generic import ByteStringObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    for field in fields:
        top = field["page-height"] - field["y"]
        box = (field["x"], top - field["height"], field["x"] + field["width"], top)
        append_signature_field(
            writer,
            SigFieldSpec(
                sig_field_name=field["name"],
                on_page=field["page"] - 1,
                box=tuple(round(v) for v in box),
            ),
        )
    # The library draws a random second half of the file's identity; ours must be repeatable.
    writer._document_id[1] = ByteStringObject(hashlib.sha256(pdf).digest()[:16])
    writer._update_meta = lambda: None  # nor does the moment of drawing belong into it
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
