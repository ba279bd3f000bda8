"""The sections a draft is written in: each its own form or table of rows over a few fields of the state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.urls import reverse
from django.utils.html import format_html

from motcua.kernel import clock
from motcua.registries.eforms import queries as eforms
from motcua.registries.organizations import queries as organizations
from motcua.registries.procedures import ports
from motcua.registries.procedures.models import Adoption, FeeRule
from motcua.registries.procedures.types import (
    CHANNEL_LABELS,
    LEVEL_LABELS,
    ONLINE_LABELS,
    REPLACED_BY_LABELS,
    UNIT_LABELS,
    State,
)
from motcua.ui.forms import DateField, MoneyField

MOST_ROWS = 170  # with eleven controls a row, below what one form may send
_LIMIT_UNITS = [("", "Chưa chọn"), *Adoption.Unit.choices]


class Lines(forms.CharField):
    """A list of words, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:
        text = super().to_python(value)
        return [line for line in (part.strip() for part in text.splitlines()) if line]


def _text(label: str, rows: int = 0, most: int = 20_000, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, required=False, max_length=most, widget=widget, **more)


class SectionForm(forms.Form):
    """A section of single fields; names are those of the state."""

    def __init__(self, data: Any, state: State) -> None:
        super().__init__(data, initial=self.read(state))

    def read(self, state: State) -> dict[str, Any]:
        """What the fields show of a state."""
        return {name: state.get(name) for name in self.base_fields}

    def changes(self) -> State:
        """What the fields write into it."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.base_fields}


class GeneralForm(SectionForm):
    """What the procedure is, who does it, for whom, what comes of it."""

    name = forms.CharField(label="Tên thủ tục", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    field = _text("Lĩnh vực", most=300)
    levels = forms.MultipleChoiceField(
        label="Cấp thực hiện",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    decision_no = _text("Số quyết định công bố", most=300)
    issuing_body = _text("Cơ quan ban hành", most=300)
    executing_agency = _text("Cơ quan thực hiện")
    deciding_agency = _text("Cơ quan có thẩm quyền")
    coordinating_agency = _text("Cơ quan phối hợp")
    applicant_kinds = Lines(label="Đối tượng thực hiện", required=False, help_text="Mỗi dòng một đối tượng.")
    results = Lines(label="Kết quả", required=False, help_text="Mỗi dòng một kết quả.")
    steps_text = _text("Trình tự thực hiện", rows=8)
    conditions = _text("Yêu cầu, điều kiện", rows=4)
    keywords = _text("Từ khóa để tìm", help_text="Lời người dân hay dùng, cách nhau bằng dấu phẩy.")

    def __init__(self, data: Any, state: State) -> None:
        super().__init__(data, state)
        ended = {"district"} - set(state.get("levels") or ())  # no districts since 1 July 2025
        self.fields["levels"].choices = [one for one in LEVEL_LABELS.items() if one[0] not in ended]


def offered(names: Mapping[str, str], chosen: Iterable[str | None], gone: str) -> list[tuple[str, str]]:
    """What can be chosen, with its code; what stands chosen and can no longer be is still shown, and called so."""
    kept = [(code, f"{code}: {gone}") for code in chosen if code and code not in names]
    return kept + [(code, f"{name} ({code})") for code, name in names.items()]


class TermsForm(SectionForm):
    """How the province does it."""

    t_level = forms.ChoiceField(label="Cấp tiếp nhận", choices=Adoption.Level.choices)
    t_receiving_rule = forms.ChoiceField(label="Nơi tiếp nhận", choices=Adoption.Receiving.choices)
    t_receiving_agencies = forms.MultipleChoiceField(
        label="Cơ quan tiếp nhận",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--tall"}),
        help_text="Chỉ chọn khi nơi tiếp nhận là các cơ quan liệt kê.",
    )
    t_competent_name = _text("Cơ quan giải quyết", most=500)
    t_online_level = forms.ChoiceField(
        label="Mức độ trực tuyến", required=False, choices=list(ONLINE_LABELS.items())
    )
    t_limit_value = forms.IntegerField(
        label="Thời hạn", required=False, min_value=0, max_value=2000,
        help_text="Để trống nếu chưa có số đã kiểm tra; 0 là trong ngày.",
    )  # fmt: skip
    t_limit_unit = forms.ChoiceField(label="Đơn vị thời hạn", required=False, choices=_LIMIT_UNITS)
    online_value = forms.IntegerField(
        label="Thời hạn khi nộp trực tuyến, nếu khác", required=False, min_value=0, max_value=2000
    )
    online_unit = forms.ChoiceField(label="Đơn vị khi nộp trực tuyến", required=False, choices=_LIMIT_UNITS)
    post_value = forms.IntegerField(
        label="Thời hạn khi nộp qua bưu chính, nếu khác", required=False, min_value=0, max_value=2000
    )
    post_unit = forms.ChoiceField(label="Đơn vị khi nộp qua bưu chính", required=False, choices=_LIMIT_UNITS)
    t_no_appointment = forms.BooleanField(label="Không cần giấy hẹn", required=False)
    t_process_code = forms.ChoiceField(label="Quy trình điện tử", required=False)
    t_eform_code = forms.ChoiceField(label="Biểu mẫu điện tử", required=False)
    t_decision_no = _text("Quyết định công bố của tỉnh", most=200)
    t_note = _text("Ghi chú nội bộ", rows=2)

    def __init__(self, data: Any, state: State) -> None:
        super().__init__(data, state)
        code = state["code"]
        for name, own, there, kind, word in (
            ("t_process_code", "Quy trình trùng mã thủ tục; chưa có thì quy trình chuẩn", ports.processes_in_force(), "quy-trinh", "quy trình"),
            ("t_eform_code", "Biểu mẫu trùng mã thủ tục; chưa có thì tờ khai chung", eforms.names_in_use(clock.today()), "bieu-mau", "biểu mẫu"),
        ):  # fmt: skip
            field = self.fields[name]
            field.choices = [("", own), *offered(there, [state.get(name)], "chưa công bố")]
            field.help_text = format_html(
                'Chưa có trong danh sách thì <a href="{}">soạn {} cho thủ tục này</a>, công bố xong quay lại đây.',
                reverse("console-draft-errand", args=[code, kind]), word,
            )  # fmt: skip
        desks = {one.code: one.name for one in organizations.desks()}
        self.fields["t_receiving_agencies"].choices = offered(
            desks, state.get("t_receiving_agencies") or (), "không phải nơi tiếp nhận"
        )

    def read(self, state: State) -> dict[str, Any]:
        shown = super().read(state)
        for channel in ("online", "post"):
            own = (state.get("t_limit_by_channel") or {}).get(channel, {})
            shown |= {f"{channel}_value": own.get("value"), f"{channel}_unit": own.get("unit", "")}
        return shown

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for value, unit in (
            ("t_limit_value", "t_limit_unit"),
            ("online_value", "online_unit"),
            ("post_value", "post_unit"),
        ):
            if value in data and (data[value] is None) != (not data.get(unit)):
                self.add_error(value, "Thời hạn phải có cả số và đơn vị, hoặc để trống cả hai.")
        return data

    def changes(self) -> State:
        said = {name: value for name, value in self.cleaned_data.items() if name.startswith("t_")}
        said["t_limit_unit"] = said["t_limit_unit"] or None
        kept = {
            key: value
            for key, value in (self.initial.get("t_limit_by_channel") or {}).items()
            if key == "counter"
        }
        for channel in ("online", "post"):
            if self.cleaned_data[f"{channel}_value"] is not None:
                kept[channel] = {
                    "value": self.cleaned_data[f"{channel}_value"],
                    "unit": self.cleaned_data[f"{channel}_unit"],
                }
        return said | {"t_limit_by_channel": kept}


class Row(forms.Form):
    """A row of a table. What a browser sends of an untouched blank row (first options, ticks) does not fill it."""

    _preset = {"required", "kind", "per_unit", "channel", "unit"}

    def has_changed(self) -> bool:
        return bool(set(self.changed_data) - self._preset) if self.empty_permitted else super().has_changed()


class PaperRow(Row):
    """One paper."""

    name = forms.CharField(label="Tên giấy tờ", max_length=20_000, widget=forms.Textarea(attrs={"rows": 2}))
    case = _text("Trường hợp", help_text="Để trống nếu ai cũng nộp.")
    form_name = _text("Mẫu đơn, tờ khai")
    original = forms.IntegerField(label="Bản chính", required=False, min_value=0, max_value=1000)
    copies = forms.IntegerField(label="Bản sao", required=False, min_value=0, max_value=1000)
    replaced_by = forms.ChoiceField(
        label="Cơ sở dữ liệu thay cho giấy", required=False, choices=list(REPLACED_BY_LABELS.items())
    )
    notes = _text("Ghi chú")
    required = forms.BooleanField(label="Phải nộp", required=False, initial=True)
    code = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)


class MethodRow(Row):
    """One way of filing, as the portal shows it."""

    channel = forms.ChoiceField(label="Kênh nộp", choices=list(CHANNEL_LABELS.items()))
    time_text = _text("Thời hạn (nguyên văn)")
    time_value = forms.FloatField(label="Thời hạn (số)", required=False, min_value=0, max_value=2000)
    time_unit = forms.ChoiceField(
        label="Đơn vị", required=False, choices=[("", "Chưa rõ"), *UNIT_LABELS.items()]
    )
    fee_text = _text("Phí, lệ phí (nguyên văn)")
    fee_vnd = MoneyField(label="Mức thu (đồng)", required=False, help_text="")
    note = _text("Mô tả", rows=2)


class BasisRow(Row):
    """One document of the legal basis."""

    number = forms.CharField(label="Số ký hiệu", max_length=500)
    title = _text("Trích yếu")


class FeeRow(Row):
    """Who pays what by which channel, from when to when."""

    kind = forms.ChoiceField(label="Loại", choices=FeeRule.Kind.choices, initial="charge")
    name = _text("Tên khoản thu", most=300)
    applicant_kind = _text("Đối tượng", most=100, help_text="Để trống: mọi người.")
    channel = forms.ChoiceField(
        label="Kênh nộp", required=False, choices=[("", "Mọi kênh"), *CHANNEL_LABELS.items()]
    )
    amount_vnd = MoneyField(label="Số tiền (đồng)", required=False, help_text="")
    per_unit = forms.ChoiceField(label="Tính cho một", choices=FeeRule.PerUnit.choices, initial="dossier")
    formula_text = _text("Cách tính", help_text="Khi không có một số tiền cố định.")
    valid_from = DateField(label="Áp dụng từ ngày")
    valid_to = DateField(label="Đến hết ngày", required=False)
    legal_basis = _text("Căn cứ", most=500)
    exemptions = _text("Miễn, giảm")


class LimitRow(Row):
    """The limit of filings between two days."""

    channel = forms.ChoiceField(
        label="Kênh nộp", required=False, choices=[("", "Mọi kênh"), *CHANNEL_LABELS.items()]
    )
    value = forms.IntegerField(label="Thời hạn", min_value=0, max_value=2000, help_text="0 là trong ngày.")
    unit = forms.ChoiceField(label="Đơn vị", choices=Adoption.Unit.choices, initial="working_days")
    valid_from = DateField(label="Hồ sơ nộp từ ngày", required=False, help_text="Để trống: từ trước.")
    valid_to = DateField(label="Đến hết ngày", required=False, help_text="Để trống: đến khi thay.")
    legal_basis = _text("Căn cứ", most=500)


class CodeRow(Row):
    """A code the national list gives, or gave, to this matter."""

    code = forms.CharField(label="Mã thủ tục", max_length=12)
    valid_from = DateField(label="Dùng từ ngày", required=False)
    valid_to = DateField(label="Đến hết ngày", required=False)
    note = _text("Ghi chú cho người đọc", most=300)


class Rows(BaseFormSet):
    """A table of rows over one field of the state; blank rows wait at the end."""

    key = ""
    noun = ""

    @classmethod
    def of(cls, data: Any, state: State) -> Rows:
        rows = [dict(row) for row in state.get(cls.key) or ()]
        for row in rows:
            row |= {name: _day(row[name]) for name in ("valid_from", "valid_to") if name in row}
        return cls(data, initial=rows, prefix="dong")

    def changes(self) -> State:
        """The rows left, in their order."""
        kept = []
        for at, form in enumerate(self.forms):
            said = getattr(form, "cleaned_data", None)
            if not said or said.get("DELETE"):
                continue
            place = said.get("ORDER")
            row = {name: value for name, value in said.items() if name not in ("DELETE", "ORDER")}
            kept.append((place if place is not None else MOST_ROWS + at, at, row))
        rows = [self.plain(row) for _, _, row in sorted(kept, key=lambda one: one[:2])]
        return {self.key: rows}

    @staticmethod
    def plain(row: Mapping[str, Any]) -> dict[str, Any]:
        """Days as text, an unchosen unit as none."""
        made = dict(row)
        for name in ("valid_from", "valid_to"):
            if name in made:
                made[name] = made[name].isoformat() if made[name] else None
        if "time_unit" in made:
            made["time_unit"] = made["time_unit"] or None
        return made


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) and value else value


def _rows(form: type[forms.Form], key: str, noun: str) -> type[Rows]:
    made = formset_factory(
        form,
        formset=Rows,
        extra=1,
        can_delete=True,
        can_order=True,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS + 20,
    )
    return type(f"{key.title()}Rows", (made,), {"key": key, "noun": noun})


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the draft."""

    key: str
    title: str
    about: str
    form: type[SectionForm] | None = None
    rows: type[Rows] | None = None

    def bound(self, data: Any, state: State) -> Any:
        """The form or the table of rows, over a state."""
        return self.rows.of(data, state) if self.rows else self.form(data, state)  # type: ignore[misc]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the state this section writes."""
        if self.rows:
            return (self.rows.key,)
        names = tuple(self.form.base_fields) if self.form else ()
        return (*names, "t_limit_by_channel") if self.form is TermsForm else names


SECTIONS: dict[str, Section] = {
    section.key: section
    for section in (
        Section("chung", "Nội dung chung", "Điều người dân đọc đầu tiên: việc gì, ai làm, cho ai, được gì.", GeneralForm),
        Section("giay-to", "Giấy tờ", "Người nộp cần đưa gì, trong trường hợp nào, và giấy nào đã có trong cơ sở dữ liệu.", rows=_rows(PaperRow, "papers", "giấy tờ")),
        Section("cach-thuc", "Cách thức", "Các kênh nộp với lời nguyên văn của quyết định công bố.", rows=_rows(MethodRow, "methods", "kênh nộp")),
        Section("can-cu", "Căn cứ", "Văn bản mà thủ tục dựa vào.", rows=_rows(BasisRow, "legal_basis", "văn bản")),
        Section("ap-dung", "Tỉnh áp dụng", "Thời hạn dùng để hẹn ngày trả, nơi nhận, ai giải quyết, quy trình và biểu mẫu.", TermsForm),
        Section("thoi-han", "Thời hạn theo ngày", "Hồ sơ nộp ngày nào theo thời hạn nào. Ghi trước thời hạn sắp áp dụng: đến ngày, nó tự có hiệu lực; hồ sơ đã nộp giữ thời hạn cũ.", rows=_rows(LimitRow, "t_limits", "thời hạn")),
        Section("ma-so", "Các mã đã dùng", "Mã khác mà danh mục quốc gia dùng cho việc này, từ ngày nào. Tìm theo mã đó vẫn ra thủ tục này.", rows=_rows(CodeRow, "t_codes", "mã")),
        Section("muc-thu", "Mức thu", "Ai nộp bao nhiêu qua kênh nào, từ ngày nào, theo nghị quyết nào.", rows=_rows(FeeRow, "fees", "mức thu")),
    )
}  # fmt: skip


class PublishForm(forms.Form):
    """From which day the draft holds."""

    from_day = DateField(
        label="Áp dụng từ ngày", help_text="Hôm nay thì có hiệu lực ngay; ngày sau thì chờ đến ngày đó."
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class NewForm(forms.Form):
    """A procedure of the province's own, or one of the national list."""

    code = forms.CharField(
        label="Mã thủ tục",
        max_length=12,
        help_text="Ví dụ 1.001193. Mã có trong danh mục thì lấy nội dung từ đó.",
    )
    name = forms.CharField(
        label="Tên thủ tục",
        required=False,
        max_length=2000,
        help_text="Chỉ cần khi mã chưa có trong danh mục.",
    )
