"""The people one can log in as, and the keys that officers sign with."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass
from datetime import datetime

from motcua.kernel.access import Actor
from motcua.registries.organizations import queries as organizations
from motcua.registries.organizations.models import Appointment
from motcua.services.accounts import queries as accounts
from motcua.services.accounts import services as users
from motcua.services.signing import services as signing

from .foundation import SETTER
from .people import Citizen, citizen
from .play import Desk

PASSWORD = "motcua-dung-thu"
TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@dataclass(frozen=True, slots=True)
class Persona:
    """A ready account: who, what for, and whether a one-time code is asked."""

    username: str
    name: str
    title: str
    what_for: str
    second_factor: bool = False

    def row(self) -> dict[str, object]:
        """For the file the command prints from."""
        return asdict(self)


def give_keys(*, at: datetime, place_code: str = "") -> int:
    """Certificates for every officer who may sign (of one place, when named), and a seal for their agencies."""
    done: set[str] = set()
    rows = Appointment.objects.filter(post__can_sign=True).select_related("officer", "post__agency")
    if place_code:
        rows = rows.filter(post__agency__place_code=place_code)
    for row in rows.order_by("post__leader_rank", "post__code"):
        agency = row.post.agency
        if row.officer.code not in done:
            done.add(row.officer.code)
            signing.issue_certificate(
                holder_kind="person",
                holder_code=row.officer.code,
                name=row.officer.full_name,
                organization=agency.name,
                title=row.post.title,
                by=SETTER,
                at=at,
            )
        if agency.code not in done:
            done.add(agency.code)
            signing.issue_certificate(
                holder_kind="agency",
                holder_code=agency.code,
                name=agency.name,
                organization=agency.name,
                by=SETTER,
                at=at,
            )
    return len(done)


def officers(main: Desk, province: Desk | None, *, at: datetime) -> list[Persona]:
    """Accounts of officers around one commune desk, the provincial centre, and the administrators."""
    on = at.date()
    wanted = [
        ("tiepnhan", "mot_cua", main.code, "nhận hồ sơ tại quầy, trả kết quả"),
        ("hotich", "tu_phap_ho_tich", main.committee, "thụ lý hồ sơ hộ tịch"),
        ("kinhte", "phong_kinh_te", main.committee, "thụ lý hộ kinh doanh, xây dựng"),
        ("congan", "dang_ky_cu_tru", main.committee, "đăng ký, xóa thường trú của hồ sơ liên thông"),
        ("vanhoa", "phong_van_hoa_xa_hoi", main.committee, "giải quyết hỗ trợ mai táng của hồ sơ liên thông"),
        (
            "truongphong",
            "lanh_dao_phong_kinh_te",
            main.committee,
            "phân công, xem tải của phòng, ký giấy hộ kinh doanh",
        ),
        ("chutich", "lanh_dao_ubnd", main.committee, "ký kết quả"),
        ("giamdoc", "lanh_dao_trung_tam", main.code, "điều hành trung tâm"),
        ("vanthu", "van_thu", main.committee, "vào sổ, đóng dấu, ghi nhận kết quả ký trên giấy"),
    ]
    if province is not None:
        wanted.append(("tiepnhantinh", "mot_cua", province.code, "nhận hồ sơ cấp tỉnh"))
        wanted.append(
            ("giamdoctinh", "lanh_dao_trung_tam", province.code, "phân loại, chuyển phản ánh, kiến nghị")
        )
    made: list[Persona] = []
    taken: set[str] = set()
    for username, lane, agency, what_for in wanted:
        holders = [
            h for h in organizations.officers_for_lane(lane, agency, on) if h.officer_code not in taken
        ]
        if not holders:
            continue
        holder = holders[0]
        taken.add(holder.officer_code)
        made.append(
            _account(
                username,
                holder.officer_code,
                f"{holder.post_title}, {_agency(holder, on)}",
                what_for,
                holder.can_sign,
                at,
            )
        )
    made += _inspector(at)
    users.create_admin_user(
        username="quantri",
        full_name="Quản trị hệ thống tỉnh",
        password=PASSWORD,
        totp_secret=TOTP,
        by=SETTER,
        at=at,
    )
    made.append(
        Persona(
            "quantri",
            "Quản trị hệ thống tỉnh",
            "Quản trị",
            "danh mục, quy trình, lịch, tài khoản, nhật ký",
            True,
        )
    )
    return made


def _inspector(at: datetime) -> list[Persona]:
    """Who sorts petitions and reads denunciations for the province, where the register has the post."""
    rows = Appointment.objects.on(at.date()).select_related("officer", "post__agency").order_by("post__code")
    held = next(
        (row for row in rows.filter(post__agency__level="province") if "inspector" in row.post.roles), None
    )
    if held is None:
        return []
    title, what_for = (
        f"{held.post.title}, {held.post.agency.name}",
        "theo dõi phản ánh, kiến nghị; đọc, giải quyết tố cáo",
    )
    return [_account("tiepcongdan", held.officer.code, title, what_for, True, at)]


def _agency(holder, on) -> str:
    return organizations.agency(holder.agency_code, on).name


def _account(username: str, officer: str, title: str, what_for: str, signs: bool, at: datetime) -> Persona:
    row = organizations.officer(officer)
    users.create_officer_user(
        officer_code=officer,
        username=username,
        password=PASSWORD,
        totp_secret=TOTP if signs else None,
        by=SETTER,
        at=at,
    )
    return Persona(username, row["full_name"], title, what_for, signs)


def citizens(
    main: Desk, *, birth_province: str, at: datetime
) -> tuple[list[Persona], dict[str, tuple[Citizen, Actor]]]:
    """One citizen of the main place with an account, whose dossiers the scenario plays too."""
    person = citizen(
        random.Random("nguoi-dan"), birth_province=birth_province, place=main.place_name, serial=999_001
    )
    user = users.create_citizen_user(
        personal_number=person.number,
        full_name=person.name,
        phone=person.phone,
        password=PASSWORD,
        by=SETTER,
        at=at,
        born_on=person.born_on,
        sex="male" if person.is_man else "female",
        address=person.address,
    )
    persona = Persona(person.number, person.name, "Người dân", "tìm thủ tục, nộp và theo dõi hồ sơ")
    return [persona], {main.code: (person, accounts.actor_for(user))}


def known_citizens(main: Desk, *, birth_province: str) -> dict[str, tuple[Citizen, Actor]]:
    """The same citizens again, for a player in another process."""
    person = citizen(
        random.Random("nguoi-dan"), birth_province=birth_province, place=main.place_name, serial=999_001
    )
    return {main.code: (person, accounts.actor_for(accounts.find(person.number)))}
