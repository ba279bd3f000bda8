"""`/ui/`: every part in every state, built from the tags that pages use. For developers; shown in debug only."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.kernel import access
from motcua.ui.forms import ChoiceLabel, DateField, MoneyField

_TZ = ZoneInfo("Asia/Ho_Chi_Minh")
_SPRITE = Path(__file__).parent / "static" / "ui" / "icons.svg"


def _at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=_TZ)


class SampleForm(forms.Form):
    """One field of every kind."""

    prefix = "mau"
    full_name = forms.CharField(label="Họ và tên", help_text="Như trên căn cước.")
    phone = forms.CharField(label="Số điện thoại", required=False)
    born_on = DateField(label="Ngày sinh", not_after=date(2026, 11, 23))
    fee = MoneyField(label="Lệ phí")
    ward = forms.ChoiceField(
        label="Xã, phường", choices=[("", "Chọn một nơi"), ("1", "Phường Hoa Lư"), ("2", "Xã Gia Viễn")]
    )
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    receive = forms.ChoiceField(
        label="Nhận kết quả",
        widget=forms.RadioSelect,
        choices=[
            ("counter", "Tại quầy"),
            ("post", ChoiceLabel("Qua bưu điện", "Bưu điện thu 26.000 đồng khi giao.")),
        ],
    )
    papers = forms.MultipleChoiceField(
        label="Giấy mang theo",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("birth", "Giấy chứng sinh"), ("mandate", "Văn bản ủy quyền")],
    )
    scan = forms.FileField(label="Ảnh giấy chứng sinh", help_text="Ảnh hoặc PDF, tối đa 10 MB.")
    truth = forms.BooleanField(
        label="Tôi cam đoan lời khai là đúng", help_text="Khai sai thì chịu trách nhiệm trước pháp luật."
    )


class WrongForm(SampleForm):
    prefix = "sai"


class FilterForm(forms.Form):
    """A list's filter."""

    q = forms.CharField(
        label="Mã, tên, số căn cước", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    field = forms.ChoiceField(
        label="Lĩnh vực", required=False, choices=[("", "Tất cả"), ("ht", "Hộ tịch"), ("ct", "Chứng thực")]
    )
    channel = forms.ChoiceField(
        label="Kênh nộp", required=False, choices=[("", "Tất cả"), ("quay", "Quầy"), ("mang", "Trên mạng")]
    )


ROLES = [
    ("page", "Nền giấy"), ("card", "Thẻ"), ("sunken", "Lõm"), ("line", "Kẻ nhẹ"), ("field", "Viền ô"), ("ink", "Chữ"),
    ("soft", "Chữ phụ"), ("faint", "Gợi ý"), ("primary", "Chàm"), ("link", "Liên kết"), ("son", "Son"),
    ("hero", "Tường"), ("light", "Đèn"), ("focus", "Tiêu điểm"),
]  # fmt: skip
TONES = [
    ("mute", "Mới, trung tính", "fresh"), ("info", "Đang chạy", "run"), ("pause", "Đồng hồ dừng", "pause"),
    ("soon", "Sắp đến hẹn", "hourglass"), ("done", "Xong, hợp lệ", "done"), ("late", "Trễ, lỗi", "late"),
]  # fmt: skip
STATUSES = [
    ("Mới đăng ký", "mute", ""), ("Được tiếp nhận", "mute", ""), ("Không được tiếp nhận", "late", "no"),
    ("Đang xử lý", "info", ""), ("Yêu cầu bổ sung giấy tờ", "pause", ""), ("Chờ nghĩa vụ tài chính", "pause", "money"),
    ("Đã rút hồ sơ", "mute", "undo"), ("Dừng xử lý", "pause", ""), ("Đã xử lý xong", "done", ""),
    ("Đã trả kết quả", "done", "check"),
]  # fmt: skip
DUES = [
    ("Còn 2 ngày 3 giờ", "ok"), ("Còn 1 giờ 20 phút", "soon"), ("Quá hạn 1 ngày", "late"),
    ("Dừng, còn 4 ngày", "pause"), ("Trả trước hẹn 1 ngày", "done"),
]  # fmt: skip
ROWS = [
    ("is-late is-unread", "Quá hạn 1 ngày", "late", "hẹn 20/11, 14:10", "H42.21-261117-0031", "Quầy", "Cải chính hộ tịch", "Phạm Thị D", "Đang xử lý", "info", "Trình ký, Lê Văn C giữ"),
    ("is-current", "Còn 30 phút", "soon", "14:40", "H42.21-261123-0038", "Quầy", "Chứng thực bản sao, 6 bản", "Vũ Thị G", "Được tiếp nhận", "mute", "Thẩm định"),
    ("is-picked", "Còn 1 giờ 20 phút", "soon", "15:30", "H42.21-261123-0029", "Trên mạng", "Đăng ký khai sinh", "Đặng Văn H", "Đang xử lý", "info", "Thẩm định"),
    ("", "Còn 2 ngày 3 giờ", "ok", "27/11, 7:10", "H42.21-261123-0002", "Bưu điện", "Xác nhận tình trạng hôn nhân", "Võ Thị S", "Đang xử lý", "info", "Thẩm định"),
    ("", "Xong, chờ trả", "done", "hẹn 17:00", "H42.21-261118-0022", "Bưu điện", "Thay đổi hộ kinh doanh", "Lý Thị P", "Đã xử lý xong", "done", "Trả kết quả"),
    ("is-paused", "Dừng, còn 4 ngày 6 giờ", "pause", "từ 18/11", "H42.21-261110-0025", "Quầy", "Tách thửa đất", "Mai Thị U", "Chờ bổ sung", "pause", "Chờ người dân"),
]  # fmt: skip
ROW_NAMES = ("css", "due", "due_tone", "at", "code", "channel", "procedure", "owner", "state", "tone", "step")


@lru_cache(maxsize=1)
def _icons() -> list[str]:
    return re.findall(r'<symbol id="([a-z]+)"', _SPRITE.read_text())


def _wrong_form() -> WrongForm:
    return WrongForm(
        {
            "sai-full_name": "",
            "sai-phone": "0900 0000",
            "sai-born_on": "9/21/2026",
            "sai-fee": "5,5 đồng",
            "sai-ward": "",
            "sai-papers": ["birth"],
        }
    )


@access.audience("public")
def components(request: HttpRequest) -> HttpResponse:
    """Every part in every state; `?density=desk` takes the air out."""
    page = Paginator(range(1, 249), 15).get_page(request.GET.get("trang"))
    return render(
        request,
        "ui/components.html",
        {
            "density": "desk" if request.GET.get("density") == "desk" else "",
            "roles": ROLES,
            "tones": TONES,
            "statuses": STATUSES,
            "dues": DUES,
            "rows": [dict(zip(ROW_NAMES, row, strict=True)) for row in ROWS],
            "icons": _icons(),
            "form": SampleForm(initial={"born_on": date(1996, 3, 8), "fee": 5000, "receive": "counter", "papers": ["birth"]}),
            "wrong": _wrong_form(),
            "filter_form": FilterForm({"field": "ht", "channel": "quay"}),
            "page": page,
            "nobody": Paginator([], 15).get_page(1),
            "now": _at(23, 14, 10),
            "due_at": _at(26, 9, 15),
            "tabs": [
                {"label": "Theo giờ hẹn", "url": "?", "count": 15, "current": True},
                {"label": "Tôi theo dõi", "url": "?t=2", "count": 8},
                {"label": "Quá hạn", "url": "?t=3", "count": 2, "tone": "late"},
                {"label": "Trao đổi", "url": "?t=4"},
            ],
            "crumbs": [("Thủ tục", "/thu-tuc/"), ("Hộ tịch", "/thu-tuc/?q=ho-tich"), ("Đăng ký khai sinh", "")],
            "questions": [("Cha, mẹ", "?b=1"), ("Nơi sinh", "?b=2"), ("Họ tên của con", ""), ("Nhận kết quả", ""), ("Xem lại và gửi", "")],
            "facts": [
                ("clock", "Bao lâu?", "Trong ngày", "Nộp sau 15 giờ thì nhận vào ngày làm việc tiếp theo."),
                ("money", "Bao nhiêu tiền?", "Miễn phí", "Khi con chưa quá 60 ngày tuổi."),
                ("pin", "Ở đâu?", "Trên mạng, hoặc quầy bất kỳ", "Cả 129 trung tâm xã, phường đều nhận."),
                ("office", "Ai quyết định?", "Ủy ban nhân dân xã, phường", "Nơi cư trú của cha hoặc mẹ."),
            ],
            "summary": [
                ("Họ tên của con", "Đặng Thị X", "?sua=ten"),
                ("Mẹ", "Nguyễn Thị A, sinh năm 1996", "?sua=me", "Sửa", "CSDL quốc gia về dân cư", _at(23, 14, 2)),
            ],
            "needs": [
                ("file", "Giấy chứng sinh", "Bản chính. Bệnh viện, trạm y tế nơi sinh cấp."),
                ("sign", "Tờ khai đăng ký khai sinh", "Nộp trên mạng: bạn trả lời từng câu, máy điền giúp."),
            ],
            "no_needs": [("", "Căn cước của cha, mẹ", "Chúng tôi tự tra trong CSDL quốc gia về dân cư.")],
            "road": [
                {"title": "Tiếp nhận", "state": "done", "hours": 2, "share": 71, "note": "Trần Thị B, 1 giờ 25 trong 2 giờ"},
                {"title": "Thẩm định: bạn đang giữ", "state": "now", "hours": 12, "share": 79, "note": "9 giờ 30 trong 12 giờ"},
                {"title": "Trình ký", "state": "next", "hours": 2, "note": "2 giờ"},
                {"title": "Lãnh đạo ký", "state": "next", "hours": 6, "note": "6 giờ"},
                {"title": "Trả kết quả", "state": "next", "hours": 2, "note": "2 giờ, qua bưu điện"},
            ],
            "events": [
                {"title": "Bạn nộp hồ sơ trên mạng", "when": _at(20, 8, 2), "state": "done"},
                {"title": "Quầy 3 tiếp nhận, gửi bạn giấy hẹn", "when": _at(20, 9, 15), "text": "Giấy tờ đủ, không phải bổ sung.", "url": "#giay", "action": "Xem giấy hẹn"},
                {"title": "Chuyên viên đang kiểm tra tên hộ và ngành nghề", "when": "Từ thứ Hai 23/11, 7:31", "state": "now"},
                {"title": "Gửi kết quả cho bạn", "when": "Chậm nhất 9:15, thứ Năm 26/11", "state": "next"},
            ],
            "journal": [
                {"at": _at(23, 13, 52), "icon": "chat", "text": "Nguyễn Văn A nhắn:", "quote": "Biển hiệu ghi “Tạp hóa Hoa Sen” có được không ạ?"},
                {"at": _at(23, 7, 31), "icon": "eye", "text": "Mở hồ sơ để thẩm định", "who": "lý do: được giao"},
                {"at": _at(20, 10, 40), "icon": "send", "text": "Chuyển đến Phòng Kinh tế, kèm phiếu kiểm soát", "who": "giao: Trần Thị B, nhận: Phạm Văn D"},
                {"at": _at(20, 9, 15), "icon": "fileok", "text": "Tiếp nhận, hẹn trả 9:15 ngày 26/11", "url": "#giay", "action": "Giấy tiếp nhận"},
            ],
            "days": [
                (date(2026, 11, 20), "Nhận hồ sơ, chưa tính", ""),
                (date(2026, 11, 21), "Nghỉ", "off"),
                (date(2026, 11, 22), "Nghỉ", "off"),
                (date(2026, 11, 23), "Ngày 1, hôm nay", "count today"),
                (date(2026, 11, 24), "Nghỉ, Ngày Văn hóa Việt Nam", "off"),
                (date(2026, 11, 25), "Ngày 2", "count"),
                (date(2026, 11, 26), "Ngày 3, hẹn trả 9:15", "count due"),
            ],
            "hours": ["7 giờ", "8 giờ", "9 giờ", "10 giờ", "11 giờ", "13 giờ", "14 giờ"],
            "signed": [("Ký lúc", "10:42:07, 12/10/2026 (theo dấu thời gian)"), ("Ký trên", "Toàn bộ 2 trang")],
            "tried": [
                ("Nội dung khớp với từng chữ ký", "done"),
                ("Chưa hỏi được danh sách thu hồi mới nhất", "soon"),
                ("Trang 2 bị thay sau khi ký", "late"),
            ],
            "chart_names": ["nhận", "trả"],
            "taken": [212, 248, 196, 141, 52, 170, 17],
            "given": [96, 158, 201, 174, 61, 188, 16],
            "fortnight": [1248, 1290, 1236, 1330, 1320, 1250, 1304, 1340, 1310, 1356, 1328, 1348, 1352, 894],
            "fortnight_days": ["4/11", "5/11", "6/11", "9/11", "10/11", "11/11", "12/11", "13/11", "16/11", "17/11", "18/11", "19/11", "20/11", "23/11"],
            "week": [99.9, 99.8, 99.9, 99.7, 99.6, 99.5, 99.2],
            "acts": [("Xem", "#xem", "eye"), ("Xóa", "#xoa", "")],
        },
    )  # fmt: skip
