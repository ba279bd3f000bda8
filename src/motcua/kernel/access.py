"""Who asks, in which post, and what they may do.

An `Actor` is handed to every command and to every query that returns a person's data. Views name
their audience with `audience`; a test refuses a view without one.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from motcua.kernel.refusals import NotAllowed
from motcua.kernel.words import say

Kind = Literal["officer", "citizen", "system", "anonymous"]
Audience = Literal["public", "citizen", "officer", "admin", "client"]

PERMISSIONS: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Actor:
    """Người thực hiện: a person in a post, a citizen, a job of the system, or nobody known.

    ``id`` is public (officer code, personal number, ``system:<job>``); ``agency_codes`` are the
    agencies whose dossiers the post reaches; ``acting_for`` names the person whose powers are lent,
    ``acting_for_id`` is that person.
    """

    kind: Kind
    id: str
    name: str
    user_id: int | None = None
    post_code: str = ""
    post_title: str = ""
    unit_code: str = ""
    agency_code: str = ""
    agency_name: str = ""
    agency_codes: frozenset[str] = field(default_factory=frozenset)
    permissions: frozenset[str] = field(default_factory=frozenset)
    acting_for: str = ""
    acting_for_id: str = ""

    @classmethod
    def system(cls, job: str, *permissions: str) -> Actor:
        """A job of the system; it may do what its caller lists."""
        return cls(kind="system", id=f"system:{job}", name="Hệ thống", permissions=frozenset(permissions))

    @classmethod
    def anonymous(cls) -> Actor:
        """Nobody we know."""
        return cls(kind="anonymous", id="", name="Khách")

    @property
    def title(self) -> str:
        """Name and post as the journal prints them."""
        return (f"{self.name}, {self.post_words}" if self.post_words else self.name)[:250]

    @property
    def post_words(self) -> str:
        """The post; who stands in for another says for whom."""
        return f"làm thay {self.acting_for}" if self.acting_for else self.post_title

    def answers_for(self, officer_id: str) -> bool:
        """Whether work in that officer's hands is this actor's: their own, or of whom they stand in for."""
        return bool(officer_id) and officer_id in (self.id, self.acting_for_id)

    def with_permissions(self, *permissions: str) -> Actor:
        """The same actor with more permissions (delegation, tests)."""
        return replace(self, permissions=self.permissions | frozenset(permissions))

    def without(self, *permissions: str) -> Actor:
        """The same actor with fewer permissions."""
        return replace(self, permissions=self.permissions - frozenset(permissions))


def permission(name: str, label: str) -> str:
    """Declare a permission ``room.verb`` with the words an administrator reads."""
    if PERMISSIONS.setdefault(name, label) != label:
        raise ValueError(f"permission {name} is declared twice with different labels")
    return name


def allows(actor: Actor, name: str, *, agency_code: str | None = None) -> bool:
    """Whether the actor holds the permission, and reaches the agency when one is named."""
    if name not in actor.permissions:
        return False
    if agency_code is None or actor.kind == "system":
        return True
    return agency_code in actor.agency_codes or agency_code == actor.agency_code


def require(actor: Actor, name: str, *, agency_code: str | None = None) -> None:
    """Refuse who may not.

    Raises:
        NotAllowed: the permission is missing, or the agency is another's.
    """
    if allows(actor, name, agency_code=agency_code):
        return
    label = PERMISSIONS.get(name, name)
    if name in actor.permissions:
        raise NotAllowed(
            say("Việc này thuộc cơ quan khác."),
            why=say(
                "Chức vụ hiện tại của bạn chỉ được “{label}” trong cơ quan của mình.", label=label.lower()
            ),
            next=say("Hãy chọn đúng chức vụ, hoặc chuyển cho cơ quan có thẩm quyền."),
        )
    raise NotAllowed(
        say("Bạn chưa được giao quyền “{label}”.", label=label.lower()),
        why=say("Quyền đi theo chức vụ đang chọn."),
        next=say("Hãy chọn chức vụ khác, hoặc nhờ quản trị viên giao quyền."),
    )


class LoginNeeded(NotAllowed):
    """Nobody known asks for a page of somebody's; the web doors turn it into a way to the login page."""

    code = "MC-07"
    title = "Bạn cần đăng nhập"
    http_status = 401


def audience(
    who: Audience, *, permission: str | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Name who a view is for. Public views answer everybody; others send strangers to log in. A client is a program of an
    agency: the API finds it by its key, and each of its operations names the scope it needs.

    A view without this decorator fails the architecture test.
    """

    def wrap(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def door(request: Any, *args: Any, **kwargs: Any) -> Any:
            actor: Actor = request.actor
            if who not in ("public", "client") and actor.kind == "anonymous":
                raise LoginNeeded(
                    say("Trang này cần đăng nhập."), next=say("Hãy đăng nhập rồi mở lại trang.")
                )
            if who in ("officer", "admin") and actor.kind != "officer":
                raise NotAllowed(
                    say("Trang này dành cho cán bộ."),
                    next=say("Nếu bạn là cán bộ, hãy đăng nhập bằng tài khoản công vụ."),
                )
            if permission is not None:
                require(actor, permission)
            return view(request, *args, **kwargs)

        door.audience = who  # type: ignore[attr-defined]
        door.permission = permission  # type: ignore[attr-defined]
        return door

    return wrap
