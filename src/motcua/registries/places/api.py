"""Places for programs: units of any time, what became of them, and a search by old or new names."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from motcua.kernel.api import MOST_FOUND, Cursor, Day, Limit, Words, after, answer, mark, part
from motcua.registries.places import queries
from motcua.registries.places.types import NoSuchPlace, Place, Successor

router = Router(tags=["places"])

LevelName = Literal["province", "district", "ward"]
PlaceCode = Annotated[str, Field(pattern=r"^[0-9]{2,5}$", description="Mã đơn vị hành chính, ví dụ 13669")]


class PlaceLine(Schema):
    """Một đơn vị hành chính trong thời gian nó tồn tại."""

    code: str
    kind: str = Field(description="Loại: phường, xã, tỉnh…")
    name: str
    full_name: str
    level: LevelName
    parent_code: str = Field(description="Mã đơn vị cấp trên; trống với tỉnh")
    path: str = Field(description="Tên đầy đủ để ghi địa chỉ")
    valid_from: date
    valid_to: date | None = Field(description="Ngày cuối cùng còn tồn tại; null: đang tồn tại")
    formerly: str = Field("", description="Tên cũ mà lời tìm khớp vào")


class Heir(Schema):
    """Đơn vị kế tục hoặc đơn vị trước đó."""

    place: PlaceLine
    on: date = Field(description="Ngày sắp xếp")
    share: Literal["whole", "main_part", "part"]
    legal_basis: str


class PlaceFull(Schema):
    """Một mã đơn vị: các lần mang mã ấy, đơn vị trước và sau."""

    place: PlaceLine
    history: list[PlaceLine]
    predecessors: list[Heir]
    successors: list[Heir]


class PlacePage(Schema):
    """Một trang đơn vị hành chính."""

    items: list[PlaceLine]
    next: str | None = Field(description="Dấu trang sau; null: hết")


def _line(place: Place) -> PlaceLine:
    return PlaceLine(
        code=place.code, kind=place.kind, name=place.name, full_name=place.full_name, level=place.level,
        parent_code=place.parent_code, path=place.path, valid_from=place.valid_from, valid_to=place.valid_to,
        formerly=place.formerly,
    )  # fmt: skip


def _heir(one: Successor) -> Heir:
    return Heir(place=_line(one.place), on=one.on, share=one.share, legal_basis=one.legal_basis)


@router.get(
    "/places", response=PlacePage, operation_id="list_places", summary="Danh sách, tìm đơn vị hành chính"
)
def list_places(
    request: HttpRequest,
    q: Annotated[
        Words, Query("", max_length=120, description="Tên cũ hoặc mới, có dấu hay không, hoặc mã")
    ] = "",
    level: Annotated[LevelName | None, Query(None)] = None,
    parent: Annotated[PlaceCode | None, Query(None, description="Chỉ đơn vị trực thuộc mã này")] = None,
    on: Annotated[Day | None, Query(None, description="Tồn tại vào ngày; không gửi: mọi thời")] = None,
    limit: Annotated[Limit, Query(50)] = 50,
    cursor: Annotated[Cursor, Query(None)] = None,
) -> HttpResponse:
    """Có lời tìm: những đơn vị khớp, khớp nhất trước, nhiều nhất 500. Không có: cả danh sách theo mã."""
    asked = {"q": q, "level": level, "parent": parent, "on": on}
    last = after("places", cursor, asked)
    if q:
        found = [one for one in queries.search(q, on, level, MOST_FOUND) if parent in (None, one.parent_code)]
        keys = [[one.code, one.level, one.valid_from.isoformat()] for one in found]
        shown, following = part(keys, last, limit)
        page = PlacePage(
            items=[_line(one) for one in found[shown]],
            next=mark("places", following, asked) if following else None,
        )
        return answer(request, page, public=True)
    rows = queries.page_after(last, level=level or "", parent_code=parent or "", on=on, limit=limit + 1)
    end = rows[limit - 1] if len(rows) > limit else None
    page = PlacePage(
        items=[_line(place) for place in rows[:limit]],
        next=mark("places", [end.code, end.valid_from.isoformat(), end.level], asked) if end else None,
    )
    return answer(request, page, public=True)


@router.get("/places/{code}", response=PlaceFull, operation_id="read_place", summary="Một đơn vị hành chính")
def read_place(request: HttpRequest, code: PlaceCode) -> HttpResponse:
    """Đơn vị mang mã này, các lần sắp xếp, đơn vị trước và sau."""
    place = queries.unit(code)
    if place is None:
        raise NoSuchPlace(
            f"Không có đơn vị hành chính mã “{code}”.", next="Hãy tìm theo tên để biết mã hiện nay."
        )
    full = PlaceFull(
        place=_line(place),
        history=[_line(one) for one in queries.history(code)],
        predecessors=[_heir(one) for one in queries.predecessors(code)],
        successors=[_heir(one) for one in queries.successors(code)],
    )
    return answer(request, full, public=True)
