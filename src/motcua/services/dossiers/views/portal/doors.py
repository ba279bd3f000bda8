"""Who may file and follow: citizens. Officers are told so kindly."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.kernel.refusals import NotAllowed
from motcua.kernel.words import say
from motcua.services.dossiers.queries import filing_page
from motcua.services.dossiers.types import DraftNotThere

View = Callable[..., HttpResponse]


def citizens_only(view: View) -> View:
    """Stop an officer's account, which is no citizen's; a draft that is not there, or not theirs, leads to their own."""

    @functools.wraps(view)
    def door(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.actor.kind != "citizen":
            raise NotAllowed(
                say("Trang này dành cho người dân."),
                why=say(
                    "Bạn đang đăng nhập bằng tài khoản công vụ, không đứng tên được hồ sơ của người dân."
                ),
                next=say(
                    "Để nộp hồ sơ của mình, hãy đăng xuất rồi vào bằng tài khoản cá nhân. Để nhận hồ sơ hộ người dân, dùng trang Nhận hồ sơ."
                ),
            )
        try:
            return view(request, *args, **kwargs)
        except DraftNotThere as gone:
            mine = {"refusal": gone, "drafts": filing_page.drafts_of(request.actor)}
            return render(request, "dossiers/portal/no_draft.html", mine, status=gone.http_status)

    return door
