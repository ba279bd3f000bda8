from __future__ import annotations

import re
from datetime import time

from django import forms

from motcua.registries.calendars.types import WEEKDAYS, DayKind
from motcua.ui.forms import DateField

_INTERVAL = re.compile(r"\s*(\d{1,2})[:hg](\d{2})\s*[-–]\s*(\d{1,2})[:hg](\d{2})\s*")


class DayForm(forms.Form):
    """Một ngày nghỉ hoặc làm bù."""

    on = DateField(label="Ngày")
    kind = forms.ChoiceField(label="Loại ngày", choices=[(kind.value, kind.label) for kind in DayKind])
    name = forms.CharField(label="Tên ngày", max_length=200, help_text="Ví dụ: Giỗ Tổ Hùng Vương.")
    basis = forms.CharField(label="Căn cứ", max_length=300, help_text="Số, ngày của văn bản hoặc điều luật.")
    confirmed = forms.BooleanField(label="Tôi xác nhận ngày này theo thông báo chính thức", required=False)
    reason = forms.CharField(
        label="Lý do thay đổi", max_length=500, help_text="Được ghi vào nhật ký cùng tên bạn."
    )


class ReasonForm(forms.Form):
    """Lý do, for taking a day out or confirming a year."""

    reason = forms.CharField(
        label="Lý do hoặc số văn bản", max_length=500, help_text="Được ghi vào nhật ký cùng tên bạn."
    )


class IntervalsField(forms.Field):
    """Office hours of one weekday, written as people write them: "07:00-11:30, 13:30-17:00"."""

    widget = forms.TextInput

    def to_python(self, value: object) -> list[tuple[time, time]]:
        text = str(value or "").strip()
        if not text:
            return []
        found = []
        for part in re.split(r"[,;]", text):
            match = _INTERVAL.fullmatch(part)
            try:
                if match is None:
                    raise ValueError
                begin_hour, begin_minute, end_hour, end_minute = map(int, match.groups())
                found.append((time(begin_hour, begin_minute), time(end_hour, end_minute)))
            except ValueError:
                raise forms.ValidationError(
                    f"“{part.strip()}” chưa phải một buổi. Ghi như 07:00-11:30, 13:30-17:00.", code="invalid"
                ) from None
        return found


class HoursForm(forms.Form):
    """Giờ làm việc trong tuần của một cơ quan."""

    agency_code = forms.CharField(
        label="Mã cơ quan", required=False, max_length=60, help_text="Để trống: giờ mặc định của toàn tỉnh."
    )
    valid_from = DateField(label="Áp dụng từ ngày")
    reason = forms.CharField(label="Căn cứ hoặc lý do", max_length=500)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        for weekday, name in enumerate(WEEKDAYS):
            self.fields[f"d{weekday}"] = IntervalsField(
                label=name,
                required=weekday < 5,
                help_text="" if weekday else "Các buổi cách nhau bằng dấu phẩy: 07:00-11:30, 13:30-17:00.",
            )
        self.order_fields(["agency_code", "valid_from", *(f"d{weekday}" for weekday in range(7)), "reason"])

    def hours(self) -> dict[int, list[tuple[time, time]]]:
        return {weekday: self.cleaned_data[f"d{weekday}"] for weekday in range(7)}
