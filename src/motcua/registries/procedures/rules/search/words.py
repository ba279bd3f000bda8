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
        "phai lam sao", "phai lam the nao", "lam kieu gi", "kieu gi", "can giay gi", "can xin giay gi", "xin giay gi",
        "can giay to nao", "can dieu kien gi", "dieu kien gi", "huong che do gi", "co sao khong", "co bi phat khong",
        "thi bao ai", "bao ai", "hoi ai", "xin ai", "xin phep ai", "mat may ngay", "may hom", "o phuong nao", "o xa nao",
        "cho em xin thong tin", "tu van giup", "giup voi", "tui muon", "tui can", "tui", "tui minh", "bon minh", "chung toi",
        "ra xa", "len xa", "ra phuong", "len phuong", "o xa", "o phuong", "tai xa", "tai phuong", "ra uy ban", "len uy ban",
        "o ubnd xa", "o ubnd phuong", "tai ubnd xa", "tai ubnd phuong", "ubnd xa", "ubnd phuong", "uy ban xa", "uy ban phuong",
        "mot cua", "trung tam hanh chinh cong",
        "hom qua", "hom nay", "thang sau", "thang truoc", "nam ngoai", "tuan truoc", "tuan sau", "hoi xua", "lau roi", "vua moi",
    )
]  # fmt: skip
FRAMES.sort(key=len, reverse=True)
LONGEST_FRAME = max(map(len, FRAMES))
_FRAMES = set(FRAMES)
# "ở xã" tells where, "nhà ở xã hội" tells what; "hướng dẫn" asks, "hướng dẫn viên" is a trade.
_NO_FRAME = {("xa", "hoi"), ("dan", "vien")}

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
        # as typed on a phone
        "k",
        "hok",
        "j",
        "z",
        "zay",
        "v",
        "dc",
        "lm",
        "ntn",
        "mk",
        "e",
        "vs",
        "cx",
        "r",
        "nx",
        "bik",
        "ad",
        "alo",
        "tks",
        "thank",
        "pls",
        "nhen",
        "nghen",
        "ah",
        "uh",
        "dum",
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
        # how a story is told
        "bên",
        "nữa",
        "mấy",
        "chỗ",
        "lâu",
        "nghe",
        "biết",
        "cũng",
        "vẫn",
        "luôn",
        "đứa",
        "nhưng",
        "vì",
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
        "ben",
        "nua",
        "may",
        "cho",
        "lau",
        "nghe",
        "biet",
        "cung",
        "van",
        "luon",
        "dua",
        "nhung",
        "vi",
    ]
)
NUMBER = re.compile(r"^\d+$")
VOWEL = re.compile(r"[aeiouy]")
_TELEX = (("dd", "d"), ("aa", "a"), ("ee", "e"), ("oo", "o"), ("aw", "a"), ("ow", "o"), ("uw", "u"))
_TONE_KEY = re.compile(r"(?<=[a-z])[sfrxj1-9]")
_AGAIN = re.compile(r"([a-z])\1+")


def unkeyed(token: str) -> list[str]:
    """What was meant where an input method left its keys behind: "ddaawng" → "dang", "ky1" → "ky", "sinhh" → "sinh"."""
    found = [_AGAIN.sub(r"\1", token)]
    for keys, letter in _TELEX:
        token = token.replace(keys, letter)
    plain = _AGAIN.sub(r"\1", token)
    found += [
        plain,
        *(plain[: key.start()] + plain[key.end() :] for key in reversed([*_TONE_KEY.finditer(plain)])),
    ]
    return [other for other in found if len(other) > 1]


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
            end = at + length
            if tuple(words[at:end]) in _FRAMES and tuple(words[end - 1 : end + 1]) not in _NO_FRAME:
                at = end
                break
        else:
            kept.append(at)
            at += 1
    return kept or list(range(len(words)))


# What may follow "để" (what for) where marks are missing and it could be "đẻ" (to give birth).
_AFTER_FOR = frozenset(
    ["di", "lam", "mua", "nop", "vay", "xin", "cuoi", "hoc", "thue", "ban", "nhan", "huong", "duoc", "xay", "mo", "ket", "bo",
     "dung", "cho", "con", "thi", "lay", "ra", "ve", "sang", "chuyen", "dang"]
)  # fmt: skip
_EMPTY = frozenset(["giay", "to", "ho", "so", "thu", "tuc", "can", "xin"])


def without_purpose(words: list[str], marked: list[str]) -> list[str]:
    """The question without what the paper is for: "xác nhận độc thân (để đi xuất khẩu lao động)". Empty where
    nothing is said before it."""
    for at in range(3, len(words) - 1):
        if words[at] != "de" or (marked[at] != "để" if marked else words[at + 1] not in _AFTER_FOR):
            continue
        head = [
            word
            for word in words[:at]
            if word not in STOPS and word not in MAYBE_STOPS and word not in _EMPTY
        ]
        return words[:at] if len(head) >= 3 else []
    return []


def content(words: list[str], marked: list[str], together: Collection[str]) -> list[str]:
    """The words that say something. Without marks a doubtful one stays when it is known to go with its neighbour."""
    kept = []
    for at, word in enumerate(words):
        if word in STOPS:
            continue
        if word in MAYBE_STOPS and (not marked or marked[at] in MARKED_STOPS):
            before = f"{words[at - 1]} {word}" if at else ""
            after = f"{word} {words[at + 1]}" if at + 1 < len(words) else ""
            if before not in together and after not in together:
                continue
        kept.append(word)
    return kept or words


def bigrams(words: list[str]) -> list[str]:
    """Neighbouring pairs."""
    return [f"{one} {two}" for one, two in pairwise(words)]
