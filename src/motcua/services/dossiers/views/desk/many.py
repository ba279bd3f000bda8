"""One press on many dossiers: looked at before, told row by row afterwards, and taken back for a while."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from motcua.kernel import access, clock
from motcua.services.dossiers import services
from motcua.services.dossiers.queries import many as looking
from motcua.services.dossiers.types import CannotUndo

from . import papers
from .paging import Pick, Report, picks, run_each, show_report
from .request import DeskRequest

HOME = "/can-bo/"
Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Deed:
    """What may be done to many: its words, and whether it is looked at first."""

    title: str
    button: str
    icon: str
    asks_first: bool = False
    undone: str = ""


DEEDS = {
    "nhan": Deed("Nhận việc", "Nhận việc", "user", undone="Đã trả việc về hàng chờ."),
    "theo": Deed("Theo dõi", "Theo dõi", "bell", undone="Bạn không còn theo dõi."),
    "bo-theo": Deed("Bỏ theo dõi", "Bỏ theo dõi", "bell", undone="Đang theo dõi lại."),
    "chuyen": Deed("Chuyển việc cho đồng nghiệp", "Chuyển", "users", True, "Đã trở lại người giữ trước."),
    "phan-cong": Deed("Phân công thụ lý", "Phân công", "users", True, "Đã rút phân công."),
    "ghi": Deed("Ghi chú vào nhiều hồ sơ", "Ghi chú", "chat", True, "Đã rút ghi chú."),
    "trinh": Deed("Trình ký", "Trình ký", "send", True),
}


@require_POST
@access.audience("officer")
def many(request: DeskRequest) -> HttpResponse:
    """The ticked rows: at once, or after a look."""
    what, rows, back = request.POST.get("viec", ""), picks(request), _back(request)
    if not rows:
        messages.warning(request, "Bạn chưa chọn hồ sơ nào. Hãy đánh dấu hồ sơ rồi bấm lại.")
        return redirect(back)
    if what == "in":
        return papers.print_many(request, [pick.code for pick in rows])
    deed = DEEDS.get(what)
    if deed is None:
        messages.warning(request, "Không có việc này với nhiều hồ sơ.")
        return redirect(back)
    fault = _fault(request, what)
    if deed.asks_first and (request.POST.get("chac") != "1" or fault):
        return _look(request, what, deed, rows, back, fault if request.POST.get("chac") == "1" else "")
    return _do(request, what, deed, rows, back)


def _back(request: DeskRequest) -> str:
    target = request.POST.get("ve", "")
    local = url_has_allowed_host_and_scheme(target, allowed_hosts=None) and target.startswith(HOME)
    return target if local else HOME


def _fault(request: DeskRequest, what: str) -> str:
    given = request.POST
    if what == "chuyen" and not given.get("nguoi"):
        return "Hãy chọn người nhận việc."
    if what == "phan-cong" and not given.get("nguoi"):
        return "Hãy chọn người thụ lý."
    if what == "chuyen" and len(given.get("ly_do", "").strip()) < 5:
        return "Hãy ghi lý do chuyển, ít nhất một câu ngắn."
    if what == "ghi" and len(given.get("loi", "").strip()) < 2:
        return "Hãy viết nội dung ghi chú."
    return ""


def _look(
    request: DeskRequest, what: str, deed: Deed, rows: list[Pick], back: str, fault: str
) -> HttpResponse:
    """Before the press: how many can be done, which not and why."""
    seen = looking.outlook(request.actor, what, [(pick.code, pick.seen) for pick in rows])
    able = [row for row in seen if not row.why]
    versions = {pick.code: pick.seen for pick in rows}
    context = {
        "what": what,
        "deed": deed,
        "able": able,
        "unable": [row for row in seen if row.why],
        "says": Counter(row.says for row in able if row.says).most_common(),
        "chosen": [
            f"{row.code}~{versions[row.code]}" if versions[row.code] is not None else row.code for row in able
        ],
        "people": looking.receivers(request.actor, [row.code for row in able], what)
        if what in ("chuyen", "phan-cong")
        else [],
        "given": request.POST,
        "fault": fault,
        "back": back,
    }
    return render(request, "dossiers/desk/look_first.html", context, status=422 if fault else 200)


def _do(request: DeskRequest, what: str, deed: Deed, rows: list[Pick], back: str) -> HttpResponse:
    by, at, given = request.actor, clock.now(), request.POST
    items: dict[str, Item] = {}
    before = (
        looking.holders_of([pick.code for pick in rows]) if what in ("nhan", "chuyen", "phan-cong") else {}
    )

    def take(pick: Pick) -> str:
        token = before.get(pick.code, {}).get("token_id")
        services.take_task(code=pick.code, token_id=token, by=by, at=at, seen=pick.seen)
        items[pick.code] = {"token": token}
        return "Bạn đã nhận việc."

    def hand(pick: Pick) -> str:
        held = before.get(pick.code, {})
        services.reassign(
            code=pick.code, token_id=held.get("token_id"), to_officer=given.get("nguoi", ""),
            reason=given.get("ly_do", ""), by=by, at=at, seen=pick.seen,
        )  # fmt: skip
        names = ("unit_code", "post_code", "officer_code", "officer_name")
        items[pick.code] = {"token": held["token_id"], "holder": {name: held[name] for name in names}}
        return "Đã chuyển."

    def share(pick: Pick) -> str:
        services.finish_step(
            code=pick.code, token_id=before.get(pick.code, {}).get("token_id"), outcome="", opinion="",
            to_officer=given.get("nguoi", ""), by=by, at=at, seen=pick.seen,
        )  # fmt: skip
        items[pick.code] = {}
        return "Đã phân công."

    def listen(pick: Pick) -> str:
        if services.follow(code=pick.code, by=by, at=at):
            items[pick.code] = {}
            return "Đang theo dõi."
        return "Bạn đã theo dõi từ trước."

    def leave(pick: Pick) -> str:
        if services.unfollow(code=pick.code, by=by, at=at):
            items[pick.code] = {}
        return "Không còn theo dõi."

    def write(pick: Pick) -> str:
        number = services.write_note(code=pick.code, words=given.get("loi", ""), by=by, at=at)
        items[pick.code] = {"note": number}
        return "Đã ghi chú."

    def submit(pick: Pick) -> str:
        services.submit_for_signature(
            code=pick.code, opinion=given.get("y_kien", "")[:4000], by=by, at=at, seen=pick.seen
        )
        return "Đã trình ký."

    commands: dict[str, Callable[[Pick], str]] = {
        "nhan": take, "chuyen": hand, "phan-cong": share, "theo": listen, "bo-theo": leave, "ghi": write, "trinh": submit,
    }  # fmt: skip
    report = run_each(deed.title, rows, commands[what])
    key = ""
    if items and deed.undone:
        versions = looking.versions_of(list(items))
        if what == "phan-cong":  # what is taken back is the step that was given out
            now = looking.holders_of(list(items))
            items = {
                code: {"token": now[code]["token_id"], "was": before[code]["dossier__status"]}
                for code in items
                if code in now
            }
        kept = [{"code": code, "version": versions.get(code), **item} for code, item in items.items()]
        key = services.keep_batch(action=what, items=kept, by=by, at=at)
    return show_report(request, report, back=back, back_words="Về danh sách", undo_key=key, undo_minutes=10)


@require_POST
@access.audience("officer")
def undo(request: DeskRequest, key: str) -> HttpResponse:
    """Hoàn tác một lượt."""
    try:
        what, done, refused = services.undo_batch(key=key, by=request.actor, at=clock.now())
    except CannotUndo as refusal:
        again = Report("Hoàn tác", why=refusal)
        return show_report(request, again, back=_back(request), back_words="Về danh sách")
    deed = DEEDS[what]
    report = Report(f"Hoàn tác: {deed.title.lower()}", [(code, deed.undone) for code in done], refused)
    return show_report(request, report, back=_back(request), back_words="Về danh sách")
