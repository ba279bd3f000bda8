"""Quản trị: the year's calendar, one day, office hours."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from motcua.kernel import access, clock
from motcua.kernel.refusals import Invalid, NotThere, Refusal
from motcua.kernel.text import clean
from motcua.registries.calendars import queries, services, types
from motcua.registries.calendars.forms import DayForm, HoursForm, ReasonForm

FIRST_YEAR, LAST_YEAR = 2000, 2100


def _year(text: str | None) -> int:
    if text is None or text == "":
        return clock.today().year
    if len(text) == 4 and text.isascii() and text.isdecimal() and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    raise NotThere(f"Không có lịch năm “{text[:20]}”.", next=f"Chọn năm từ {FIRST_YEAR} đến {LAST_YEAR}.")


@access.audience("admin")
def year(request: HttpRequest) -> HttpResponse:
    """Lịch năm: twelve months, every special day in words with its basis and who confirmed it."""
    number = _year(request.GET.get("nam"))
    agency = clean(request.GET.get("co-quan", ""))[:60]
    months: list[dict[str, Any]] = []
    for days in queries.year(number, agency):
        lead = days[0].on.weekday()
        cells: list[Any] = [None] * lead + list(days)
        cells += [None] * (-len(cells) % 7)
        months.append(
            {
                "number": days[0].on.month,
                "weeks": [cells[start : start + 7] for start in range(0, len(cells), 7)],
                "marks": [day.mark for day in days if day.mark is not None],
                "working": sum(not day.off for day in days),
            }
        )
    calendar = queries.calendar(agency)
    marks = [mark for month in months for mark in month["marks"]]
    context = {
        "year": number,
        "years": range(max(FIRST_YEAR, number - 3), min(LAST_YEAR, number + 2) + 1),
        "agency": agency,
        "months": months,
        "working_days": queries.working_days_in(number, agency),
        "known": calendar.knows(date(number, 1, 1)),
        "unconfirmed": sum(not mark.confirmed for mark in marks),
        "week": _week_rows(calendar, date(number, 12, 31)),
        "agencies": queries.agencies_with_hours(),
        "may_edit": access.allows(request.actor, types.EDIT),  # type: ignore[attr-defined]
        "weekdays": types.WEEKDAYS,
        "confirm": ReasonForm(),
    }
    return render(request, "calendars/console_year.html", context)


def _week_rows(calendar: types.Calendar, on: date) -> list[tuple[str, str]]:
    week = calendar.week(on)
    return [
        (name, ", ".join(f"{types.clock_of(a)} đến {types.clock_of(b)}" for a, b in hours) or "Nghỉ")
        for name, hours in zip(types.WEEKDAYS, week.hours, strict=True)
    ]


def _year_page(number: int) -> str:
    return f"{reverse('calendar-year')}?nam={number}"


@access.audience("admin", permission=types.EDIT)
def day(request: HttpRequest, on: str = "") -> HttpResponse:
    """One day: mark it, correct it, confirm it, or take it out."""
    known = None
    if on:
        try:
            moment = date.fromisoformat(on)
        except ValueError:
            raise NotThere(f"Không có ngày “{on}”.", next="Hãy mở ngày từ trang lịch năm.") from None
        known = queries.day(moment)
        start: dict[str, Any] = {"on": moment, "confirmed": True}
        if known is not None:
            start |= {"kind": known.kind.value, "name": known.name, "basis": known.basis}
    else:
        start = {"confirmed": True}
    form, remove = DayForm(initial=start), ReasonForm(prefix="bo")
    if request.method == "POST":
        actor, at = request.actor, clock.now()  # type: ignore[attr-defined]
        bound: DayForm | ReasonForm
        if "remove" in request.POST and known is not None:
            bound = remove = ReasonForm(request.POST, prefix="bo")
        else:
            bound = form = DayForm(request.POST)
        if bound.is_valid():
            given = bound.cleaned_data
            try:
                if isinstance(bound, ReasonForm):
                    services.remove_day(on=moment, reason=given["reason"], by=actor, at=at)
                    messages.success(request, f"Đã bỏ ngày {moment:%d/%m/%Y} khỏi lịch.")
                    return redirect(_year_page(moment.year))
                services.set_day(**given, by=actor, at=at)
                messages.success(request, f"Đã ghi ngày {given['on']:%d/%m/%Y} vào lịch.")
                return redirect(_year_page(given["on"].year))
            except Refusal as refusal:
                bound.add_error(None, refusal.message)
    status = Invalid.http_status if form.is_bound or remove.is_bound else 200
    context = {"form": form, "remove": remove, "known": known, "on": start.get("on")}
    return render(request, "calendars/console_day.html", context, status=status)


@access.audience("admin", permission=types.EDIT)
def confirm(request: HttpRequest) -> HttpResponse:
    """Confirm a whole year after the official notice."""
    number = _year(request.POST.get("nam"))
    if request.method == "POST":
        count = services.confirm_year(
            year=number,
            reason=request.POST.get("reason", ""),
            by=request.actor,  # type: ignore[attr-defined]
            at=clock.now(),
        )
        messages.success(request, f"Đã xác nhận {count} ngày của năm {number}.")
    return redirect(_year_page(number))


@access.audience("admin", permission=types.EDIT)
def hours(request: HttpRequest) -> HttpResponse:
    """Office hours of an agency, or the default."""
    agency = clean(request.GET.get("co-quan", ""))[:60]
    today = clock.today()
    week = queries.calendar(agency).week(today)
    start: dict[str, Any] = {"agency_code": agency, "valid_from": today}
    for weekday in range(7):
        start[f"d{weekday}"] = ", ".join(
            f"{types.clock_of(a)}-{types.clock_of(b)}" for a, b in week.hours[weekday]
        )
    form = HoursForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_office_hours(
                agency_code=clean(form.cleaned_data["agency_code"]),
                valid_from=form.cleaned_data["valid_from"],
                hours=form.hours(),
                reason=form.cleaned_data["reason"],
                by=request.actor,  # type: ignore[attr-defined]
                at=clock.now(),
            )
            messages.success(request, "Đã ghi giờ làm việc. Hạn đã hẹn với người dân không đổi.")
            return redirect(f"{reverse('calendar-year')}?co-quan={form.cleaned_data['agency_code']}")
        except Refusal as refusal:
            form.add_error(None, refusal.message)
    status = Invalid.http_status if form.is_bound else 200
    return render(request, "calendars/console_hours.html", {"form": form, "agency": agency}, status=status)
