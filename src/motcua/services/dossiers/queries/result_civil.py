"""The data of the papers of civil status (hộ tịch), from the answers of their forms and what the officer adds.

A name stands as it is told; a date known in part is printed as far as it is known; nothing is filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.kernel import clock
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers.models import Dossier

from .result_words import day, head, identity, in_words, place_words


def birth(dossier: Dossier, fields: dict[str, Any], *, is_refusal: bool = False) -> dict[str, Any]:
    """Giấy khai sinh (Luật Hộ tịch, Điều 14)."""
    told = dossier.answers

    def parent(prefix: str) -> dict[str, str]:
        return {
            "name": str(told.get(f"{prefix}_name") or ""),
            "born": day(told.get(f"{prefix}_birth"))[-4:],
            "ethnicity": str(told.get(f"{prefix}_ethnicity") or ""),
            "nationality": str(told.get(f"{prefix}_nationality") or ""),
            "residence": place_words(told.get(f"{prefix}_residence")),
        }

    return {
        **head(dossier),
        "child": {
            "name": str(told.get("child_name") or dossier.applicant_name),
            "born_on": day(told.get("child_birth_date")),
            "born_on_words": in_words(told.get("child_birth_date")),
            "sex": str(told.get("child_gender") or ""),
            "ethnicity": str(told.get("child_ethnicity") or ""),
            "nationality": str(told.get("child_nationality") or ""),
            "born_at": place_words(told.get("birth_place")),
            "home": place_words(told.get("home_place")),
            "personal_number": str(fields.get("personal_number") or ""),
        },
        "mother": parent("mother"),
        "father": parent("father"),
        **_registered(dossier),
    }


def death(dossier: Dossier, fields: dict[str, Any], *, is_refusal: bool = False) -> dict[str, Any]:
    """Trích lục khai tử, bản chính (Luật Hộ tịch, Điều 34; 123/2015/NĐ-CP, Điều 4)."""
    told = dossier.answers
    return {
        **head(dossier),
        "dead": {
            "name": str(told.get("dead_name") or ""),
            "born_on": day(told.get("dead_birth")),
            "sex": str(told.get("dead_gender") or ""),
            "ethnicity": str(told.get("dead_ethnicity") or ""),
            "nationality": str(told.get("dead_nationality") or ""),
            "residence": place_words(told.get("dead_residence") or told.get("dead_residence_other")),
            "personal_number": str(told.get("dead_id_number") or ""),
            "identity": identity(told, "dead"),
        },
        "died": {
            "at": _hour(told.get("death_hour"), told.get("death_minute")),
            "on": day(told.get("death_date")),
            "on_words": in_words(told.get("death_date")),
            "place": place_words(told.get("death_place") or told.get("death_place_abroad")),
            "cause": str(told.get("death_cause") or ""),
        },
        "notice": _notice(told),
        "register": "",
        **_registered(dossier),
    }


def _notice(told: Mapping[str, Any]) -> str:
    """`Giấy báo tử số 12/GBT, Trạm Y tế Vụ Bản cấp ngày 18/11/2026`; the kind alone where there is no paper."""
    number, agency, on = (told.get(f"notice_{part}") for part in ("no", "agency", "date"))
    kind = str(told.get("notice_kind") or "")
    return f"{kind} số {number}, {agency} cấp ngày {day(on)}" if number else kind


def _hour(hour: Any, minute: Any) -> str:
    """`14 giờ 30 phút`; the hour alone, or nothing, where no more is known."""
    told = ((hour, "giờ"), (minute, "phút")) if hour is not None else ()
    return " ".join(f"{int(value):02d} {unit}" for value, unit in told if value is not None)


def _registered(dossier: Dossier) -> dict[str, Any]:
    """Who declared, and where; the day comes with the signature."""
    told = dossier.answers
    number = told.get("requester_id_number") or dossier.applicant_id_number
    return {
        "declarant": {
            "name": str(told.get("requester_name") or dossier.applicant_name),
            "identity": f"Căn cước số {number}" if number else "",
        },
        "registered_at": _registry(dossier),
        "registered_on": "",
    }


def _registry(dossier: Dossier) -> str:
    return organizations.agency(dossier.competent_agency, clock.today()).name


def marriage(dossier: Dossier, fields: dict[str, Any], *, is_refusal: bool = False) -> dict[str, Any]:
    """Giấy chứng nhận kết hôn (Luật Hộ tịch, Điều 17, 18): two originals, which both spouses sign before the officer."""
    told = dossier.answers

    def spouse(prefix: str) -> dict[str, str]:
        return _person(told, prefix) | {"born_on": day(told.get(f"{prefix}_birth_date"))}

    return {
        **head(dossier),
        "wife": spouse("wife"),
        "husband": spouse("husband"),
        "registered_at": _registry(dossier),
        "registered_on": "",
    }


CHANGES = {
    "Thay đổi hộ tịch": "Trích lục thay đổi hộ tịch",
    "Cải chính hộ tịch": "Trích lục cải chính hộ tịch",
    "Bổ sung thông tin hộ tịch": "Trích lục bổ sung thông tin hộ tịch",
    "Xác định lại dân tộc": "Trích lục xác định lại dân tộc",
}
"""What the extract of each act of the register is called."""


def civil_change(dossier: Dossier, fields: dict[str, Any], *, is_refusal: bool = False) -> dict[str, Any]:
    """Trích lục thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc (Luật Hộ tịch, Điều 28, 29)."""
    told = dossier.answers
    act = str(told.get("act") or "")
    book = told.get("source_book")
    said = (
        ("số", told.get("source_no")),
        ("quyển số", book),
        ("đăng ký ngày", day(told.get("source_date"))),
        ("tại", told.get("source_agency")),
    )
    return {
        **head(dossier),
        "title": CHANGES.get(act, "Trích lục hộ tịch"),
        "act": act,
        "subject": _subject(told),
        "source": ", ".join(
            (str(told.get("source_record") or ""), *(f"{label} {value}" for label, value in said if value))
        ),
        "changes": [
            {
                "item": str(row.get("item") or ""),
                "old": str(row.get("old_value") or ""),
                "new": str(row.get("new_value") or ""),
            }
            for row in told.get("changes") or []
        ],
        "remark": str(fields.get("remark") or ""),
        "register": "",
        **_registered(dossier),
    }


def marital_status(dossier: Dossier, fields: dict[str, Any], *, is_refusal: bool = False) -> dict[str, Any]:
    """Giấy xác nhận tình trạng hôn nhân (123/2015/NĐ-CP, Điều 21 đến 23): holds for its purpose, till its last day."""
    told = dossier.answers
    return {
        **head(dossier),
        "asked_by": str(told.get("requester_name") or dossier.applicant_name),
        "person": _subject(told),
        "stay": _stay(told),
        "status": str(fields.get("status") or "") or _status(told),
        "purpose": _purpose(told),
        "valid_until": "",
    }


def _subject(told: Mapping[str, Any]) -> dict[str, str]:
    return _person(told, "subject") | {
        "born_on": day(told.get("subject_birth_date")),
        "sex": str(told.get("subject_gender") or ""),
    }


def _person(told: Mapping[str, Any], prefix: str) -> dict[str, str]:
    """Who a paper is about; a residence that has no address in the country is told in words."""
    return {
        "name": str(told.get(f"{prefix}_name") or ""),
        "ethnicity": str(told.get(f"{prefix}_ethnicity") or ""),
        "nationality": str(told.get(f"{prefix}_nationality") or ""),
        "residence": place_words(told.get(f"{prefix}_residence") or told.get(f"{prefix}_residence_other")),
        "personal_number": str(told.get(f"{prefix}_id_number") or ""),
        "identity": identity(told, prefix),
    }


def _stay(told: Mapping[str, Any]) -> str:
    """`phường Phủ Lý, từ ngày 01/09/2018 đến ngày 30/06/2022`; nothing where the paper is asked of today."""
    place, since, until = (told.get(f"stay_{part}") for part in ("place", "from", "to"))
    span = " ".join(
        f"{word} ngày {day(value)}" for word, value in (("từ", since), ("đến", until)) if place and value
    )
    return ", ".join(part for part in (str(place or ""), span) if part)


def _status(told: Mapping[str, Any]) -> str:
    """The marital status in the words of the register, with the paper that ends or proves a marriage."""
    wed = _paper("Giấy chứng nhận kết hôn", told, "marriage", "agency", "đăng ký tại")
    divorce = _paper("theo Bản án/Quyết định ly hôn", told, "divorce", "court", "của")
    death = _paper("Trích lục khai tử", told, "death", "agency", "của")
    since, until, spouse, other = (
        told.get(name) for name in ("period_from", "period_to", "spouse_name", "status_other")
    )
    who = {"Nam": "vợ là bà", "Nữ": "chồng là ông"}.get(str(told.get("subject_gender")), "vợ/chồng là")
    married = f"hiện tại đang có {who} {spouse or ''} ({wed})"
    return {
        "1": married[0].upper() + married[1:],
        "2": "Chưa đăng ký kết hôn với ai",
        "3": f"Đã đăng ký kết hôn nhưng đã ly hôn {divorce}; hiện tại chưa đăng ký kết hôn với ai",
        "4": f"Đã đăng ký kết hôn nhưng vợ/chồng đã chết ({death}); hiện tại chưa đăng ký kết hôn với ai",
        "5": f"Từ ngày {day(since)} đến ngày {day(until)} chưa đăng ký kết hôn với ai; {married}",
    }.get(str(told.get("marital_status")), str(other or ""))


def _paper(name: str, told: Mapping[str, Any], prefix: str, issuer: str, by: str) -> str:
    """`Giấy chứng nhận kết hôn số 45/2019, ngày 20/10/2019, đăng ký tại UBND phường Phủ Lý`, as far as it is told."""
    number, on, agency = (told.get(f"{prefix}_{part}") for part in ("no", "date", issuer))
    said = ((f"{name} số", number), ("ngày", day(on)), (by, agency))
    return ", ".join(f"{label} {value}" for label, value in said if value) or name


def _purpose(told: Mapping[str, Any]) -> str:
    """What the paper may be used for; to marry, with whom and where."""
    purpose, other = str(told.get("purpose") or ""), str(told.get("purpose_other") or "")
    name, born, nationality, paper, agency = (
        told.get(f"intended_{part}")
        for part in ("spouse", "spouse_birth", "spouse_nationality", "spouse_doc", "agency")
    )
    if purpose != "Kết hôn":
        return other or purpose
    said = (
        ("với", name),
        ("sinh ngày", day(born)),
        ("quốc tịch", nationality),
        ("giấy tờ tùy thân", paper),
        ("tại", agency),
    )
    return ", ".join((purpose, *(f"{label} {value}" for label, value in said if value)))


_WHO = ("name", "ethnicity", "nationality", "residence")
_WHO_IF_GIVEN = ("residence_other", *(f"id_doc_{part}" for part in ("type", "no", "date", "place")))
_SUBJECT = tuple(f"subject_{part}" for part in (*_WHO, "birth_date", "gender"))
_SUBJECT_IF_GIVEN = ("requester_id_number", *(f"subject_{part}" for part in _WHO_IF_GIVEN))
_PARENT = (*_WHO, "birth")
_BIRTH = (
    "child_name", "child_birth_date", "child_gender", "child_ethnicity", "child_nationality",
    "birth_place", "home_place", "requester_name",
    *(f"{who}_{what}" for who in ("mother", "father") for what in _PARENT),
)  # fmt: skip
_DEATH = (
    *(f"dead_{part}" for part in (*_WHO, "birth", "gender")),
    "death_date", "death_place", "death_cause", "notice_kind", "notice_no", "notice_agency", "notice_date",
    "requester_name",
)  # fmt: skip
_DEATH_IF_GIVEN = (
    "requester_id_number", "dead_id_number", "death_hour", "death_minute", "death_place_abroad",
    *(f"dead_{part}" for part in _WHO_IF_GIVEN),
)  # fmt: skip
READS: dict[str, tuple[str, ...]] = {
    "1.001193": _BIRTH,
    "2.002621": _BIRTH,
    "1.000656": _DEATH,
    "2.002622": _DEATH,
    "1.000894": tuple(
        f"{who}_{part}" for who in ("wife", "husband") for part in (*_WHO, "birth_date", "id_number")
    ),
    "1.004859": (
        *_SUBJECT, "requester_name", "act", "source_record", "source_no", "source_date", "source_agency",
        "changes", "changes.item", "changes.old_value", "changes.new_value",
    ),
    "1.004873": (
        *_SUBJECT, "subject_id_number", "requester_name", "marital_status", "status_other", "spouse_name",
        *(f"{paper}_{part}" for paper in ("marriage", "death") for part in ("no", "date", "agency")),
        "divorce_no", "divorce_date", "divorce_court", "period_from", "period_to", "purpose", "purpose_other",
        "intended_spouse", "intended_spouse_nationality", "intended_agency",
    ),
}  # fmt: skip
READS_IF_GIVEN: dict[str, tuple[str, ...]] = {
    "1.001193": ("requester_id_number",),
    "2.002621": ("requester_id_number",),
    "1.000656": _DEATH_IF_GIVEN,
    "2.002622": _DEATH_IF_GIVEN,
    "1.000894": tuple(f"{who}_{part}" for who in ("wife", "husband") for part in _WHO_IF_GIVEN),
    "1.004859": (*_SUBJECT_IF_GIVEN, "subject_id_number", "source_book"),
    "1.004873": (
        *_SUBJECT_IF_GIVEN[1:], "stay_place", "stay_from", "stay_to", "intended_spouse_birth", "intended_spouse_doc",
    ),
}  # fmt: skip
