"""One small form an action of the dossier page. ``seen`` is the version the page showed."""

from __future__ import annotations

from typing import Any

from django import forms

from motcua.services.dossiers import rules
from motcua.services.dossiers.types import PaperCount, ResultChannel
from motcua.ui.forms import DateField


def _text(label: str, *, required: bool = True, rows: int = 2, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=4000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _approver(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        help_text="Khi quy chế đòi lãnh đạo duyệt trước. Người được chọn nhận tin.",
    )


def _ground(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=300, help_text=help_text)


ASSIGN, UNIT, FEW = "Phân công", "unit:", 8
"""What distributing is called; how a choice names a unit; how many people are shown as a list before it folds into one field."""

REASON = "Lý do được lưu trong nhật ký hồ sơ."


class ActionForm(forms.Form):
    """Base: the hidden version, and words of the action."""

    label = ""
    button = ""
    icon = "send"
    key = ""
    danger = False
    hint = ""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    token = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**62)

    def __init__(self, *args: Any, steps: Any = None, page: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if steps is not None:
            self.choose(steps)
        if page is not None:
            self.know(page)

    def choose(self, steps: Any) -> None:
        """Fill choices from what may be done now."""

    def know(self, page: Any) -> None:
        """Add what this dossier asks for."""

    def pick(self, name: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
        """A choice field with its choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        return field

    def pick_approver(self, page: Any, nobody: str) -> None:
        """Who may have approved, and the words for nobody."""
        self.pick("approved_by", [("", nobody), *page.approvers.items()])


class Accept(ActionForm):
    label = button = "Tiếp nhận và in giấy hẹn"
    icon, key = "fileok", "t"
    limit_value = forms.IntegerField(
        label="Thời hạn giải quyết",
        required=False,
        min_value=0,
        max_value=400,
        help_text="Chỉ ghi khi danh mục chưa có thời hạn dùng được.",
    )
    limit_unit = forms.ChoiceField(
        label="Đơn vị",
        required=False,
        choices=[
            ("working_days", "ngày làm việc"),
            ("calendar_days", "ngày"),
            ("working_hours", "giờ làm việc"),
        ],
    )


class Refuse(ActionForm):
    label, button = "Từ chối tiếp nhận", "Từ chối và in phiếu"
    icon, danger = "no", True
    reason = _text("Lý do từ chối", rows=3, help_text="In trên phiếu giao người nộp.")


class Supplement(ActionForm):
    label, button = "Yêu cầu bổ sung", "Gửi yêu cầu bổ sung"
    icon, key = "pause", "b"
    hint = "Chỉ được yêu cầu một lần ở mỗi giai đoạn: hãy ghi đủ. Đồng hồ dừng khi gửi."
    items = _text("Giấy tờ, nội dung cần bổ sung", rows=4, help_text="Mỗi dòng một mục.")
    reason = _text("Lý do", help_text="Ghi căn cứ để người dân hiểu vì sao cần.")
    legal_basis = _ground("Căn cứ pháp lý", "Điều, khoản, văn bản yêu cầu giấy tờ này.")
    approved_by = _approver("Người duyệt yêu cầu")
    expires_on = DateField(
        label="Hạn bổ sung",
        required=False,
        help_text="Bỏ trống thì theo số ngày chung. Quá hạn không nhận được, hồ sơ kết thúc theo quy định.",
    )

    def know(self, page: Any) -> None:
        self.pick_approver(page, "Không cần duyệt")
        for paper in page.papers:
            offer = getattr(paper, "offer", None)
            if offer is not None or f"unfit_{paper.position}" in self.data_names:
                self.fields[f"unfit_{paper.position}"] = forms.CharField(
                    label=f"Vì sao “{(offer.name if offer else paper.name)[:90]}” trong kho không dùng được",
                    required=False,
                    max_length=500,
                    help_text="Chỉ ghi khi vẫn yêu cầu nộp giấy này. Người dân đọc được lý do.",
                )

    @property
    def data_names(self) -> set[str]:
        """Fields that were sent, without the prefix."""
        return {name.removeprefix(f"{self.prefix}-") for name in self.data}

    def unfit(self) -> dict[int, str]:
        """Why papers of the store will not do, by position."""
        given = {
            name.removeprefix("unfit_"): said
            for name, said in self.cleaned_data.items()
            if name.startswith("unfit_")
        }
        return {int(position): said for position, said in given.items() if said}


class Supplemented(ActionForm):
    label = button = "Nhận giấy tờ bổ sung"
    icon, key = "fileok", "t"
    answer = _text("Ghi chú", required=False)

    def know(self, page: Any) -> None:
        for paper in page.papers:
            name = paper.name if len(paper.name) <= 90 else paper.name[:87] + "…"
            self.fields[f"paper_{paper.position}"] = forms.IntegerField(
                label=name,
                required=False,
                min_value=0,
                max_value=99,
                initial=paper.originals,
                help_text="Số bản chính đang giữ.",
            )

    def counts(self, papers: Any) -> tuple[PaperCount, ...]:
        """Papers whose number of originals has changed; copies stay as they were."""
        found = []
        for paper in papers:
            given = self.cleaned_data.get(f"paper_{paper.position}")
            if given is not None and given != paper.originals:
                found.append(PaperCount(paper.position, given, paper.certified, paper.copies))
        return tuple(found)


class RequestPayment(ActionForm):
    label, button = "Yêu cầu nộp tiền", "Gửi yêu cầu nộp tiền"
    icon = "money"
    hint = "Đồng hồ dừng tới khi xác nhận đã nộp."
    reason = _text("Khoản phải nộp và căn cứ")


class ConfirmPayment(ActionForm):
    label = button = "Xác nhận đã nộp tiền"
    icon, key = "money", "t"
    proof = _text("Chứng từ", help_text="Số biên lai hoặc mã giao dịch.")


class Take(ActionForm):
    label = button = "Nhận việc"
    icon = "user"


class Release(ActionForm):
    label = button = "Trả việc về hàng chờ"
    icon = "undo"


class Finish(ActionForm):
    label = button = "Hoàn thành bước"
    icon, key = "check", "t"
    outcome = forms.ChoiceField(label="Kết quả của bước", widget=forms.RadioSelect, required=False)
    to = forms.ChoiceField(label="Người thụ lý", widget=forms.RadioSelect)
    opinion = _text("Ý kiến", required=False)
    legal_basis = _ground(
        "Căn cứ yêu cầu bổ sung",
        "Khi kết quả là thiếu giấy tờ: điều, khoản, văn bản yêu cầu. Mỗi dòng ý kiến là một mục phải bổ sung.",
    )
    approved_by = _approver("Người duyệt yêu cầu bổ sung")

    def know(self, page: Any) -> None:
        if "approved_by" in self.fields:
            self.pick_approver(page, "Không cần duyệt")

    def asked(self) -> dict[str, str]:
        """What a request for papers rests on, where the step may end in one."""
        return {name: self.cleaned_data.get(name, "") for name in ("legal_basis", "approved_by")}

    def choose(self, steps: Any) -> None:
        if not steps.asks:
            del self.fields["legal_basis"], self.fields["approved_by"]
        self._whom(steps.assignees)
        field = self.pick("outcome", steps.outcomes)
        field.required = bool(steps.outcomes and steps.outcomes[0][0])
        if len(steps.outcomes) == 1:
            self.button = steps.outcomes[0][1] if steps.assignees is None else ASSIGN
            field.widget = forms.HiddenInput()
            field.initial = steps.outcomes[0][0]

    def _whom(self, assignees: Any) -> None:
        """Who does the next step: people by how free they are, or a unit that takes it itself."""
        if assignees is None or not (assignees.people or assignees.units):
            del self.fields["to"]
            return
        people = [(one.officer_code, one.words) for one in assignees.people]
        units = [(UNIT + code, f"Để {name} tự nhận") for code, name in assignees.units]
        self.label, self.icon = ASSIGN, "users"
        field = self.pick("to", [*people, *units])
        field.initial = assignees.first or (units[0][0] if len(units) == 1 else None)
        if len(people) + len(units) > FEW:
            field.widget = forms.Select()
            field.choices = [*([] if field.initial else [("", "Chọn một người")]), *people, *units]

    def whom(self) -> dict[str, str]:
        """The choice as the command takes it."""
        to = self.cleaned_data.get("to", "")
        return {"to_unit": to.removeprefix(UNIT)} if to.startswith(UNIT) else {"to_officer": to}


class SubmitForSignature(ActionForm):
    label = button = "Trình ký"
    icon, key = "send", "t"
    hint = "Chưa có dự thảo thì máy soạn từ dữ liệu khai."
    opinion = _text("Ý kiến trình", required=False)

    def choose(self, steps: Any) -> None:
        if steps.submits:
            self.hint = f"Bước này ghi kết quả “{steps.submits}”. {self.hint}"


class Draft(ActionForm):
    label = button = "Soạn dự thảo kết quả"
    icon = "file"
    hint = "Mẫu kết quả lấy dữ liệu từ tờ khai; ô để trống thì mẫu để trống hoặc dùng lời mặc định."
    content = _text(
        "Nội dung văn bản",
        required=False,
        rows=5,
        help_text="Chỉ dùng cho văn bản trả lời hoặc từ chối. Mỗi dòng một đoạn.",
    )
    is_refusal = forms.BooleanField(label="Đây là văn bản từ chối giải quyết", required=False)

    def know(self, page: Any) -> None:
        for name, label in RESULT_FIELDS.get(page.dossier.procedure_code, ()):
            self.fields[name] = forms.CharField(label=label, required=False, max_length=300)
        self.order_fields(
            [
                *(name for name, _ in RESULT_FIELDS.get(page.dossier.procedure_code, ())),
                "content",
                "is_refusal",
            ]
        )

    def added(self) -> dict[str, Any]:
        """What the officer adds to the data of the result."""
        data = self.cleaned_data
        found = {
            name: value
            for name, value in data.items()
            if value and name not in ("seen", "token", "content", "is_refusal")
        }
        lines = [line.strip() for line in data["content"].splitlines() if line.strip()]
        if lines and data["is_refusal"]:
            found["reason"] = " ".join(lines)
        elif lines:
            found["paragraphs"] = lines
        return found


_CHILD = (("personal_number", "Số định danh cấp cho trẻ"),)
RESULT_FIELDS: dict[str, tuple[tuple[str, str], ...]] = {
    "1.001193": _CHILD,
    "2.002621": _CHILD,
    "1.004859": (("remark", "Ghi chú in trên trích lục"),),
    "1.004873": (("status", "Tình trạng hôn nhân đã xác minh, khi khác lời khai"),),
    "2.000815": (("document", "Giấy tờ được chứng thực"),),
    "1.001612": (("code", "Mã số hộ kinh doanh"),),
    "1.013225": (
        ("red_line", "Chỉ giới đường đỏ"),
        ("building_line", "Chỉ giới xây dựng"),
        ("density", "Mật độ xây dựng"),
        ("land_use_factor", "Hệ số sử dụng đất"),
    ),
}
"""What an officer adds to the result of a procedure that has a paper of its own."""


class Sign(ActionForm):
    label = button = "Ký kết quả"
    icon, key = "sign", "t"
    opinion = _text("Ý kiến", required=False)


class RecordResult(ActionForm):
    """What stands on a paper signed by hand; the scan is kept before the form is judged, so a fault does not lose it."""

    label, button = "Ghi nhận kết quả ký trên giấy", "Ghi nhận kết quả"
    icon = "sign"
    hint = "Ghi đúng như trên văn bản. Bước ký xong cùng lúc; bản chính được trả tại quầy."
    number = forms.CharField(label="Số văn bản", max_length=80, help_text="Ví dụ: 125/GXN-UBND.")
    signed_on = DateField(label="Ngày ký")
    signer = forms.CharField(
        label="Người ký", max_length=300, help_text="Chức vụ và họ tên. Ví dụ: Chủ tịch Trần Văn Nam."
    )
    name = forms.CharField(label="Tên văn bản", required=False, max_length=300)
    scan = forms.FileField(
        label="Bản quét",
        required=False,
        help_text="Tệp PDF. Có bản quét thì người dân tải được ngay.",
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )
    kept = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    scan_fault = ""

    def keep_scan(self, token: str, file_name: str) -> None:
        """The form shown again knows the scan that was given."""
        self.data = self.data.copy()  # type: ignore[union-attr]
        self.data[self.add_prefix("kept")] = token
        self.fields["scan"].help_text = f"Đã giữ tệp “{file_name}”. Chọn tệp khác để thay."

    def clean(self) -> dict[str, Any]:
        if self.scan_fault:
            self.add_error("scan", self.scan_fault)
        return self.cleaned_data


class HandToDesk(ActionForm):
    label = button = "Chuyển kết quả về Một cửa"
    icon, key = "inbox", "t"
    opinion = _text("Ghi chú", required=False)


class Return(ActionForm):
    label = button = "Trả kết quả"
    icon, key = "check", "t"
    receiver = forms.CharField(
        label="Người nhận", max_length=200, help_text="Họ tên như trên giấy tờ của người nhận."
    )
    authority = forms.CharField(
        label="Giấy ủy quyền, hoặc quan hệ",
        required=False,
        max_length=300,
        help_text="Khi người nhận không phải chủ hồ sơ hay người đã nộp.",
    )
    channel = forms.ChoiceField(
        label="Hình thức trả", widget=forms.RadioSelect, choices=[(c.value, c.label) for c in ResultChannel]
    )
    known: tuple[str, ...] = ()

    def know(self, page: Any) -> None:
        self.known = (page.dossier.applicant_name, page.dossier.submitter_name)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        stranger = said.get("channel") == ResultChannel.COUNTER and rules.needs_authority(
            said.get("receiver", ""), *self.known
        )
        if stranger and not said.get("authority", "").strip():
            self.add_error(
                "authority",
                "Người này không phải chủ hồ sơ hay người đã nộp: hãy ghi giấy ủy quyền đã xem, hoặc quan hệ.",
            )
        return said


class SendBack(ActionForm):
    label, button = "Chuyển lại bước trước", "Chuyển lại"
    icon = "undo"
    to_node = forms.ChoiceField(label="Về bước")
    reason = _text("Lý do", help_text=REASON)

    def choose(self, steps: Any) -> None:
        self.pick("to_node", steps.back_to)


class Reassign(ActionForm):
    label, button = "Chuyển người khác", "Chuyển"
    icon, key = "users", "c"
    to_officer = forms.ChoiceField(label="Người nhận việc")
    reason = _text("Lý do", help_text=REASON)

    def choose(self, steps: Any) -> None:
        self.pick("to_officer", [("", "Chọn một người"), *steps.officers])


class Stop(ActionForm):
    label = button = "Dừng xử lý"
    icon, danger = "pause", True
    hint = "Đồng hồ dừng tới khi xử lý tiếp; căn cứ và người duyệt được ghi lại."
    reason = _text("Lý do dừng", help_text="Người dân đọc được lý do này.")
    legal_basis = forms.CharField(
        label="Căn cứ pháp lý", max_length=300, help_text="Điều, khoản, văn bản cho phép dừng."
    )
    approved_by = forms.ChoiceField(
        label="Người duyệt", help_text="Người có thẩm quyền ký đã đồng ý. Người được chọn nhận tin."
    )

    def know(self, page: Any) -> None:
        self.pick_approver(page, "Chọn người duyệt")


class Resume(ActionForm):
    label = button = "Xử lý tiếp"
    icon, key = "run", "t"
    reason = _text("Lý do xử lý tiếp", help_text=REASON)


class Withdraw(ActionForm):
    label, button = "Rút hồ sơ theo yêu cầu của người dân", "Rút hồ sơ"
    icon, danger = "undo", True
    reason = _text("Yêu cầu của người dân", help_text="Ghi ai yêu cầu, bằng văn bản nào.")


class Reopen(ActionForm):
    label, button = "Mở lại để sửa kết quả", "Mở lại hồ sơ"
    icon, danger = "undo", True
    to_node = forms.ChoiceField(label="Về bước")
    reason = _text("Lý do mở lại", help_text=REASON)

    def choose(self, steps: Any) -> None:
        self.pick("to_node", steps.back_to)


class ProposeApology(ActionForm):
    label, button = "Xin lỗi và hẹn lại ngày trả", "Trình lãnh đạo ký"
    icon = "calendar"
    hint = "Chỉ hẹn lại một lần. Ngày hẹn đầu tiên và việc quá hạn vẫn được ghi."
    reason = _text("Lý do chậm", help_text="In trên văn bản gửi người dân.")
    new_on = DateField(label="Ngày hẹn trả mới")

    def know(self, page: Any) -> None:
        row = page.apology
        if row is not None and row.new_due_at is not None:
            self.fields["reason"].initial = row.reason
            self.fields["new_on"].initial = row.new_due_at.date()


class SignApology(ProposeApology):
    label = button = "Ký xin lỗi và hẹn lại ngày trả"
    icon = "sign"


class TakeBackRefusal(ActionForm):
    label, button = "Thu hồi phiếu từ chối ban hành nhầm", "Thu hồi phiếu"
    icon, danger = "undo", True
    hint = "Số phiếu được giữ và ghi là đã thu hồi; hồ sơ trở lại hàng chờ tiếp nhận."
    reason = _text("Lý do thu hồi", help_text="Người dân đọc được lý do này.")


class TakeBackWithdrawal(ActionForm):
    label, button = "Thu hồi việc rút hồ sơ nhầm", "Thu hồi việc rút"
    icon, danger = "undo", True
    hint = "Hồ sơ trở lại đúng bước, đúng người giữ; hạn trả giữ nguyên. Người dân được báo ngay."
    reason = _text("Lý do thu hồi", help_text="Người dân đọc được lý do này.")


FORMS: dict[str, type[ActionForm]] = {
    "accept": Accept,
    "refuse_at_reception": Refuse,
    "request_supplement": Supplement,
    "receive_supplement": Supplemented,
    "request_payment": RequestPayment,
    "confirm_payment": ConfirmPayment,
    "take_task": Take,
    "release_task": Release,
    "finish_step": Finish,
    "submit_for_signature": SubmitForSignature,
    "draft_result": Draft,
    "sign_result": Sign,
    "record_result": RecordResult,
    "hand_to_desk": HandToDesk,
    "return_result": Return,
    "send_back_step": SendBack,
    "reassign": Reassign,
    "stop": Stop,
    "resume": Resume,
    "withdraw": Withdraw,
    "reopen": Reopen,
    "propose_apology": ProposeApology,
    "sign_apology": SignApology,
    "take_back_refusal": TakeBackRefusal,
    "take_back_withdrawal": TakeBackWithdrawal,
}
