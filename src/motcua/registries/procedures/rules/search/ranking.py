"""Ranking: how well what was asked and what a procedure is called cover each other, then what speaks for it."""

from __future__ import annotations

import heapq
from collections import defaultdict

from rapidfuzz import process
from rapidfuzz.distance import OSA

from motcua.registries.procedures.rules.codes import base_code, code_prefix, short_code
from motcua.registries.procedures.rules.search.evidence import Said, is_meant
from motcua.registries.procedures.rules.search.index import Index
from motcua.registries.procedures.rules.search.words import (
    MAYBE_STOPS,
    NUMBER,
    STOPS,
    VOWEL,
    bigrams,
    content,
    marked_tokens,
    tokens,
    unframed,
    unkeyed,
    without_purpose,
)
from motcua.registries.procedures.types import Hit

LONGEST_QUERY = 300
MOST_WORDS = 28
MOST_READINGS = 6
ASKED_SHARE = 0.74  # how much covering the question counts against covering the name
TOGETHER = 0.35  # how much all the ways a matter is called, taken together, count beside the best one
POOL = 60
LEFT_OUT = 0.4  # how much is lost when nothing said beside a saying is in the name
OTHER_MARKS = 0.75  # how much a syllable with other marks takes away
FAR_CASE, NEAR_CASE = 0.08, 0.035  # the price of a special case nobody spoke of
LEAST = 0.12  # below this an answer is a guess
FAR_BEHIND = 0.3  # answers so far behind the first are noise
NAMES_SHARE = 0.5  # words holding this share of what was asked must not all be missing
EXACT = 0.5  # for the official name, word for word
BODY_MOST = 0.35  # papers and results alone say no more than this
MANY = 600
MOST_NEAR = 48


def rank(index: Index, query: str, limit: int = 10, least: float = LEAST) -> list[Hit]:
    """The procedures meant by a query, best first; none that fits less than ``least``."""
    query = query[:LONGEST_QUERY]
    by_code = _by_code(index, query)
    if by_code:
        return by_code[:limit]
    scores, said = _scores(index, query)
    best = heapq.nsmallest(limit, scores.items(), key=lambda item: (-item[1], index.codes[item[0]]))
    if not best or (least and said and not is_meant(index, said, [at for at, _ in best[:3]])):
        return []
    floor = max(least, FAR_BEHIND * best[0][1])
    return [_hit(index, at, score) for at, score in best if score >= floor]


def _hit(index: Index, at: int, score: float) -> Hit:
    return Hit(
        code=index.codes[at],
        name=index.names[at],
        field=index.fields[at],
        level=index.levels[at],
        online_level=index.online[at],
        offered=index.offered[at],
        score=round(score, 4),
    )


def _by_code(index: Index, query: str) -> list[Hit]:
    text = query.strip()
    base = base_code(text)
    if base and base in index.by_code:
        return [_hit(index, index.by_code[base], 9.0)]
    start = code_prefix(text)
    begun = [at for at, code in enumerate(index.codes) if code.startswith(start)] if start else []
    short = short_code(text)
    if not begun and short in index.by_code:
        begun = [index.by_code[short]]
    return [_hit(index, at, 8.0) for at in begun]


def _scores(index: Index, query: str) -> tuple[dict[int, float], Said | None]:
    """What speaks for each procedure, and the words as said, as spelled and as mended where no saying stands for them."""
    said = tokens(query)[:MOST_WORDS]
    if not said:
        return {}, None
    marks = marked_tokens(query)[:MOST_WORDS]
    has_marks = any(one != other for one, other in zip(said, marks, strict=False)) and len(said) == len(marks)
    keep = unframed(said)
    words = [said[at] for at in keep]
    marked = [marks[at] for at in keep] if has_marks else []
    fixed, extra = _mend(index, words)
    total: dict[int, float] = {}
    spelled = marked if len(marked) == len(fixed) else []
    spelling = _spelling(index, fixed, spelled)
    head = without_purpose(fixed, spelled)
    readings = _readings(index, fixed, extra, spelled)
    if head:
        readings += [
            (0.97 * share, *rest) for share, *rest in _readings(index, head, [], spelled[: len(head)])
        ]
    for share, reading, kept in readings:
        for at, score in _read(index, reading, kept, spelling).items():
            score *= share
            if score > total.get(at, 0.0):
                total[at] = score
    asked = f" {' '.join(fixed)} | {' | '.join(' '.join(reading) for _, reading, _ in readings)} "
    found = {at: score + _lean(index, at, asked, score) for at, score in total.items()}
    for at in index.by_name.get(" ".join(said).removeprefix("thu tuc "), ()):
        found[at] = found.get(at, 0.0) + EXACT
    return found, None if _sayings(index, fixed, spelled) else Said(words, marked, fixed, extra)


def _lean(index: Index, at: int, asked: str, score: float) -> float:
    """Prior, and the price of a special case nobody spoke of; both weigh little where little matched."""
    price = 0.0
    for words, kind in index.special[at]:
        if f" {words} " not in asked and not (
            kind == "far" and "nuoc ngoai" in words and " nuoc ngoai " in asked
        ):
            price += FAR_CASE if kind == "far" else NEAR_CASE
    return min(score, 1.0) * (index.prior[at] - min(price, 0.16))


def _readings(
    index: Index, fixed: list[str], extra: list[list[str]], marked: list[str]
) -> list[tuple[float, list[str], list[str]]]:
    """The query as said, mended, and with everyday words replaced by what they mean.

    Each comes with its share and with the words that stayed as they were beside a replaced saying.
    """
    given: dict[tuple[str, ...], tuple[float, list[str]]] = {}

    def add(share: float, reading: list[str], kept: list[str], spelled: list[str] | None = None) -> None:
        key = tuple(content(reading, spelled or [], index.weight))
        if key and (key not in given or given[key][0] < share):
            given[key] = (share, kept)

    add(1.0, fixed, [], marked)
    for other in extra:
        add(0.93, other, [])
    found = _sayings(index, fixed, marked)
    for start, length, means in found:
        kept = content([*fixed[:start], *fixed[start + length :]], [], index.weight)
        for meaning in means[:4]:
            add(0.97, [*fixed[:start], *meaning.split(), *fixed[start + length :]], kept)
    if len(found) > 1:
        rest = list(fixed)
        for start, length, _ in sorted(found, reverse=True):
            del rest[start : start + length]
        kept = content(rest, [], index.weight) if rest else []
        for other_at in range(-1, len(found)):
            mixed = list(fixed)
            for at, (start, length, means) in sorted(enumerate(found), key=lambda item: -item[1][0]):
                mixed[start : start + length] = means[1 if at == other_at and len(means) > 1 else 0].split()
            add(0.97 if other_at < 0 else 0.95, mixed, kept)
    best = sorted(given.items(), key=lambda item: -item[1][0])[:MOST_READINGS]
    return [(share, list(reading), kept) for reading, (share, kept) in best]


def _sayings(
    index: Index, words: list[str], marked: list[str] | None = None
) -> list[tuple[int, int, list[str]]]:
    """Everyday sayings in the query, the longest at each place, none inside another."""
    found: list[tuple[int, int, list[str]]] = []
    at = 0
    while at < len(words):
        for length in range(min(7, len(words) - at), 0, -1):
            key = " ".join(words[at : at + length])
            means = index.sayings.get(key)
            if means and _spelled_so(index, key, marked[at : at + length] if marked else []):
                found.append((at, length, means))
                at += length
                break
        else:
            at += 1
    return found


def _spelling(index: Index, words: list[str], marked: list[str]) -> dict[str, str]:
    """How the person spelled each syllable, where that spelling is one we know (a slip of a mark proves nothing)."""
    return {word: mark for word, mark in zip(words, marked, strict=False) if mark in index.marks}


def _spelled_so(index: Index, key: str, marked: list[str]) -> bool:
    if not marked or any(word not in index.marks for word in marked):
        return True
    said = " ".join(marked)
    return said == key or said in index.spelled.get(key, ())


def _read(index: Index, words: list[str], kept: list[str], spelling: dict[str, str]) -> dict[int, float]:
    """Score of every procedure for one reading."""
    terms = list(dict.fromkeys([*words, *bigrams(words)]))
    weight = index.weight
    unknown = 3.2
    mass = sum(weight.get(term, unknown if " " not in term else 0.0) for term in terms)
    if mass <= 0:
        return {}
    sums = _gather(index, [term for term in terms if term in index.posts])
    scored: dict[int, tuple[float, int]] = {}
    entry_of, entry_mass = index.entry_of, index.entry_mass
    share, asked_mass = 1 - ASKED_SHARE, ASKED_SHARE * mass
    for entry, matched in sums.items():
        score = matched / (asked_mass + share * entry_mass[entry])
        at = entry_of[entry]
        held = scored.get(at)
        if held is None or score > held[0]:
            scored[at] = (score, entry)
    sums_of_bodies = _body_sums(index, terms)
    most = BODY_MOST * mass
    body = {at: min(sums_of_bodies[at], most) / mass for at in scored.keys() & sums_of_bodies.keys()}
    prior = index.prior
    quick = {at: held[0] + prior[at] * 0.5 + body.get(at, 0.0) for at, held in scored.items()}
    floor = max(quick.values(), default=0.0) - 0.45
    pool = [(at, scored[at]) for at, value in quick.items() if value >= floor]
    if len(pool) > POOL:
        pool = heapq.nlargest(POOL, pool, key=lambda item: quick[item[0]])
    result: dict[int, float] = {}
    known = [(weight[term], index.holders(term)) for term in terms if term in index.posts] if pool else []
    for at, (score, entry) in pool:
        score += TOGETHER * (_together(at, known) / mass - score)
        score += body.get(at, 0.0) * (1.0 if score < 0.6 else 0.4)
        if spelling or kept:
            score *= _agreement(index, entry, words, kept, spelling)
        result[at] = score
    for at in heapq.nlargest(12, sums_of_bodies, key=sums_of_bodies.__getitem__):
        if at not in result:
            result[at] = min(sums_of_bodies[at], most) / mass
    return result


def _together(at: int, known: list[tuple[float, frozenset[int]]]) -> float:
    """What the question shares with all the ways a procedure is called, taken together: "bìa đất", "thế chấp" and
    "vay ngân hàng" may stand in three sayings of one matter."""
    return sum(value for value, holders in known if at in holders)


def _gather(index: Index, known: list[str]) -> dict[int, float]:
    """What each entry shares with the question. Rare words name the candidates, common words only weigh them."""
    posts, weight = index.posts, index.weight
    known = sorted(known, key=lambda term: len(posts[term]))
    total = left = sum(weight[term] for term in known)
    sums: dict[int, float] = {}
    get = sums.get
    for number, term in enumerate(known):
        value = weight[term]
        if sums and (left < NAMES_SHARE * total or len(posts[term]) > MANY):
            for other in known[number:]:
                value = weight[other]
                for entry in sums.keys() & index.entries(other):
                    sums[entry] += value
            break
        for entry in posts[term]:
            sums[entry] = get(entry, 0.0) + value
        left -= value
    return sums


def _body_sums(index: Index, terms: list[str]) -> dict[int, float]:
    """What each procedure's field, papers and results share with the question."""
    sums: defaultdict[int, float] = defaultdict(float)
    for term in terms:
        found = index.body.get(term)
        if found:
            value = index.weight.get(term, 3.0) * (0.34 if " " in term else 0.16)
            for at in found:
                sums[at] += value
    return sums


def _agreement(
    index: Index, entry: int, words: list[str], kept: list[str], spelling: dict[str, str]
) -> float:
    """Less for syllables that are the same only without their marks ("bảo lãnh", "báo tử"), and for what was
    said beside an everyday word but is not in the name ("tách" of "tách sổ đỏ")."""
    there = index.entry_marks[entry].split()
    bare = {index.marks[word] for word in there}
    weight = index.weight
    same = other = 0.0
    if spelling:
        for word in words:
            if word in bare:
                spelled = spelling.get(word)
                if spelled is None or spelled in there:
                    same += weight.get(word, 1.0)
                else:
                    other += weight.get(word, 1.0)
    value = 1.0 - OTHER_MARKS * other / (same + other) if other else 1.0
    if kept:
        asked = sum(weight.get(word, 3.2) for word in kept)
        missing = sum(weight.get(word, 3.2) for word in kept if word not in bare)
        value *= 1.0 - LEFT_OUT * missing / asked
    return value


# --- typos ------------------------------------------------------------------------------------------


def _mend(index: Index, words: list[str]) -> tuple[list[str], list[list[str]]]:
    """Words nobody knows become the nearest known ones that fit their neighbours; other likely readings beside."""
    fixed = list(words)
    vocabulary = index.known
    at = 0
    while at < len(fixed):
        word = fixed[at]
        if word in vocabulary or NUMBER.match(word) or word in STOPS or word in MAYBE_STOPS:
            at += 1
            continue
        plain = next((other for other in unkeyed(word) if other in vocabulary), None)
        if plain:
            fixed[at] = plain
            at += 1
            continue
        if not VOWEL.search(word):
            # Letters without a vowel are an abbreviation: at most another abbreviation was meant ("ltlp" → "lltp").
            near = (
                tuple(other for other in _near(index, word) if not VOWEL.search(other))
                if len(word) > 2
                else ()
            )
            fixed[at] = _fitting(index, fixed, at, near) if near else word
            at += 1
            continue
        parts = _split(index, word)
        if parts:
            fixed[at : at + 1] = parts
            at += len(parts)
            continue
        near = _near(index, word)
        if near:
            fixed[at] = _fitting(index, fixed, at, near)
        at += 1
    return fixed, _rereadings(index, fixed)


def _rereadings(index: Index, words: list[str]) -> list[list[str]]:
    """Known words that do not go together: a slip may have made another word ("kết hông")."""
    found: list[list[str]] = []
    weight = index.weight
    for at, word in enumerate(words):
        if len(word) < 2 or NUMBER.match(word):
            continue
        before = f"{words[at - 1]} {word}" if at else ""
        after = f"{word} {words[at + 1]}" if at + 1 < len(words) else ""
        if before in weight or after in weight or _in_saying(index, words, at):
            continue
        best, fit = word, 0
        for other in _near(index, word):
            if other == word:
                continue
            worth = 0
            if at:
                worth += len(index.posts.get(f"{words[at - 1]} {other}", ()))
            if at + 1 < len(words):
                worth += len(index.posts.get(f"{other} {words[at + 1]}", ()))
            if worth > fit:
                best, fit = other, worth
        if fit >= 2:
            found.append([*words[:at], best, *words[at + 1 :]])
    if len(found) > 1:
        every = list(words)
        for reading in found:
            for at, word in enumerate(reading):
                if word != words[at]:
                    every[at] = word
        found.append(every)
    return found[-3:]


def _in_saying(index: Index, words: list[str], at: int) -> bool:
    return any(start <= at < start + length and length > 1 for start, length, _ in _sayings(index, words))


def _fitting(index: Index, words: list[str], at: int, near: tuple[str, ...]) -> str:
    def worth(other: str) -> tuple[int, int]:
        pairs = 0
        if at:
            pairs += len(index.posts.get(f"{words[at - 1]} {other}", ()))
        if at + 1 < len(words):
            pairs += len(index.posts.get(f"{other} {words[at + 1]}", ()))
        return pairs, len(index.posts.get(other, ()))

    return max(near, key=worth)


def _split(index: Index, word: str) -> list[str]:
    """ "khaisinh" → "khai sinh"."""
    if len(word) < 5:
        return []
    best: tuple[int, list[str]] = (0, [])
    for cut in range(2, len(word) - 1):
        pair = [word[:cut], word[cut:]]
        worth = len(index.posts.get(" ".join(pair), ()))
        if worth > best[0]:
            best = (worth, pair)
    return best[1]


def _near(index: Index, word: str) -> tuple[str, ...]:
    """Known words one slip away (two in long words)."""
    found = index.near.get(word)
    if found is None:
        most = 1 if len(word) <= 5 else 2
        rows = process.extract(word, index.spellable, scorer=OSA.distance, score_cutoff=most, limit=MOST_NEAR)
        found = tuple(other for other, _, _ in rows)
        if len(index.near) > 20_000:
            index.near.clear()
        index.near[word] = found
    return found
