"""The pages of one's own notices; the portal and the desk show them in their own shell."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from motcua.kernel import clock, text
from motcua.kernel.refusals import Refusal
from motcua.kernel.words import say, spoken
from motcua.services.accounts import queries as account_queries
from motcua.services.accounts import services as accounts

from .. import forms, queries, services
from ..types import CONSENT, CONSENT_PUSH

SHELLS = {"portal": "portal/base.html", "desk": "desk/base.html"}


def shelf(request: HttpRequest, office: str) -> HttpResponse:
    """Tin báo: newest first, unread ones first to the eye."""
    only_unread = request.GET.get("loc") == "chua-doc"
    page = queries.shelf(
        request.actor,
        before=text.whole(request.GET.get("truoc", ""), 18),
        after=text.whole(request.GET.get("sau", ""), 18),
        only_unread=only_unread,
    )
    tabs = [
        {"label": say("Tất cả"), "url": "?", "current": not only_unread},
        {
            "label": say("Chưa đọc"),
            "url": "?loc=chua-doc",
            "count": page.unread or None,
            "current": only_unread,
        },
    ]
    context = {
        "shell": SHELLS[office],
        "page": page,
        "tabs": tabs,
        "only_unread": only_unread,
        "office": office,
    }
    return render(request, "notifications/shelf.html", context)


def opened(request: HttpRequest, notice_id: int, home: str) -> HttpResponse:
    """Mở tin: read from now on, and on to what it speaks of."""
    note = queries.note(request.actor, notice_id)
    if note.read_at is None:
        services.mark_read(notice_id=notice_id, by=request.actor, at=clock.now())
    return redirect(note.link or home)


def marked(request: HttpRequest, home: str) -> HttpResponse:
    """Đánh dấu: one read, one unread, or all read."""
    verb = request.POST.get("viec", "")
    which = text.whole(request.POST.get("tin", ""), 18) or 0
    if verb == "doc-het":
        done = services.mark_all_read(by=request.actor, at=clock.now())
        messages.success(
            request,
            say("Đã đánh dấu {done} tin là đã đọc.", done=done)
            if done
            else say("Không còn tin nào chưa đọc."),
        )
    elif verb == "chua-doc":
        services.mark_unread(notice_id=which, by=request.actor)
    else:
        services.mark_read(notice_id=which, by=request.actor, at=clock.now())
    return redirect(home)


def wishes(request: HttpRequest, office: str, home: str) -> HttpResponse:
    """Cách nhận tin: which kinds, in the house and by e-mail, and to which mailbox."""
    choices = queries.choices(request.actor)
    form = forms.WishesForm(request.POST or None, initial={"email": request.user.email})
    if request.actor.kind != "citizen":
        form.fields["email"].help_text = "Để trống thì thư gửi tới hộp thư công vụ trong danh bạ, nếu có."
    status = 200
    if request.method == "POST":
        status = 422
        before = account_queries.mailbox(request.actor.user_id or 0)
        if form.is_valid() and _take(request, form, choices):
            messages.success(request, spoken(say("Đã lưu cách nhận tin.")))
            after = account_queries.mailbox(request.actor.user_id or 0)
            unproven = after != before and after.address and not after.confirmed
            return ask_to_confirm(request, home) if unproven else redirect(home)
    context: dict[str, Any] = {
        "shell": SHELLS[office],
        "form": form,
        "choices": choices,
        "address": queries.address_of(request.actor),
        "mailbox": account_queries.mailbox(request.actor.user_id or 0),
        "refused": queries.last_refusal(request.actor),
        "home": home,
        **_texting(request),
        "devices": queries.devices_of(request.actor),
        "push_key": queries.public_push_key(),
        "push_consent": CONSENT_PUSH,
    }
    return render(request, "notifications/wishes.html", context, status=status)


def _texting(request: HttpRequest) -> dict[str, Any]:
    number = queries.number_of(request.actor)
    return {
        "number": number,
        "consent": CONSENT,
        "phone_form": forms.PhoneForm(initial={"so": request.user.phone}),
    }


def _take(request: HttpRequest, form: forms.WishesForm, choices: list) -> bool:
    try:
        accounts.set_mailbox(email=form.cleaned_data["email"], by=request.actor, at=clock.now())
    except Refusal as refusal:
        form.add_error("email", refusal.message)
        return False
    services.choose(wishes=forms.wishes(request.POST, choices), by=request.actor)
    return True


def ask_to_confirm(request: HttpRequest, home: str) -> HttpResponse:
    """Gửi thư xác nhận, the first time or again."""
    try:
        address = services.ask_to_confirm(by=request.actor, at=clock.now())
    except Refusal as refusal:
        messages.error(request, spoken(refusal.message))
    else:
        messages.success(
            request,
            spoken(say("Thư xác nhận sẽ tới {address}. Hãy mở đường dẫn trong thư.", address=address)),
        )
    return redirect(home)


def confirm(request: HttpRequest, token: str, office: str, home: str) -> HttpResponse:
    """Xác nhận địa chỉ thư: opening the link only asks, for mail programs open links by themselves; the button confirms."""
    try:
        return _confirm(request, token, office, home)
    except Refusal as refusal:
        refusal.facts |= {"way": home, "way_says": say("Xin thư xác nhận mới")}
        raise


def _confirm(request: HttpRequest, token: str, office: str, home: str) -> HttpResponse:
    if request.method == "POST":
        address = accounts.confirm_mailbox(token=token, by=request.actor, at=clock.now())
        messages.success(
            request, spoken(say("Đã xác nhận. Từ nay thư được gửi tới {address}.", address=address))
        )
        return redirect(home)
    found = account_queries.mailbox_of_token(token, request.actor.user_id or 0)
    if found.confirmed:
        messages.success(request, spoken(say("Địa chỉ {email} đã được xác nhận.", email=found.address)))
        return redirect(home)
    context = {"shell": SHELLS[office], "address": found.address, "home": home}
    return render(request, "notifications/confirm.html", context)


def device(request: HttpRequest, home: str) -> HttpResponse:
    """Máy này báo tin, or a device no more."""
    given, at = request.POST, clock.now()
    try:
        if (gone := text.whole(given.get("bo", ""), 18)) is not None:
            services.drop_device(device_id=gone, by=request.actor, at=at)
            messages.success(request, spoken(say("Máy ấy không nhận tin nữa.")))
        else:
            services.add_device(
                endpoint=given.get("dia_chi", "")[:1100], p256dh=given.get("khoa", "")[:200], auth=given.get("dau", "")[:60],
                label=given.get("ten", "")[:80], by=request.actor, at=at,
            )  # fmt: skip
            messages.success(request, spoken(say("Máy này sẽ báo khi có tin.")))
    except Refusal as refusal:
        messages.error(request, spoken(refusal.message))
    return redirect(home)


def texting(request: HttpRequest, office: str, home: str) -> HttpResponse:
    """Nhận tin nhắn: a number, a code, an agreement; or no more of them."""
    verb, said = request.POST.get("viec", ""), None
    form: forms.PhoneForm | forms.CodeForm = (
        forms.CodeForm(request.POST) if verb == "ma" else forms.PhoneForm(request.POST)
    )
    try:
        if verb == "thoi":
            services.disagree(by=request.actor, at=clock.now())
            messages.success(request, spoken(say("Từ nay bạn không nhận tin nhắn SMS nữa.")))
            return redirect(home)
        if form.is_valid() and verb == "ma":
            services.agree(
                phone=form.cleaned_data["so"], code=form.cleaned_data["ma"], by=request.actor, at=clock.now()
            )
            messages.success(request, spoken(say("Đã ghi: bạn nhận tin nhắn SMS ở số này.")))
            return redirect(home)
        if form.is_valid():
            number = services.send_code_to_phone(
                phone=form.cleaned_data["so"], by=request.actor, at=clock.now()
            )
            form = forms.CodeForm(initial={"so": number})
    except Refusal as refusal:
        said = refusal
    context = {
        "shell": SHELLS[office], "home": home, "form": form, "refusal": said, "consent": CONSENT,
        "asks_code": isinstance(form, forms.CodeForm), "number": form["so"].value(),
    }  # fmt: skip
    status = said.http_status if said else 422 if form.errors else 200
    return render(request, "notifications/texting.html", context, status=status)
