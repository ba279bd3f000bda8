"""What a browser sends, read into answers. What cannot be read stays as typed, to be told and corrected."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from motcua.kernel import text
from motcua.registries.eforms import queries
from motcua.registries.eforms.types import REGISTERS, Field, FieldType
from motcua.ui.forms import DateField, MoneyField

MOST_ROWS = 50
Store = Callable[[UploadedFile], Mapping[str, Any]]

_DATE = DateField(required=False)
_MONEY = MoneyField(required=False)
_PARTIAL = re.compile(r"(?:(?:(\d{1,2})[/.\- ])?(\d{1,2})[/.\- ])?(\d{4})")


@dataclass
class Reading:
    """One posted page: values by code, sentences about what could not be read, offers to pick from."""

    data: Any
    files: Any
    on: date
    kept: Mapping[str, Any]
    store: Store | None = None
    problems: dict[str, str] = field(default_factory=dict)
    offers: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return text.clean(str(self.data.get(name, ""))[:20_000])

    def value(self, item: Field, name: str) -> Any:
        """The answer posted under a name, in the shape ``rules`` expects."""
        reader = _READERS.get(item.type)
        return reader(self, item, name) if reader else self.text(name) or None


def _date(page: Reading, item: Field, name: str) -> Any:
    said = page.text(name)
    try:
        day = _DATE.to_python(said)
    except ValidationError as error:
        page.problems[name] = f"“{item.label}”: {error.messages[0]}"
        return said
    return day.isoformat() if day else None


def _date_partial(page: Reading, item: Field, name: str) -> Any:
    said = page.text(name)
    found = _PARTIAL.fullmatch(said)
    if not found:
        return said or None
    day, month, year = found.groups()
    return "-".join(part.zfill(2) for part in (year, month, day) if part)


def _moment(page: Reading, item: Field, name: str) -> Any:
    said = page.text(name)
    found = re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})[ ,]+(\d{1,2})[:hg](\d{2})", said)
    if not found:
        return said or None
    day, month, year, hour, minute = found.groups()
    return f"{year}-{month.zfill(2)}-{day.zfill(2)}T{hour.zfill(2)}:{minute}"


def _time(page: Reading, item: Field, name: str) -> Any:
    said = page.text(name)
    found = re.fullmatch(r"(\d{1,2})[:hg](\d{2})", said)
    return f"{found[1].zfill(2)}:{found[2]}" if found else said or None


def _int(page: Reading, item: Field, name: str) -> Any:
    said = page.text(name)
    bare = said.replace(" ", "")
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+", bare):
        bare = bare.replace(".", "")
    return int(bare) if re.fullmatch(r"-?[0-9]{1,18}", bare) else said or None


def _money(page: Reading, item: Field, name: str) -> Any:
    said = page.text(name)
    try:
        return _MONEY.to_python(said)
    except (ValidationError, ValueError):
        return said


def _decimal(page: Reading, item: Field, name: str) -> Any:
    said = page.text(name)
    bare = re.sub(r"\s|m2|m²|m$", "", said)
    if "," in bare:
        bare = bare.replace(".", "").replace(",", ".")
    return bare if re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", bare) else said or None


def _bool(page: Reading, item: Field, name: str) -> Any:
    return {"1": True, "0": False, "on": True}.get(page.text(name))


def _tick(page: Reading, item: Field, name: str) -> Any:
    return True if page.text(name) in ("1", "on") else None


def _multi(page: Reading, item: Field, name: str) -> Any:
    getlist = getattr(page.data, "getlist", None)
    values = getlist(name) if getlist else page.data.get(name, [])
    return [text.clean(str(one)[:300]) for one in list(values)[:100]] or None


def _settled(found: list[dict[str, str]], said: str, keys: tuple[str, ...]) -> dict[str, str] | None:
    """The one that is meant: the only one, or the only one called exactly so."""
    if len(found) == 1:
        return found[0]
    wanted = text.fold(said)
    exact = [one for one in found if any(text.fold(one.get(key, "")) == wanted for key in keys)]
    return exact[0] if len(exact) == 1 else None


def _commune(page: Reading, item: Field, name: str) -> dict[str, str] | None:
    """The unit chosen, or the one the words can only mean; otherwise several are offered."""
    said, was, code = page.text(f"{name}.find"), page.text(f"{name}.was"), page.text(f"{name}.commune")
    if code and (not said or text.fold(said) == text.fold(was)):
        found = queries.places_like(code, page.on, limit=1) if code.isdecimal() else []
        if found:
            return found[0]
    if not said:
        return None
    found = queries.places_like(said, page.on)
    one = _settled(found, said, ("path", "name"))
    if one is None:
        page.offers[name] = found
        if found:
            page.problems[name] = (
                f"“{item.label}”: có {len(found)} nơi tên như “{said}”. Hãy chọn đúng xã, phường trong danh sách."
            )
        else:
            page.problems[name] = (
                f"“{item.label}”: không thấy xã, phường nào tên “{said}”. Hãy thử ít chữ hơn, hoặc tên cũ."
            )
    return one


def _address(page: Reading, item: Field, name: str) -> Any:
    place = _commune(page, item, name)
    found: dict[str, str] = {}
    if place:
        found = {
            "province": place["province"],
            "province_name": place["province_name"],
            "commune": place["code"],
            "commune_name": place["name"],
        }
    detail = page.text(f"{name}.detail")
    return found | ({"detail": detail} if detail else {}) or None


def _place(page: Reading, item: Field, name: str) -> Any:
    place = _commune(page, item, name)
    return {"code": place["code"], "name": place["path"]} if place else None


def office_key(office: Mapping[str, Any]) -> str:
    """What a chosen office is posted as: its code, or its place where it has none."""
    return str(office.get("code") or f"place:{office.get('place', '')}")


def _agency(page: Reading, item: Field, name: str) -> Any:
    register = item.choices_from if item.choices_from in REGISTERS else "communes"
    said, was, key = page.text(f"{name}.find"), page.text(f"{name}.was"), page.text(f"{name}.office")
    if key and (not said or text.fold(said) == text.fold(was)):
        kept = page.kept.get(name)
        if isinstance(kept, Mapping) and office_key(kept) == key:
            return dict(kept)
        words = key.removeprefix("place:")
        for office in queries.offices_like(words, page.on, register):
            if office_key(office) == key:
                return _office(office)
    if not said:
        return None
    found = queries.offices_like(said, page.on, register)
    one = _settled(found, said, ("name",))
    if one is None:
        page.offers[name] = found
        many = f"có {len(found)} cơ quan tên như “{said}”. Hãy chọn một cơ quan trong danh sách."
        none = f"không thấy cơ quan nào tên “{said}”. Hãy gõ tên xã, phường, ví dụ: Nam Định."
        page.problems[name] = f"“{item.label}”: {many if found else none}"
    return _office(one) if one else None


def _office(office: Mapping[str, str]) -> dict[str, str]:
    return {key: office[key] for key in ("code", "name", "place") if office.get(key)}


def _kept_files(value: Any) -> list[Mapping[str, Any]]:
    """Every file mapping inside stored answers: only these may be named again by their fingerprint."""
    if isinstance(value, Mapping):
        if "sha256" in value:
            return [value]
        return [one for part in value.values() for one in _kept_files(part)]
    if isinstance(value, list):
        return [one for part in value for one in _kept_files(part)]
    return []


def _file(page: Reading, item: Field, name: str) -> Any:
    upload = page.files.get(name) if page.files else None
    if upload is not None and page.store is not None:
        return dict(page.store(upload))
    wanted = page.text(f"{name}.kept")
    return next(
        (dict(one) for one in _kept_files(dict(page.kept)) if wanted and one["sha256"] == wanted), None
    )


def _table(page: Reading, item: Field, name: str) -> Any:
    count = page.text(f"{name}.count")
    rows = []
    for at in range(min(int(count), MOST_ROWS) if count.isdecimal() and len(count) < 5 else 0):
        row = {}
        for column in item.columns:
            if column.computed:
                continue
            reader = _tick if column.type is FieldType.BOOL else _READERS.get(column.type)
            inner = f"{name}.{at}.{column.code}"
            value = reader(page, column, inner) if reader else page.text(inner) or None
            if value is not None:
                row[column.code] = value
        rows.append(row)
    return rows or None


_READERS: dict[FieldType, Callable[[Reading, Field, str], Any]] = {
    FieldType.DATE: _date,
    FieldType.DATE_PARTIAL: _date_partial,
    FieldType.MOMENT: _moment,
    FieldType.TIME: _time,
    FieldType.YEAR: _int,
    FieldType.INT: _int,
    FieldType.MONEY: _money,
    FieldType.DECIMAL: _decimal,
    FieldType.BOOL: _bool,
    FieldType.CONSENT: _tick,
    FieldType.MULTI: _multi,
    FieldType.ADDRESS: _address,
    FieldType.PLACE: _place,
    FieldType.AGENCY: _agency,
    FieldType.FILE: _file,
    FieldType.TABLE: _table,
}
