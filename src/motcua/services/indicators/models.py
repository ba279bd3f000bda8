"""Facts of a day, and as what each dossier was counted last."""

from django.db import models


class DailyFact(models.Model):
    """Số liệu ngày: one agency, one field, one day."""

    day = models.DateField()
    agency_code = models.CharField(max_length=60)
    field_name = models.CharField(max_length=200, blank=True)
    received = models.IntegerField(default=0)
    finished_early = models.IntegerField(default=0)
    finished_on_time = models.IntegerField(default=0)
    finished_late = models.IntegerField(default=0)
    returned = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "agency_code", "field_name"], name="fact_once_a_day")
        ]


class DailyFiling(models.Model):
    """Lượt nộp theo thủ tục: a day, what people come for."""

    day = models.DateField()
    procedure_code = models.CharField(max_length=20)
    filed = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "procedure_code"], name="filing_once_a_day")]


class Counted(models.Model):
    """Đã đếm: the state a dossier was counted in, so that hearing twice counts once and a correction moves."""

    code = models.CharField(max_length=60, unique=True)
    procedure_code = models.CharField(max_length=20)
    field_name = models.CharField(max_length=200, blank=True)
    agency_code = models.CharField(max_length=60)
    filed_on = models.DateField()
    received_on = models.DateField(null=True)
    finished_on = models.DateField(null=True)
    timeliness = models.CharField(max_length=8, blank=True)
    returned_on = models.DateField(null=True)


class DailyVisits(models.Model):
    """Lượt truy cập cổng: a day, a number and nothing else."""

    day = models.DateField(primary_key=True)
    pages = models.PositiveBigIntegerField(default=0)
