"""A page as a picture: taken from the untouched file, turned, straightened, cropped. The file itself is only read."""

from __future__ import annotations

import warnings
from itertools import pairwise
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageOps

DPI = 300
"""What is read and bound: enough for tone marks at 11 points."""
PREVIEW = 1200
MOST_PIXELS = 80_000_000
A4_INCH = 11.69
MOST_SKEW = 6.0
WHITE = (255, 255, 255)


class Unreadable(Exception):
    """A page that cannot be drawn, in words for the officer."""


def preview(options: dict[str, Any], out: Path) -> dict[str, Any]:
    """The untouched page as a small picture, how it looks, and how many pages its file has."""
    pages = count(options["source"], options["media_type"])
    image, _ = load(options)
    image.thumbnail((PREVIEW, PREVIEW), Image.Resampling.LANCZOS)
    image.save(out / "preview.jpg", quality=78, optimize=True)
    return {"pages": pages, "preview": "preview.jpg", "look": look_of(image)}


def count(source: str, media_type: str) -> int:
    """Pages of a PDF, frames of a TIFF; any other picture is one."""
    if media_type == "application/pdf":
        import pypdfium2

        try:
            with pypdfium2.PdfDocument(source) as book:
                return len(book)
        except pypdfium2.PdfiumError as error:
            raise Unreadable("Tệp PDF này không mở được. Hãy xuất lại tệp hoặc quét lại giấy.") from error
    with Image.open(source) as image:
        return int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1


def load(options: dict[str, Any]) -> tuple[Image.Image, int]:
    """The untouched page, upright as its camera says, in colour; and its points per inch."""
    try:
        if options["media_type"] == "application/pdf":
            return drawn_page(options["source"], options["index"]), DPI
        return _of_picture(options["source"], options["index"])
    except Unreadable:
        raise
    except MemoryError:
        raise
    except Exception as error:  # Pillow and pdfium raise a dozen kinds; each means a page nobody can see
        raise Unreadable("Trang này hỏng, không mở được. Hãy quét hoặc chụp lại trang.") from error


def drawn_page(source: str | bytes, index: int) -> Image.Image:
    """A page of a PDF at 300 points per inch, a huge one at fewer."""
    import pypdfium2

    with pypdfium2.PdfDocument(source) as book:
        page = book[index]
        width, height = page.get_size()
        scale = DPI / 72
        largest = (MOST_PIXELS / 4 / max(1.0, width * height)) ** 0.5
        drawn = page.render(scale=min(scale, largest), may_draw_forms=True).to_pil().convert("RGB")
        page.close()
    return drawn


def _of_picture(source: str, index: int) -> tuple[Image.Image, int]:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(source) as opened:
            if index:
                opened.seek(index)
            if opened.width * opened.height > MOST_PIXELS:
                raise Unreadable("Ảnh này quá lớn. Hãy quét ở 300 dpi.")
            told = opened.info.get("dpi", (0, 0))[0]
            image = ImageOps.exif_transpose(opened)
            if image.mode in ("RGBA", "LA", "P"):
                image = image.convert("RGBA")
                under = Image.new("RGBA", image.size, (*WHITE, 255))
                image = Image.alpha_composite(under, image)
            image = image.convert("RGB")
    dpi = round(float(told or 0))
    if not 100 <= dpi <= 1200:  # a camera knows no paper: taken for a sheet that fills the picture
        dpi = round(max(image.size) / A4_INCH)
    return image, dpi


def edited(image: Image.Image, *, rotation: int, skew: float, crop: Any) -> Image.Image:
    """Quarter turns clockwise, then straightened by so many degrees, then cropped by thousandths."""
    if rotation:
        turn = {
            90: Image.Transpose.ROTATE_270,
            180: Image.Transpose.ROTATE_180,
            270: Image.Transpose.ROTATE_90,
        }
        image = image.transpose(turn[rotation])
    if abs(skew) >= 0.05:
        image = image.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=WHITE)
    if crop:
        left, top, right, bottom = crop
        width, height = image.size
        image = image.crop(
            (left * width // 1000, top * height // 1000, right * width // 1000, bottom * height // 1000)
        )
    return image


def sized(image: Image.Image, dpi: int) -> Image.Image:
    """At 300 points per inch: larger pictures cost time and room and are read no better, smaller ones are read worse."""
    if abs(dpi - DPI) <= 30:
        return image
    size = (max(1, round(image.width * DPI / dpi)), max(1, round(image.height * DPI / dpi)))
    if size[0] * size[1] > MOST_PIXELS / 4:
        return image
    return image.resize(size, Image.Resampling.LANCZOS)


def skew_of(image: Image.Image) -> float:
    """Degrees by which the lines of text stand askew: the turn at which rows are fullest and gaps emptiest."""
    small = ImageOps.autocontrast(image.convert("L"))
    small.thumbnail((900, 900))
    ink = small.point(lambda grey: 255 if grey < 140 else 0)

    def fullness(degrees: float) -> int:
        turned = ink.rotate(degrees, resample=Image.Resampling.BILINEAR, fillcolor=0)
        rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
        return sum((one - two) ** 2 for one, two in pairwise(rows))

    still = fullness(0)
    coarse = max((step / 2 for step in range(int(-2 * MOST_SKEW), int(2 * MOST_SKEW) + 1)), key=fullness)
    fine = max((coarse + step / 10 for step in range(-4, 5)), key=fullness)
    # A page without lines (a photograph) has no best turn: it stays as it is.
    return round(fine, 1) if fullness(fine) > 1.1 * still else 0.0


def look_of(image: Image.Image) -> str:
    """256 bits: whether each of 16 × 16 places is darker than its neighbour. Like pages have like bits."""
    small = image.convert("L").resize((17, 16), Image.Resampling.LANCZOS).tobytes()
    bits = "".join(
        "1" if small[row * 17 + column] < small[row * 17 + column + 1] else "0"
        for row in range(16)
        for column in range(16)
    )
    return f"{int(bits, 2):064x}"


def keep(image: Image.Image, path: Path) -> None:
    """As JPEG; without colour where the paper has none (a red seal is colour)."""
    small = image.copy()
    small.thumbnail((400, 400))
    red, green, blue = small.split()
    spread = max(
        ImageChops.difference(one, two).getextrema()[1]
        for one, two in ((red, green), (green, blue), (red, blue))
    )
    (image if spread > 40 else image.convert("L")).save(path, quality=72, optimize=True, dpi=(DPI, DPI))
