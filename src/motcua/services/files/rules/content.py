"""What a content is, judged by its bytes alone. The name and the sender's word count for nothing."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Collection
from typing import BinaryIO

import filetype
from PIL import Image

from motcua.kernel.words import say
from motcua.services.files.types import BadFile, Found, Kind, Limits

HEAD, TAIL = 8_192, 66_000
_MARKUP = re.compile(
    rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|meta|link|\?php|\?xml|%)", re.IGNORECASE
)
# Inside a picture or PDF only whole tags count: two or three chance bytes of a photograph are no web page.
_PAGE = re.compile(
    rb"<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>]|script[\s>]|iframe[\s>]|svg\s|\?php\s)",
    re.IGNORECASE,
)
_IMAGES = {
    "JPEG": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "WEBP": ("image/webp", "webp"),
    "TIFF": ("image/tiff", "tif"),
}
_OFFICE = {
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml":
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml":
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml":
        ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
}  # fmt: skip
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": ("application/vnd.oasis.opendocument.text", "odt"),
    b"application/vnd.oasis.opendocument.spreadsheet": ("application/vnd.oasis.opendocument.spreadsheet", "ods"),
    b"application/vnd.oasis.opendocument.presentation": ("application/vnd.oasis.opendocument.presentation", "odp"),
}  # fmt: skip
_KIND_NAMES = {
    "pdf": "PDF",
    "image": say("ảnh JPG, PNG, WebP, TIFF"),
    "office": "Word, Excel, PowerPoint (.docx, .xlsx, .pptx, .odt, .ods)",
}
_RETRY = say("Kiểm tra tệp mở được trên máy của bạn rồi gửi lại.")


def inspect(stream: BinaryIO, size: int, kinds: Collection[Kind], limits: Limits) -> Found:
    """What the content is; a content that may not stand in the store is refused with the reason."""
    if size == 0:
        raise BadFile(
            say("Tệp này rỗng (0 byte)."),
            why=say("Có thể tệp chưa lưu xong hoặc sao chép bị lỗi."),
            next=_RETRY,
        )
    head, tail = _ends(stream, size)
    found = _what(stream, head, tail, size, limits)
    if found.kind not in kinds:
        raise _wrong_kind(kinds, say("Tệp này là {kind_names}.", kind_names=_KIND_NAMES[found.kind]))
    return found


def accepted(kinds: Collection[Kind]) -> str:
    return "; ".join(_KIND_NAMES[k] for k in ("pdf", "image", "office") if k in kinds)


def _ends(stream: BinaryIO, size: int) -> tuple[bytes, bytes]:
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(max(0, size - TAIL))
    return head, stream.read(TAIL)


def _what(stream: BinaryIO, head: bytes, tail: bytes, size: int, limits: Limits) -> Found:
    guess = filetype.guess(head)
    mime = guess.mime if guess is not None else ""
    if head.startswith(b"%PDF-"):
        _no_disguise(stream, head, tail, size, "PDF")
        return _pdf(stream, head, tail, size)
    if head.startswith(b"PK\x03\x04"):
        return _office(stream, limits)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadFile(
            say("Chưa nhận tệp Word, Excel kiểu cũ hoặc tệp có mật khẩu."),
            why=say("Tệp .doc, .xls, .ppt và tệp đặt mật khẩu không kiểm tra được có mã lệnh ẩn hay không."),
            next=say("Mở tệp, bỏ mật khẩu nếu có, lưu lại thành PDF hoặc .docx, .xlsx rồi gửi."),
        )
    if mime in {m for m, _ in _IMAGES.values()}:
        _no_disguise(stream, head, tail, size, say("ảnh"))
        return _image(stream, limits)
    if mime in ("image/heic", "image/heif", "image/avif") or head[4:12] in (
        b"ftypheic",
        b"ftypmif1",
        b"ftypheix",
    ):
        raise BadFile(
            say("Chưa nhận ảnh kiểu HEIC."), why=say("Nhiều máy ở quầy không mở được kiểu ảnh này."),
            next=say("Trên iPhone: Cài đặt, Camera, Định dạng, chọn Tương thích nhất rồi chụp lại; hoặc lưu ảnh thành JPG."),
        )  # fmt: skip
    if _MARKUP.search(head) or (b"\x00" not in head[:1024] and mime == ""):
        raise BadFile(
            say("Tệp này không phải giấy tờ."), why=say("Nội dung là trang web, hình vẽ SVG, mã lệnh hoặc chữ thuần."),
            next=say("Gửi bản quét hoặc bản in ra PDF của giấy tờ."),
        )  # fmt: skip
    raise _wrong_kind(
        ("pdf", "image", "office"),
        say("Tên tệp có thể ghi khác; nội dung bên trong không phải các kiểu dưới đây."),
    )


def _wrong_kind(kinds: Collection[Kind], why: str) -> BadFile:
    return BadFile(
        say("Kiểu tệp này không nhận được ở đây."),
        why=why,
        next=say("Gửi một trong các kiểu: {kinds}.", kinds=accepted(kinds)),
    )


def _no_disguise(stream: BinaryIO, head: bytes, tail: bytes, size: int, what: str) -> None:
    """A picture or PDF that is at the same time an archive or a web page is somebody's trick."""
    hidden = _ends_as_archive(stream, tail, size) or _PAGE.search(head[:1024]) is not None
    if what != "PDF":
        hidden = hidden or b"%PDF-" in head[:1024] or _PAGE.search(tail) is not None
    if hidden:
        raise BadFile(
            say("Tệp {what} này chứa thêm một tệp khác.", what=what), why=say("Một tệp vừa là giấy tờ vừa là gói nén hoặc trang web là dấu hiệu lừa đảo."),
            next=say("Quét hoặc in lại giấy tờ ra tệp mới rồi gửi."),
        )  # fmt: skip


def _ends_as_archive(stream: BinaryIO, tail: bytes, size: int) -> bool:
    """The end record of a ZIP whose directory really stands before it (four chance bytes are no archive)."""
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        record = tail[at : at + 22]
        if len(record) == 22:
            entries, directory = (
                int.from_bytes(record[10:12], "little"),
                int.from_bytes(record[12:16], "little"),
            )
            begins = size - len(tail) + at - directory
            if entries and directory and begins >= 0:
                stream.seek(begins)
                if stream.read(4) == b"PK\x01\x02":
                    return True
        at = tail.rfind(b"PK\x05\x06", 0, at)
    return False


# ---------- PDF ----------

_ENCRYPT = re.compile(rb"/Encrypt(?:\s+\d+\s+\d+\s+R|\s*<<)")


def _pdf(stream: BinaryIO, head: bytes, tail: bytes, size: int) -> Found:
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise BadFile(
            say("Tệp PDF này không trọn vẹn."),
            why=say("Thiếu phần cuối của tệp, có thể do gửi hoặc lưu dở."),
            next=_RETRY,
        )
    stream.seek(0)
    carry = b""
    while chunk := stream.read(1 << 20):
        if _ENCRYPT.search(carry + chunk):
            raise BadFile(
                say("Tệp PDF này đặt mật khẩu hoặc bị khóa."), why=say("Cán bộ không mở được và không kiểm tra được nội dung."),
                next=say("Bỏ mật khẩu (in ra PDF mới) rồi gửi lại."),
            )  # fmt: skip
        carry = chunk[-64:]
    return Found("pdf", "application/pdf", "pdf")


# ---------- images ----------


def _image(stream: BinaryIO, limits: Limits) -> Found:
    stream.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(stream, formats=tuple(_IMAGES)) as image:
                media_type, extension = _IMAGES[str(image.format)]
                pixels = image.width * image.height
                frames = getattr(image, "n_frames", 1)
                if pixels > limits.image_pixels or pixels * frames > 20 * limits.image_pixels:
                    raise BadFile(
                        say("Ảnh này quá lớn."),
                        why=say(
                            "Ảnh có {value} triệu điểm, giới hạn là {value2} triệu.",
                            value=pixels // 1000000,
                            value2=limits.image_pixels // 1000000,
                        ),
                        next=say("Giảm cỡ ảnh hoặc quét ở 300 dpi rồi gửi lại."),
                    )
                if image.format == "JPEG":
                    # An eighth of the size is enough to see that the data is whole.
                    image.draft("L", (max(1, image.width // 8), max(1, image.height // 8)))
                    image.load()
                else:
                    image.verify()
    except BadFile:
        raise
    except Exception as error:  # Pillow raises a dozen kinds; each means a picture nobody can open
        raise BadFile(
            say("Ảnh này bị hỏng hoặc thiếu."), why=say("Không đọc được hết nội dung ảnh."), next=_RETRY
        ) from error
    return Found("image", media_type, extension, pixels)


# ---------- office ----------


def _office(stream: BinaryIO, limits: Limits) -> Found:
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            infos = archive.infolist()
            _no_bomb(infos, limits)
            names = {i.filename for i in infos}
            if any(i.flag_bits & 0x1 for i in infos):
                raise BadFile(
                    say("Tệp này đặt mật khẩu."),
                    why=say("Cán bộ không mở được."),
                    next=say("Bỏ mật khẩu rồi gửi lại."),
                )
            found = _openxml(archive, names) or _open_document(archive, names)
    except BadFile:
        raise
    except Exception as error:  # zipfile raises BadZipFile, zlib.error, RuntimeError, struct.error, …
        raise BadFile(
            say("Tệp này bị hỏng."), why=say("Không đọc được gói nội dung bên trong."), next=_RETRY
        ) from error
    if found is None:
        raise BadFile(
            say("Không nhận tệp nén."), why=say("Nội dung là gói ZIP hoặc ứng dụng, không phải văn bản Word, Excel, PowerPoint."),
            next=say("Giải nén và gửi từng giấy tờ."),
        )  # fmt: skip
    return found


def _no_bomb(infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    total = sum(i.file_size for i in infos)
    packed = sum(i.compress_size for i in infos) or 1
    strange = any(
        i.filename.startswith("/") or ".." in i.filename.split("/") or "\\" in i.filename for i in infos
    )
    overlaps = packed > 0 and len({i.header_offset for i in infos}) != len(infos)
    if (
        len(infos) > limits.office_entries
        or total > limits.office_bytes
        or (total > 10_000_000 and total // packed > limits.office_ratio)
        or strange
        or overlaps
    ):
        raise BadFile(
            say("Tệp này bung ra quá lớn hoặc có cấu trúc lạ."),
            why=say("Bên trong có {n} phần, bung ra {value} MB.", n=len(infos), value=total // 1000000),
            next=say("Lưu lại văn bản bằng chương trình soạn thảo, hoặc in ra PDF rồi gửi."),
        )


def _openxml(archive: zipfile.ZipFile, names: set[str]) -> Found | None:
    if "[Content_Types].xml" not in names:
        return None
    types = _read(archive, "[Content_Types].xml")
    if b"macroEnabled" in types or b"vbaProject" in types or any("vbaproject" in n.lower() for n in names):
        raise _macro()
    if any(re.search(r"(^|/)(activeX|embeddings/.*\.(bin|exe|js|vbs))", n) for n in names):
        raise _macro()
    for word, (media_type, extension) in _OFFICE.items():
        if word in types:
            return Found("office", media_type, extension)
    return None


def _open_document(archive: zipfile.ZipFile, names: set[str]) -> Found | None:
    if "mimetype" not in names:
        return None
    word = _read(archive, "mimetype").strip()
    if word not in _OPEN_DOCUMENT:
        return None
    if any(n.startswith(("Basic/", "Scripts/")) for n in names):
        raise _macro()
    if b"encryption-data" in _read(archive, "META-INF/manifest.xml"):
        raise BadFile(
            say("Tệp này đặt mật khẩu."),
            why=say("Cán bộ không mở được."),
            next=say("Bỏ mật khẩu rồi gửi lại."),
        )
    media_type, extension = _OPEN_DOCUMENT[word]
    return Found("office", media_type, extension)


def _macro() -> BadFile:
    return BadFile(
        say("Tệp này chứa mã lệnh (macro)."), why=say("Mã lệnh trong văn bản là đường vi-rút hay dùng nhất."),
        next=say("Lưu lại thành .docx, .xlsx không có macro, hoặc in ra PDF rồi gửi."),
    )  # fmt: skip


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(1_000_000)
