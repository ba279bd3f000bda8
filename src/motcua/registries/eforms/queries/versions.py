"""Which version of a form holds on a day, what the world knows, what may be picked."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q

from motcua.kernel import legal, text
from motcua.kernel.rows import Prepared
from motcua.registries.calendars import queries as calendars
from motcua.registries.eforms import rules
from motcua.registries.eforms.models import DraftStep, Form, FormVersion
from motcua.registries.eforms.queries.shared import lists_of_file
from motcua.registries.eforms.types import (
    GENERIC,
    PUBLISHED,
    Answers,
    Audience,
    Facts,
    Fault,
    FieldError,
    FormDefinition,
    NoSuchForm,
    Step,
    Version,
)
from motcua.registries.organizations import queries as organizations
from motcua.registries.places import queries as places


@lru_cache(maxsize=256)
def _definition(sha256: str, version_id: int) -> FormDefinition:
    row = FormVersion.objects.only("definition").get(pk=version_id)
    return rules.read(row.definition)[0]  # a draft may have faults; what was published had none


def _version(row: FormVersion) -> Version:
    return Version(
        id=row.pk,
        code=row.form.code,
        number=row.number,
        status=row.status,
        published_from=row.published_from,
        sha256=row.sha256,
        definition=_definition(row.sha256, row.pk),
        saved_by=row.saved_by,
        revision=row.revision,
    )


def published_id(code: str, on: date, *, without: int | None = None) -> int | None:
    """The id of the version in use on a day; before the first day of use, the first version holds.

    ``without`` asks what would hold if that version were taken back.
    """
    return published_ids([code], on, without=without).get(code)


_PUBLISHED: Prepared[tuple[str, int, str, date | None]] = Prepared(
    lambda *codes: (
        FormVersion.objects.filter(form__code__in=codes, status=PUBLISHED)
        .order_by("published_from", "number")
        .values_list("form__code", "pk", "sha256", "published_from")
    )
)
_VERSION = Prepared(lambda pk: FormVersion.objects.select_related("form").defer("definition").filter(pk=pk))


def published_ids(codes: Iterable[str], on: date, *, without: int | None = None) -> dict[str, int]:
    """The same for several forms, in one query; forms without a published version are left out."""
    return {code: pk for code, (pk, _) in _in_use(list(codes), on, without).items()}


def definition_in_use(codes: Sequence[str], on: date) -> tuple[int, FormDefinition] | None:
    """Id and definition of the version in use on a day, of the first of these forms that has one."""
    found = _in_use(codes, on)
    pk, sha256 = next((found[code] for code in codes if code in found), (None, ""))
    return None if pk is None else (pk, _definition(sha256, pk))


def definitions_in_use(codes: Sequence[str], on: date) -> dict[str, FormDefinition]:
    """Definitions in use on a day, by code; forms without one are left out."""
    return {code: _definition(sha256, pk) for code, (pk, sha256) in _in_use(codes, on).items()}


def _in_use(codes: Sequence[str], on: date, without: int | None = None) -> dict[str, tuple[int, str]]:
    """Id and hash of the version in use, by code."""
    found: dict[str, tuple[int, str]] = {}
    begun: set[str] = set()
    for code, pk, sha256, begins in _PUBLISHED(*codes) if codes else ():
        if pk == without:
            continue
        if begins is not None and begins <= on:
            found[code] = (pk, sha256)
            begun.add(code)
        elif code not in begun:
            found.setdefault(code, (pk, sha256))
    return found


def published(code: str, on: date) -> Version | None:
    """The version in use on a day, or None when the form has none."""
    found = published_id(code, on)
    return version(found) if found else None


def form_for(procedure_code: str, on: date) -> Version:
    """The procedure's own form, else the one every other procedure uses.

    Raises:
        NoSuchForm: the forms have not been loaded.
    """
    found = published(procedure_code, on) or published(GENERIC, on)
    if found is None:
        raise NoSuchForm("Chưa có biểu mẫu nào được đăng.", next="Quản trị viên cần nạp biểu mẫu trước.")
    return found


def version(version_id: int) -> Version:
    """A version by the id a dossier keeps, whatever its status.

    Raises:
        NoSuchForm: no such version.
    """
    row = _VERSION.one(version_id)
    if row is None:
        raise NoSuchForm(f"Không có phiên bản biểu mẫu số {version_id}.", next="Hãy mở lại từ trang thủ tục.")
    return _version(row)


form_version = version


def numbered(code: str, number: int) -> Version:
    """A version by what people call it: the form's code and its number."""
    row = (
        FormVersion.objects.select_related("form")
        .defer("definition")
        .filter(form__code=code, number=number)
        .first()
    )
    if row is None:
        raise NoSuchForm(
            f"Biểu mẫu {code} không có phiên bản {number}.", next="Hãy chọn một phiên bản trong danh sách."
        )
    return _version(row)


def faults_of(version_id: int) -> list[Fault]:
    """What still keeps a draft from being published."""
    row = FormVersion.objects.only("definition").get(pk=version_id)
    return rules.read(row.definition)[1]


def steps(version_id: int) -> list[Step]:
    """The latest changes of a draft, newest first."""
    rows = DraftStep.objects.filter(version=version_id).order_by("-revision").defer("before")[:100]
    return [Step(row.revision, row.words, row.who, row.at) for row in rows]


def undoable(version_id: int) -> str:
    """What the next undo would take back; empty when nothing."""
    rows = DraftStep.objects.filter(version=version_id, is_undone=False).order_by("-revision")
    return rows.values_list("words", flat=True).first() or ""


def versions(code: str) -> list[Version]:
    """All versions of a form, newest first."""
    rows = (
        FormVersion.objects.select_related("form")
        .defer("definition")
        .filter(form__code=code)
        .order_by("-number")
    )
    found = [_version(row) for row in rows]
    if not found:
        raise NoSuchForm(f"Không có biểu mẫu mã {code}.", next="Hãy chọn trong danh sách biểu mẫu.")
    return with_ends(found)


def with_ends(found: Sequence[Version]) -> list[Version]:
    """Versions of one form with their last days: a published one ends the day before the next one begins."""
    held = sorted(
        (one for one in found if one.status == PUBLISHED and one.published_from),
        key=lambda one: (one.published_from, one.number),
    )
    ends = {
        one.id: later.published_from - timedelta(days=1)  # type: ignore[operator]
        for one, later in itertools.pairwise(held)
    }
    return [replace(one, published_to=ends.get(one.id)) for one in found]


def listing(words: str = "") -> list[dict[str, Any]]:
    """Every form with its newest number and how many versions wait."""
    rows = Form.objects.annotate(
        newest=Max("versions__number"),
        in_use_from=Max("versions__published_from", filter=Q(versions__status=PUBLISHED)),
        drafts=Count("versions", filter=Q(versions__status="draft")),
    ).values("code", "name", "newest", "in_use_from", "drafts")
    wanted = text.fold(words).split()
    return [
        dict(row) for row in rows if all(one in text.fold(f"{row['code']} {row['name']}") for one in wanted)
    ]


def names_in_use(on: date) -> dict[str, str]:
    """Names of the forms new filings can be made with on a day, by code."""
    rows = dict(Form.objects.order_by("code").values_list("code", "name"))
    return {code: rows[code] for code in published_ids(rows, on)}


def is_begun(code: str) -> bool:
    """Whether there is a form of this code, be it only a draft."""
    return Form.objects.filter(code=code).exists()


_STANDING: set[tuple[str, date]] = set()


def _place_exists(code: str, on: date) -> bool:
    """Asked for every address of every dossier: a yes is remembered, a no is asked again."""
    if (code, on) in _STANDING:
        return True
    if places.unit(code, on) is None:
        return not places.is_loaded()
    if len(_STANDING) > 50_000:
        _STANDING.clear()
    _STANDING.add((code, on))
    return True


def _working_days_between(first: date, last: date) -> int:
    calendar = calendars.calendar()
    count, day = 0, first.toordinal()
    while day < last.toordinal() and count < 400:
        day += 1
        count += not calendar.is_off(date.fromordinal(day))
    return count


def facts(
    on: date,
    *,
    channel: str = "",
    filer: str = "",
    in_source: Mapping[str, Mapping[str, bool]] | None = None,
) -> Facts:
    """What this installation knows on a day, for ``rules.check``."""
    return Facts(
        place_exists=_place_exists,
        in_source=in_source or {},
        working_days_between=_working_days_between,
        channel=channel,
        filer=filer,
        banned_lines=tuple(one.value for one in lists_of_file()["banned_lines"]),
        figures={
            "house_grades": legal.parameter("eforms.house_grades", on=on),
            "house_permit_exempt": legal.parameter("eforms.house_permit_exempt", on=on),
            "marriage_paper": legal.parameter("eforms.marriage_paper", on=on),
            "slip_two": legal.parameter("eforms.slip_two", on=on),
        },
    )


def check_answers(
    version_id: int,
    answers: Answers,
    *,
    on: date,
    audience: Audience | str = Audience.CITIZEN,
    channel: str = "",
    filer: str = "",
    in_source: Mapping[str, Mapping[str, bool]] | None = None,
    definition: FormDefinition | None = None,
) -> tuple[dict[str, Any], list[FieldError]]:
    """The answers as they may be stored, and what still stops them; ``definition`` where the caller has it already."""
    definition = definition or version(version_id).definition
    cleaned = rules.clean_answers(definition, answers, on=on)
    world = facts(on, channel=channel, filer=filer, in_source=in_source)
    return cleaned, rules.check(definition, cleaned, on, audience, facts=world)


def advise_answers(
    version_id: int,
    answers: Answers,
    *,
    on: date,
    audience: Audience | str = Audience.CITIZEN,
    channel: str = "",
) -> list[FieldError]:
    """Warnings and notes on stored answers."""
    return rules.advise(
        version(version_id).definition, answers, on, audience, facts=facts(on, channel=channel)
    )


def places_like(words: str, on: date, *, limit: int = 12) -> list[dict[str, str]]:
    """Communes by old or new name, the province's own first: code, name, province, what it was called before."""
    found = []
    for place in places.search(words, on, "ward", limit * 4):
        province = place.path.rpartition(", ")[2]
        found.append(
            {
                "code": place.code,
                "name": place.full_name,
                "province": province_of(place.code, place.parent_code, on),
                "province_name": province,
                "path": place.path,
                "formerly": place.formerly,
            }
        )
    found.sort(key=lambda one: one["province"] != settings.PROVINCE_PLACE)
    return found[:limit]


def province_of(code: str, parent_code: str, on: date) -> str:
    """The code of the province above a commune, over a district where there was one."""
    if len(parent_code) <= 2:
        return parent_code
    parent = places.unit(parent_code, on)
    return parent.parent_code if parent else ""


def offices_like(words: str, on: date, register: str, *, limit: int = 12) -> list[dict[str, str]]:
    """Agencies of a register by name; for communes, their People's Committees."""
    kinds = {"communes": "ubnd_xa", "land_offices": "vpdkdd", "police_provinces": "nganh_doc"}
    rows, _ = organizations.search(words, on=on, kind=kinds.get(register, ""), limit=limit)
    found = [{"code": row.code, "name": row.name, "place": row.place_code} for row in rows]
    if register == "communes" and not found:
        found = [
            {
                "code": "",
                "name": f"Ủy ban nhân dân {place['name']}, {place['province_name']}",
                "place": place["code"],
            }
            for place in places_like(words, on, limit=limit)
        ]
    return [one | {"place_key": f"place:{one['place']}"} for one in found]


_DAY = re.compile(r"@today([+-]\d{1,5})d")


def _resolved(value: Any, on: date, place: Mapping[str, Any] | None) -> Any:
    if isinstance(value, str):
        found = _DAY.fullmatch(value)
        return (on + timedelta(days=int(found[1]))).isoformat() if found else value
    if isinstance(value, list):
        return [_resolved(one, on, place) for one in value]
    if isinstance(value, dict):
        done = {key: _resolved(one, on, place) for key, one in value.items()}
        if place and "commune" in done:
            done |= {
                key: place[key]
                for key in ("province", "province_name", "commune", "commune_name")
                if key in place
            }
        return done
    return value


@lru_cache(maxsize=64)
def _examples_file(code: str) -> tuple[dict[str, Any], ...]:
    path = settings.DATA_DIR / "eforms" / "examples" / f"{code}.yaml"
    if not re.fullmatch(r"[A-Za-z0-9.]{1,40}", code) or not path.is_file():
        return ()
    return tuple(rules.read_yaml(path.read_text(encoding="utf-8"))[0])


def examples(
    code: str,
    *,
    on: date,
    place: Mapping[str, Any] | None = None,
    person: Mapping[str, Any] | None = None,
) -> list[tuple[str, dict[str, Any]]]:
    """Whole sets of invented answers of a form with their titles, days counted from ``on``.

    ``place`` (an address mapping) takes the place of every commune, ``person`` (facts by name: full_name,
    born_on, …) of whoever the account fills.
    """
    form = published(code, on)
    if person:
        person = {"doc_no": person.get("personal_number"), **person}
    found = []
    for one in _examples_file(code):
        answers = _resolved(one["answers"], on, place)
        if form is not None:
            if person:
                for item in form.definition.fields():
                    wish = next(
                        (wish for wish in item.prefill if wish.source == "tk" and person.get(wish.fact)), None
                    )
                    if wish and item.code in answers and not item.computed:
                        answers[item.code] = person[wish.fact]
            answers = rules.clean_answers(form.definition, answers, on=on)
        found.append((one["title"], answers))
    return found
