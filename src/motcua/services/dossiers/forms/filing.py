"""The few questions of filing that no electronic form asks: how to reach you, which commune, how you want the result."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from motcua.kernel import text
from motcua.kernel.words import say
from motcua.registries.people import queries as people
from motcua.services.dossiers.types import ResultChannel
from motcua.services.vault.types import Source
from motcua.ui.forms import ChoiceLabel


class ContactForm(forms.Form):
    """How we reach the citizen, and where they file."""

    phone = forms.CharField(
        label=say("Số điện thoại"),
        max_length=20,
        help_text=say("Cán bộ gọi khi cần hỏi thêm; bạn cũng dùng số này để tra cứu không cần đăng nhập."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "class": "input--mid"}),
    )
    email = forms.EmailField(
        label=say("Thư điện tử"),
        required=False,
        max_length=120,
        help_text=say("Ghi trên giấy tiếp nhận để cán bộ liên hệ. Không có thì để trống."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_phone(self) -> str:
        checked = people.check_phone(self.cleaned_data["phone"])
        if checked.faults:
            raise ValidationError(checked.faults[0])
        return checked.value


class PlaceForm(forms.Form):
    """Words to find a commune by, and the one meant."""

    tim = forms.CharField(
        label=say("Xã, phường giải quyết hồ sơ"),
        required=False,
        max_length=100,
        help_text=say(
            "Nơi bạn cư trú. Gõ vài chữ rồi bấm Tìm; tên xã, huyện cũ cũng được, không cần gõ dấu."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    xa = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)

    def clean_tim(self) -> str:
        return text.clean(self.cleaned_data["tim"])


class ResultForm(forms.Form):
    """How the result comes to the citizen."""

    result_channel = forms.ChoiceField(
        label=say("Bạn muốn nhận kết quả thế nào?"),
        widget=forms.RadioSelect,
        choices=[
            (
                ResultChannel.ONLINE.value,
                ChoiceLabel(
                    say("Bản điện tử có ký số"),
                    say("Tải về ở trang này ngay khi có, có giá trị như bản giấy."),
                ),
            ),
            (
                ResultChannel.COUNTER.value,
                ChoiceLabel(say("Nhận tại quầy"), say("Mang giấy hẹn và căn cước khi đến nhận.")),
            ),
            (
                ResultChannel.POST.value,
                ChoiceLabel(say("Nhận tại nhà qua bưu chính"), say("Bạn trả cước cho bưu chính khi nhận.")),
            ),
        ],
    )

    def __init__(self, *args: Any, ways: Collection[str], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["result_channel"]
        field.choices = [one for one in field.choices if one[0] in ways]
        if ResultChannel.ONLINE not in ways:
            field.help_text = say("Kết quả này trao bằng giấy nên không có bản điện tử.")


class ConsentForm(forms.Form):
    """The last word before sending."""

    dong_y = forms.BooleanField(
        label=say(
            "Tôi đã xem lại. Những điều khai trên là đúng; cơ quan được dùng dữ liệu này để giải quyết hồ sơ của tôi"
        ),
        error_messages={"required": say("Hãy đánh dấu vào ô đồng ý, chúng tôi mới được nhận hồ sơ của bạn.")},
    )


class TrackForm(forms.Form):
    """A code, and something only its owner knows."""

    ma = forms.CharField(
        label=say("Mã hồ sơ"),
        max_length=60,
        help_text=say("In ở góc giấy tiếp nhận, ví dụ H42.15.3-261122-0001."),
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "spellcheck": "false", "class": "input--num"}
        ),
    )
    so = forms.CharField(
        label=say("Số điện thoại hoặc số căn cước"),
        max_length=20,
        help_text=say("Số bạn đã ghi khi nộp hồ sơ."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "class": "input--mid"}),
    )

    def clean_ma(self) -> str:
        return text.clean(self.cleaned_data["ma"]).upper()


class AnswerForm(forms.Form):
    """The citizen's answer to a step that waits for it; only the answers of that step are taken."""

    outcome = forms.ChoiceField()
    answer = forms.CharField(required=False, max_length=2000)
    seen = forms.IntegerField(required=False)

    def __init__(self, *args: Any, answers: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["outcome"].choices = answers

    def clean_answer(self) -> str:
        return text.clean(self.cleaned_data["answer"])


class LeavePartForm(forms.Form):
    """Why one agency's part is taken out."""

    reason = forms.CharField(
        label=say("Vì sao bạn rút phần này?"),
        min_length=5,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=say("Một câu ngắn là đủ. Phần đã rút không lấy lại được."),
        error_messages={"min_length": say("Hãy viết ít nhất một câu ngắn.")},
    )

    def clean_reason(self) -> str:
        return text.clean(self.cleaned_data["reason"])


class WithdrawForm(LeavePartForm):
    """Why a whole dossier is taken back: the same question, for everything."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].label = say("Vì sao bạn rút hồ sơ?")
        self.fields["reason"].help_text = say(
            "Một câu ngắn là đủ. Rút nhầm thì báo ngay nơi tiếp nhận trong ngày làm việc; sau đó bạn nộp hồ sơ mới."
        )


class SupplementForm(forms.Form):
    """What goes with the papers sent in answer."""

    answer = forms.CharField(
        label=say("Lời nhắn kèm theo"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=say("Ví dụ: Tôi gửi lại bản chụp rõ hơn."),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_answer(self) -> str:
        return text.clean(self.cleaned_data["answer"])


class MineFilter(forms.Form):
    """Words to find one's own dossier by."""

    q = forms.CharField(label=say("Mã hồ sơ hoặc tên thủ tục"), required=False, max_length=100)

    def words(self) -> str:
        data: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        return text.clean(data.get("q", ""))


class StoreFilter(MineFilter):
    """What of one's own store to show: which papers, still valid or not, whose."""

    q = forms.CharField(label=say("Tên giấy, số giấy hoặc mã hồ sơ"), required=False, max_length=100)
    loai = forms.ChoiceField(
        label=say("Loại giấy"),
        required=False,
        choices=[("", say("Mọi loại")), *((one.value, one.label) for one in Source)],
    )
    hieu_luc = forms.ChoiceField(
        label=say("Hiệu lực"),
        required=False,
        choices=[("", say("Tất cả")), ("con", say("Còn hiệu lực")), ("het", say("Hết hiệu lực, đã thu hồi"))],
    )
    cua = forms.ChoiceField(label=say("Của ai"), required=False)

    def __init__(self, *args: Any, owners: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", say("Của tôi và tổ chức tôi đại diện")), *owners]
        if len(owners) > 1:
            self.fields["cua"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["cua"]

    def asked(self) -> dict[str, str]:
        """As the store is asked; what cannot be read narrows nothing."""
        data = self.cleaned_data if self.is_valid() else {}
        return {
            "source": data.get("loai", ""),
            "standing": data.get("hieu_luc", ""),
            "of": data.get("cua", ""),
        }
