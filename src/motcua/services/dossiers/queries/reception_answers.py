"""Giờ trả lời hồ sơ trực tuyến: how a desk kept its eight hours, by officer, and the filings it answered late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from motcua.kernel.access import Actor
from motcua.kernel.pages import Rows
from motcua.registries.calendars import rules as counting
from motcua.services.dossiers.models import Apology, Dossier, ReceptionAnswer


@dataclass(frozen=True, slots=True)
class Kept:
    """What one officer answered in a span, and how much of it after its hour."""

    name: str
    answered: int
    late: int


def _near(by: Actor) -> list[str]:
    return sorted(by.agency_codes | {by.agency_code})


def kept_by_officer(by: Actor, since: datetime) -> list[Kept]:
    """Officers of the desks this post reaches, who answered late most often first."""
    rows = (
        ReceptionAnswer.objects.filter(agency_code__in=_near(by), answered_at__gte=since)
        .order_by()
        .values("officer_code", "officer_name")
        .annotate(answered=Count("id"), late=Count("id", filter=Q(late_minutes__gt=0)))
    )
    found = [Kept(row["officer_name"] or row["officer_code"], row["answered"], row["late"]) for row in rows]
    return sorted(found, key=lambda one: (-one.late, -one.answered, one.name))


def late_answers(by: Actor, since: datetime) -> Rows:
    """The answers that came after their hour, the latest first."""
    rows = ReceptionAnswer.objects.filter(
        agency_code__in=_near(by), answered_at__gte=since, late_minutes__gt=0
    )
    return Rows(rows.select_related("dossier"), ("-answered_at", "-id"))


def answers_to(dossier: Dossier) -> list[tuple[ReceptionAnswer, str]]:
    """Every answer of the desk to this filing, and how late it was in words."""
    return [(row, late_words(row)) for row in dossier.reception_answers.all()]


def late_words(row: ReceptionAnswer) -> str:
    """How late an answer was, in working days and hours; empty where it came in its hours."""
    return counting.say_minutes(row.late_minutes) if row.late_minutes else ""


def apologies_signed(by: Actor, at: datetime, days: int = 30) -> tuple[int, int]:
    """Apologies of the last days, and how many of them went out later than a day before the hour they were for."""
    rows = Apology.objects.filter(agency_code__in=_near(by), signed_at__gte=at - timedelta(days=days))
    found = rows.aggregate(all=Count("id"), late=Count("id", filter=Q(in_time=False)))
    return found["all"], found["late"]
