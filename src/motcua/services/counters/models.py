"""Tables of the counters."""

from __future__ import annotations

from django.db import models

from .types import State


class Desk(models.Model):
    """Hàng chờ Một cửa: the queue of a one-stop desk; its row is what calls stand in line for."""

    code = models.CharField(max_length=60, unique=True, help_text="the agency's code")
    name = models.CharField(max_length=300)
    is_open = models.BooleanField(default=False)
    kiosk_key = models.CharField(max_length=40, unique=True)
    places = models.PositiveSmallIntegerField(
        default=0, help_text="how many may book each half hour; 0: nobody"
    )
    version = models.PositiveBigIntegerField(default=0, help_text="rises with each move; boards ask by it")


class Line(models.Model):
    """Nhóm việc."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="lines")
    letter = models.CharField(max_length=1)
    name = models.CharField(max_length=120)
    removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["letter"]
        constraints = [models.UniqueConstraint(fields=["desk", "letter"], name="line_of_desk")]


class Counter(models.Model):
    """Quầy, and who sits there."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="counters")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120, blank=True)
    letters = models.JSONField(default=list, help_text="lines it serves; empty: all")
    officer_code = models.CharField(max_length=60, blank=True)
    officer_name = models.CharField(max_length=200, blank=True)
    removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["desk", "number"], name="counter_of_desk"),
            models.UniqueConstraint(
                fields=["desk", "officer_code"],
                condition=~models.Q(officer_code=""),
                name="one_counter_an_officer",
            ),
        ]


class Ticket(models.Model):
    """Số thứ tự: taken at the kiosk, called at a counter. ``letter`` is the line it waits in, ``code`` what was printed."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="tickets")
    key = models.CharField(max_length=40, unique=True)
    press = models.CharField(max_length=40, help_text="one press of the kiosk gives one number")
    day = models.DateField()
    letter = models.CharField(max_length=1)
    code = models.CharField(max_length=12)
    ground = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=8, default=State.WAITING, choices=[(s.value, s.value) for s in State])
    taken_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, help_text="the latest time it was called to a counter")
    first_called_at = models.DateTimeField(null=True, help_text="until when its holder waited")
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    counter = models.PositiveSmallIntegerField(null=True)
    officer_code = models.CharField(max_length=60, blank=True)
    officer_name = models.CharField(max_length=200, blank=True)
    calls = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["taken_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["desk", "day", "code"], name="ticket_of_day"),
            models.UniqueConstraint(fields=["desk", "press"], name="ticket_of_press"),
            models.UniqueConstraint(
                fields=["desk", "day", "counter"],
                condition=models.Q(state__in=["called", "serving"]),
                name="one_ticket_a_counter",
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "day", "state", "letter", "taken_at"], name="ticket_waiting"),
            models.Index(fields=["desk", "day", "-called_at"], name="ticket_called"),
        ]


class Shift(models.Model):
    """Ca đã chốt: what one officer did and had in hand since their last one, and who took the money over."""

    number = models.CharField(max_length=20, help_text="of the desk and the year, without gaps")
    year = models.PositiveSmallIntegerField()
    desk_code = models.CharField(max_length=60)
    press = models.CharField(max_length=64, help_text="one press closes one shift")
    officer_code = models.CharField(max_length=60)
    officer_name = models.CharField(max_length=200)
    from_at = models.DateTimeField()
    closed_at = models.DateTimeField()
    cash_vnd = models.PositiveBigIntegerField(help_text="by the receipts in hand")
    counted_vnd = models.PositiveBigIntegerField(help_text="as the officer counted it")
    transfer_vnd = models.PositiveBigIntegerField(default=0)
    difference_reason = models.CharField(max_length=500, blank=True)
    handed_to_code = models.CharField(max_length=60, blank=True)
    handed_to_name = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField(null=True)
    received_vnd = models.PositiveBigIntegerField(null=True, help_text="as the receiver counted it")
    received_reason = models.CharField(
        max_length=500, blank=True, help_text="why it is not what was handed over"
    )
    data = models.JSONField(help_text="what the minutes print")

    class Meta:
        ordering = ["-closed_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["desk_code", "year", "number"], name="shift_number"),
            models.UniqueConstraint(fields=["officer_code", "press"], name="shift_of_press"),
        ]
        indexes = [
            models.Index(fields=["officer_code", "-closed_at"], name="shift_of_officer"),
            models.Index(fields=["desk_code", "-closed_at"], name="shift_of_desk"),
            models.Index(fields=["handed_to_code", "-closed_at"], name="shift_handed_to"),
            models.Index(
                fields=["handed_to_code"], name="shift_to_receive", condition=models.Q(received_at=None)
            ),
        ]


class Booking(models.Model):
    """Lịch hẹn: a half hour somebody booked at a desk; of the person only the account is kept."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="bookings")
    user_id = models.BigIntegerField()
    letter = models.CharField(max_length=1)
    begins_at = models.DateTimeField()
    day = models.DateField()
    code = models.CharField(max_length=6, help_text="typed at the kiosk")
    press = models.CharField(max_length=40)
    booked_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    ticket = models.OneToOneField(Ticket, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["begins_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["desk", "day", "code"], name="booking_of_day"),
            models.UniqueConstraint(fields=["user_id", "press"], name="booking_of_press"),
        ]
        indexes = [
            models.Index(
                fields=["desk", "begins_at"], name="booking_of_desk", condition=models.Q(cancelled_at=None)
            ),
            models.Index(fields=["user_id", "begins_at"], name="booking_of_person"),
        ]
