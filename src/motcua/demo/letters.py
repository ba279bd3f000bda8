"""The register of incoming documents at the main committee: some wait for the leader, some are being resolved, some are done."""

from __future__ import annotations

from datetime import datetime, timedelta

from motcua.kernel import access, clock
from motcua.kernel.access import Actor
from motcua.registries.organizations import queries as organizations
from motcua.services.accounts import queries as accounts
from motcua.services.correspondence import services
from motcua.services.correspondence.rules import split_notation, type_of
from motcua.services.correspondence.types import INSTRUCT, REGISTER, How, Letter, Priority

from .play import Desk

SEEN = (
    ("Ủy ban nhân dân tỉnh Ninh Bình", "2145/UBND-VP1", "V/v chấn chỉnh việc tiếp nhận, trả kết quả thủ tục hành chính", Priority.URGENT, 9),
    ("Sở Tư pháp tỉnh Ninh Bình", "412/STP-HC", "V/v rà soát số liệu hộ tịch quý IV năm 2026", Priority.NORMAL, 8),
    ("Sở Nội vụ tỉnh Ninh Bình", "88/KH-SNV", "Kế hoạch tập huấn công tác văn thư, lưu trữ năm 2026", Priority.NORMAL, 8),
    ("Sở Tài chính tỉnh Ninh Bình", "1207/STC-QLNS", "V/v quyết toán phí, lệ phí chín tháng đầu năm", Priority.NORMAL, 7),
    ("Công an tỉnh Ninh Bình", "530/CAT-PC06", "V/v phối hợp làm sạch dữ liệu dân cư", Priority.NORMAL, 6),
    ("Đảng ủy phường Nam Định", "123-CV/ĐU", "V/v chuẩn bị hội nghị đánh giá cải cách hành chính", Priority.NORMAL, 5),
    ("Bảo hiểm xã hội tỉnh Ninh Bình", "904/BHXH-CĐ", "V/v liên thông cấp thẻ bảo hiểm y tế cho trẻ em", Priority.NORMAL, 4),
    ("Ủy ban nhân dân tỉnh Ninh Bình", "61/GM-UBND", "Giấy mời họp trực tuyến đánh giá Bộ phận Một cửa cấp xã", Priority.MORE_URGENT, 2),
    ("Sở Nông nghiệp và Môi trường tỉnh Ninh Bình", "1518/SNNMT-QLĐĐ", "V/v báo cáo tình hình giải quyết hồ sơ đất đai", Priority.NORMAL, 1),
    ("Trung tâm Phục vụ hành chính công tỉnh Ninh Bình", "77/BC-TTPVHCC", "Báo cáo kết quả giải quyết thủ tục hành chính tháng 10", Priority.NORMAL, 0),
)  # fmt: skip
"""Author, notation, subject, urgency, and how many days ago it came."""


def register_some(main: Desk, *, at: datetime) -> int:
    """How many were registered; the first are done, the next are being resolved, the latest wait."""
    people = [
        accounts.actor_of_officer(one.officer_code, one.post_code)
        for one in organizations.officers_of(main.committee, at.date())
        if one.officer_code
    ]
    clerk = _who(people, REGISTER, main.committee)
    leader = _who(people, INSTRUCT, main.committee)
    workers = [one for one in people if one not in (clerk, leader)][:4]
    if clerk is None or leader is None or not workers:
        return 0
    for n, (author, notation, subject, priority, ago) in enumerate(SEEN):
        came = at - timedelta(days=ago, minutes=7 * n)
        letter = Letter(
            author=author, notation=notation, issued_on=(came - timedelta(days=2)).date(), type_name=_type(notation), subject=subject,
            priority=priority, pages=2 + n % 5, how=How.MAIL if n % 3 else How.PAPER,
        )  # fmt: skip
        row = services.register(letter=letter, press=f"demo-{n}", by=clerk, at=came)
        if n >= 7:
            continue
        worker = workers[n % len(workers)]
        row = services.instruct(
            document_id=row.pk, lead=worker.id, helpers=(), readers=(), words="Tham mưu Ủy ban nhân dân phường trả lời đúng hạn.",
            due_on=clock.local(came + timedelta(days=1 if n == 3 else 12)).date() if n >= 3 else None, seen=row.version, by=leader, at=came,
        )  # fmt: skip
        if n < 3:
            services.finish(
                document_id=row.pk,
                reply=f"{41 + n}/UBND-VP",
                outcome="",
                seen=row.version,
                by=worker,
                at=came + timedelta(hours=5),
            )
    return len(SEEN)


def _type(notation: str) -> str:
    parts = split_notation(notation)
    return type_of(parts[1]) if parts else ""


def _who(people: list[Actor], permission: str, agency: str) -> Actor | None:
    return next((one for one in people if access.allows(one, permission, agency_code=agency)), None)
