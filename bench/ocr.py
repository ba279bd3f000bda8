"""How many letters are read right, and how long a page takes: `python bench/ocr.py`.

Papers of this house are printed by typst, drawn at 300 dpi, turned by up to 2 degrees and strewn with grain; the letters
read are compared with those of the PDF itself, both in the order of lines on the page. The limit beside it is what the
reading program alone takes for the same page.
"""

from __future__ import annotations

import io
import json
import random
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image
from rapidfuzz.distance import Levenshtein

import motcua
from motcua.services.scans.rules import drawing, reading
from motcua.services.scans.types import Word
from motcua.ui import paper

TEMPLATES = Path(motcua.__file__).parent / "services/dossiers/templates/dossiers/paper/results"
Box = tuple[str, float, float, float, float]


def lines(words: list[Box]) -> str:
    """Words in the order of the eye: rows from above, each from the left."""
    rows: list[list[Box]] = []
    for word in sorted(words, key=lambda w: (w[2] + w[4]) / 2):
        middle = (word[2] + word[4]) / 2
        last = rows[-1][-1] if rows else None
        if last is not None and abs(middle - (last[2] + last[4]) / 2) < 0.5 * (last[4] - last[2]):
            rows[-1].append(word)
        else:
            rows.append([word])
    return " ".join(word[0] for row in rows for word in sorted(row, key=lambda w: w[1]))


def truth(pdf: bytes) -> list[Box]:
    """The words of the first page as the PDF knows them, in thousandths."""
    page = pypdfium2.PdfDocument(pdf)[0]
    text, (width, height) = page.get_textpage(), page.get_size()
    found: list[list[Box]] = [[]]
    for number in range(text.count_chars()):
        letter = text.get_text_range(number, 1)
        left, bottom, right, top = text.get_charbox(number, loose=True)
        box = (
            letter,
            left * 1000 / width,
            1000 - top * 1000 / height,
            right * 1000 / width,
            1000 - bottom * 1000 / height,
        )
        last = found[-1][-1] if found[-1] else None
        if not letter.strip() or (last and (abs(last[2] - box[2]) > 6 or box[1] < last[1] - 2)):
            found.append([])
        if letter.strip():
            found[-1].append(box)
    return [
        ("".join(c[0] for c in word), min(c[1] for c in word), min(c[2] for c in word), max(c[3] for c in word),
         max(c[4] for c in word))
        for word in found if word
    ]  # fmt: skip


def main() -> None:
    chance, papers = random.Random(38), []
    for template in sorted(TEMPLATES.glob("*.typ")):
        example = json.loads(template.with_suffix(".example.json").read_text(encoding="utf-8"))
        pdf = paper.render(template, example)
        wanted = lines(truth(pdf))
        for what, grain in (("clean", 0.0), ("askew and grainy", 0.06)):
            image = drawing.drawn_page(pdf, 0)
            if grain:
                image = image.rotate(
                    chance.uniform(-2, 2), resample=Image.Resampling.BICUBIC, fillcolor="white"
                )
                image = Image.blend(image, Image.effect_noise(image.size, 40).convert("RGB"), grain)
            papers.append((template.stem, what, wanted, *_measure(image, wanted)))
    letters = {what: sum(len(p[2]) for p in papers if p[1] == what) for what in ("clean", "askew and grainy")}
    result: dict[str, Any] = {
        "share_right": {
            what: round(1 - sum(p[3] for p in papers if p[1] == what) / count, 4)
            for what, count in letters.items()
        },
        "seconds_a_page": round(sum(p[4] for p in papers) / len(papers), 2),
        "seconds_of_reading_program_alone": round(sum(p[5] for p in papers) / len(papers), 2),
        "papers": [
            {"paper": p[0], "as": p[1], "share_right": round(1 - p[3] / len(p[2]), 4)} for p in papers
        ],
    }
    print(json.dumps(result, ensure_ascii=False, indent=1))
    assert result["share_right"]["clean"] >= 0.95, "below the promise of 95 %"


def _measure(image: Image.Image, wanted: str) -> tuple[int, float, float]:
    """Letters wrong, seconds for the whole page, seconds of the reading program alone."""
    with tempfile.TemporaryDirectory() as folder:
        out, source = Path(folder), Path(folder) / "source.jpg"
        image.save(source, quality=85, dpi=(drawing.DPI, drawing.DPI))
        asked = {"source": str(source), "media_type": "image/jpeg", "index": 0, "rotation": 0, "turned_by_hand": False,
                 "skew": None, "crop": None, "language": "vie", "seconds": 55}  # fmt: skip
        began = time.perf_counter()
        found = reading.read(asked, out)
        whole = time.perf_counter() - began
        picture = io.BytesIO()
        Image.open(out / "page.jpg").save(picture, "PNG")
        began = time.perf_counter()
        subprocess.run(
            ["tesseract", "-", "-", "-l", "vie", "--psm", "3", "tsv"],
            input=picture.getvalue(),
            capture_output=True,
            check=True,
        )
        alone = time.perf_counter() - began
    words = [Word.of(row) for row in found["words"]]
    return Levenshtein.distance(lines([(word.text, *word.box) for word in words]), wanted), whole, alone


if __name__ == "__main__":
    main()
