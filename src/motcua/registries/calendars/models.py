import uuid

from django.db import models

from motcua.kernel.stamps import Stamp
from motcua.registries.calendars.types import DayKind


class DayRule(models.Model):
    """Ngày khác tuần thường: off or worked, with the text it stands on and who confirmed it."""

    on_date = models.DateField("ngày", unique=True)
    kind = models.CharField("loại", max_length=20, choices=[(kind.value, kind.label) for kind in DayKind])
    name = models.CharField("tên", max_length=200)
    basis = models.CharField("căn cứ", max_length=300)
    confirmed = models.BooleanField("đã xác nhận", default=False)
    confirmed_by = models.CharField("người xác nhận", max_length=200, blank=True)
    source = models.CharField("nguồn", max_length=20, default="official")

    class Meta:
        ordering = ["on_date"]

    @property
    def code(self) -> str:
        return self.on_date.isoformat()


class OfficeHours(models.Model):
    """Buổi làm việc: an interval of a weekday. All rows of one agency and day make one week table."""

    agency_code = models.CharField("cơ quan", max_length=60, blank=True, db_index=True)
    valid_from = models.DateField("áp dụng từ")
    weekday = models.PositiveSmallIntegerField("thứ")
    begins = models.TimeField("từ")
    ends = models.TimeField("đến")

    class Meta:
        ordering = ["agency_code", "valid_from", "weekday", "begins"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency_code", "valid_from", "weekday", "begins"],
                name="calendars_one_interval_a_start",
            )
        ]


class Version(models.Model):
    """Dấu bản lịch: a token that changes with every change of the calendar, so that each process knows its copy is old."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    token = models.CharField(max_length=32)

    @classmethod
    def touch(cls) -> None:
        cls.objects.update_or_create(id=1, defaults={"token": uuid.uuid4().hex})
        STAMP.written()

    @classmethod
    def current(cls) -> str:
        """The present token; empty before the first write."""
        return STAMP.current() or ""


STAMP = Stamp(lambda: Version.objects.filter(id=1).values_list("token", flat=True).first())
