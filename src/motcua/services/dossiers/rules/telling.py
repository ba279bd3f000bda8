"""What a citizen is told of a dossier, event by event: plain and calm, one sentence of what to do."""

from __future__ import annotations

from motcua.kernel.words import worded
from motcua.services.dossiers.types import MY_DATES, MY_DRAFTS, MY_NEWS
from motcua.services.notifications.types import Text, notice_text

CODE = ("Mã hồ sơ", "H42.134.01-261124-0007")
NAME = ("Tên thủ tục", "Thủ tục đăng ký khai sinh")
DAY = ("Ngày hẹn trả", "thứ Sáu 27/11/2026")
REASON = ("Lý do", "chờ kết quả xác minh của công an")
HOW = ("Cách nhận kết quả", "Mời bạn đến quầy nhận, mang theo giấy hẹn và căn cước.")


def _text(kind: str, name: str, event: str, words: str, detail: str = "", **facts: tuple[str, str]) -> Text:
    return notice_text(
        f"dossiers.{name}", kind, event, words, detail, facts={"code": CODE, "name": NAME} | facts
    )


ACCEPTED = _text(
    MY_NEWS, "accepted", "Đã tiếp nhận", worded("Hồ sơ {code} đã được tiếp nhận, hẹn trả {day}"),
    worded("{name}. Bạn chưa cần làm gì."), day=DAY,
)  # fmt: skip
SUPPLEMENT = _text(
    MY_NEWS, "supplement", "Cần bổ sung, không có hạn", worded("Hồ sơ {code} cần bổ sung giấy tờ"),
    worded("{name}. Mở trang hồ sơ để xem cần gửi gì."),
)  # fmt: skip
SUPPLEMENT_BY = _text(
    MY_NEWS, "supplement_by", "Cần bổ sung trước một ngày",
    worded("Hồ sơ {code} cần bổ sung giấy tờ, chậm nhất hết ngày {by}"),
    worded("{name}. Mở trang hồ sơ để xem cần gửi gì."), by=("Ngày cuối", "04/12/2026"),
)  # fmt: skip
PAYING = _text(
    MY_NEWS, "paying", "Chờ nộp tiền", worded("Hồ sơ {code} chờ bạn nộp tiền"),
    worded("{name}. Số tiền và cách nộp ghi trong thông báo đã gửi bạn."),
)  # fmt: skip
ENDED_UNANSWERED = _text(
    MY_NEWS, "ended_unanswered", "Dừng vì hết hạn bổ sung", worded("Hồ sơ {code} đã dừng vì hết hạn bổ sung"),
    worded("{name}. Thông báo dừng giải quyết có trên trang hồ sơ."),
)  # fmt: skip
STOPPED = _text(
    MY_NEWS, "stopped", "Tạm dừng", worded("Hồ sơ {code} đang tạm dừng"),
    worded("{name}. Khi làm tiếp, chúng tôi báo bạn ngày hẹn mới."),
)  # fmt: skip
FINISHED = _text(
    MY_NEWS,
    "finished",
    "Đã có kết quả",
    worded("Hồ sơ {code} đã có kết quả"),
    worded("{name}. {how}"),
    how=HOW,
)
NOT_ACCEPTED = _text(
    MY_NEWS, "not_accepted", "Không tiếp nhận", worded("Hồ sơ {code} không được tiếp nhận"),
    worded("{name}. Lý do ghi trên trang hồ sơ."),
)  # fmt: skip
DECLARED = _text(
    MY_NEWS, "declared", "Cán bộ sửa tờ khai", worded("Cán bộ đã bổ sung, sửa tờ khai của hồ sơ {code}"),
    worded("{name}. Mở trang hồ sơ để xem."),
)  # fmt: skip
DECLARED_WHY = _text(
    MY_NEWS, "declared_why", "Cán bộ sửa tờ khai, có lý do",
    worded("Cán bộ đã bổ sung, sửa tờ khai của hồ sơ {code}"), worded("{name}. Lý do: {reason}"), reason=REASON,
)  # fmt: skip
NEW_DATE = _text(
    MY_NEWS, "new_date", "Xin lỗi và hẹn lại", worded("Chúng tôi xin lỗi: hồ sơ {code} được hẹn lại {day}"),
    worded("{name}. Lý do: {reason}"), day=DAY, reason=REASON,
)  # fmt: skip
REFUSAL_TAKEN_BACK = _text(
    MY_NEWS, "refusal_taken_back", "Thu hồi phiếu từ chối",
    worded("Phiếu từ chối hồ sơ {code} đã được thu hồi, hồ sơ đang được xem lại"), worded("{name}. Lý do: {reason}"),
    reason=REASON,
)  # fmt: skip
WITHDRAWAL_TAKEN_BACK = _text(
    MY_NEWS, "withdrawal_taken_back", "Thu hồi việc rút hồ sơ",
    worded("Hồ sơ {code} được giải quyết tiếp: việc rút hồ sơ đã được thu hồi"), worded("{name}. Lý do: {reason}"),
    reason=REASON,
)  # fmt: skip
PART = ("Phần việc của cơ quan", "Đăng ký thường trú")
PART_DELIVERED = _text(
    MY_NEWS, "part_delivered", "Liên thông: một cơ quan có kết quả", worded("Hồ sơ {code}: một cơ quan đã có kết quả"),
    worded("“{part}”, số {number}. Xem ở trang hồ sơ."), part=PART, number=("Số kết quả", "37/2026"),
)  # fmt: skip
PART_DECLINED = _text(
    MY_NEWS, "part_declined", "Liên thông: một cơ quan không giải quyết",
    worded("Hồ sơ {code}: một phần không được giải quyết, mời bạn xem lý do"),
    worded("“{part}”. Lý do: {reason} Việc bạn làm tiếp: {advice}"),
    part=PART, reason=("Lý do", "Trẻ đã có thẻ ở tỉnh khác."), advice=("Việc làm tiếp", "Liên hệ cơ quan đã cấp thẻ."),
)  # fmt: skip
SUPPLEMENT_SOON = _text(
    MY_DATES, "supplement_soon", "Sắp hết hạn bổ sung", worded("Còn {n} ngày để bổ sung hồ sơ {code}"),
    worded("{name}. Gửi giấy tờ ở trang hồ sơ, hoặc mang đến nơi đã nộp."), n=("Số ngày còn lại", "3"),
)  # fmt: skip
SUPPLEMENT_LAST = _text(
    MY_DATES, "supplement_last", "Ngày cuối để bổ sung", worded("Hôm nay là ngày cuối để bổ sung hồ sơ {code}"),
    worded("{name}. Gửi giấy tờ ở trang hồ sơ, hoặc mang đến nơi đã nộp."),
)  # fmt: skip
TOMORROW_READY = _text(
    MY_DATES, "tomorrow_ready", "Mai đến hẹn, đã có kết quả",
    worded("Ngày mai là ngày hẹn trả kết quả hồ sơ {code}"), worded("{name}. {how}"), how=HOW,
)  # fmt: skip
TOMORROW = _text(
    MY_DATES, "tomorrow", "Mai đến hẹn, đang hoàn tất", worded("Ngày mai là ngày hẹn trả kết quả hồ sơ {code}"),
    worded("{name}. Kết quả đang được hoàn tất; có kết quả chúng tôi báo ngay, bạn hãy chờ tin rồi đến."),
)  # fmt: skip
WAITS = _text(
    MY_DATES, "waits", "Kết quả chờ ở quầy", worded("Kết quả hồ sơ {code} vẫn chờ bạn ở quầy"), worded("{name}. {how}"),
    how=HOW,
)  # fmt: skip
ENDS = ("Ngày xóa", "23/12/2026")
DRAFT_FACTS = {"name": NAME, "ends": ENDS}
DRAFT_KEPT = worded("{name}. Câu trả lời được giữ đến hết ngày {ends}. Không cần nữa thì bạn cứ để yên.")
DRAFT_QUIET = notice_text(
    "dossiers.draft_quiet", MY_DRAFTS, "Hồ sơ khai dở để lâu", worded("Bạn có một hồ sơ đang khai dở"), DRAFT_KEPT,
    facts=DRAFT_FACTS,
)  # fmt: skip
DRAFT_LAST = notice_text(
    "dossiers.draft_last", MY_DRAFTS, "Hồ sơ khai dở sắp bị xóa",
    worded("Hồ sơ bạn đang khai sẽ bị xóa sau ngày {ends}"), DRAFT_KEPT, facts=DRAFT_FACTS,
)  # fmt: skip
