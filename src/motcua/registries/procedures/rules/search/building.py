"""From records and sayings to an index."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from motcua.kernel.text import fold
from motcua.registries.procedures.rules.search.index import Index
from motcua.registries.procedures.rules.search.words import bigrams, marked_tokens, tokens
from motcua.registries.procedures.types import Offer, Record, SynonymEntry

_LEAD = re.compile(r"^\s*thủ tục( hành chính)?( về việc| về)?\s*:?\s*", re.IGNORECASE)
_BRACKET = re.compile(r"\([^)]*\)|\(.*$")
_CLAUSE = re.compile(
    r"\s+(?:đối với|trong trường hợp|của tổ chức|của cơ quan|theo quy định|thuộc thẩm quyền|do cơ quan|áp dụng|để thực hiện"
    r"|bằng hình thức|mà trong|thực hiện (?:tại|bằng))\b|[;]",
    re.IGNORECASE,
)
# What makes a matter a special case: it should come first only when people speak of it.
FAR = (
    "luu dong", "khu vuc bien gioi", "yeu to nuoc ngoai", "nguoi nuoc ngoai", "o nuoc ngoai", "cap trung uong",
    "nuoc lang gieng", "quan doi", "quan nhan", "cong an nhan dan", "cong ty dai chung", "bo quoc phong",
)  # fmt: skip
NEAR = (
    "dang ky lai", "ho so giay to ca nhan", "lien thong", "xoa", "cham dut", "thu hoi", "giai the", "cap lai", "gia han",
    "dieu chinh", "sua doi bo sung", "ket hop", "cap doi", "dinh chinh", "doi ten", "tam ngung", "thoi",
)  # fmt: skip
# Who it is for says little of what it is: people tell it in every question, few names do.
KIN = frozenset(("cha", "me", "vo", "chong", "con", "chau", "ong", "em", "trai", "gai"))
KIN_PART = 0.45
_SPECIAL = [
    (" ".join(tokens(words)), price) for group, price in ((FAR, "far"), (NEAR, "near")) for words in group
]


@dataclass(frozen=True, slots=True)
class Source:
    """One procedure as the index takes it in."""

    record: Record
    offer: Offer | None
    popularity: float = 0.0


def build(sources: Iterable[Source], synonyms: Sequence[SynonymEntry]) -> Index:
    """The whole index. Deterministic: the same records and sayings give the same answers."""
    index = Index()
    calls: list[tuple[int, int, str]] = []
    bodies: list[list[str]] = []
    for source in sources:
        at = len(index.codes)
        record = source.record
        index.codes.append(record.code)
        index.by_code[record.code] = at
        index.names.append(record.name)
        index.fields.append(record.field)
        index.levels.append(
            source.offer.level if source.offer else (record.levels[0] if record.levels else "")
        )
        index.online.append(source.offer.online_level if source.offer else record.online_level)
        index.offered.append(bool(source.offer and source.offer.is_published))
        index.prior.append(prior(source))
        folded = " ".join(tokens(record.name))
        index.by_name.setdefault(" ".join(tokens(_LEAD.sub("", record.name))), []).append(at)
        index.special.append([(words, price) for words, price in _SPECIAL if f" {words} " in f" {folded} "])
        calls += [(at, kind, name) for kind, name in _names(record)]
        bodies.append(_body(record))
    sayings: defaultdict[str, list[str]] = defaultdict(list)
    for entry in synonyms:
        for says in entry.says:
            key = " ".join(tokens(says))
            if entry.means:
                index.spelled.setdefault(key, []).append(" ".join(marked_tokens(says)))
            for means in entry.means:
                said = " ".join(tokens(means))
                if said != key and said not in sayings[key]:
                    sayings[key].append(said)
            for code in entry.codes:
                if code in index.by_code:
                    calls.append((index.by_code[code], 1, says))
    index.sayings = {key: means for key, means in sayings.items() if means}
    _post(index, calls)
    _bodies(index, bodies)
    index.settle()
    return index


def _names(record: Record) -> list[tuple[int, str]]:
    """The official name and the shorter forms people keep of it."""
    full = _LEAD.sub("", record.name)
    bare = _BRACKET.sub(" ", full).strip()
    short = _CLAUSE.split(bare, maxsplit=1)[0].strip()
    found = [(0, full)]
    for name in (bare, short):
        if len(name.split()) >= 2 and name not in (said for _, said in found):
            found.append((0, name))
    return found


def _body(record: Record) -> list[str]:
    words: list[str] = []
    for text in (
        record.field,
        record.keywords,
        *record.results[:4],
        *(paper.name[:160] for paper in (record.papers or ())[:14] if paper.required),
        *(paper.form_name[:80] for paper in (record.papers or ())[:14]),
        record.executing_agency[:120],
        record.decision_no,
    ):
        words += [*tokens(text), "|"]
    return words


def prior(source: Source) -> float:
    """What speaks for a procedure before a word was read: offered here, near to people, checked, much asked for."""
    record, offer = source.record, source.offer
    value = 0.0
    if offer and offer.is_published:
        value += 0.16 if offer.level == "commune" else 0.11
    elif record.province or record.scope == "local":
        value -= 0.22
    elif "ministry" in record.levels or not record.levels:
        value -= 0.03
    if not record.listed:
        value -= 0.25
    if record.confidence == "verified":
        value += 0.06
    if "trung ương" in record.name and "cấp" in record.name:
        value -= 0.05
    citizen = fold(" ".join(record.applicant_kinds))
    if "cong dan" in citizen:
        value += 0.02
    return value + source.popularity


def _post(index: Index, calls: Sequence[tuple[int, int, str]]) -> None:
    spread: Counter[str] = Counter()
    seen: list[list[str]] = []
    for _, _, name in calls:
        words = tokens(name)
        terms = list(dict.fromkeys([*words, *bigrams(words)]))
        seen.append(terms)
        spread.update(terms)
    total = len(calls)
    index.weight = {
        term: round(math.log(1 + total / (count + 0.5)) * _part(term), 4) for term, count in spread.items()
    }
    posts: defaultdict[str, list[int]] = defaultdict(list)
    for (at, kind, name), terms in zip(calls, seen, strict=True):
        entry = len(index.entry_of)
        index.entry_of.append(at)
        index.entry_kind.append(kind)
        index.entry_mass.append(round(sum(index.weight[term] for term in terms), 4))
        index.entry_marks.append(" ".join(marked_tokens(name)))
        for term in terms:
            posts[term].append(entry)
    index.posts = dict(posts)
    index.vocabulary = sorted(term for term in spread if " " not in term)


def _part(term: str) -> float:
    """How much of its rarity a term keeps."""
    words = term.split()
    return (0.55 if len(words) > 1 else 1.0) * (KIN_PART if all(word in KIN for word in words) else 1.0)


def _bodies(index: Index, bodies: Sequence[list[str]]) -> None:
    posts: defaultdict[str, list[int]] = defaultdict(list)
    for at, words in enumerate(bodies):
        terms = {word for word in words if word != "|"}
        terms |= {pair for pair in bigrams(words) if "|" not in pair}
        for term in terms:
            posts[term].append(at)
    most = max(len(bodies) // 12, 20)
    index.body = {
        term: found
        for term, found in posts.items()
        if 1 <= len(found) <= most and (len(found) > 1 or " " not in term)
    }
    known = set(index.vocabulary)
    index.vocabulary = sorted(
        known | {term for term in index.body if " " not in term and len(posts[term]) > 2}
    )
