"""The file a citizen hands in for a check."""

from django import forms

from motcua.kernel.words import say

MOST_MB = 20


class CheckForm(forms.Form):
    """Kiểm tra một tệp: PDF or XML by content, not by name."""

    tep = forms.FileField(
        label=say("Tệp PDF hoặc XML đã ký"),
        help_text=say(
            "Tối đa {most_mb} MB. Tệp chỉ dùng để kiểm tra rồi xóa ngay, không lưu.", most_mb=MOST_MB
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,.xml,application/pdf,text/xml"}),
        error_messages={
            "required": say("Bạn chưa chọn tệp. Hãy chọn tệp PDF hoặc XML đã ký."),
            "empty": say("Tệp này rỗng (0 byte). Hãy chọn lại đúng tệp đã ký."),
            "missing": say("Bạn chưa chọn tệp. Hãy chọn tệp PDF hoặc XML đã ký."),
        },
    )

    def __init__(self, *args, too_large: str | None = None, **kwargs) -> None:
        """`too_large`: name of a file that was left out while it streamed in (kernel.uploads)."""
        super().__init__(*args, **kwargs)
        if too_large:
            self.fields["tep"].error_messages["required"] = say(
                "Tệp “{too_large}” quá giới hạn {most_mb} MB nên chưa được nhận. Tệp lớn hơn xin gửi cơ quan đã cấp để họ kiểm tra giúp.",
                too_large=too_large,
                most_mb=MOST_MB,
            )

    def clean_tep(self):
        file = self.cleaned_data["tep"]
        head = file.read(1024)
        file.seek(0)
        if b"%PDF-" not in head and not head.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"<"):
            raise forms.ValidationError(
                say(
                    "Đây không phải tệp PDF hay XML, dù tên có thể ghi vậy. "
                    "Hãy chọn đúng tệp bạn đã nhận; ảnh chụp hoặc bản in không còn chữ ký số để kiểm tra."
                )
            )
        return file
