"""How an officer likes a list: filters kept under a name, columns, the length of a page."""

from django.db import models


class SavedFilter(models.Model):
    """Bộ lọc đã lưu: what a list was narrowed and sorted by, under a name; shared with its keeper's unit or not."""

    officer_code = models.CharField(max_length=60)
    officer_name = models.CharField(max_length=200)
    unit_code = models.CharField(max_length=64, blank=True)
    is_shared = models.BooleanField(default=False)
    list_name = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=500)
    saved_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["officer_code", "list_name"], name="filter_of_officer"),
            models.Index(fields=["unit_code", "list_name"], name="filter_of_unit"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ListTaste(models.Model):
    """Cách xem danh sách: columns in their order, rows a page, and the filter the list opens with."""

    officer_code = models.CharField(max_length=60)
    list_name = models.CharField(max_length=20)
    columns = models.JSONField(default=list)
    size = models.PositiveSmallIntegerField(default=25)
    opens_with = models.ForeignKey(SavedFilter, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer_code", "list_name"], name="one_taste_a_list")]

    def __str__(self) -> str:
        return f"{self.officer_code}/{self.list_name}"
