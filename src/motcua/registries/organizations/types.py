"""The words of the organization register: kinds, levels, forms of signing, plain values that leave the room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from motcua.kernel import access

EDIT = access.permission("organizations.edit", "Sửa cơ quan, chức vụ, ủy quyền")


APPROVE_ABSENCE = access.permission("organizations.approve_absence", "Duyệt vắng mặt, làm thay")


class Worded(StrEnum):
    """A code with the Vietnamese words a person reads."""

    label: str

    def __new__(cls, value: str, label: str):
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(m.value, m.label) for m in cls]


class Level(Worded):
    CENTRAL = "central", "Trung ương"
    PROVINCE = "province", "Cấp tỉnh"
    DISTRICT = "district", "Cấp huyện"
    COMMUNE = "commune", "Cấp xã"


class AgencyKind(Worded):
    PROVINCE_COMMITTEE = "ubnd_tinh", "Ủy ban nhân dân tỉnh"
    PROVINCE_OFFICE = "van_phong_ubnd_tinh", "Văn phòng UBND tỉnh"
    DEPARTMENT = "so", "Sở, cơ quan chuyên môn cấp tỉnh"
    DISTRICT_COMMITTEE = "ubnd_huyen", "Ủy ban nhân dân cấp huyện"
    COMMUNE_COMMITTEE = "ubnd_xa", "Ủy ban nhân dân cấp xã"
    PROVINCE_CENTRE = "trung_tam_hcc_tinh", "Trung tâm Phục vụ hành chính công tỉnh"
    DISTRICT_DESK = "mot_cua_huyen", "Bộ phận Một cửa cấp huyện"
    COMMUNE_CENTRE = "trung_tam_hcc_xa", "Trung tâm Phục vụ hành chính công cấp xã"
    LAND_OFFICE = "vpdkdd", "Văn phòng đăng ký đất đai"
    VERTICAL = "nganh_doc", "Cơ quan ngành dọc"
    OTHER = "khac", "Cơ quan, đơn vị khác"


class SignatureForm(Worded):
    """How a signature is introduced on paper (Decree 30/2020/NĐ-CP, annex I)."""

    OWN = "", "Ký trực tiếp"
    FOR = "KT.", "Ký thay (KT.)"
    BY_ORDER = "TL.", "Thừa lệnh (TL.)"
    BY_POWER = "TUQ.", "Thừa ủy quyền (TUQ.)"
    ACTING = "Q.", "Quyền (Q.)"
    ON_BEHALF = "TM.", "Thay mặt (TM.)"


class SuccessionKind(Worded):
    MERGER = "merger", "Hợp nhất, sáp nhập"
    SPLIT = "split", "Chia, tách"
    RENAME = "rename", "Đổi tên"
    TRANSFER = "transfer", "Chuyển nhiệm vụ"


class AbsenceState(Worded):
    ASKED = "asked", "Chờ duyệt"
    APPROVED = "approved", "Đã duyệt"
    REFUSED = "refused", "Không được duyệt"
    ENDED = "ended", "Đã kết thúc"


ABSENCE_TONES = {"asked": "soon", "approved": "done", "refused": "late", "ended": "mute"}


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """One absence as its page shows it."""

    id: int
    code: str
    name: str
    post_title: str
    stand_in: str
    stand_in_code: str
    valid_from: date
    valid_to: date
    reason: str
    may_sign: bool
    paper: str
    state: str
    decided_by: str
    decided_words: str
    running: bool
    over: bool

    @property
    def asked(self) -> bool:
        return self.state == AbsenceState.ASKED

    @property
    def live(self) -> bool:
        """Whether it can still be taken back or cut short."""
        return self.state in (AbsenceState.ASKED, AbsenceState.APPROVED) and not self.over

    @property
    def state_label(self) -> str:
        if self.state == AbsenceState.APPROVED and self.over:
            return AbsenceState.ENDED.label
        return (
            "Đang vắng"
            if self.state == AbsenceState.APPROVED and self.running
            else AbsenceState(self.state).label
        )

    @property
    def tone(self) -> str:
        return "mute" if self.over else ABSENCE_TONES[self.state]


#: Lanes the processes know (forms.md §0.5). The list is open: a process may name others.
LANES: dict[str, str] = {
    "mot_cua": "Trung tâm/Bộ phận Một cửa",
    "lanh_dao_trung_tam": "Lãnh đạo Trung tâm Phục vụ hành chính công",
    "tu_phap_ho_tich": "Công chức tư pháp - hộ tịch",
    "tu_phap_chung_thuc": "Công chức chứng thực",
    "van_thu": "Văn thư",
    "lanh_dao_ubnd": "Lãnh đạo Ủy ban nhân dân",
    "phong_kinh_te": "Phòng Kinh tế",
    "lanh_dao_phong_kinh_te": "Lãnh đạo Phòng Kinh tế",
    "phong_van_hoa_xa_hoi": "Phòng Văn hóa - Xã hội",
    "lanh_dao_phong_van_hoa_xa_hoi": "Lãnh đạo Phòng Văn hóa - Xã hội",
    "chuyen_vien": "Chuyên viên thụ lý",
    "lanh_dao_phong": "Lãnh đạo phòng",
    "lanh_dao_co_quan": "Lãnh đạo cơ quan",
    "vpdkdd": "Văn phòng đăng ký đất đai",
    "vpdkdd_do_dac": "Bộ phận đo đạc, Văn phòng đăng ký đất đai",
    "lanh_dao_vpdkdd": "Lãnh đạo Văn phòng đăng ký đất đai",
    "thue": "Cơ quan thuế",
    "cong_an_tinh_tiep_nhan": "Công an tỉnh - bộ phận tiếp nhận",
    "cong_an_tinh_ho_so": "Công an tỉnh - Phòng Hồ sơ",
    "dang_ky_cu_tru": "Cơ quan đăng ký cư trú",
    "lanh_dao_cong_an_tinh": "Lãnh đạo Công an tỉnh",
    "co_quan_phoi_hop": "Cơ quan phối hợp",
}


@dataclass(frozen=True, slots=True)
class Holder:
    """Who does the work of a post on a day, and for whom when it is not their own post."""

    officer_code: str
    full_name: str
    post_code: str
    post_title: str
    agency_code: str
    unit_code: str
    unit_name: str
    valid_from: date
    valid_to: date | None
    acting_for: str = ""
    acting_for_code: str = ""
    signature_form: str = ""
    can_sign: bool = False
    leader_rank: int = 0
    roles: tuple[str, ...] = ()
    lanes: tuple[str, ...] = ()
    delegation_id: int | None = None


@dataclass(frozen=True, slots=True)
class LanePost:
    """A post that serves a lane, whether somebody holds it, and what its unit takes: folded names of fields, codes of
    procedures; a unit that names nothing takes everything."""

    code: str
    unit_code: str
    unit_name: str
    agency_code: str
    is_held: bool = True
    fields: frozenset[str] = frozenset()
    procedures: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RemitRow:
    """What a unit handles from a day on, as its page shows it."""

    id: int
    valid_from: date
    fields: tuple[str, ...]
    procedures: tuple[str, ...]
    set_at: datetime
    set_by: str
    is_withdrawn: bool

    @property
    def names_nothing(self) -> bool:
        return not self.fields and not self.procedures


@dataclass(frozen=True, slots=True)
class PostInfo:
    code: str
    title: str
    agency_code: str
    unit_code: str
    unit_name: str
    lanes: tuple[str, ...]
    roles: tuple[str, ...]
    leader_rank: int
    can_sign: bool
    signature_form: str


@dataclass(frozen=True, slots=True)
class DelegationFact:
    """A delegation as the rules see it."""

    id: int
    to_officer_code: str
    to_full_name: str
    valid_from: date
    valid_to: date | None
    from_officer_code: str = ""
    lanes: tuple[str, ...] = ()
    may_sign: bool = False
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class AgencyInfo:
    """An agency as other rooms may hold it."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    level: str
    parent_code: str
    place_code: str
    address: str
    phone: str
    email: str
    valid_from: date
    valid_to: date | None
    former_code: str = ""
    sectors: tuple[str, ...] = ()

    @property
    def kind_label(self) -> str:
        return AgencyKind(self.kind).label

    @property
    def level_label(self) -> str:
        return Level(self.level).label

    def in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Heir:
    """One line of succession."""

    old_code: str
    old_name: str
    new_code: str
    new_name: str
    kind: str
    share: str
    basis: str
    on: date

    @property
    def kind_label(self) -> str:
        return SuccessionKind(self.kind).label


@dataclass(frozen=True, slots=True)
class NewAgency:
    """An agency that a reorganisation founds: what it is called, whose structure it begins with, who heads it."""

    code: str
    name: str
    kind: str
    level: str
    parent_code: str = ""
    place_code: str = ""
    address: str = ""
    model_code: str = ""
    head_code: str = ""


@dataclass(frozen=True, slots=True)
class HeirPosts:
    """Where the units and posts of an old agency are found in its heir, and who holds what there."""

    units: dict[str, str]
    posts: dict[str, str]
    post_units: dict[str, str]
    officers: frozenset[str]
