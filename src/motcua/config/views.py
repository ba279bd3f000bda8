"""Answers that belong to no room: life signs and the errors of the whole house."""

from datetime import timedelta
from ipaddress import ip_address

from django.db import connection
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from motcua.kernel import access, clock
from motcua.kernel.outbox.models import Delivery, Job
from motcua.kernel.refusals import NotAllowed, NotThere
from motcua.kernel.words import say
from motcua.services.indicators import queries as indicators


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
    return JsonResponse(
        {"ready": not waiting, "migrations_waiting": len(waiting)}, status=503 if waiting else 200
    )


@access.audience("public")
def metrics(request: HttpRequest) -> HttpResponse:
    """Gauges for a monitoring system on the same machine (Prometheus text format); others are told nothing is here."""
    if not ip_address(request.META.get("REMOTE_ADDR") or "0.0.0.0").is_loopback:
        raise NotThere(say("Không có trang này."))
    lines = []
    for name, help_text, value in _gauges():
        lines += [
            f"# HELP motcua_{name} {help_text}",
            f"# TYPE motcua_{name} gauge",
            f"motcua_{name} {value}",
        ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def _gauges() -> list[tuple[str, str, float]]:
    now = clock.now()
    states = dict(
        Delivery.objects.exclude(state=Delivery.State.DONE).values_list("state").annotate(n=Count("id"))
    )
    oldest = Delivery.objects.filter(state=Delivery.State.PENDING).aggregate(at=Min("run_at"))["at"]
    late_jobs = Job.objects.filter(next_run_at__lt=now - timedelta(minutes=10)).count()
    figures = indicators.public_figures(now)
    return [
        ("deliveries_pending", "events waiting for a listener", states.get("pending", 0)),
        ("deliveries_dead", "events that wait for a person", states.get("dead", 0)),
        (
            "deliveries_lag_seconds",
            "age of the oldest waiting event",
            max(0.0, (now - oldest).total_seconds()) if oldest else 0,
        ),
        ("jobs_late", "periodic jobs more than ten minutes late", late_jobs),
        ("dossiers_open", "dossiers somebody still owes something on", figures.open_now),
        ("dossiers_late", "running dossiers past the hour the law sets", figures.late_now),
    ]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent from a page that is no longer valid."""
    refusal = NotAllowed(
        say("Trang này mở đã lâu nên chưa gửi được."),
        why=say("Để an toàn, mỗi trang chỉ gửi được trong phiên làm việc đã mở nó."),
        next=say("Hãy quay lại, tải lại trang rồi gửi lần nữa. Nội dung đã lưu nháp vẫn còn."),
    )
    return render(request, "refusal.html", {"refusal": refusal}, status=403)
