"""What a paper says about itself, proposed from its words: each with how sure it is and where on the page it stands.

The parts of an administrative paper stand where Annex I of Decree 30/2020 puts them: who issues at the top left, its
number beneath, place and day at the right, the name of the paper, its content, and at the end who signed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from motcua.kernel.legal import basis
from motcua.services.scans.types import Box, Proposal, Word

_UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠ-Ỹ"
_NAME_WORD = rf"[{_UPPER}][^\W\d_]*"
_PLAIN_DAY = r"(?P<d>\d{1,2})\s*[/.-]\s*(?P<m>\d{1,2})\s*[/.-]\s*(?P<y>\d{4})"
_WORDED_DAY = r"ngày\s+(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})\s+năm\s+(?P<y>\d{4})"
_NUMBER = re.compile(r"(?:^|\s)Số\s*(?:chứng thực|giấy phép|vào sổ)?\s*[:.]\s*(?P<v>\d[\w/.\-]*)", re.I)
_NAME = re.compile(
    r"(?:Họ,\s*chữ đệm,\s*tên|Họ\s+và\s+tên(?:\s+khai sinh)?|Họ,?\s*tên|Cấp cho(?:\s+ông|\s+bà)?|Chủ hộ(?:\s+kinh doanh)?)"
    r"\s*[:.]\s*(?P<v>.+)",
    re.I,
)
_STOP = re.compile(r"\s*(?:[,;(.]|\b(?:giới tính|nam|nữ|sinh|năm sinh|ngày|dân tộc|quốc tịch|số)\b).*$", re.I)
_BORN = re.compile(rf"(?:sinh\s*[:.]|sinh ngày|ngày sinh\s*[:.]?)[^\d]{{0,12}}(?:{_PLAIN_DAY})", re.I)
_BORN_WORDED = re.compile(rf"sinh\s*[:.]?\s*{_WORDED_DAY}", re.I)
_ID = re.compile(r"(?:định danh|căn cước|CCCD|CMND)[^\d]{0,40}(?P<v>\d(?:[ .]?\d){11})(?!\d)", re.I)
_PLACED_DAY = re.compile(rf"^[^\d]{{2,40}},\s*{_WORDED_DAY}", re.I)
_MADE_DAY = re.compile(
    rf"(?:năm đăng ký|cấp ngày|ngày cấp|ngày đăng ký|lần đầu)\s*[:.,]?\s*(?:{_PLAIN_DAY}|{_WORDED_DAY.replace('?P<d>', '?P<d2>').replace('?P<m>', '?P<m2>').replace('?P<y>', '?P<y2>')})",
    re.I,
)
_AGENCY = ("ỦY BAN", "UỶ BAN", "SỞ", "CÔNG AN", "CHI CỤC", "CỤC", "TRUNG TÂM", "BỘ", "PHÒNG", "TRƯỜNG", "TÒA ÁN",
           "VĂN PHÒNG", "BỆNH VIỆN", "BAN QUẢN LÝ", "CHI NHÁNH", "BẢO HIỂM")  # fmt: skip
_MOTTO = ("CỘNG HÒA", "CỘNG HOÀ", "ĐỘC LẬP")
_TITLE = ("GIẤY", "QUYẾT ĐỊNH", "CHỨNG NHẬN", "TRÍCH LỤC", "ĐƠN", "TỜ KHAI", "BIÊN BẢN", "HỢP ĐỒNG", "THÔNG BÁO", "BẰNG",
          "LỜI CHỨNG", "CÔNG VĂN", "BÁO CÁO", "TỜ TRÌNH", "SỔ", "CHỨNG CHỈ", "PHIẾU", "BẢN")  # fmt: skip
_POST = re.compile(
    r"\b(?:CHỦ TỊCH|GIÁM ĐỐC|TRƯỞNG|CHÁNH|CỤC|HIỆU|CÔNG CHỨNG VIÊN|NGƯỜI KÝ|NGƯỜI THỰC HIỆN)", re.I
)
_SMALL = frozenset(
    [
        "ủy",
        "uỷ",
        "ban",
        "nhân",
        "dân",
        "tỉnh",
        "thành",
        "phố",
        "phường",
        "xã",
        "đặc",
        "khu",
        "huyện",
        "quận",
        "thị",
        "trấn",
        "sở",
        "phòng",
        "công",
        "an",
        "chi",
        "cục",
        "trung",
        "tâm",
        "bộ",
        "trường",
        "văn",
        "bệnh",
        "viện",
        "tòa",
        "án",
        "quản",
        "lý",
        "kinh",
        "tế",
        "hạ",
        "tầng",
        "và",
        "đô",
        "hóa",
        "xã",
        "hội",
        "tư",
        "pháp",
        "phục",
        "vụ",
        "hành",
        "chính",
    ]
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its words, and its text with where each word begins."""

    page: int
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def top(self) -> int:
        return min(word.box[1] for word in self.words)

    @property
    def left(self) -> int:
        return min(word.box[0] for word in self.words)

    @property
    def right(self) -> int:
        return max(word.box[2] for word in self.words)

    def within(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that letters ``start`` to ``end`` of the text belong to."""
        found, at = [], 0
        for word in self.words:
            if at < end and at + len(word.text) > start:
                found.append(word)
            at += len(word.text) + 1
        return tuple(found)


def lines_of(pages: Sequence[Sequence[Word]]) -> list[Line]:
    """The lines of all pages as a reader sees them."""
    found = []
    for number, words in enumerate(pages, start=1):
        rows: dict[int, list[Word]] = {}
        for word in words:
            rows.setdefault(word.line, []).append(word)
        for row in rows.values():
            found += [Line(number, part) for part in _parts(row)]
    return found


def _parts(row: list[Word]) -> Iterator[tuple[Word, ...]]:
    """Two columns that were read as one line are two lines: a wide gap parts them."""
    part = [row[0]]
    for word in row[1:]:
        if word.box[0] - part[-1].box[2] > 45:
            yield tuple(part)
            part = []
        part.append(word)
    yield tuple(part)


@basis("30/2020/NĐ-CP", article="Phụ lục I", note="where the parts of an administrative paper stand")
def propose(pages: Sequence[Sequence[Word]]) -> list[Proposal]:
    """The fields the words speak for, each at most once."""
    lines = lines_of(pages)
    found = [
        _number(lines), _issued_on(lines), _issuer(lines), _signer(lines), _subject(lines), _holder(lines), _born(lines),
        _id_number(lines),
    ]  # fmt: skip
    return [proposal for proposal in found if proposal is not None]


def day_of(found: re.Match[str]) -> str:
    """The day a match speaks of as 2026-03-05; empty where there is no such day."""
    groups = found.groupdict()
    parts = [groups.get(name) or groups.get(name + "2") for name in ("y", "m", "d")]
    try:
        return date(*(int(part or 0) for part in parts)).isoformat()
    except ValueError:
        return ""


def _made(field: str, value: str, line: Line, words: Sequence[Word], worth: float = 1.0) -> Proposal | None:
    if not value or not words:
        return None
    sure = round(min(word.sure for word in words) * worth)
    return Proposal(field, value, sure, line.page, _around(words))


def _around(words: Sequence[Word]) -> Box:
    boxes = [word.box for word in words]
    return (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )


def _number(lines: Sequence[Line]) -> Proposal | None:
    for line in lines:
        match = _NUMBER.search(line.text)
        if match:
            start, end = match.span("v")
            return _made("number", match["v"].rstrip(".,"), line, line.within(start, end))
    return None


def _issued_on(lines: Sequence[Line]) -> Proposal | None:
    for pattern, worth in ((_PLACED_DAY, 1.0), (_MADE_DAY, 0.9)):
        for line in lines:
            match = pattern.search(line.text)
            if match and day_of(match):
                start = match.start("d") if match.groupdict().get("d") else match.start("d2")
                return _made("issued_on", day_of(match), line, line.within(start, match.end()), worth)
    return None


def _born(lines: Sequence[Line]) -> Proposal | None:
    for line in lines:
        match = _BORN.search(line.text) or _BORN_WORDED.search(line.text)
        if match and day_of(match):
            return _made("born_on", day_of(match), line, line.within(match.start("d"), match.end("y")))
    return None


def _id_number(lines: Sequence[Line]) -> Proposal | None:
    for line in lines:
        match = _ID.search(line.text)
        if match:
            start, end = match.span("v")
            return _made("id_number", re.sub(r"\D", "", match["v"]), line, line.within(start, end))
    return None


def _holder(lines: Sequence[Line]) -> Proposal | None:
    for line in lines:
        match = _NAME.search(line.text)
        value = _STOP.sub("", match["v"]).strip() if match else ""
        if match and 2 <= len(value.split()) <= 8:
            start = match.start("v")
            return _made("holder_name", _titled(value), line, line.within(start, start + len(value)))
    return None


def _titled(name: str) -> str:
    """A name in capitals as it is written: NGUYỄN VĂN A, Nguyễn Văn A."""
    return " ".join(word[:1].upper() + word[1:].lower() for word in name.split()) if name.isupper() else name


def _issuer(lines: Sequence[Line]) -> Proposal | None:
    head: list[Line] = []
    for line in sorted(
        (one for one in lines if one.page == 1 and one.left < 420 and one.top < 260), key=lambda x: x.top
    ):
        words = line.text.upper()
        if any(mark in words for mark in _MOTTO) or line.right > 560 or line.text != words:
            if head and _NUMBER.search(line.text):
                break
            continue
        if words.startswith(_TITLE):
            break
        head.append(line)
    starts = [number for number, line in enumerate(head) if line.text.startswith(_AGENCY)]
    if not starts:
        return None
    own = head[starts[-1] :]
    words = [word for line in own for word in line.words]
    return _made("issuer", _spoken(" ".join(line.text for line in own)), own[0], words, 0.95)


def _spoken(name: str) -> str:
    """An agency in capitals as it is spoken of: Ủy ban nhân dân phường Nam Định."""
    words = [
        word.lower() if word.lower().strip(",") in _SMALL else word.capitalize() for word in name.split()
    ]
    said = " ".join(words)
    return said[:1].upper() + said[1:]


def _subject(lines: Sequence[Line]) -> Proposal | None:
    first = [line for line in lines if line.page == 1]
    for number, line in enumerate(first):
        words = line.text
        if not words.isupper() or not words.startswith(_TITLE) or line.top < 60:
            continue
        said, used = [words], list(line.words)
        for after in first[number + 1 : number + 4]:
            if (
                after.text.isupper()
                and not after.text.startswith(_AGENCY)
                and len(said) == 1
                and not _POST.search(after.text)
            ) or after.text.lower().startswith(("về việc", "v/v", "về ")):
                said.append(after.text)
            else:
                break
            used += after.words
        whole = " ".join(part.lower() if part.isupper() or part[:2] == "Về" else part for part in said)
        return _made("subject", whole[:1].upper() + whole[1:], line, used, 0.95)
    return None


def _signer(lines: Sequence[Line]) -> Proposal | None:
    posts = [number for number, line in enumerate(lines) if _POST.search(line.text) and line.text.isupper()]
    if not posts:
        return None
    post = lines[posts[-1]]
    name = re.compile(rf"^{_NAME_WORD}(?:\s+{_NAME_WORD}){{1,5}}$")
    after = [
        line for line in lines
        if (line.page, line.top) > (post.page, post.top) and name.match(line.text) and not line.text.isupper()
    ]  # fmt: skip
    if not after:
        return None
    line = max(after, key=lambda one: (one.page, one.top))
    return _made("signer", line.text, line, line.words)
