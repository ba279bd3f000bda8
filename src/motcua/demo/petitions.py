"""Petitions of the last weeks: some to be sorted, some at work, one late, some answered and published, one denunciation."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.organizations import queries as organizations
from motcua.services.accounts import queries as accounts
from motcua.services.petitions import queries, services
from motcua.services.petitions.models import Petition
from motcua.services.petitions.types import HANDLE, Kind, Sender

from .play import Desk

TOLD = (
    (
        Kind.CONDUCT,
        1,
        "",
        "Sáng nay tôi chờ 50 phút mới đến lượt trong khi ba quầy đóng. Đề nghị mở thêm quầy vào thứ Hai.",
    ),
    (
        Kind.RULE,
        2,
        "",
        "Đăng ký thường trú cho con vẫn phải mang bản sao giấy khai sinh dù giấy do chính xã cấp. Đề nghị bỏ.",
    ),
    (
        Kind.CONDUCT,
        9,
        "lam",
        "Cán bộ hẹn trả kết quả thứ Năm nhưng đến nơi lại bảo chờ lãnh đạo đi họp về mới ký.",
    ),
    (
        Kind.COMPLAINT,
        12,
        "lam",
        "Tôi không đồng ý với việc từ chối hồ sơ cấp phép xây dựng vì cho rằng thiếu giấy tờ tôi đã nộp.",
    ),
    (
        Kind.CONDUCT,
        40,
        "lam",
        "Bảng niêm yết phí ở quầy còn ghi mức cũ, người dân bị thu khác nhau, đề nghị kiểm tra lại.",
    ),
    (
        Kind.CONDUCT,
        20,
        "xong",
        "Ghế chờ ở phòng tiếp nhận bị hỏng nhiều, người già phải đứng. Gọi tôi số 0912345678 khi sửa xong.",
    ),
    (
        Kind.RULE,
        25,
        "xong",
        "Nên cho nộp trực tuyến giấy xác nhận tình trạng hôn nhân mà không phải ra xã ký sổ.",
    ),
    (
        Kind.DENUNCIATION,
        3,
        "",
        "Tôi tố cáo việc thu thêm tiền ngoài biên lai khi làm thủ tục đất đai, có ghi âm, xin được giữ kín tên.",
    ),
)
ANSWERS = (
    "Đã kiểm tra và thay toàn bộ ghế hỏng trong tuần; có thêm hai hàng ghế ưu tiên người cao tuổi. Cảm ơn ông, bà đã góp ý.",
    "Tiếp thu: từ tháng sau thủ tục này nộp trực tuyến toàn trình, kết quả điện tử, không phải đến ký sổ.",
)


def send_some(main: Desk, *, until: datetime) -> int:
    """How many were sent; each through the room's own commands at its own hour."""
    answers = iter(ANSWERS)
    for number, (kind, days, far, words) in enumerate(TOLD):
        at = until - timedelta(days=days)
        with clock.fixed(at):
            sent = services.send(
                kind=kind, content=words, sender=Sender(f"Người gửi Minh Họa {number + 1}", f"09123456{number:02d}"),
                about=main.committee, press=f"demo-{number}", by=Actor.anonymous(), at=at,
            )  # fmt: skip
            if far:
                _work(sent.code, kind, main, next(answers) if far == "xong" else "", at)
    return len(TOLD)


def _work(code: str, kind: Kind, main: Desk, words: str, at: datetime) -> None:
    row = Petition.objects.get(code=code)
    sorting = replace(
        Actor.system("demo", HANDLE), agency_code=row.agency_code, agency_codes=frozenset({row.agency_code})
    )
    services.take_up(code=code, kind=kind, seen=1, by=sorting, at=at + timedelta(hours=3))
    services.pass_on(
        code=code, to=main.committee, reason="Thuộc thẩm quyền của phường, xã.", seen=2, by=sorting,
        at=at + timedelta(hours=4),
    )  # fmt: skip
    if words:
        leader, later = organizations.leaders(main.committee, at.date())[0], at + timedelta(days=4)
        by = accounts.actor_of_officer(leader.officer_code, leader.post_code)
        services.answer(code=code, words=words, seen=3, by=by, at=later)
        page = queries.page_for(by, code, later)
        services.publish(code=code, question=page.question, reply=page.reply, seen=4, by=by, at=later)
        services.say_of_answer(token=row.token, satisfied=True, words="", at=later + timedelta(days=1))
