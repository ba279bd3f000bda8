"""Proofs over the ledger's tree that anyone can check without us (RFC 6962 §2.1; checks as RFC 9162 §2.1.3–2.1.4).

Pure: leaves in, hashes out. An inclusion proof shows that a line stands under a root; a consistency proof that an
older root is a beginning of a newer one, nothing changed or taken away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def node(left: bytes, right: bytes) -> bytes:
    """The hash above two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The head over the leaves, built level by level."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        pairs = [node(level[n], level[n + 1]) for n in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def _split(size: int) -> int:
    """The largest power of two below ``size``."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The neighbours on the way from a leaf to the root, lowest first."""
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion(index, leaves[:split]), root(leaves[split:])]
    return [*inclusion(index - split, leaves[split:]), root(leaves[:split])]


def consistency(old: int, leaves: Sequence[bytes]) -> list[bytes]:
    """What shows that the first ``old`` leaves are a beginning of all of them."""
    return _consistency(old, leaves, True)


def _consistency(old: int, leaves: Sequence[bytes], whole: bool) -> list[bytes]:
    if old == len(leaves):
        return [] if whole else [root(leaves)]
    split = _split(len(leaves))
    if old <= split:
        return [*_consistency(old, leaves[:split], whole), root(leaves[split:])]
    return [*_consistency(old - split, leaves[split:], False), root(leaves[:split])]


def holds_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], head: bytes) -> bool:
    """Whether the path leads from the leaf to the head."""
    if not 0 <= index < size:
        return False
    position, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if position % 2 or position == last:
            found = node(step, found)
            while position and not position % 2:
                position, last = position // 2, last // 2
        else:
            found = node(found, step)
        position, last = position // 2, last // 2
    return last == 0 and found == head


def holds_consistency(old: int, new: int, old_head: bytes, new_head: bytes, path: Sequence[bytes]) -> bool:
    """Whether the path shows the old head to be a beginning of the new one."""
    if old == new:
        return not path and old_head == new_head
    if not 0 < old < new or not path:
        return False
    steps = [old_head, *path] if old & (old - 1) == 0 else list(path)
    position, last = old - 1, new - 1
    while position % 2:
        position, last = position // 2, last // 2
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if position % 2 or position == last:
            before, after = node(step, before), node(step, after)
            while position and not position % 2:
                position, last = position // 2, last // 2
        else:
            after = node(after, step)
        position, last = position // 2, last // 2
    return last == 0 and before == old_head and after == new_head
