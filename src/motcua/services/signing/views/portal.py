"""Kiểm tra kết quả: anybody hands in a file and reads what its signatures are worth."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from motcua.kernel import access, clock
from motcua.services.signing import queries
from motcua.services.signing.forms import CheckForm
from motcua.services.signing.types import (
    INDETERMINATE,
    TOTAL_FAILED,
    TOTAL_PASSED,
    CheckerBusy,
    Signature,
    Verdict,
)

TONES = {TOTAL_PASSED: "done", INDETERMINATE: "soon", TOTAL_FAILED: "late"}
TITLES = {
    TOTAL_PASSED: "Giấy này thật và còn nguyên",
    INDETERMINATE: "Chưa đủ căn cứ để kết luận",
    TOTAL_FAILED: "Đừng tin giấy này",
}
NEXT = {
    "NO_SIGNATURE": "Có thể đây là bản chưa ký hoặc bản in lại. Hãy xin cơ quan cấp gửi lại tệp gốc.",
    "NO_CERTIFICATE_CHAIN_FOUND": "Hãy hỏi người gửi về nơi cấp chứng thư, hoặc hỏi cơ quan được cho là đã ký.",
    "TRY_LATER": "Hãy thử lại sau, hoặc hỏi cơ quan cấp.",
    "ENCRYPTED": "Hãy bỏ mật khẩu của tệp hoặc xin tệp gốc rồi thử lại.",
}
NEXT_OF = {
    TOTAL_PASSED: "",
    INDETERMINATE: "Hãy xin lại tệp gốc từ cơ quan cấp rồi thử lại.",
    TOTAL_FAILED: "Hãy giữ tệp và báo cơ quan được ghi trên giấy, hoặc gọi 1022.",
}
CHAIN = {
    "OK": "nối được tới gốc tin cậy",
    "NO_CERTIFICATE_CHAIN_FOUND": "không nối được tới gốc nào trong danh sách tin cậy",
}
REVOCATION = {
    "good": "chưa bị thu hồi",
    "revoked": "đã bị thu hồi",
    "unknown": "chưa rõ có bị thu hồi hay không",
}
SOURCES = {
    "timestamp": "theo dấu thời gian",
    "claimed": "do máy của người ký ghi, chưa được chứng minh",
    "none": "",
}
KINDS = {"person": "", "agency": "Con dấu số: ", "timestamp": "Dấu thời gian: "}


@access.audience("public")
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The form, and the verdict after it; the file is kept nowhere."""
    if request.method != "POST":
        return render(request, "signing/check.html", {"form": CheckForm()})
    sent, files = request.POST, request.FILES  # read first: what was too large is known only then
    form = CheckForm(sent, files, too_large=getattr(request, "files_too_large", {}).get("tep"))
    if not form.is_valid():
        return render(request, "signing/check.html", {"form": form}, status=422)
    file = form.cleaned_data["tep"]
    try:
        verdict = queries.verify(file.read(), wait_s=0.5)
    except CheckerBusy as busy:
        form.add_error("tep", busy.message)
        return render(request, "signing/check.html", {"form": form}, status=busy.http_status)
    return render(request, "signing/check.html", {"form": CheckForm(), **_told(verdict, file.name)})


def _told(verdict: Verdict, name: str) -> dict[str, Any]:
    advice = NEXT.get(verdict.code, NEXT_OF[verdict.conclusion])
    return {
        "verdict": verdict,
        "tone": TONES[verdict.conclusion],
        "heading": TITLES[verdict.conclusion],
        "words": " ".join(x for x in (verdict.reason, advice) if x),
        "checked_at": clock.local(datetime.fromisoformat(verdict.checked_at))
        if verdict.checked_at
        else clock.now(),
        "file": _file_rows(verdict, name),
        "signers": [_signer(s, verdict.pages) for s in verdict.signatures],
        "tried": _tried(verdict),
    }


def _file_rows(verdict: Verdict, name: str) -> list[tuple[str, str]]:
    rows = [("Tệp", name), ("Dung lượng", f"{max(1, round(verdict.size / 1024))} KB")]
    if verdict.pages:
        rows.append(("Số trang", str(verdict.pages)))
    if verdict.covers:
        rows.append(("Chữ ký bảo đảm", verdict.covers))
    if verdict.signatures:
        rows.append(("Số chữ ký", str(len(verdict.signatures))))
    return rows


def _signer(s: Signature, pages: int | None) -> dict[str, Any]:
    rows = [("Kết luận", f"{s.reason} ({s.conclusion}, {s.code})")]
    if s.signed_at:
        when = clock.local(datetime.fromisoformat(s.signed_at))
        rows.append(("Ký lúc", f"{when:%H:%M:%S}, {when:%d/%m/%Y} ({SOURCES[s.time_source]})"))
    if s.coverage:
        whole = f"Toàn bộ {pages} trang" if pages and s.coverage.startswith("Toàn bộ") else ""
        detail = s.coverage[0].lower() + s.coverage[1:]
        rows.append(("Ký trên", f"{whole} ({detail})" if whole else s.coverage))
    rows.append(
        ("Chứng thư do", f"{s.issuer}; {CHAIN.get(s.chain, 'không hợp lệ')}" if s.chain else s.issuer)
    )
    if s.not_before:
        first, last = (datetime.fromisoformat(x) for x in (s.not_before, s.not_after))
        rows.append(("Thời hạn chứng thư", f"{first:%d/%m/%Y} đến {last:%d/%m/%Y}"))
    if s.revocation:
        rows.append(("Thu hồi", REVOCATION[s.revocation].capitalize()))
    rows.append(("Số chứng thư", s.serial))
    if s.level:
        rows.append(("Mức chữ ký", s.level))
    rows += [("Lưu ý", warning) for warning in s.warnings]
    return {
        "name": KINDS[s.kind] + ", ".join(x for x in (s.signer, s.title) if x),
        "office": s.organization if s.organization != s.signer else "Chữ ký số của cơ quan",
        "rows": rows,
        "seal": s.kind == "agency",
    }


def _tried(verdict: Verdict) -> list[tuple[str, str]]:
    """What was looked at, each with its own answer."""
    hands = [s for s in verdict.signatures if s.kind != "timestamp"]
    if not hands:
        return []

    def tone(good: bool, bad: bool) -> str:
        return "done" if good else ("late" if bad else "soon")

    intact = all(s.intact for s in hands)
    moved = {
        "MODIFIED_AFTER_SIGNING",
        "APPENDED_DATA",
        "PARTIAL_COVERAGE",
        "WRAPPED_SIGNATURE",
        "HASH_FAILURE",
    }
    touched = any(s.code in moved for s in hands)
    known = all(s.chain == "OK" for s in hands)
    good = all(s.revocation == "good" for s in hands)
    revoked = any(s.revocation == "revoked" for s in hands)
    stamped = all(s.time_source == "timestamp" for s in hands)
    known_bad = any(s.intact is False for s in hands)
    answers = [
        (
            tone(intact, known_bad),
            "Nội dung khớp với từng chữ ký, từng con số một",
            "Chưa so được nội dung với chữ ký",
            "Nội dung không còn khớp với chữ ký",
        ),
        (
            tone(intact and not touched, touched),
            "Không có trang, chú thích hay lớp phủ nào thêm vào sau khi ký",
            "Chưa rõ có gì được thêm vào sau khi ký hay không",
            "Có nội dung được thêm, bớt hoặc thay sau khi ký",
        ),
        (
            tone(known, False),
            "Chứng thư của người ký nối được tới gốc tin cậy",
            "Chứng thư của người ký chưa nối được tới gốc nào trong danh sách tin cậy",
            "",
        ),
        (
            tone(good, revoked),
            "Chứng thư chưa bị thu hồi",
            "Chưa rõ chứng thư có bị thu hồi hay không",
            "Chứng thư đã bị thu hồi",
        ),
        (
            tone(stamped, False),
            "Thời gian ký có bên thứ ba chứng minh",
            "Thời gian ký chưa có bên thứ ba chứng minh",
            "",
        ),
    ]
    place = {"done": 1, "soon": 2, "late": 3}
    return [(answer[place[answer[0]]], answer[0]) for answer in answers]
