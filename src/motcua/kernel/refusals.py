"""A clear no: what happened, why, and what to do next, with a code the help desk can look up.

Rooms subclass these with a code of their own. Web turns a refusal into a page or a message beside the
form, the command line into exit 1. Nothing else may be raised to say no to a person.
"""

from __future__ import annotations

from typing import Any, ClassVar

from motcua.kernel.words import say


class Refusal(Exception):
    """Lời từ chối: an answer, not a fault."""

    code: ClassVar[str] = "MC-00"
    title: ClassVar[str] = say("Chưa thể thực hiện")
    http_status: ClassVar[int] = 409

    def __init__(self, what: str, why: str = "", next: str = "", **facts: Any) -> None:
        self.what, self.why, self.next, self.facts = what, why, next, facts
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The whole answer in one paragraph."""
        return " ".join(part for part in (self.what, self.why, self.next) if part)


class Invalid(Refusal):
    """What was given cannot be taken as it is."""

    code = "MC-01"
    title = say("Nội dung chưa hợp lệ")
    http_status = 422


class NotAllowed(Refusal):
    """This person, in this post, may not do this."""

    code = "MC-02"
    title = say("Bạn không có quyền làm việc này")
    http_status = 403


class NotThere(Refusal):
    """Not there, or not yours: both answer alike."""

    code = "MC-03"
    title = say("Không tìm thấy")
    http_status = 404


class AlreadyDone(Refusal):
    """Somebody, perhaps the same person a second ago, has done it already."""

    code = "MC-04"
    title = say("Việc này đã xong")
    http_status = 409


class Unavailable(Refusal):
    """Something outside (disk, network, a neighbour) does not answer now."""

    code = "MC-05"
    title = say("Tạm thời chưa thực hiện được")
    http_status = 503


def every_refusal() -> list[type[Refusal]]:
    """All refusal classes loaded so far, by code."""
    found: list[type[Refusal]] = []
    waiting = [Refusal]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting.extend(kind.__subclasses__())
    return sorted(set(found), key=lambda kind: kind.code)
