"""The editor's own forms: a form's words, a section, a paper, a new form, a new check."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms

from motcua.kernel.text import clean
from motcua.registries.eforms import queries
from motcua.registries.eforms.rules import naming
from motcua.registries.eforms.rules.naming import COMMON, LEVELS, SPECIAL, TYPES
from motcua.registries.eforms.rules.papers import CHANNELS, PAPER_MODES
from motcua.registries.eforms.rules.words import WORDS
from motcua.registries.eforms.types import (
    SOURCES,
    Audience,
    Check,
    Field,
    FieldType,
    FormDefinition,
    Level,
    PaperAsked,
    PutForm,
    Section,
)

AUDIENCES = [(one.value, name) for one, name in naming.AUDIENCES.items()]
CODE_HELP = "Quy trình và giấy kết quả gọi câu này bằng mã. Đổi mã thì các chỗ trong biểu mẫu đổi theo."


class Words(forms.CharField):
    """Words made clean; several lines where ``lines`` is given."""

    def __init__(
        self, label: str, *, most: int = 2000, lines: int = 0, need: bool = False, **options: Any
    ) -> None:
        if lines:
            options["widget"] = forms.Textarea(attrs={"rows": lines})
        super().__init__(label=label, required=need, max_length=most, strip=True, **options)

    def clean(self, value: Any) -> str:
        return clean(str(super().clean(value) or ""))


class NewForm(forms.Form):
    """A form of one's own."""

    ma = Words("Mã biểu mẫu", most=40, need=True, help_text="Thường là mã thủ tục, ví dụ 1.001193.")
    ten = Words("Tên biểu mẫu", most=500, need=True)
    giong = forms.ChoiceField(label="Bắt đầu giống", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = [
            (row["code"], f"{row['code']}: {row['name']}") for row in queries.listing() if row["in_use_from"]
        ]
        self.fields["giong"].choices = [("", "Biểu mẫu trống"), *rows]


class FormWords(forms.Form):
    """The form's name and notes."""

    ten = Words("Tên biểu mẫu", most=500, need=True)
    mau_giay = Words("Mẫu giấy và văn bản ban hành")
    ghi_chu = Words("Ghi chú cho người soạn", lines=2)

    def __init__(self, form: FormDefinition, data: Any = None) -> None:
        super().__init__(data, initial={"ten": form.name, "mau_giay": form.paper, "ghi_chu": form.note})

    def edit(self) -> PutForm:
        said = self.cleaned_data
        return PutForm(said["ten"], said["mau_giay"], said["ghi_chu"])


class SectionWords(forms.Form):
    """A section's title, lead and who fills it."""

    tieu_de = Words("Tên phần", most=200, need=True, help_text="Hỏi bằng lời thường, ví dụ: Bạn là ai?")
    loi_dan = Words("Lời dẫn", lines=2)
    nhom = Words("Nhóm bước", most=60, help_text="Các phần liền nhau cùng nhóm hiện là một bước lớn.")
    nguoi_ghi = forms.ChoiceField(label="Ai ghi phần này", choices=AUDIENCES)
    ma = Words("Mã phần", most=60, need=True, help_text="Có trong địa chỉ trang khai. Ít khi cần đổi.")

    def __init__(self, was: Section, data: Any = None) -> None:
        self.was = was
        super().__init__(
            data,
            initial={
                "tieu_de": was.title,
                "loi_dan": was.help,
                "nhom": was.group,
                "nguoi_ghi": was.audience.value,
                "ma": was.code,
            },
        )

    def part(self) -> Section:
        said = self.cleaned_data
        return replace(
            self.was,
            title=said["tieu_de"],
            help=said["loi_dan"],
            group=said["nhom"],
            audience=Audience(said["nguoi_ghi"]),
            code=said["ma"],
        )


class PaperWords(forms.Form):
    """A paper of the dossier."""

    ten = Words("Tên giấy tờ", most=1000, need=True, lines=2)
    cach = forms.ChoiceField(label="Cách nộp", choices=list(PAPER_MODES.items()))
    ban_chinh = forms.IntegerField(label="Số bản chính", min_value=0, max_value=99)
    ban_sao = forms.IntegerField(label="Số bản sao", min_value=0, max_value=99)
    bat_buoc = forms.BooleanField(label="Bắt buộc khi đủ điều kiện", required=False)
    to_khai = forms.BooleanField(
        label="Là tờ khai", required=False, help_text="Nộp trực tuyến thì biểu mẫu điện tử thay cho giấy này."
    )
    kenh = forms.MultipleChoiceField(
        label="Chỉ cần khi nộp",
        choices=list(CHANNELS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Không chọn gì là mọi cách nộp.",
    )
    nhom = forms.RegexField(
        r"^[a-z][a-z0-9_]{0,39}$",
        label="Nhóm thay nhau",
        required=False,
        help_text="Các giấy cùng nhóm chỉ cần một. Chữ thường không dấu, ví dụ: noi_o.",
        error_messages={"invalid": "Tên nhóm viết chữ thường không dấu, số và gạch dưới."},
    )
    khi_nao = Words("Khi nào cần, nói với người dân", most=500)
    du_lieu = forms.MultipleChoiceField(
        label="Dữ liệu thay được giấy này",
        choices=list(SOURCES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    ghi_chu = Words("Ghi chú", most=1000, lines=2)
    ma = Words("Mã giấy tờ", most=60, need=True)

    def __init__(self, was: PaperAsked, data: Any = None) -> None:
        self.was = was
        super().__init__(
            data,
            initial={
                "ten": was.name, "cach": was.mode, "ban_chinh": was.original, "ban_sao": was.copies,
                "bat_buoc": was.required, "to_khai": was.declaration, "kenh": list(was.channels),
                "nhom": was.one_of, "khi_nao": was.when_words, "du_lieu": list(was.replaced_by),
                "ghi_chu": was.note, "ma": was.code,
            },
        )  # fmt: skip

    def part(self) -> PaperAsked:
        said = self.cleaned_data
        return replace(
            self.was, name=said["ten"], mode=said["cach"], original=said["ban_chinh"], copies=said["ban_sao"],
            required=said["bat_buoc"], declaration=said["to_khai"], channels=tuple(said["kenh"]),
            one_of=said["nhom"], when_words=said["khi_nao"], replaced_by=tuple(said["du_lieu"]),
            note=said["ghi_chu"], code=said["ma"],
        )  # fmt: skip


class AddPart(forms.Form):
    """A new question or column: what it asks and in which type."""

    nhan = Words("Câu hỏi", most=500, need=True)
    kieu = forms.ChoiceField(label="Kiểu trả lời")

    def __init__(self, *args: Any, column: bool = False, **options: Any) -> None:
        super().__init__(*args, auto_id="them_%s", **options)  # it stands beside a question of the same names
        left_out = (FieldType.TABLE, FieldType.STATIC) if column else ()
        self.fields["kieu"].choices = [
            (one.value, name) for one, name in TYPES.items() if one not in left_out
        ]
        if column:
            self.fields["nhan"].label = "Tên cột"


class CheckForm(forms.Form):
    """One more check of a field, put together by choosing."""

    tu = forms.ChoiceField(label="Kiểm tra")
    cau = forms.ChoiceField(label="So với câu", required=False, help_text="Chỉ với kiểm tra so hai câu.")
    so = Words("Con số hoặc chữ", most=200, help_text="Cách ghi ở sau tên kiểm tra, trong ngoặc.")
    muc = forms.ChoiceField(
        label="Khi không đạt", choices=[("", "Như thường lệ"), *LEVELS.items()], required=False
    )
    loi = Words("Lời báo riêng", most=300, help_text="Để trống thì dùng lời có sẵn.")

    def __init__(self, item: Field, others: list[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data, prefix="kt")
        named = {"Hay dùng": COMMON, "Riêng từng thủ tục": SPECIAL}
        self.fields["tu"].choices = [
            (
                title,
                [
                    (word, f"{name} ({hint})" if hint else name)
                    for word, (name, hint) in words.items()
                    if not WORDS[word].types or item.type in WORDS[word].types
                ],
            )
            for title, words in named.items()
        ]
        self.fields["cau"].choices = [("", "Không so với câu nào"), *others]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        word = WORDS.get(said.get("tu", ""))
        if word is None:
            return said
        arg = said.get("so", "") or (said.get("cau", "") if word.names_fields else "")
        if problem := word.wrong_arg(arg):
            where = "cau" if word.names_fields and not said.get("so") else "so"
            self.add_error(where, f"Kiểm tra này: {problem}")
        said["arg"] = arg
        return said

    def check(self) -> Check:
        said = self.cleaned_data
        level = Level(said["muc"]) if said["muc"] else WORDS[said["tu"]].level
        return Check(said["tu"], said["arg"], level, said["loi"])
