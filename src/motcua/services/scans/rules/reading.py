"""The text of a page: words with how sure they are and where they stand, by tesseract."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image, ImageFilter

from motcua.kernel.text import clean
from motcua.services.scans.rules import drawing
from motcua.services.scans.types import Word

POOR = 60
"""Below this a page may stand on its head."""
TURN_SURE = 2.0


def read(options: dict[str, Any], out: Path) -> dict[str, Any]:
    """The page as edited, kept as a picture, and its words where there is a machine that reads."""
    untouched, dpi = drawing.load(options)
    rotation = options["rotation"]
    page, skew = _laid_out(untouched, options, rotation)
    words: list[Word] = []
    if options["language"]:
        words = _words(drawing.sized(page, dpi), options)
        if not options["turned_by_hand"] and options["crop"] is None and sure_of(words) < POOR:
            turn = _turn(drawing.sized(page, dpi))
            if turn:
                turned = (rotation + turn) % 360
                other, other_skew = _laid_out(untouched, options, turned)
                found = _words(drawing.sized(other, dpi), options)
                if sure_of(found) > sure_of(words):
                    page, skew, words, rotation = other, other_skew, found, turned
    page = drawing.sized(page, dpi)
    drawing.keep(page, out / "page.jpg")
    return {
        "image": "page.jpg",
        "rotation": rotation,
        "skew": skew,
        "words": [word.row() for word in words],
        "sure": sure_of(words) if words else None,
        "width_mm": max(1, round(page.width * 25.4 / drawing.DPI)),
        "height_mm": max(1, round(page.height * 25.4 / drawing.DPI)),
    }


def _laid_out(image: Image.Image, options: dict[str, Any], rotation: int) -> tuple[Image.Image, float]:
    skew = options["skew"]
    if skew is None:
        skew = drawing.skew_of(drawing.edited(image, rotation=rotation, skew=0, crop=None))
    return drawing.edited(image, rotation=rotation, skew=skew, crop=options["crop"]), skew


def _words(image: Image.Image, options: dict[str, Any]) -> list[Word]:
    import pytesseract

    # Grain of the scanner looks like tone marks; the middle of nine points takes it away and leaves the strokes.
    grey = image.convert("L").filter(ImageFilter.MedianFilter(3))
    try:
        found = pytesseract.image_to_data(
            grey,
            lang=options["language"],
            config="--oem 1 --psm 3 -c preserve_interword_spaces=0",
            output_type=pytesseract.Output.DICT,
            timeout=options["seconds"],
        )
    except pytesseract.TesseractError as error:
        raise drawing.Unreadable("Máy đọc chữ dừng giữa chừng ở trang này.") from error
    except RuntimeError as error:  # pytesseract's word for "took too long"
        raise drawing.Unreadable("Trang này đọc quá lâu nên đã dừng.") from error
    words, lines = [], {}
    for n, said in enumerate(found["text"]):
        text = clean(said)
        if not text or float(found["conf"][n]) < 0:
            continue
        where = (found["block_num"][n], found["par_num"][n], found["line_num"][n])
        line = lines.setdefault(where, len(lines))
        left, top = found["left"][n], found["top"][n]
        box = (
            left * 1000 // grey.width,
            top * 1000 // grey.height,
            min(1000, -(-(left + found["width"][n]) * 1000 // grey.width)),
            min(1000, -(-(top + found["height"][n]) * 1000 // grey.height)),
        )
        words.append(Word(text, max(0, min(100, round(float(found["conf"][n])))), box, line))
    return words


def sure_of(words: list[Word]) -> int:
    """How sure the whole page is: letters that were read surely weigh for the words they stand in."""
    letters = sum(len(word.text) for word in words)
    return round(sum(word.sure * len(word.text) for word in words) / letters) if letters else 0


def _turn(image: Image.Image) -> int:
    """Quarter turns clockwise that would set the page upright, or 0 where that is not sure."""
    import pytesseract

    try:
        found = pytesseract.image_to_osd(image.convert("L"), output_type=pytesseract.Output.DICT, timeout=20)
    except (pytesseract.TesseractError, RuntimeError):  # too few letters to tell
        return 0
    return int(found["rotate"]) if float(found["orientation_conf"]) >= TURN_SURE else 0
