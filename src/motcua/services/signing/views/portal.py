"""Kiểm tra kết quả: anybody hands in a file and reads what its signatures are worth."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from motcua.kernel import access, clock
from motcua.kernel.words import day, join, lowered, opening, say
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
    TOTAL_PASSED: say("Giấy này thật và còn nguyên"),
    INDETERMINATE: say("Chưa đủ căn cứ để kết luận"),
    TOTAL_FAILED: say("Đừng tin giấy này"),
}
NEXT = {
    "NO_SIGNATURE": say("Có thể đây là bản chưa ký hoặc bản in lại. Hãy xin cơ quan cấp gửi lại tệp gốc."),
    "NO_CERTIFICATE_CHAIN_FOUND": say(
        "Hãy hỏi người gửi về nơi cấp chứng thư, hoặc hỏi cơ quan được cho là đã ký."
    ),
    "TRY_LATER": say("Hãy thử lại sau, hoặc hỏi cơ quan cấp."),
    "ENCRYPTED": say("Hãy bỏ mật khẩu của tệp hoặc xin tệp gốc rồi thử lại."),
}
NEXT_OF = {
    TOTAL_PASSED: "",
    INDETERMINATE: say("Hãy xin lại tệp gốc từ cơ quan cấp rồi thử lại."),
    TOTAL_FAILED: say("Hãy giữ tệp và báo cơ quan được ghi trên giấy, hoặc gọi 1022."),
}
CHAIN = {
    "OK": say("nối được tới gốc tin cậy"),
    "NO_CERTIFICATE_CHAIN_FOUND": say("không nối được tới gốc nào trong danh sách tin cậy"),
}
NOT_VALID = say("không hợp lệ")
REVOCATION = {
    "good": say("chưa bị thu hồi"),
    "revoked": say("đã bị thu hồi"),
    "unknown": say("chưa rõ có bị thu hồi hay không"),
}
SOURCES = {
    "timestamp": say("theo dấu thời gian"),
    "claimed": say("do máy của người ký ghi, chưa được chứng minh"),
    "none": "",
}
KINDS = {"person": "", "agency": say("Con dấu số: "), "timestamp": say("Dấu thời gian: ")}


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
        "words": join(" ", [say(x) for x in (verdict.reason, advice) if x]),
        "checked_at": clock.local(datetime.fromisoformat(verdict.checked_at))
        if verdict.checked_at
        else clock.now(),
        "file": _file_rows(verdict, name),
        "signers": [_signer(s, verdict.pages) for s in verdict.signatures],
        "tried": _tried(verdict),
    }


def _file_rows(verdict: Verdict, name: str) -> list[tuple[str, str]]:
    rows = [(say("Tệp"), name), (say("Dung lượng"), f"{max(1, round(verdict.size / 1024))} KB")]
    if verdict.pages:
        rows.append((say("Số trang"), str(verdict.pages)))
    if verdict.covers:
        rows.append((say("Chữ ký bảo đảm"), say(verdict.covers)))
    if verdict.signatures:
        rows.append((say("Số chữ ký"), str(len(verdict.signatures))))
    return rows


def _signer(s: Signature, pages: int | None) -> dict[str, Any]:
    rows = [(say("Kết luận"), join("", [say(s.reason), f" ({s.conclusion}, {s.code})"]))]
    if s.signed_at:
        when = clock.local(datetime.fromisoformat(s.signed_at))
        rows.append(
            (
                say("Ký lúc"),
                say(
                    "{time}, {day} ({source})",
                    time=f"{when:%H:%M:%S}",
                    day=day(when),
                    source=SOURCES[s.time_source],
                ),
            )
        )
    if s.coverage:
        whole = (
            say("Toàn bộ {pages} trang", pages=pages) if pages and s.coverage.startswith("Toàn bộ") else ""
        )
        coverage = say(s.coverage)
        rows.append((say("Ký trên"), join("", [whole, " (", lowered(coverage), ")"]) if whole else coverage))
    rows.append(
        (say("Chứng thư do"), join("; ", [s.issuer, CHAIN.get(s.chain, NOT_VALID)]) if s.chain else s.issuer)
    )
    if s.not_before:
        first, last = (datetime.fromisoformat(x) for x in (s.not_before, s.not_after))
        rows.append(
            (
                say("Thời hạn chứng thư"),
                say("{first} đến {last}", first=day(first), last=day(last)),
            )
        )
    if s.revocation:
        rows.append((say("Thu hồi"), opening(REVOCATION[s.revocation])))
    rows.append((say("Số chứng thư"), s.serial))
    if s.level:
        rows.append((say("Mức chữ ký"), s.level))
    rows += [(say("Lưu ý"), say(warning)) for warning in s.warnings]
    return {
        "name": KINDS[s.kind] + ", ".join(x for x in (s.signer, s.title) if x),
        "office": s.organization if s.organization != s.signer else say("Chữ ký số của cơ quan"),
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
            say("Nội dung khớp với từng chữ ký, từng con số một"),
            say("Chưa so được nội dung với chữ ký"),
            say("Nội dung không còn khớp với chữ ký"),
        ),
        (
            tone(intact and not touched, touched),
            say("Không có trang, chú thích hay lớp phủ nào thêm vào sau khi ký"),
            say("Chưa rõ có gì được thêm vào sau khi ký hay không"),
            say("Có nội dung được thêm, bớt hoặc thay sau khi ký"),
        ),
        (
            tone(known, False),
            say("Chứng thư của người ký nối được tới gốc tin cậy"),
            say("Chứng thư của người ký chưa nối được tới gốc nào trong danh sách tin cậy"),
            "",
        ),
        (
            tone(good, revoked),
            say("Chứng thư chưa bị thu hồi"),
            say("Chưa rõ chứng thư có bị thu hồi hay không"),
            say("Chứng thư đã bị thu hồi"),
        ),
        (
            tone(stamped, False),
            say("Thời gian ký có bên thứ ba chứng minh"),
            say("Thời gian ký chưa có bên thứ ba chứng minh"),
            "",
        ),
    ]
    place = {"done": 1, "soon": 2, "late": 3}
    return [(answer[place[answer[0]]], answer[0]) for answer in answers]
