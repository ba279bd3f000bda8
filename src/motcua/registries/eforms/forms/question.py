"""The editor's form of one question or column: words, type, choices, prefill, computed value."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms

from motcua.kernel.text import clean
from motcua.registries.eforms import queries
from motcua.registries.eforms.forms.parts import AUDIENCES, CODE_HELP, Words
from motcua.registries.eforms.rules import computing, naming
from motcua.registries.eforms.types import (
    REGISTERS,
    SOURCES,
    Audience,
    Choice,
    CopyFrom,
    Field,
    FieldType,
    FormDefinition,
    Formula,
    Prefill,
)

LISTED = (FieldType.CHOICE, FieldType.MULTI)
SIZED = (
    FieldType.TEXT,
    FieldType.LONGTEXT,
    FieldType.NAME,
    FieldType.EMAIL,
    FieldType.INT,
    FieldType.ADDRESS,
)
NUMBERS = (FieldType.INT, FieldType.MONEY, FieldType.DECIMAL, FieldType.COMPUTED)
FORMULATED = (
    FieldType.COMPUTED, FieldType.TEXT, FieldType.LONGTEXT, FieldType.INT, FieldType.MONEY, FieldType.DECIMAL, FieldType.DATE, FieldType.CHOICE,
)  # fmt: skip
MOST_PREFILLS, MOST_PARTS = 3, 8
OWN_LIST = "-"
REGISTER_NAMES = {
    "communes": "Ủy ban nhân dân cấp xã",
    "land_offices": "Văn phòng đăng ký đất đai",
    "police_provinces": "Công an cấp tỉnh",
}
FACTS = (
    "full_name", "born_on", "sex", "personal_number", "phone", "email", "ethnicity", "nationality", "residence",
    "residence_kind", "doc_type", "doc_no", "doc_date", "doc_place",
)  # fmt: skip


def choices_said(choices: tuple[Choice, ...]) -> str:
    """Choices as lines a person edits: value, label and help, whatever is needed, with bars between."""
    lines = []
    for one in choices:
        parts = [one.value] if one.label == one.value and not one.help else [one.value, one.label]
        lines.append(" | ".join(parts + ([one.help] if one.help else [])))
    return "\n".join(lines)


def choices_read(said: str) -> tuple[Choice, ...]:
    """Lines back into choices; tabs count as bars, so that two columns of a sheet can be pasted."""
    found = []
    for line in said.splitlines():
        parts = [clean(part) for part in line.replace("\t", "|").split("|", 2)]
        if parts[0]:
            label = parts[1] if len(parts) > 1 and parts[1] else parts[0]
            found.append(Choice(parts[0], label, parts[2] if len(parts) > 2 else ""))
    return tuple(found)


class QuestionForm(forms.Form):
    """One question; only what its type can have is asked."""

    nhan = Words("Câu hỏi", most=500, need=True, lines=2)
    kieu = forms.ChoiceField(label="Kiểu trả lời")
    bat_buoc = forms.BooleanField(label="Bắt buộc trả lời", required=False)
    giup = Words("Lời giúp ngay dưới câu hỏi", lines=2, help_text="Một hai câu: ghi gì, lấy ở đâu.")
    vi_du = Words("Ví dụ", most=300)
    them = Words("Giải thích thêm", lines=3, help_text="Ẩn sau nút “Giải thích thêm”.")
    don_vi = Words("Đơn vị", most=30)
    it_nhat = forms.IntegerField(label="Ngắn nhất", min_value=0, max_value=20000, required=False)
    nhieu_nhat = forms.IntegerField(label="Dài nhất", min_value=1, max_value=20000, required=False)
    danh_muc = forms.ChoiceField(label="Lấy lựa chọn từ", required=False)
    lua_chon = Words(
        "Các lựa chọn riêng", most=60_000, lines=8,
        help_text="Mỗi dòng một lựa chọn. Muốn mã khác chữ hiện: mã | chữ hiện | giải thích. Dán từ bảng tính được.",
    )  # fmt: skip
    mac_dinh = Words("Trả lời sẵn", most=300)
    cong_thuc = forms.ChoiceField(label="Cách tính", required=False)
    chep = forms.ChoiceField(
        label="Chép sẵn từ câu", required=False, help_text="Khi câu này còn trống; người khai sửa được."
    )
    nguoi_ghi = forms.ChoiceField(label="Ai ghi", choices=AUDIENCES)
    ten_quoc_gia = Words("Tên trường ở cơ sở dữ liệu quốc gia", most=200)
    ma = Words("Mã câu hỏi", most=60, need=True, help_text=CODE_HELP)

    def __init__(self, form: FormDefinition, place: str, was: Field, data: Any = None) -> None:
        self.form, self.place, self.was = form, place, was
        self.column = "." in place
        super().__init__(data, initial=self._first())
        now = str(data.get("kieu", "")) if data is not None else ""
        self.type = FieldType(now) if now in set(map(str, FieldType)) else was.type
        self._choose()

    # ---- what is asked --------------------------------------------------------------------------------

    def _first(self) -> dict[str, Any]:
        was = self.was
        first = {
            "nhan": was.label, "kieu": was.type.value, "bat_buoc": was.required, "giup": was.help,
            "vi_du": was.example, "them": was.more, "don_vi": was.unit,
            "it_nhat": was.length[0] if was.length else None, "nhieu_nhat": was.length[1] if was.length else None,
            "danh_muc": was.choices_from if was.choices_from and not was.choices else OWN_LIST,
            "lua_chon": choices_said(self.form.choices(was)), "mac_dinh": _said(was.default),
            "cong_thuc": was.formula.word if was.formula else "", "chep": was.copy_from.field if was.copy_from else "",
            "nguoi_ghi": was.audience.value, "ten_quoc_gia": was.national_name, "ma": was.code,
        }  # fmt: skip
        for number, one in enumerate(was.prefill[:MOST_PREFILLS], start=1):
            first |= {f"nguon_{number}": one.source, f"viec_{number}": one.fact}
        for number, arg in enumerate((was.formula.args if was.formula else ())[:MOST_PARTS], start=1):
            kind = self._kinds(was.formula.word)[number - 1][1] if was.formula else ""
            words = kind == naming.PART_ARG and arg.startswith("=")
            first |= {f"chu_{number}": arg[1:]} if words else {f"phan_{number}": arg}
        return first

    @staticmethod
    def _kinds(word: str) -> tuple[tuple[str, str], ...]:
        return naming.FORMULAS[word][1][:MOST_PARTS] if word in naming.FORMULAS else ()

    def _others(self, kind: str) -> list[tuple[str, str]]:
        """Fields an argument may name: of the same table first, then of the form."""
        found: list[tuple[str, str]] = []
        table = self.place.partition("/")[2].partition(".")[0] if self.column else ""
        for item in self.form.fields():
            if kind == naming.COLUMN_ARG:
                found += [(f"{item.code}.{one.code}", f"{item.label}: {one.label}") for one in item.columns]
            elif kind == naming.TABLE_ARG:
                found += [(item.code, item.label)] if item.type is FieldType.TABLE else []
            elif item.code != self.was.code and item.type is not FieldType.STATIC:
                found.append((item.code, item.label))
            elif item.code == table and kind == naming.FIELD_ARG:
                found += [
                    (one.code, f"(cùng dòng) {one.label}")
                    for one in item.columns
                    if one.code != self.was.code
                ]
        return found

    def _choose(self) -> None:
        left_out = (FieldType.TABLE, FieldType.STATIC) if self.column else ()
        self.fields["kieu"].choices = [
            (one.value, name) for one, name in naming.TYPES.items() if one not in left_out
        ]
        known = {**queries.lists(), **self.form.lists}
        shared = [
            (name, f"{name}: {', '.join(one.label for one in rows[:3])}…")
            for name, rows in sorted(known.items())
        ]
        registers = [(name, f"Sổ cơ quan: {said}") for name, said in REGISTER_NAMES.items()]
        self.fields["danh_muc"].choices = (
            [("", "Mọi cơ quan"), *registers] if self.type is FieldType.AGENCY
            else [(OWN_LIST, "Danh sách riêng của câu này"), *shared]
        )  # fmt: skip
        free = [] if self.type is FieldType.COMPUTED else [("", "Không tính, người khai tự ghi")]
        self.fields["cong_thuc"].choices = free + [(word, said[0]) for word, said in naming.FORMULAS.items()]
        self.fields["chep"].choices = [("", "Không chép"), *self._others("")]
        for number in range(1, MOST_PREFILLS + 1):
            self.fields[f"nguon_{number}"] = forms.ChoiceField(
                label=f"Nguồn thứ {number}", choices=[("", "Không"), *SOURCES.items()], required=False
            )
            self.fields[f"viec_{number}"] = forms.ChoiceField(
                label="Lấy gì",
                choices=[("", "Theo mã câu hỏi"), *((one, one) for one in self._facts())],
                required=False,
            )
        word = self.data.get("cong_thuc", "") if self.is_bound else self.initial.get("cong_thuc", "")
        for number, (label, kind) in enumerate(self._kinds(str(word)), start=1):
            if kind == naming.NUMBER_ARG:
                self.fields[f"phan_{number}"] = forms.IntegerField(label=label, min_value=0, required=False)
            elif kind == naming.WORDS_ARG:
                self.fields[f"phan_{number}"] = Words(label, most=100)
            else:
                self.fields[f"phan_{number}"] = forms.ChoiceField(
                    label=label, choices=[("", "Chưa chọn"), *self._others(kind)], required=False
                )
            if kind == naming.PART_ARG:
                self.fields[f"chu_{number}"] = Words("hoặc chữ cố định", most=100)

    def _facts(self) -> list[str]:
        own = [one.fact for one in self.was.prefill if one.fact]
        return sorted({*FACTS, *own})

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The boxes as the page shows them: title, fields, whether open."""
        said, kind = [], self.type
        asked = kind not in (FieldType.STATIC, FieldType.COMPUTED)
        first = ["nhan", "kieu", *(["bat_buoc"] if asked else [])]
        said.append(("Câu hỏi", first, True))
        if kind in LISTED:
            said.append(("Lựa chọn", ["danh_muc", "lua_chon"], True))
        if kind is FieldType.AGENCY:
            said.append(("Sổ cơ quan", ["danh_muc"], True))
        if kind is not FieldType.STATIC:
            said.append(("Lời giúp người khai", ["giup", "vi_du", "them"], True))
        if kind in FORMULATED:
            args = [name for name in self.fields if name.startswith(("phan_", "chu_"))]
            args.sort(key=lambda name: (int(name.rpartition("_")[2]), name.startswith("chu_")))
            said.append(
                (
                    "Giá trị tự tính",
                    ["cong_thuc", *args],
                    bool(self.was.formula) or kind is FieldType.COMPUTED or bool(args),
                )
            )
        sizes = (["it_nhat", "nhieu_nhat"] if kind in SIZED else []) + (["don_vi"] if kind in NUMBERS else [])
        if sizes:
            said.append(("Độ dài, đơn vị", sizes, bool(self.was.length or self.was.unit)))
        if asked and not self.column:
            fills = [
                f"{name}_{number}" for number in range(1, MOST_PREFILLS + 1) for name in ("nguon", "viec")
            ]
            filled = bool(self.was.prefill or self.was.copy_from or self.was.default is not None)
            said.append(
                (
                    "Điền sẵn",
                    [
                        *fills,
                        "chep",
                        *(["mac_dinh"] if kind not in (FieldType.TABLE, FieldType.FILE) else []),
                    ],
                    filled,
                )
            )
        said.append(("Mã và người ghi", ["ma", "nguoi_ghi", "ten_quoc_gia"], False))
        wrong = set(self.errors) if self.is_bound else set()
        return [
            {"title": title, "fields": [self[name] for name in names], "open": is_open or bool(wrong & set(names))}
            for title, names, is_open in said
        ]  # fmt: skip

    # ---- what was said --------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        low, high = said.get("it_nhat"), said.get("nhieu_nhat")
        if (low is None) != (high is None) or (low is not None and high is not None and low > high):
            self.add_error(
                "nhieu_nhat", "Ghi cả hai số, số ngắn nhất không lớn hơn số dài nhất; hoặc để trống cả hai."
            )
        if self.type in LISTED and said.get("danh_muc", OWN_LIST) == OWN_LIST:
            values = [one.value for one in choices_read(said.get("lua_chon", ""))]
            if not values:
                self.add_error("lua_chon", "Danh sách chọn phải có ít nhất một dòng.")
            if twice := sorted({one for one in values if values.count(one) > 1}):
                self.add_error("lua_chon", f"Mã “{twice[0]}” có hai dòng. Hãy để mỗi mã một dòng.")
            if any(len(one) > 300 for one in values):
                self.add_error("lua_chon", "Có dòng dài quá 300 chữ.")
        try:
            said["tinh"] = self._formula(said)
        except ValueError as error:
            self.add_error("cong_thuc", str(error))
        try:
            said["san"] = _default(self.type, said.get("mac_dinh", ""), self.was.default)
        except ValueError as error:
            self.add_error("mac_dinh", str(error))
        return said

    def _formula(self, said: dict[str, Any]) -> Formula | None:
        word = said.get("cong_thuc", "")
        if self.type not in FORMULATED or not word:
            return None
        args = []
        for number, (label, kind) in enumerate(self._kinds(word), start=1):
            words = said.get(f"chu_{number}") or ""
            arg = f"={words}" if words else said.get(f"phan_{number}")
            arg = "" if arg is None else str(arg)
            if ":" in arg:
                raise ValueError(f"“{label}” không dùng dấu hai chấm.")
            if not arg and kind != naming.PART_ARG:
                raise ValueError(f"Cách tính này còn thiếu: {label.lower()}. Chọn rồi lưu lại.")
            args += [arg] if arg else []
        rule = computing.FORMULAS[word]
        kept = (
            self.was.formula.args[MOST_PARTS:] if self.was.formula and self.was.formula.word == word else ()
        )
        args += [one for one in kept]
        if not rule.least <= len(args) <= rule.most:
            raise ValueError("Cách tính này cần chọn ít nhất một phần.")
        return Formula(word, tuple(args))

    def part(self) -> Field:
        """The question as it would be; checks, conditions and columns stay as they are."""
        said, kind = self.cleaned_data, self.type
        low, high = said.get("it_nhat"), said.get("nhieu_nhat")
        own = kind in LISTED and said["danh_muc"] == OWN_LIST
        register = said["danh_muc"] if said["danh_muc"] in REGISTERS else ""
        fills = tuple(
            Prefill(said[f"nguon_{number}"], said[f"viec_{number}"])
            for number in range(1, MOST_PREFILLS + 1)
            if said.get(f"nguon_{number}")
        )
        copy = self.was.copy_from
        if said["chep"] != (copy.field if copy else ""):
            copy = CopyFrom(said["chep"], copy.when if copy else None) if said["chep"] else None
        asked = kind not in (FieldType.STATIC, FieldType.COMPUTED)
        return replace(
            self.was,
            code=said["ma"],
            label=said["nhan"],
            type=kind,
            required=said["bat_buoc"] and kind is not FieldType.STATIC if asked else self.was.required and kind is FieldType.COMPUTED,
            required_when=self.was.required_when if asked else None,
            length=(low, high) if low is not None and high is not None and kind in SIZED else self.was.length if kind not in SIZED and kind == self.was.type else None,
            choices=choices_read(said["lua_chon"]) if own else (),
            choices_from="" if own or kind not in (*LISTED, FieldType.AGENCY, FieldType.VSIC) else (self.was.choices_from if kind is FieldType.VSIC else register if kind is FieldType.AGENCY else said["danh_muc"]),
            prefill=fills + self.was.prefill[MOST_PREFILLS:],
            copy_from=copy,
            help=said["giup"],
            more=said["them"],
            example=said["vi_du"],
            audience=Audience(said["nguoi_ghi"]),
            formula=said.get("tinh"),
            default=said.get("san"),
            unit=said["don_vi"] if kind in NUMBERS else self.was.unit if kind == self.was.type else "",
            national_name=said["ten_quoc_gia"],
        )  # fmt: skip


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    return str(value) if isinstance(value, str | int) else ""


def _default(kind: FieldType, said: str, was: Any) -> Any:
    if said == _said(was):
        return was
    if not said:
        return None
    if kind in (FieldType.BOOL, FieldType.CONSENT):
        if said.casefold() not in ("có", "không"):
            raise ValueError("Với câu có hoặc không, ghi “Có” hoặc “Không”.")
        return said.casefold() == "có"
    if kind in (FieldType.INT, FieldType.MONEY, FieldType.YEAR):
        if not said.isdecimal():
            raise ValueError("Trả lời sẵn của câu này phải là số.")
        return int(said)
    return said
