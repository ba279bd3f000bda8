"""A form's versions as other rooms hold them, and the room's refusals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from motcua.kernel import access
from motcua.kernel.refusals import AlreadyDone, Invalid, NotThere
from motcua.registries.eforms.types.definition import FieldType, FormDefinition

EDIT = access.permission("eforms.edit", "Soạn, đăng và thu hồi biểu mẫu điện tử")


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a form, as other rooms hold it; ``id`` is what a dossier keeps."""

    id: int
    code: str
    number: int
    status: str
    published_from: date | None
    sha256: str
    definition: FormDefinition
    saved_by: str = ""
    revision: int = 0
    published_to: date | None = None

    @property
    def status_words(self) -> str:
        """The status for a reader."""
        return STATUSES[self.status][0]

    @property
    def status_tone(self) -> str:
        """The tone its tag wears."""
        return STATUSES[self.status][1]


DRAFT, PUBLISHED, WITHDRAWN = "draft", "published", "withdrawn"
STATUSES = {DRAFT: ("Bản nháp", "mute"), PUBLISHED: ("Đã đăng", "done"), WITHDRAWN: ("Đã rút", "pause")}


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load of definitions changed."""

    created: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


class BadForm(Invalid):
    """The definition has faults; ``faults`` lists them with path and line."""

    code = "EFO-01"
    title = "Biểu mẫu chưa đọc được"


class NoSuchForm(NotThere):
    """No form or version of that code."""

    code = "EFO-02"
    title = "Không có biểu mẫu này"


class NotADraft(AlreadyDone):
    """Somebody has published or withdrawn it already."""

    code = "EFO-03"
    title = "Phiên bản này đã được xử lý"


class BadStart(Invalid):
    """The day of publication does not fit the other versions."""

    code = "EFO-04"
    title = "Ngày áp dụng chưa hợp lệ"


@dataclass(frozen=True, slots=True)
class FieldNeed:
    """A field somebody outside the form reads: a process in its conditions, a result paper in its text."""

    field: str
    who: str
    types: tuple[FieldType, ...] = ()


class FieldsMissing(Invalid):
    """A process or a result paper reads fields that the form would no longer have."""

    code = "EFO-05"
    title = "Biểu mẫu thiếu câu hỏi mà nơi khác cần"


class Overtaken(AlreadyDone):
    """Somebody else changed the draft since this page was opened; ``steps`` says who and what."""

    code = "EFO-06"
    title = "Bản nháp vừa có người khác sửa"


class InUse(Invalid):
    """Something else of the form, or outside it, still refers to what would vanish; ``uses`` names them."""

    code = "EFO-07"
    title = "Còn chỗ đang dùng"


class BadEdit(Invalid):
    """The change does not fit the draft."""

    code = "EFO-08"
    title = "Chưa sửa được như vậy"


class NoSuchList(NotThere):
    """No shared list of that name."""

    code = "EFO-09"
    title = "Không có danh mục này"
