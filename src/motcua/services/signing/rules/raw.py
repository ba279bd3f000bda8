"""What the bytes alone say, before any parser is believed.

Finds each /ByteRange in the file as text, recomputes the digest and compares it with the one that
was signed. A file whose structure is broken so badly that no reader opens it still gets the plain
answer "changed after signing" here.
"""

from __future__ import annotations

import hashlib
import re

from asn1crypto import cms

BYTE_RANGE = re.compile(
    rb"/ByteRange\s{0,8}\[\s{0,8}(\d{1,12})\s{1,8}(\d{1,12})\s{1,8}(\d{1,12})\s{1,8}(\d{1,12})\s{0,8}\]"
)
HEX = re.compile(rb"[0-9A-Fa-f]*")
MOST = 64


def gap_fault(data: bytes, byte_range: tuple[int, ...]) -> str | None:
    """Why the signed ranges are not the file with exactly one hole for the signature; None when they are."""
    start, length, second, rest = byte_range
    if start != 0 or second <= length or second + rest > len(data):
        return "PARTIAL_COVERAGE"
    hole = data[length:second]
    if not (hole.startswith(b"<") and hole.endswith(b">") and HEX.fullmatch(hole[1:-1])):
        return "PARTIAL_COVERAGE"
    return None


def padding_fault(contents: bytes) -> str | None:
    """Behind the signature in its hole stand only zeros; anything else is smuggled."""
    try:
        size = _der_size(contents)
    except ValueError:
        return "FORMAT_FAILURE"
    return "PARTIAL_COVERAGE" if contents[size:].strip(b"\x00") else None


def broken_signature(data: bytes) -> str | None:
    """HASH_FAILURE when some signed range no longer has its digest, or reaches beyond the file."""
    for n, match in enumerate(BYTE_RANGE.finditer(data)):
        if n >= MOST:
            break
        start, length, second, rest = byte_range = tuple(int(v) for v in match.groups())
        if start == 0 and length and second + rest > len(data):
            return "HASH_FAILURE"  # the end of what was signed is missing
        if gap_fault(data, byte_range) is not None:
            continue
        try:
            if not _digest_matches(data, byte_range):
                return "HASH_FAILURE"
        except Exception:  # what cannot be read proves nothing here
            continue
    return None


def signed_end(data: bytes) -> int:
    """Where the widest signed range with one clean hole ends; 0 without any."""
    ends = [0]
    for n, match in enumerate(BYTE_RANGE.finditer(data)):
        byte_range = tuple(int(v) for v in match.groups())
        if n < MOST and gap_fault(data, byte_range) is None:
            ends.append(byte_range[2] + byte_range[3])
    return max(ends)


def _digest_matches(data: bytes, byte_range: tuple[int, ...]) -> bool:
    _, length, second, rest = byte_range
    contents = bytes.fromhex(data[length + 1 : second - 1].decode("ascii"))
    signed = cms.ContentInfo.load(contents[: _der_size(contents)])["content"]
    info = signed["signer_infos"][0]
    digest = hashlib.new(info["digest_algorithm"]["algorithm"].native)
    digest.update(memoryview(data)[:length])
    digest.update(memoryview(data)[second : second + rest])
    if signed["encap_content_info"]["content_type"].native == "tst_info":
        imprint = signed["encap_content_info"]["content"].parsed["message_imprint"]
        return imprint["hashed_message"].native == digest.digest()
    for attribute in info["signed_attrs"]:
        if attribute["type"].native == "message_digest":
            return attribute["values"][0].native == digest.digest()
    return True  # signed without attributes: only the key can tell


def _der_size(data: bytes) -> int:
    if len(data) < 2 or data[0] != 0x30:
        raise ValueError("not DER")
    if data[1] < 0x80:
        return 2 + data[1]
    octets = data[1] & 0x7F
    if not octets:  # indefinite length: the end is where the parser says
        return len(data)
    return 2 + octets + int.from_bytes(data[2 : 2 + octets], "big")
