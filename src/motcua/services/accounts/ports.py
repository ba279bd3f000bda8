"""What accounts ask of the world: the national login, when it comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Identity:
    """What an identity provider vouches for. ``level`` 2 means checked against the population database."""

    subject: str
    personal_number: str
    full_name: str
    born_on: date | None = None
    phone: str = ""
    level: int = 1


class IdentityProvider(Protocol):
    """Đăng nhập bằng tài khoản định danh: sends a person away and takes the answer back."""

    name: str
    label: str

    def begin(self, *, return_url: str, state: str) -> str:
        """The address to send the person to."""

    def finish(self, *, query: dict[str, str], state: str) -> Identity:
        """Read the answer. Raises `kernel.refusals.Refusal` when it cannot be trusted."""


PROVIDERS: list[IdentityProvider] = []
