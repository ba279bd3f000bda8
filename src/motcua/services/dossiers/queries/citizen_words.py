"""Hồ sơ đến đâu, in words: the answer a citizen reads first, and what is asked of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from motcua.kernel import words
from motcua.kernel.words import say
from motcua.services.dossiers.models import Dossier, IssuedPaper
from motcua.services.dossiers.types import PaperKind, ResultChannel, Status

from .chips import Chip


@dataclass(frozen=True, slots=True)
class Need:
    """What the citizen has to do before the dossier goes on."""

    wanted: tuple[str, ...]
    reason: str
    expires_on: date | None


def need_of(dossier: Dossier, issued: list[IssuedPaper], *, whole: bool) -> Need | None:
    """What the citizen is asked for while the dossier waits for papers; the reason is the owner's to read."""
    if dossier.state is not Status.SUPPLEMENT:
        return None
    asked = [row for row in issued if row.kind == PaperKind.SUPPLEMENT]
    pause = dossier.pauses.filter(kind="supplement", to_at=None).last()
    wanted = tuple(asked[-1].data.get("wanted") or ()) if asked else ()
    reason = pause.reason if pause else ""
    return Need(
        wanted or ((reason,) if reason else ()), reason if whole else "", pause.expires_on if pause else None
    )


def headline(
    dossier: Dossier, chip: Chip, need: Need | None, receiving: str, issued: list[IssuedPaper], *, whole: bool
) -> tuple[str, str]:
    """Where the dossier stands, and whether its citizen has anything to do: a title and a sentence."""
    nothing = say("Bạn chưa cần làm gì.")
    match dossier.state:
        case Status.SUBMITTED:
            return (
                say("Hồ sơ của bạn đang chờ tiếp nhận"),
                say(
                    "{nothing} {receiving} trả lời bạn trong 8 giờ làm việc.",
                    nothing=nothing,
                    receiving=receiving,
                ),
            )
        case Status.SUPPLEMENT:
            by = (
                say(" trước hết ngày {expires_on}", expires_on=words.day(need.expires_on))
                if need and need.expires_on
                else ""
            )
            return (
                say("Bạn cần bổ sung giấy tờ"),
                say("Đồng hồ đang dừng. Hãy gửi đủ các giấy tờ ghi bên dưới{by} để hồ sơ đi tiếp.", by=by),
            )
        case Status.PAYING:
            return (
                say("Bạn cần nộp tiền để hồ sơ đi tiếp"),
                say("Đồng hồ đang dừng chờ nghĩa vụ tài chính theo thông báo đã gửi bạn."),
            )
        case Status.STOPPED if dossier.finished_at is not None:
            return say("Hồ sơ đã dừng vì hết hạn bổ sung"), say(
                "Thông báo dừng giải quyết có trong “Giấy đã cấp cho bạn”. Khi đủ giấy tờ, bạn nộp hồ sơ mới."
            )
        case Status.STOPPED:
            return say("Hồ sơ đang tạm dừng"), say(
                "{nothing} Khi xử lý tiếp, chúng tôi báo bạn ngày hẹn mới.", nothing=nothing
            )
        case Status.FINISHED:
            where = {
                ResultChannel.ONLINE: say("Bạn tải kết quả điện tử ngay trên trang này sau khi đăng nhập."),
                ResultChannel.POST: say("Bưu chính sẽ giao tận nhà cho bạn."),
            }.get(
                ResultChannel(dossier.result_channel),
                say("Mời bạn đến {receiving} nhận, mang theo giấy hẹn và căn cước.", receiving=receiving),
            )
            return say("Đã có kết quả"), where
        case Status.RETURNED:
            return say("Bạn đã nhận kết quả"), say(
                "Hồ sơ đã xong. Bản điện tử luôn tải lại được khi bạn đăng nhập."
            )
        case Status.WITHDRAWN:
            return say("Hồ sơ đã được rút"), say(
                "Hồ sơ dừng ở đây theo yêu cầu của bạn. Khi cần, bạn nộp hồ sơ mới."
            )
        case Status.NOT_ACCEPTED:
            letter = next((row for row in reversed(issued) if row.kind == PaperKind.REFUSAL), None)
            why = str(letter.data.get("reason") or "") if letter and whole else ""
            return (
                say("Hồ sơ không được tiếp nhận"),
                say("Lý do: {why}", why=why) if why else say("Lý do ghi trong phiếu từ chối đã gửi bạn."),
            )
    if dossier.lawful_due_at and dossier.due_at and dossier.lawful_due_at != dossier.due_at:
        return (
            say("Chúng tôi xin lỗi: hồ sơ của bạn chậm hơn đã hẹn"),
            say(
                "Lý do và ngày hẹn mới ghi bên dưới, trong văn bản xin lỗi đã ký. Hẹn lại chỉ một lần; bạn chưa cần làm gì."
            ),
        )
    if chip.tone == "late":
        return (
            say("Hồ sơ của bạn đang trễ hẹn"),
            say("Chúng tôi xin lỗi. Đơn vị đang giữ hồ sơ ghi ngay bên dưới; bạn chưa cần làm gì."),
        )
    return (
        say("Chúng tôi đang giải quyết hồ sơ của bạn"),
        say("{nothing} Có việc cần bạn, chúng tôi báo ngay trên trang này.", nothing=nothing),
    )
