"""A program of an agency at the API of Một Cửa: from filing to the result handed out. Python's standard library only.

    export MOTCUA_URL=https://motcua.example.vn
    export MOTCUA_DESK_KEY=mc_…  MOTCUA_SPECIALIST_KEY=mc_…  MOTCUA_REGISTRY_KEY=mc_…
    python client.py "xác nhận độc thân" 13669 [ban-quet.pdf]
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone
from email.message import Message
from pathlib import Path
from typing import Any


HERE = timezone(timedelta(hours=7))  # days are days of Việt Nam; moments come with their zone


class Refused(Exception):
    """The API said no: what, and what to do next."""

    def __init__(self, problem: dict[str, Any]) -> None:
        self.problem = problem
        faults = "; ".join(f"{one.get('pointer') or one.get('parameter')}: {one['detail']}" for one in problem["errors"])
        super().__init__(f"{problem['status']} {problem['code']} {problem['detail']} {problem['next']} {faults}".strip())


class Api:
    """One program: its key, its tries."""

    def __init__(self, base: str, key: str = "") -> None:
        self.base, self.key = base.rstrip("/") + "/api/v1", key

    def call(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[Any, Message]:
        """One call, sent again when the line breaks or the server is busy: every POST carries a key of its own, so
        that a second sending never has a second effect. The headers answered are found in capitals or small letters."""
        sent = {"Accept": "application/json", **(headers or {})}
        data = body
        if not isinstance(body, bytes | None):
            data, sent["Content-Type"] = json.dumps(body).encode(), "application/json"
        if self.key:
            sent["Authorization"] = f"Bearer {self.key}"
        if method == "POST":
            sent.setdefault("Idempotency-Key", str(uuid.uuid4()))
        request = urllib.request.Request(self.base + path, data, sent, method=method)
        for wait in (1, 4, 15, None):
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    kind = answer.headers.get_content_type()
                    return json.load(answer) if kind == "application/json" else answer.read(), answer.headers
            except urllib.error.HTTPError as error:
                if error.code < 500 or wait is None:
                    raise Refused(json.load(error)) from None
            except (urllib.error.URLError, TimeoutError):
                if wait is None:
                    raise
            time.sleep(wait)
        raise AssertionError("not reached")

    def get(self, path: str, **asked: Any) -> Any:
        """Read one address."""
        query = urllib.parse.urlencode({name: value for name, value in asked.items() if value is not None})
        return self.call("GET", f"{path}?{query}" if query else path)[0]

    def every(self, path: str, **asked: Any) -> Any:
        """All rows of a list, page after page."""
        cursor = None
        while True:
            page = self.get(path, **asked, cursor=cursor, limit=100)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return


def life(base: str, desk: Api, specialist: Api, registry: Api, words: str, place: str, scan: bytes) -> str:
    """Find the procedure, file, ask for what is missing, take in, work it through, record the paper signed by hand and
    its scan, hand it out."""
    everybody = Api(base)
    found = everybody.get("/procedures", q=words)["items"][0]
    procedure = everybody.get(f"/procedures/{found['code']}")
    print(f"Thủ tục {procedure['code']}: {procedure['name']} ({procedure['limit_words']})")
    form = everybody.get(f"/procedures/{found['code']}/form")
    asked = form["definition"].get("papers") or [one for one in procedure["papers"] if one["required"]]

    filing = {
        "procedure_code": procedure["code"],
        "applicant": {"name": "Nguyễn Thị Bưởi"},
        "place_code": place,
        "form_on_paper": True,  # the citizen's declaration is one of the papers; without this "answers" must be whole
        "papers": [{"position": number, "originals": 1} for number in range(1, len(asked) + 1)],
        "external_code": f"VD-{uuid.uuid4().hex[:8]}",
    }
    dossier, headers = desk.call("POST", "/dossiers", filing)
    here = f"/dossiers/{dossier['code']}"
    print(f"Đã tạo {dossier['code']}, {dossier['status_name'].lower()}")

    person = {"name": "Nguyễn Thị Bưởi", "id_number": "037190000014", "phone": "0912345678"}
    desk.call("PUT", f"{here}/applicant", person, {"If-Match": headers["ETag"]})
    lacking = {"items": ["Bản chụp rõ hơn của tờ khai"], "reason": "Tờ khai mờ, không đọc được."}
    dossier, _ = desk.call("POST", f"{here}/supplement-request", lacking)
    print(f"Đã yêu cầu bổ sung, phiếu {dossier['paper_number']}: {dossier['status_name'].lower()}")
    desk.call("POST", f"{here}/supplement", {"papers": [{"position": 1, "originals": 1, "copies": 1}]})
    dossier, _ = desk.call("POST", f"{here}/accept", {})
    print(f"Đã tiếp nhận, giấy hẹn {dossier['paper_number']}, hẹn trả {datetime.fromisoformat(dossier['due_at']).astimezone(HERE):%H:%M %d/%m/%Y}")

    while dossier["steps"] and dossier["steps"][0]["task"] != "return":
        step = dossier["steps"][0]
        who = registry if step["lane"] == "van_thu" else specialist
        if step["task"] == "sign":
            paper = {"number": "15/XN-UBND", "signed_on": f"{datetime.now(HERE):%Y-%m-%d}", "signer": "Trần Văn Bách, Chủ tịch"}
            if scan:  # sent to a place of its own, and named by its content
                desk.call("PUT", f"{here}/papers/100?file_name=ket-qua.pdf", scan, {"Content-Type": "application/pdf"})
                paper["sha256"] = hashlib.sha256(scan).hexdigest()
            dossier, _ = registry.call("POST", f"{here}/result", paper)
            print("Đã ghi nhận kết quả 15/XN-UBND")
            continue
        outcome = step["outcomes"][0]["code"] if step["outcomes"] else ""
        dossier, _ = who.call(
            "POST", f"{here}/steps/{step['step']}/finish", {"outcome": outcome, "opinion": "Đủ điều kiện.", "draft_on_paper": True}
        )
        print(f"Xong bước: {step['name']}")
    dossier, _ = desk.call("POST", f"{here}/return", {"receiver": person["name"]})
    print(f"{dossier['code']}: {dossier['status_name'].lower()}")

    if scan:
        kept, headers = desk.call("GET", f"{here}/result")
        assert kept == scan and headers["ETag"] == f'"{hashlib.sha256(scan).hexdigest()}"'
        print(f"Đã tải kết quả: {headers['Content-Disposition']}")
    seen = everybody.call("POST", "/tracking", {"code": dossier["code"], "proof": person["phone"]})[0]
    print(f"Người dân thấy: {seen['title']}")
    mine = [row["code"] for row in desk.every("/dossiers", external_code=filing["external_code"])]
    assert mine == [dossier["code"]]

    changed_mind, _ = desk.call("POST", "/dossiers", filing | {"external_code": f"VD-{uuid.uuid4().hex[:8]}"})
    reason = {"reason": "Bà Bưởi xin rút bằng đơn viết tay ngày hôm nay."}
    gone, _ = desk.call("POST", f"/dossiers/{changed_mind['code']}/withdraw", reason)
    print(f"{gone['code']}: {gone['status_name'].lower()}")
    return str(dossier["code"])


def main() -> int:
    """Read the surroundings, play one life, say a refusal in words."""
    base = os.environ.get("MOTCUA_URL", "http://127.0.0.1:8000")
    try:
        keys = [os.environ[f"MOTCUA_{name}_KEY"] for name in ("DESK", "SPECIALIST", "REGISTRY")]
    except KeyError as missing:
        print(f"Thiếu biến môi trường {missing}.", file=sys.stderr)
        return 2
    words, place, file = [*sys.argv[1:], *["xác nhận độc thân", "13669", ""][len(sys.argv) - 1 :]][:3]
    scan = Path(file).read_bytes() if file else b""
    try:
        life(base, *(Api(base, key) for key in keys), words=words, place=place, scan=scan)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
