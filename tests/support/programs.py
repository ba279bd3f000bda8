"""Programs at the API: a lean process whose result is signed on paper, the programs of three posts, one whole life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from motcua.kernel.access import Actor
from motcua.registries.organizations import queries as organizations
from motcua.registries.procedures.models import Adoption
from motcua.services.clients import services as clients
from motcua.services.clients.types import MANAGE
from motcua.services.dossiers.queries.offer import offer_of
from motcua.services.workflow import services as workflow
from motcua.services.workflow.queries.versions import words
from motcua.services.workflow.rules import bpmn, outline

from .province import PLACE

KEEPER = Actor.system("test", MANAGE, "workflow.edit")
PROCESS = "ket-qua-giay"
PROCEDURE = "1.001193"


def _step(
    id: str, name: str, lane: str, hours: float, *to: tuple[str, str], kind: str = "task"
) -> dict[str, Any]:
    return {"id": id, "name": name, "lane": lane, "hours": hours, "kind": kind,
            "to": [{"outcome": outcome, "step": step} for outcome, step in to]}  # fmt: skip


STEPS = [
    _step("s1", "Tiếp nhận, kiểm tra", "mot_cua", 1, ("xong", "s2")),
    _step("s2", "Thẩm tra hồ sơ", "tu_phap_ho_tich", 4, ("xong", "s3")),
    _step("s3", "Trình văn bản", "tu_phap_ho_tich", 4, ("xong", "s4")),
    _step("s4", "Ký kết quả", "lanh_dao_ubnd", 1, ("ky", "s5"), ("tra_lai", "s3")),
    _step("s5", "Phát hành kết quả", "van_thu", 1, ("xong", "s6")),
    _step("s6", "Trả kết quả", "mot_cua", 1, ("xong", "e1")),
    _step("e1", "Kết thúc: đã trả kết quả", "mot_cua", 0, kind="end"),
]


def lay_paper_process(at: datetime) -> None:
    """Four steps, a result signed on paper, the return; published and given to one procedure."""
    block = {"limit_hours": 12, "start": "s1", "steps": STEPS}
    d = outline.read(block, code=PROCESS, name="Kết quả bản giấy", words=words())
    draft = workflow.import_draft(xml=bpmn.write(d), by=KEEPER, at=at)
    workflow.publish(version_id=draft.version_id, by=KEEPER, at=at)
    Adoption.objects.filter(procedure__code=PROCEDURE).update(
        process_code=PROCESS, limit_value=3, limit_unit="working_days"
    )


def make_program(code: str, lane: str, agency: str, scopes: list[str], at: datetime) -> str:
    """A program in the first post of a lane; returns its key."""
    post = organizations.posts_for_lane(lane, agency, at.date())[0]
    clients.register(
        code=code, name=f"Phần mềm {code}", purpose="Thử", contact="Trần Thị Bưởi, 0912345678",
        post_code=post.code, scopes=scopes, by=KEEPER, at=at,
    )  # fmt: skip
    return clients.make_key(code=code, days=90, by=KEEPER, at=at).secret


@dataclass
class Programs:
    """The keys of the desk's, the specialist's and the registry's program."""

    desk: str
    specialist: str
    registry: str
    desk_code: str
    committee: str


def make_programs(at: datetime, place: str = PLACE) -> Programs:
    """Three programs of one ward, each in its own post with what it needs and no more."""
    desk = organizations.desks_of(place_code=place, on=at.date())[0]
    committee = desk.parent_code
    reads, of = "dossiers.read", "" if place == PLACE else f"-{place}"
    return Programs(
        desk=make_program(
            f"mot-cua{of}", "mot_cua", desk.code,
            [reads, "dossiers.file", "dossiers.receive", "dossiers.return"], at,
        ),
        specialist=make_program(f"ho-tich{of}", "tu_phap_ho_tich", committee, [reads, "dossiers.process"], at),
        registry=make_program(f"van-thu{of}", "van_thu", committee, [reads, "dossiers.process", "dossiers.result"], at),
        desk_code=desk.code,
        committee=committee,
    )  # fmt: skip


class Send(Protocol):
    """One call: (method, path, key, body, headers) → (status, body, headers)."""

    def __call__(
        self, method: str, path: str, key: str, body: dict[str, Any], headers: dict[str, str]
    ) -> tuple[int, Any, Any]: ...


def filing(on: datetime, serial: int = 0, place: str = PLACE) -> dict[str, Any]:
    """What the desk's program sends for a new dossier: every paper of the list, the declaration among them, one original each."""
    papers = offer_of(PROCEDURE, on.date()).papers_for({}, "counter")
    return {
        "procedure_code": PROCEDURE,
        "applicant": {"name": f"Nguyễn Thị Mẫu {serial}"},
        "place_code": place,
        "form_on_paper": True,
        "papers": [{"position": paper.position, "originals": 1} for paper in papers],
        "external_code": f"PM-{serial}",
    }


def live(send: Send, programs: Programs, body: dict[str, Any], today: str, mark: str = "") -> str:
    """One lean life in eight calls: create, applicant, four steps, result, close. Returns the dossier's code."""

    def call(method: str, path: str, key: str, content: dict[str, Any], **headers: str) -> tuple[Any, Any]:
        if method == "POST" and mark:
            headers["Idempotency-Key"] = f"{mark}:{path}"
        status, said, head = send(method, f"/api/v1{path}", key, content, headers)
        assert status in (200, 201), (method, path, status, said)
        return said, head

    body = body | ({"external_code": mark} if mark else {})
    made, head = call("POST", "/dossiers", programs.desk, body)
    code = made["code"]
    here = f"/dossiers/{code}"
    person = {
        "name": body["applicant"]["name"],
        "id_number": "037096000014",
        "phone": "0912345678",
        "address": "Số 1",
    }
    call("PUT", f"{here}/applicant", programs.desk, person, **{"If-Match": head["ETag"]})
    call("POST", f"{here}/accept", programs.desk, {})
    call("POST", f"{here}/steps/s2/finish", programs.specialist, {"opinion": "Đủ điều kiện."})
    call(
        "POST",
        f"{here}/steps/s3/finish",
        programs.specialist,
        {"opinion": "Trình lãnh đạo ký.", "draft_on_paper": True},
    )
    call(
        "POST", f"{here}/result", programs.registry,
        {"number": "12/XN-UBND", "signed_on": today, "signer": "Trần Văn Bách, Chủ tịch"},
    )  # fmt: skip
    call("POST", f"{here}/steps/s5/finish", programs.registry, {})
    ended, _ = call("POST", f"{here}/return", programs.desk, {"receiver": person["name"]})
    assert ended["status"] == 10 and ended["steps"] == []
    return code
