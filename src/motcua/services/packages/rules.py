"""The package file: a zip of a manifest and a few named parts, each known by its digest; bounded, nothing unpacked to disk."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from io import BytesIO
from typing import Any

from motcua.kernel.text import clean
from motcua.services.packages.types import FORMAT, VERSION, Package

BIGGEST = 5 * 1024 * 1024
UNPACKED = 20 * 1024 * 1024
PARTS = ("thu-tuc.json", "bieu-mau.yaml", "quy-trinh.bpmn")
CASE_PART = re.compile(r"^truong-hop/([A-Za-z0-9._-]{1,80})\.bpmn$")
MANIFEST = "goi.json"


class Broken(ValueError):
    """Not a package, or not whole."""


def pack(package: Package) -> bytes:
    """The same package gives the same bytes: parts in order, no clock inside."""
    parts = {
        "thu-tuc.json": _json(package.state),
        "bieu-mau.yaml": package.eform.encode(),
        "quy-trinh.bpmn": package.process.encode(),
    }
    parts |= {f"truong-hop/{code}.bpmn": raw.encode() for code, raw in sorted(package.case_processes.items())}
    parts = {name: raw for name, raw in parts.items() if raw}
    manifest = {
        "format": FORMAT, "version": VERSION, "code": package.code, "name": package.name,
        "province": package.province, "made_on": package.made_on,
        "parts": {name: hashlib.sha256(raw).hexdigest() for name, raw in parts.items()},
    }  # fmt: skip
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, raw in {MANIFEST: _json(manifest), **parts}.items():
            box.writestr(zipfile.ZipInfo(name), raw, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode()


def unpack(raw: bytes) -> Package:
    """Read a package back.

    Raises:
        Broken: and why, in words for who sent it.
    """
    if len(raw) > BIGGEST:
        raise Broken(f"Tệp lớn hơn {BIGGEST // 1024**2} MB.")
    found = _parts(raw)
    manifest = _read_json(found.get(MANIFEST, b""), MANIFEST)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise Broken("Tệp không phải gói thủ tục.")
    if manifest.get("version") != VERSION:
        raise Broken(f"Gói dùng định dạng bản {manifest.get('version')}, phần mềm này đọc bản {VERSION}.")
    digests = manifest.get("parts")
    if not isinstance(digests, dict) or set(digests) != set(found) - {MANIFEST}:
        raise Broken("Các phần trong gói không khớp bảng kê.")
    for name, digest in digests.items():
        if hashlib.sha256(found[name]).hexdigest() != digest:
            raise Broken(f"Phần “{name}” không còn nguyên vẹn.")
    state = _read_json(found.get("thu-tuc.json", b""), "thu-tuc.json")
    if not isinstance(state, dict) or state.get("code") != manifest.get("code") or not state.get("code"):
        raise Broken("Phần thủ tục thiếu hoặc khác mã ghi trong bảng kê.")
    return Package(
        code=str(state["code"]),
        name=clean(str(state.get("name", ""))),
        state=state,
        eform=_text(found.get("bieu-mau.yaml", b"")),
        process=_text(found.get("quy-trinh.bpmn", b"")),
        case_processes={
            said[1]: _text(raw) for name, raw in sorted(found.items()) if (said := CASE_PART.match(name))
        },
        province=clean(str(manifest.get("province", "")))[:200],
        made_on=clean(str(manifest.get("made_on", "")))[:20],
    )


def _parts(raw: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(raw)) as box:
            entries = box.infolist()
            if sum(one.file_size for one in entries) > UNPACKED:
                raise Broken("Nội dung sau khi giải nén quá lớn.")
            names = [one.filename for one in entries]
            if len(set(names)) < len(names) or any(
                name not in (MANIFEST, *PARTS) and not CASE_PART.match(name) for name in names
            ):
                raise Broken("Gói có phần lạ hoặc lặp lại.")
            return {name: box.read(name) for name in names}
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError):
        raise Broken("Tệp không phải gói nén .zip đọc được.") from None
    except Exception as fault:
        if isinstance(fault, Broken):
            raise
        raise Broken("Tệp nén bị hỏng.") from None


def _read_json(raw: bytes, name: str) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise Broken(f"Phần “{name}” không đọc được.") from None


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise Broken("Gói có phần không phải chữ UTF-8.") from None
