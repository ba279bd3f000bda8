"""How a signature looks on the page: Annex I of Decree 30/2020/NĐ-CP.

The appearance is a small PDF page by typst, so its letters come from the same fonts as the paper
and only the letters used are embedded.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import io
import random
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import quoteattr

from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.content import ImportedPdfPage, PdfContent
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle

from motcua.kernel import clock
from motcua.services.signing.models import Certificate
from motcua.ui import paper

STAMPS = Path(__file__).parents[1] / "templates/signing/stamp"


class _Page(ImportedPdfPage):
    """The first page of a PDF in memory, as a form object."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        PdfContent.__init__(self)

    def render(self) -> bytes:
        form = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self.content)))
        self.resources.xobject["/Stamp"] = form
        x1, y1, x2, y2 = form.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(x1 - x2), height=abs(y1 - y2))
        return b"/Stamp Do"


def style(page: bytes) -> StaticStampStyle:
    """The page as a stamp that fills its field."""
    return StaticStampStyle(
        background=_Page(page),
        background_layout=layout.SimpleBoxLayoutRule(
            x_align=layout.AxisAlignment.ALIGN_MID,
            y_align=layout.AxisAlignment.ALIGN_MID,
            margins=layout.Margins.uniform(0),
        ),
        background_opacity=1.0,
        border_width=0,
    )


def moment(at: datetime) -> str:
    """28.08.2024 14:34:48 +07:00, as Annex I writes a signing time."""
    here = clock.local(at)
    offset = here.strftime("%z")
    return f"{here:%d.%m.%Y %H:%M:%S} {offset[:3]}:{offset[3:5]}"


def person(certificate: Certificate, at: datetime, width: float, height: float) -> bytes:
    """The hand of a person, in blue, with the signing time."""
    return paper.render(
        STAMPS / "person.typ",
        {
            "width": width,
            "height": height,
            "picture": certificate.picture,
            "name": certificate.name,
            "organization": certificate.organization,
            "signed_at": moment(at),
        },
        standards=(),
    )


def seal(certificate: Certificate, width: float, height: float) -> bytes:
    """The red seal of an agency; it carries no time, so it is drawn once."""
    return _seal(certificate.picture, certificate.name, certificate.organization, width, height)


@functools.lru_cache(maxsize=64)
def _seal(picture: str, name: str, organization: str, width: float, height: float) -> bytes:
    return paper.render(
        STAMPS / "seal.typ",
        {
            "width": width,
            "height": height,
            "picture": picture,
            "name": name,
            "parent": "" if organization == name else organization,
        },
        standards=(),
    )


def line(words: list[str], width: float, height: float) -> bytes:
    """The agency's signature in words, for copies and attachments."""
    return paper.render(STAMPS / "line.typ", {"width": width, "height": height, "lines": words}, standards=())


def picture_of_png(png: bytes, width: int, height: int) -> str:
    """A scanned hand or seal (PNG, transparent) as the SVG that is stored with the certificate."""
    data = base64.b64encode(png).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href={quoteattr("data:image/png;base64," + data)}/></svg>'
    )


def invented_hand(name: str) -> str:
    """A scribble for people who do not exist: the demo's officers. The same name gives the same hand."""
    chance = random.Random(hashlib.sha256(name.encode()).digest())
    x, path = 12.0, "M 12 42"
    for _ in range(4 + len(name.split())):
        rise, width = chance.uniform(14, 40), chance.uniform(10, 22)
        path += f" c {width * 0.2:.1f} {-rise:.1f} {width * 0.9:.1f} {-rise:.1f} {width * 0.5:.1f} {rise * 0.2:.1f}"
        path += (
            f" s {width * 0.3:.1f} {chance.uniform(2, 16):.1f} {width * 0.7:.1f} {chance.uniform(-9, -3):.1f}"
        )
        x += width * 1.2
    path += f" q 30 {chance.uniform(-22, -8):.1f} 56 {chance.uniform(-4, 6):.1f}"
    x += 60
    path += f" M {x * 0.25:.1f} 52 q {x * 0.4:.1f} {chance.uniform(-12, -4):.1f} {x * 0.62:.1f} {chance.uniform(-8, 2):.1f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {x + 12:.0f} 64">'
        f'<path d="{path}" fill="none" stroke="#1237a5" stroke-width="2" stroke-linecap="round"/></svg>'
    )
