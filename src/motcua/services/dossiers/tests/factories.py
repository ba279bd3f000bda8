"""A small town for the room's tests: one commune with its centre, a neighbour, officers in posts, one procedure.

`make_town()` writes rows directly, so that it takes a few milliseconds; `Town.actor("clerk")` is the officer as an
Actor, `Town.login(client, "clerk")` signs a test client in. `dossier_rows` and `work_rows` fill lists in bulk.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model

from motcua.kernel import text
from motcua.kernel.access import Actor
from motcua.kernel.clock import TZ
from motcua.registries.organizations.models import Agency, Appointment, Officer, OrgUnit, Post, PostLane
from motcua.registries.procedures.models import Adoption, Paper, Procedure, ProcedureVersion
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers.models import Dossier, Draft, JournalEntry, Tail, Work
from motcua.services.dossiers.rules import tails_of
from motcua.services.dossiers.types import Filing, PaperCount, Party, Status

User = get_user_model()
AT = datetime(2026, 11, 23, 9, 15, tzinfo=TZ)
"""Monday morning; 24/11 is a day off."""
FROM = date(2025, 7, 1)
PROCEDURE = "1.900001"

STAFF: dict[str, tuple[str, str, str, list[str], list[str], bool]] = {
    # key: (name, title, unit, roles, lanes, may sign)
    "clerk": ("Trần Thị Bưởi", "Cán bộ tiếp nhận", "TN", ["desk_clerk"], ["mot_cua"], False),
    "clerk2": ("Lê Văn Cam", "Cán bộ tiếp nhận", "TN", ["desk_clerk"], ["mot_cua"], False),
    "judge": ("Phạm Văn Duối", "Công chức tư pháp - hộ tịch", "TP", ["specialist"],
              ["tu_phap_ho_tich", "chuyen_vien"], False),
    "judge2": ("Ngô Thị Đào", "Công chức tư pháp - hộ tịch", "TP", ["specialist"],
               ["tu_phap_ho_tich", "chuyen_vien"], False),
    "head": ("Vũ Văn Gạo", "Trưởng phòng", "TP", ["unit_head"], ["lanh_dao_phong"], False),
    "leader": ("Đỗ Văn Hồng", "Phó Chủ tịch", "LD", ["leader"], ["lanh_dao_ubnd", "lanh_dao_co_quan"], True),
}  # fmt: skip


@dataclass
class Town:
    """A commune: its committee, its centre, its people."""

    committee: str
    centre: str
    place: str
    officers: dict[str, str] = field(default_factory=dict)
    posts: dict[str, str] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def actor(self, who: str, at: datetime = AT) -> Actor:
        """The officer as commands take them."""
        return accounts.actor_for(self.users[who], self.posts[who], at)

    def login(self, client: Any, who: str) -> Any:
        """Sign a test client in, past the second factor."""
        return sign_in(client, self.users[who], self.posts[who])

    def filing(self, **changes: Any) -> Filing:
        """A complete filing at the centre."""
        return Filing(**({
            "procedure_code": PROCEDURE,
            "applicant": Party("Nguyễn Văn Ẫm", id_number="036190000014", phone="0912345678", address="Tổ 4"),
            "answers": {},
            "helper_agency": self.centre,
            "papers": (PaperCount(1, originals=1),),
        } | changes))  # fmt: skip


def make_town(code: str = "H42.95", place: str = "99501", name: str = "phường Thử Nghiệm") -> Town:
    """A commune with officers who may sign in."""
    province, _ = Agency.objects.get_or_create(
        code="H42", valid_from=FROM,
        defaults={"name": "Ủy ban nhân dân tỉnh Ninh Bình", "kind": "ubnd_tinh", "level": "province", "place_code": "37"},
    )  # fmt: skip
    committee = _agency(code, f"Ủy ban nhân dân {name}", "ubnd_xa", place, province)
    centre = _agency(
        f"{code}.1", f"Trung tâm Phục vụ hành chính công {name}", "trung_tam_hcc_xa", place, committee
    )
    town = Town(committee.code, centre.code, place)
    units = {
        "TN": OrgUnit(
            agency=centre, code=f"{code}.1-TN", name="Quầy tiếp nhận", is_desk=True, valid_from=FROM
        ),
        "TP": OrgUnit(agency=committee, code=f"{code}-TP", name="Phòng Tư pháp", valid_from=FROM),
        "LD": OrgUnit(agency=committee, code=f"{code}-LD", name="Lãnh đạo Ủy ban", valid_from=FROM),
    }
    OrgUnit.objects.bulk_create(units.values())
    officers, posts = [], []
    for number, (full_name, title, unit, roles, _, may_sign) in enumerate(STAFF.values(), start=1):
        officers.append(Officer(code=f"CB-{code}-{number}", full_name=full_name, folded=text.fold(full_name)))
        posts.append(Post(
            code=f"{units[unit].code}-{number}", title=title, agency=units[unit].agency, unit=units[unit],
            roles=roles, leader_rank=2 if may_sign else 0, can_sign=may_sign, valid_from=FROM,
        ))  # fmt: skip
    Officer.objects.bulk_create(officers)
    Post.objects.bulk_create(posts)
    PostLane.objects.bulk_create(
        PostLane(post=post, lane=lane)
        for post, row in zip(posts, STAFF.values(), strict=True)
        for lane in row[4]
    )
    Appointment.objects.bulk_create(
        Appointment(officer=officer, post=post, valid_from=FROM)
        for officer, post in zip(officers, posts, strict=True)
    )
    users = User.objects.bulk_create(
        User(
            username=f"{who}-{code}",
            full_name=officer.full_name,
            kind="officer",
            officer=officer,
            joined_at=AT,
        )
        for who, officer in zip(STAFF, officers, strict=True)
    )
    town.officers = {who: officer.code for who, officer in zip(STAFF, officers, strict=True)}
    town.posts = {who: post.code for who, post in zip(STAFF, posts, strict=True)}
    town.users = dict(zip(STAFF, users, strict=True))
    return town


def sign_in(client: Any, user: User, post_code: str) -> Any:
    """A test client as an officer in a post, past the second factor."""
    client.force_login(user)
    session = client.session
    session["strong_enough"] = "factor"
    session[accounts.POST_KEY] = post_code
    session.save()
    return client


def sign_in_as(client: Any, actor: Actor) -> Any:
    """A test client as an officer who is only known as an Actor."""
    officer = Officer.objects.get(code=actor.id)
    user, _ = User.objects.get_or_create(
        officer=officer,
        defaults={
            "username": actor.id.lower(),
            "full_name": officer.full_name,
            "kind": "officer",
            "joined_at": AT,
        },
    )
    return sign_in(client, user, actor.post_code)


def _agency(code: str, name: str, kind: str, place: str, parent: Agency) -> Agency:
    return Agency.objects.create(
        code=code, name=name, kind=kind, level="commune", place_code=place, parent=parent, valid_from=FROM,
        folded=text.fold(name), phone="0228 000 000",
    )  # fmt: skip


def make_procedure(
    code: str = PROCEDURE,
    name: str = "Cấp giấy xác nhận thử",
    limit: tuple[int, str] | None = (3, "working_days"),
) -> ProcedureVersion:
    """A commune procedure the province offers by every channel, with one required paper and one more."""
    procedure = Procedure.objects.create(code=code, name=name, top_level="commune", accepts_online=True)
    version = ProcedureVersion.objects.create(
        procedure=procedure, number=1, name=name, field_name="Hộ tịch", levels=["commune"], results=["Giấy xác nhận"],
        published_from=FROM, content_hash=code, created_at=AT,
    )  # fmt: skip
    procedure.current = version
    procedure.save(update_fields=["current"])
    Paper.objects.create(version=version, order=1, name="Tờ khai theo mẫu", original=1, required=True)
    Paper.objects.create(
        version=version, order=2, name="Giấy tờ chứng minh nơi cư trú", copies=1, required=False
    )
    Adoption.objects.create(
        procedure=procedure, province_code="H42", level="commune", online_level="full",
        limit_value=limit[0] if limit else None, limit_unit=limit[1] if limit else None,
        is_published=True, published_from=FROM, changed_at=AT,
    )  # fmt: skip
    return version


def dossier_rows(
    town: Town,
    count: int,
    *,
    status: Status = Status.PROCESSING,
    due_at: datetime | None = None,
    first: int = 1,
    tails: bool = True,
    **columns: Any,
) -> list[Dossier]:
    """Many dossiers at once, without a process behind them: for lists."""
    due = due_at or AT + timedelta(days=2)
    rows = Dossier.objects.bulk_create(
        Dossier(**({
            "code": f"{town.centre}-261120-{number:04d}",
            "status": status,
            "channel": "counter",
            "procedure_code": PROCEDURE,
            "procedure_name": "Cấp giấy xác nhận thử",
            "procedure_version_id": 1,
            "rule_set": "2025",
            "applicant_name": f"Nguyễn Văn Số {number}",
            "applicant_folded": f"nguyen van so {number}",
            "applicant_id_number": "036190000014",
            "applicant_phone": "0912345678",
            "result_channel": "counter",
            "helper_agency": town.centre,
            "receiving_agency": town.centre,
            "competent_agency": town.committee,
            "competent_agency_name": "Ủy ban nhân dân phường Nam Định",
            "limit_value": 3,
            "limit_unit": "working_days",
            "submitted_at": AT - timedelta(days=3),
            "answer_due_at": due if status is Status.SUBMITTED else None,
            "accepted_at": None if status is Status.SUBMITTED else AT - timedelta(days=3),
            "clock_from_at": None if status is Status.SUBMITTED else AT - timedelta(days=3),
            "due_at": None if status is Status.SUBMITTED else due,
            "register_volume": "2026",
            "register_number": number,
            "step_name": "Thẩm định hồ sơ",
        } | columns))
        for number in range(first, first + count)
    )  # fmt: skip
    if tails:
        Tail.objects.bulk_create(
            Tail(dossier=row, tail=tail) for row in rows for tail in tails_of(row.code, row.applicant_folded)
        )
    return rows


def work_rows(town: Town, dossiers: list[Dossier], *, who: str = "judge", **columns: Any) -> list[Work]:
    """One open step a dossier, in somebody's hands; ``who=""`` leaves it to the unit."""
    base = {
        "node": "s3", "step_name": "Thẩm định hồ sơ", "task": "task", "lane": "chuyen_vien",
        "agency_code": town.committee, "unit_code": f"{town.committee}-TP",
        "post_code": town.posts[who] if who else "", "officer_code": town.officers[who] if who else "",
        "officer_name": STAFF[who][0] if who else "", "claimed_at": AT if who else None, "entered_at": AT,
        "step_due_at": AT + timedelta(hours=5),
    }  # fmt: skip
    return Work.objects.bulk_create(
        Work(**({"dossier": row, "token_id": 10_000_000 + row.pk, "due_at": row.due_at} | base | columns))
        for row in dossiers
    )


def journal_line(dossier: Dossier, by: Actor, action: str = "finish_step", at: datetime = AT) -> JournalEntry:
    """One line in a dossier's journal."""
    return JournalEntry.objects.create(
        dossier=dossier, at=at, actor_id=by.id, actor_name=by.name, action=action, text="Thẩm định: đạt"
    )


def draft_row(town: Town, owner: int, **columns: Any) -> Draft:
    """A citizen's unfinished filing that has chosen the town."""
    return Draft.objects.create(**({
        "key": "nhap-1", "owner_user_id": owner, "procedure_code": PROCEDURE, "procedure_version_id": 1,
        "place_code": town.place, "competent_agency": town.committee, "answers": {"ten": "Ẫm"}, "created_at": AT,
        "updated_at": AT,
    } | columns))  # fmt: skip
