"""The pages bound to one PDF/A: the picture of each page, and beneath it the words where they stand."""

from __future__ import annotations

import io
import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pikepdf
import pikepdf.pdfa
import typst
from PIL import Image

from motcua.services.scans.rules.drawing import Unreadable
from motcua.services.scans.types import Word
from motcua.ui import paper

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "scans" / "paper" / "product.typ"
HEAVY = 45_000_000
"""Above this the pictures are made smaller: a paper must be sent, opened and signed."""


def bind(options: dict[str, Any], out: Path) -> dict[str, Any]:
    """The product in the folder: PDF/A-2b, judged after it was written, or nothing."""
    heavy = sum(Path(page["image"]).stat().st_size for page in options["pages"]) > HEAVY
    pages = []
    for number, page in enumerate(options["pages"]):
        name = f"{number}.jpg"
        if heavy:
            _smaller(page["image"], out / name)
        else:
            shutil.copyfile(page["image"], out / name)
        words = [Word.of(row) for row in page["words"]]
        pages.append(
            {
                "image": name,
                "width": page["width_mm"],
                "height": page["height_mm"],
                "words": [{"text": paper.drawable(word.text), "box": word.box} for word in words],
            }
        )
    (out / "data.json").write_text(
        json.dumps({"title": paper.drawable(options["title"]), "pages": pages}, ensure_ascii=False), "utf-8"
    )
    shutil.copyfile(TEMPLATE, out / "main.typ")
    made = typst.compile(
        str(out / "main.typ"),
        root=str(out),
        font_paths=[str(paper.FONTS)],
        ignore_system_fonts=True,
        pdf_standards=["a-2b"],
        timestamp=int(datetime.fromisoformat(options["at"]).timestamp()),
    )
    with pikepdf.open(io.BytesIO(made)) as book:
        for one in book.objects:
            if isinstance(one, pikepdf.Dictionary) and "/CIDSet" in one:
                del one["/CIDSet"]  # PDF/A-2 may go without, and what is not there need not be judged
        try:
            pikepdf.pdfa.save(
                book, out / "product.pdf", "2b"
            )  # judged as written, by another's eyes than typst's
        except pikepdf.pdfa.PdfaError as error:
            raise Unreadable("Chưa lập được tệp PDF/A hợp lệ từ các trang này.") from error
    return {"product": "product.pdf"}


def _smaller(source: str, target: Path) -> None:
    with Image.open(source) as image:
        image.thumbnail((image.width * 2 // 3, image.height * 2 // 3), Image.Resampling.LANCZOS)
        image.save(target, quality=60, optimize=True)
