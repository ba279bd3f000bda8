"""Answers that belong to no room: life signs and the errors of the whole house."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from motcua.kernel import access
from motcua.kernel.refusals import NotAllowed


@access.audience("public")
def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives."""
    return HttpResponse("ok\n", content_type="text/plain")


@access.audience("public")
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and its tables are those of this code."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return JsonResponse({"ready": not waiting, "migrations_waiting": len(waiting)}, status=503 if waiting else 200)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent from a page that is no longer valid."""
    refusal = NotAllowed(
        "Trang này mở đã lâu nên chưa gửi được.",
        why="Để an toàn, mỗi trang chỉ gửi được trong phiên làm việc đã mở nó.",
        next="Hãy quay lại, tải lại trang rồi gửi lần nữa. Nội dung đã lưu nháp vẫn còn.",
    )
    return render(request, "refusal.html", {"refusal": refusal}, status=403)
