"""The counter's form: who, for whom, which channel; the papers beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import QueryDict

from motcua.kernel import text
from motcua.registries.people import queries as people
from motcua.registries.people.types import Checked
from motcua.services.dossiers.types import PaperCount, Party, ResultChannel

UNITS = [("working_days", "ngày làm việc"), ("calendar_days", "ngày"), ("working_hours", "giờ làm việc")]
SALT = "motcua.intake.paper"
MOST_PIECES = 99


def _line(
    label: str, *, required: bool = False, size: int = 200, attrs: dict[str, str] | None = None
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=size,
        widget=forms.TextInput(attrs={"autocomplete": "off", **(attrs or {})}),
    )


NUMBER = {"inputmode": "numeric", "class": "input--num"}
PHONE = {"inputmode": "tel", "class": "input--num"}


class IntakeForm(forms.Form):
    """Everything but procedure, papers and answers. The prefix keeps it apart from the e-form's own fields."""

    prefix = "hs"

    name = _line("Họ và tên (hoặc tên tổ chức)", required=True)
    id_number = _line("Số định danh hoặc mã số thuế", size=20, attrs=NUMBER)
    phone = _line("Điện thoại nhận tin", size=20, attrs=PHONE)
    address = _line("Địa chỉ", size=500)
    email = forms.EmailField(label="Thư điện tử", required=False, max_length=200)
    proxy = forms.BooleanField(label="Nộp thay người khác", required=False)
    submitter_name = _line("Người nộp: họ và tên")
    submitter_id_number = _line("Người nộp: số định danh", size=20, attrs=NUMBER)
    submitter_phone = _line("Người nộp: điện thoại", size=20, attrs=PHONE)
    submitter_authority = forms.CharField(
        label="Giấy ủy quyền, hoặc quan hệ với chủ hồ sơ",
        required=False,
        max_length=300,
        help_text="Số, ngày, nơi chứng thực giấy ủy quyền đã xem; hoặc con, vợ, chồng, anh, chị, em…",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    summary = forms.CharField(
        label="Nội dung cụ thể",
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    sets = forms.IntegerField(label="Số bộ hồ sơ", required=False, min_value=1, max_value=50, initial=1)
    place_code = forms.ChoiceField(label="Nơi giải quyết", required=False)
    result_channel = forms.ChoiceField(
        label="Nơi nhận kết quả",
        widget=forms.RadioSelect,
        choices=[(c.value, c.label) for c in ResultChannel],
        initial=ResultChannel.COUNTER.value,
    )
    limit_value = forms.IntegerField(label="Thời hạn giải quyết", required=False, min_value=0, max_value=400)
    limit_unit = forms.ChoiceField(label="Đơn vị", required=False, choices=UNITS)

    def __init__(
        self,
        *args: Any,
        places: Any = (),
        needs_limit: bool = False,
        ways: Collection[str] = tuple(ResultChannel),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        way = self.fields["result_channel"]
        assert isinstance(way, forms.ChoiceField)
        way.choices = [(one.value, one.label) for one in ResultChannel if one in ways]
        if ResultChannel.ONLINE not in ways:
            way.help_text = "Kết quả này trao bằng giấy nên không có bản điện tử."
        self.needs_limit = needs_limit
        place = self.fields["place_code"]
        if places and isinstance(place, forms.ChoiceField):
            place.choices = places
            place.required = True
        else:
            del self.fields["place_code"]
        if not needs_limit:
            del self.fields["limit_value"], self.fields["limit_unit"]

    def _checked(self, name: str, check: Callable[[str], Checked]) -> str:
        value = self.cleaned_data.get(name, "").strip()
        if not value:
            return ""
        checked = check(value)
        if not checked.ok:
            raise ValidationError(list(checked.faults))
        return checked.value

    def clean_name(self) -> str:
        return self._checked("name", people.check_called)

    def clean_submitter_name(self) -> str:
        return self._checked("submitter_name", people.check_called)

    def clean_id_number(self) -> str:
        return self._checked("id_number", people.check_identity)

    def clean_submitter_id_number(self) -> str:
        return self._checked("submitter_id_number", people.check_identity)

    def clean_phone(self) -> str:
        return self._checked("phone", people.check_phone)

    def clean_submitter_phone(self) -> str:
        return self._checked("submitter_phone", people.check_phone)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("proxy") and not text.clean(data.get("submitter_authority", "")):
            self.add_error(
                "submitter_authority",
                "Nộp thay thì ghi giấy ủy quyền đã xem (số, ngày, nơi chứng thực), hoặc quan hệ với chủ hồ sơ.",
            )
        if data.get("proxy") and not text.clean(data.get("submitter_name", "")):
            self.add_error(
                "submitter_name", "Chưa ghi tên người nộp thay. Hãy ghi họ tên, hoặc bỏ dấu “Nộp thay”."
            )
        if self.needs_limit and data.get("limit_value") is None and "limit_value" not in self.errors:
            self.add_error(
                "limit_value",
                "Danh mục chưa có thời hạn dùng được. Hãy ghi thời hạn theo quyết định công bố của tỉnh.",
            )
        return data

    def applicant(self) -> Party:
        """Chủ hồ sơ."""
        data = self.cleaned_data
        number = data["id_number"]
        is_firm = bool(number) and len(number) != 12
        return Party(
            name=data["name"],
            id_number="" if is_firm else number,
            tax_code=number if is_firm else "",
            kind="organization" if is_firm else "person",
            phone=data["phone"],
            email=data["email"],
            address=text.clean(data["address"]),
        )

    def submitter(self) -> Party | None:
        """Người nộp thay."""
        data = self.cleaned_data
        if not data["proxy"]:
            return None
        return Party(
            data["submitter_name"], data["submitter_id_number"], data["submitter_phone"],
            authority=data["submitter_authority"],
        )  # fmt: skip


@dataclass(slots=True)
class PaperRow:
    """One line of the check list as the officer filled it."""

    position: int
    name: str
    required: bool
    note: str = ""
    case: str = ""
    ticked: bool = False
    originals: str = ""
    certified: str = ""
    copies: str = ""
    file_name: str = ""
    token: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The key that ticks it."""
        return str(self.position) if self.position < 10 else ""


def rows_from(wanted: Any, data: QueryDict) -> list[PaperRow]:
    """The check list with what was typed so far."""
    rows = []
    for paper in wanted:
        p = paper.position
        row = PaperRow(p, paper.name, paper.required, paper.note, paper.case)
        row.ticked = bool(data.get(f"giay_{p}"))
        row.originals, row.certified, row.copies = (
            data.get(f"{kind}_{p}", "")[:4] for kind in ("chinh", "thuc", "sao")
        )
        row.token = data.get(f"tep_{p}_nhan", "")[:2000]
        row.file_name = file_of(row.token).get("name", "")
        rows.append(row)
    return rows


def keep_file(ref: Any) -> str:
    """A stored file as a token the page carries; nobody can name a file they did not give."""
    return signing.dumps({"sha256": ref.sha256, "name": ref.name}, salt=SALT)


def file_of(token: str) -> dict[str, str]:
    """The file behind a token; nothing for a foreign or old one."""
    if not token:
        return {}
    try:
        return signing.loads(token, salt=SALT, max_age=12 * 3600)
    except signing.BadSignature:
        return {}


def counts_of(rows: list[PaperRow]) -> tuple[PaperCount, ...]:
    """What was received; a tick without figures is one original. Faults are written on the rows."""
    found = []
    for row in rows:
        numbers = [_pieces(row, value) for value in (row.originals, row.certified, row.copies)]
        file = file_of(row.token)
        if row.ticked and not any(numbers) and not file:
            numbers[0] = 1
        if any(numbers) or file:
            found.append(
                PaperCount(
                    position=row.position,
                    originals=numbers[0],
                    certified=numbers[1],
                    copies=numbers[2],
                    sha256=file.get("sha256", ""),
                    file_name=file.get("name", ""),
                )
            )
    return tuple(found)


def _pieces(row: PaperRow, value: str) -> int:
    value = value.strip()
    if not value:
        return 0
    number = text.whole(value, 4)
    if number is None or number > MOST_PIECES:
        row.faults.append(f"Số lượng phải là số từ 0 đến {MOST_PIECES}, bạn ghi “{value[:60]}”.")
        return 0
    return number
