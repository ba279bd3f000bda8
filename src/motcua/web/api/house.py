"""The API itself: the rooms' routers, how they refuse, and their description (OpenAPI 3.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from motcua.kernel.api import Problem, Scope
from motcua.kernel.refusals import Invalid, Refusal
from motcua.registries.places.api import router as places
from motcua.registries.procedures.api import router as procedures
from motcua.services.clients.types import SCOPES
from motcua.services.dossiers.api import router as dossiers
from motcua.web.api import answers, problems
from motcua.web.api.reading import BadJson, BoundedParser

VERSION = "1.0.0"
ABOUT = (
    "Danh mục thủ tục, đơn vị hành chính, theo dõi hồ sơ: ai cũng đọc được. Hồ sơ của cơ quan: phần mềm của cơ quan gọi "
    "bằng khóa truy cập, làm việc trong một chức vụ và trong các phạm vi đã được cấp. Mọi lời từ chối theo RFC 9457."
)


class BadFields(Invalid):
    """What was sent is not of the shape the address takes; every place is named."""

    code = "API-13"
    title = "Có mục chưa đúng"


class House(NinjaAPI):
    """NinjaAPI whose description tells scopes, problems, and the headers every address shares (`answers`)."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        schema = super().get_openapi_schema(*args, **kwargs)
        components = schema["components"]
        components.setdefault("schemas", {})["Problem"] = _problem_schema(components["schemas"])
        components["securitySchemes"] = {
            answers.BEARER: {
                "type": "http",
                "scheme": "bearer",
                "description": "Khóa truy cập do quản trị viên cấp. Phạm vi: "
                + "; ".join(f"{scope.code}: {scope.label.lower()}" for scope in SCOPES.values()),
            }
        }
        components |= answers.COMPONENTS
        scopes = dict(_scopes(self))
        for address, methods in schema["paths"].items():
            for method, operation in methods.items():
                answers.complete(address, method, operation, scopes.get(operation["operationId"], ()))
        return schema


def _scopes(api: NinjaAPI) -> Iterator[tuple[str, tuple[str, ...]]]:
    for bound in api._get_bound_routers():
        for path_view in bound.path_operations.values():
            for operation in path_view.operations:
                for one in operation.auth_callbacks:
                    if isinstance(one, Scope) and operation.operation_id:
                        yield operation.operation_id, one.codes


def _problem_schema(schemas: dict[str, Any]) -> dict[str, Any]:
    found = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schemas.update(found.pop("$defs", {}))
    return found


api = House(
    title="Một Cửa: giao diện lập trình",
    version=VERSION,
    description=ABOUT,
    urls_namespace="api-1",
    docs_url=None,
    openapi_url="openapi.json",
    parser=BoundedParser(),
)
api.add_router("", procedures)
api.add_router("", places)
api.add_router("", dossiers)


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problems.of_refusal(refusal)


@api.exception_handler(ValidationError)
def _misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = problems.of_faults(error.errors)
    refusal = BadFields(
        f"{len(faults)} mục chưa đúng: {faults[0].detail}" if faults else "Có mục chưa đúng.",
        next="Hãy sửa các mục nêu trong errors rồi gửi lại.",
    )
    return problems.of_refusal(refusal, faults)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    cause = error.__cause__
    if isinstance(cause, Refusal):
        return problems.of_refusal(cause)
    if cause is not None:
        return problems.of_refusal(
            BadJson("Không đọc được nội dung gửi lên.", next="Hãy gửi JSON đúng dạng.")
        )
    return problems.of_status(error.status_code)
