"""Syllables of Vietnamese as search sees them: folded, with marks beside, questions without their frame."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from motcua.kernel.text import fold, fold_marks_kept

_WORD = re.compile(r"[0-9a-zà-ỹđ]+", re.IGNORECASE)
_I_OR_Y = re.compile(r"^(qu|[bcdghklmnprstvx]{1,2})y$")

# What a question is wrapped in. Longest first; said without marks.
FRAMES = [
    tuple(phrase.split())
    for phrase in (
        "xin cho toi hoi", "cho toi hoi", "cho em hoi", "cho minh hoi", "cho hoi", "toi muon hoi", "em muon hoi",
        "xin hoi", "lam on cho hoi", "ad cho hoi", "moi nguoi cho hoi", "cho chau hoi", "chau muon hoi", "cho con hoi",
        "toi muon biet", "toi can biet", "toi muon", "toi can", "em muon", "em can", "minh muon", "minh can",
        "gia dinh toi muon", "gia dinh toi can", "nha toi muon", "nha toi can", "nha minh muon", "vo chong toi muon",
        "vo chong toi", "vo chong em", "vo chong minh", "gia dinh toi", "gia dinh em", "nha toi", "nha em", "nha minh",
        "lam the nao de", "lam the nao", "lam sao de", "lam sao", "nhu the nao", "the nao", "ra sao", "bang cach nao",
        "thi phai lam gi", "thi lam gi", "phai lam gi", "can lam gi", "lam gi", "thi lam the nao", "thi can gi",
        "can nhung giay to gi", "can giay to gi", "can nhung gi", "can gi", "gom nhung gi", "gom giay to gi",
        "can nhung loai giay to nao", "nhung giay to gi", "giay to gi", "ho so gom nhung gi", "ho so gom gi",
        "can chuan bi gi", "chuan bi gi", "can mang theo gi", "mang theo gi", "can ho so gi", "ho so can gi",
        "het bao nhieu tien", "mat bao nhieu tien", "bao nhieu tien", "het bao nhieu", "le phi bao nhieu", "phi bao nhieu",
        "ton bao nhieu", "bao nhieu", "bao lau thi xong", "bao lau thi co", "mat bao lau", "trong bao lau", "bao lau",
        "may ngay thi xong", "may ngay", "khi nao co", "bao gio co", "bao gio",
        "lam o dau", "nop o dau", "xin o dau", "dang ky o dau", "o dau", "o cho nao", "cho nao", "den dau", "di dau", "o co quan nao",
        "co quan nao", "noi nao", "ai lam", "ai cap", "gap ai",
        "co lam online duoc khong", "lam online duoc khong", "co duoc khong", "duoc khong", "co phai", "phai khong", "duoc ko", "duoc k",
        "thi sao", "vay", "voi a", "a ", "nhe", "nhi", "duoc chua", "hay khong", "hay chua", "khong a", "khong nhi",
        "thu tuc hanh chinh", "thu tuc", "quy trinh", "trinh tu", "huong dan", "cach", "quy dinh ve",
        "online", "qua mang", "truc tuyen", "tren mang", "tai nha", "dich vu cong",
        "hien nay", "bay gio", "nam nay", "vua roi", "moi nhat", "sap toi", "ho toi", "giup toi", "giup em", "giup minh",
        "cua toi", "cua em", "cua minh", "cua chau", "cua tui",
    )
]  # fmt: skip
FRAMES.sort(key=len, reverse=True)
LONGEST_FRAME = max(map(len, FRAMES))
_FRAMES = set(FRAMES)

# Words that say nothing in any spelling.
STOPS = frozenset(
    [
        "toi",
        "minh",
        "tui",
        "oi",
        "nhe",
        "nhi",
        "vay",
        "va",
        "hoac",
        "cua",
        "voi",
        "cac",
        "nhung",
        "mot",
        "nay",
        "kia",
        "duoc",
        "khong",
        "ko",
        "roi",
        "gi",
        "nao",
        "sao",
        "nhu",
        "xin",
        "muon",
        "phai",
    ]
)
# Words that say nothing when spelled so; folded they may be others (cần/căn, đối/đổi, đang/đăng).
MARKED_STOPS = frozenset(
    [
        "làm",
        "để",
        "cho",
        "về",
        "tại",
        "ở",
        "từ",
        "trong",
        "do",
        "đó",
        "ấy",
        "cần",
        "có",
        "đã",
        "đang",
        "sẽ",
        "bị",
        "nên",
        "đến",
        "đi",
        "ra",
        "vào",
        "đâu",
        "thì",
        "là",
        "mà",
        "bạn",
        "anh",
        "chị",
        "em",
        "cháu",
        "khi",
        "nếu",
        "bằng",
        "theo",
        "đối",
        "trường",
        "hợp",
        "ạ",
        "à",
        "ông",
        "bà",
        "hay",
        "ai",
        "lên",
    ]
)
MAYBE_STOPS = frozenset(
    [
        "lam",
        "de",
        "cho",
        "ve",
        "tai",
        "o",
        "tu",
        "trong",
        "do",
        "ay",
        "can",
        "co",
        "da",
        "dang",
        "se",
        "bi",
        "nen",
        "den",
        "di",
        "ra",
        "vao",
        "dau",
        "thi",
        "la",
        "ma",
        "ban",
        "anh",
        "chi",
        "em",
        "chau",
        "khi",
        "neu",
        "bang",
        "theo",
        "doi",
        "truong",
        "hop",
        "a",
        "hay",
        "ai",
    ]
)
NUMBER = re.compile(r"^\d+$")


def normal(token: str) -> str:
    """One spelling for i and y ("kí" = "ký", "quí" = "quý")."""
    if token.endswith("y") and _I_OR_Y.match(token):
        return token[:-1] + "i"
    return token


def tokens(text: str) -> list[str]:
    """Folded syllables in order."""
    return [normal(token) for token in re.findall(r"[0-9a-z]+", fold(text))]


def marked_tokens(text: str) -> list[str]:
    """The same syllables with their marks, old and new tone placement made one."""
    return [_marked(token) for token in _WORD.findall(fold_marks_kept(text))]


def _marked(token: str) -> str:
    for yi in ("yỳýỷỹỵ",):
        if token and token[-1] in yi and _I_OR_Y.match(fold(token)):
            return token[:-1] + "iìíỉĩị"["yỳýỷỹỵ".index(token[-1])]
    return token


def unframed(words: list[str]) -> list[int]:
    """Positions of the words left when the frame of a question is taken off; all of them if nothing is left."""
    kept: list[int] = []
    at = 0
    while at < len(words):
        for length in range(min(LONGEST_FRAME, len(words) - at), 0, -1):
            if tuple(words[at : at + length]) in _FRAMES:
                at += length
                break
        else:
            kept.append(at)
            at += 1
    return kept or list(range(len(words)))


def content(words: list[str], marked: list[str], together: Collection[str]) -> list[str]:
    """The words that say something. Without marks a doubtful one stays when it is known to go with its neighbour."""
    kept = []
    for at, word in enumerate(words):
        if word in STOPS:
            continue
        if marked:
            if word in MAYBE_STOPS and marked[at] in MARKED_STOPS:
                continue
        elif word in MAYBE_STOPS:
            before = f"{words[at - 1]} {word}" if at else ""
            after = f"{word} {words[at + 1]}" if at + 1 < len(words) else ""
            if before not in together and after not in together:
                continue
        kept.append(word)
    return kept or words


def bigrams(words: list[str]) -> list[str]:
    """Neighbouring pairs."""
    return [f"{one} {two}" for one, two in pairwise(words)]
