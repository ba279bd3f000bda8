"""Who may file and follow: citizens. Officers are told so kindly."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from motcua.kernel.refusals import NotAllowed
from motcua.kernel.words import say

View = Callable[..., HttpResponse]


def citizens_only(view: View) -> View:
    """Stop an officer's account, which is no citizen's."""

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
        return view(request, *args, **kwargs)

    return door
