"""Tables of the organization register. Nothing is deleted; things end on a day."""

import uuid

from django.db import connection, models
from django.db.models import Q

from motcua.kernel.stamps import Stamp

from .types import AbsenceState, AgencyKind, Level, SignatureForm, SuccessionKind


def _valid_on(on, prefix: str = "") -> Q:
    return Q(**{f"{prefix}valid_from__lte": on}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": on})
    )


class Revision(models.Model):
    """Dấu bản danh bạ: one row whose token changes with every write to the register, inside the writer's own transaction.

    Readers keep answers by token: a rolled-back write leaves the old token, so nothing kept is ever wrong.
    """

    token = models.CharField(max_length=32)

    class Meta:
        verbose_name = "lần sửa danh mục cơ quan"

    @classmethod
    def touch(cls) -> None:
        cls.objects.update_or_create(pk=1, defaults={"token": uuid.uuid4().hex})
        STAMP.written()

    @classmethod
    def current(cls) -> str | None:
        """The present token; None before the first write."""
        return STAMP.current()


def _token() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM organizations_revision WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else None


STAMP = Stamp(_token)


class TouchingQuerySet(models.QuerySet):
    """Every way to write through a query set leaves a new token."""

    def bulk_create(self, objs, *args, **kwargs):
        made = super().bulk_create(objs, *args, **kwargs)
        Revision.touch()
        return made

    def bulk_update(self, objs, *args, **kwargs):
        changed = super().bulk_update(objs, *args, **kwargs)
        Revision.touch()
        return changed

    def update(self, **kwargs):
        changed = super().update(**kwargs)
        Revision.touch()
        return changed

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self):
        gone = super().delete()
        Revision.touch()
        return gone

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Touching(models.Model):
    """A row of the register: saving it leaves a new token."""

    objects = TouchingQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        super().save(*args, **kwargs)
        Revision.touch()

    def delete(self, *args, **kwargs):
        gone = super().delete(*args, **kwargs)
        Revision.touch()
        return gone


class DatedQuerySet(TouchingQuerySet):
    def on(self, day):
        """The rows in force on that day; the last day is included."""
        return self.filter(_valid_on(day))


class Dated(Touching):
    valid_from = models.DateField("có hiệu lực từ")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def in_force(self, day) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Agency(Dated):
    """Cơ quan: something that has its own identification code and answers for its decisions."""

    code = models.CharField("mã định danh", max_length=35)
    former_code = models.CharField("mã theo mẫu cũ", max_length=40, blank=True, db_index=True)
    name = models.CharField("tên", max_length=255)
    short_name = models.CharField("tên ngắn", max_length=120, blank=True)
    folded = models.CharField(max_length=500, editable=False, default="")
    kind = models.CharField("loại", max_length=24, choices=AgencyKind.choices())
    level = models.CharField("cấp", max_length=12, choices=Level.choices())
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name="trực thuộc",
    )
    place_code = models.CharField("mã địa bàn", max_length=10, blank=True, db_index=True)
    address = models.CharField("địa chỉ", max_length=255, blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    email = models.CharField("thư điện tử", max_length=120, blank=True)
    sectors = models.JSONField("bộ, ngành phụ trách", default=list, blank=True)

    class Meta:
        verbose_name = "cơ quan"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="organizations_agency_code_from"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="organizations_agency_dates",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "place_code"], name="organizations_agency_place"),
            models.Index(fields=["level", "code"], name="organizations_agency_level"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class OrgUnit(Dated):
    """Phòng, bộ phận: a part of an agency that has no code of its own outside."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="units", verbose_name="cơ quan")
    code = models.CharField("mã", max_length=60, unique=True)
    name = models.CharField("tên", max_length=255)
    is_desk = models.BooleanField("là bộ phận tiếp nhận và trả kết quả", default=False)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "đơn vị trong cơ quan"
        ordering = ["agency", "position", "code"]

    def __str__(self) -> str:
        return self.name


class Post(Dated):
    """Chức vụ, vị trí việc làm: the thing that receives work; people come and go."""

    code = models.CharField("mã", max_length=80, unique=True)
    title = models.CharField("tên chức vụ", max_length=160)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="posts", verbose_name="cơ quan")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="posts", verbose_name="đơn vị")
    roles = models.JSONField("vai trò", default=list, blank=True)
    leader_rank = models.PositiveSmallIntegerField(
        "bậc lãnh đạo", default=0, help_text="0: không phải lãnh đạo; 1: người đứng đầu; 2: cấp phó"
    )
    can_sign = models.BooleanField("được ký kết quả", default=False)
    signature_form = models.CharField(
        "thể thức ký", max_length=4, blank=True, choices=SignatureForm.choices(), default=""
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "chức vụ"
        ordering = ["agency", "position", "code"]
        indexes = [models.Index(fields=["agency", "leader_rank"], name="organizations_post_leader")]

    def __str__(self) -> str:
        return self.title


class PostLane(Touching):
    """Làn của chức vụ: a lane of the processes that this post serves (mot_cua, lanh_dao_ubnd, ...)."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="lane_rows")
    lane = models.CharField("làn quy trình", max_length=60)

    class Meta:
        verbose_name = "làn quy trình của chức vụ"
        constraints = [models.UniqueConstraint(fields=["post", "lane"], name="organizations_postlane_once")]
        indexes = [models.Index(fields=["lane", "post"], name="organizations_postlane_lane")]


class Remit(Touching):
    """Phạm vi phụ trách: the fields and procedures a unit handles from a day on, until its next row; a row taken back
    never counted."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="remits", verbose_name="đơn vị")
    fields = models.JSONField("lĩnh vực", default=list, blank=True)
    procedures = models.JSONField("thủ tục", default=list, blank=True)
    valid_from = models.DateField("từ ngày")
    set_at = models.DateTimeField("ghi lúc")
    set_by = models.CharField("người ghi", max_length=250)
    press = models.CharField(
        "lượt ghi", max_length=32, db_index=True, help_text="Những dòng ghi cùng một lần bấm."
    )
    withdrawn_at = models.DateTimeField("hoàn tác lúc", null=True)

    class Meta:
        verbose_name = "phạm vi phụ trách của đơn vị"
        ordering = ["unit", "valid_from", "pk"]
        indexes = [models.Index(fields=["unit", "valid_from"], name="organizations_remit_unit")]


class Officer(Touching):
    """Cán bộ, công chức, viên chức."""

    code = models.CharField("mã cán bộ", max_length=40, unique=True)
    full_name = models.CharField("họ và tên", max_length=120)
    folded = models.CharField(max_length=200, editable=False, default="", db_index=True)
    email = models.CharField("thư điện tử", max_length=120, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)

    class Meta:
        verbose_name = "cán bộ"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.full_name


class Appointment(Dated):
    """Bổ nhiệm, phân công: this officer holds this post between these days. Several at once are fine."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    decision = models.CharField("quyết định số", max_length=120, blank=True)

    class Meta:
        verbose_name = "bổ nhiệm"
        ordering = ["post", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "post", "valid_from"], name="organizations_appointment_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="organizations_appointment_dates",
            ),
        ]


class Delegation(Dated):
    """Ủy quyền: for some days another officer does the work of a post."""

    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="delegations", verbose_name="của chức vụ"
    )
    from_officer = models.ForeignKey(
        Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="delegations_given"
    )
    to_officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="delegations_received")
    lanes = models.JSONField("phạm vi (làn quy trình; trống là toàn bộ)", default=list, blank=True)
    may_sign = models.BooleanField("được ký thay", default=False)
    reason = models.CharField("lý do", max_length=255)
    paper = models.CharField("văn bản ủy quyền", max_length=120, blank=True)
    revoked_at = models.DateTimeField("chấm dứt lúc", null=True, blank=True)
    revoked_reason = models.CharField("lý do chấm dứt", max_length=255, blank=True)

    class Meta:
        verbose_name = "ủy quyền"
        ordering = ["-valid_from", "-pk"]


class Absence(Dated):
    """Vắng mặt: an officer away from a post, and who does its work meanwhile; agreed, it becomes a delegation."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="absences")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="absences")
    to_officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="stands_in")
    reason = models.CharField("lý do", max_length=255)
    may_sign = models.BooleanField("được ký thay", default=False)
    paper = models.CharField("văn bản ủy quyền", max_length=120, blank=True)
    state = models.CharField("tình trạng", max_length=10, choices=AbsenceState.choices())
    asked_at = models.DateTimeField("báo lúc")
    decided_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    decided_by = models.CharField("người duyệt", max_length=250, blank=True)
    decided_words = models.CharField("ý kiến", max_length=255, blank=True)
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    delegation = models.OneToOneField(
        Delegation, null=True, blank=True, on_delete=models.PROTECT, related_name="absence"
    )

    class Meta:
        verbose_name = "vắng mặt"
        ordering = ["-valid_from", "-pk"]
        indexes = [models.Index(fields=["state", "valid_to"], name="organizations_absence_live")]


class Succession(Touching):
    """Kế thừa: what became of an agency. Many to one, one to many, with the share each heir took."""

    old = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="successors_rows")
    new = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="predecessors_rows")
    kind = models.CharField("hình thức", max_length=12, choices=SuccessionKind.choices())
    share = models.CharField("phần tiếp nhận", max_length=255, blank=True)
    basis = models.CharField("căn cứ", max_length=255)
    on = models.DateField("từ ngày")

    class Meta:
        verbose_name = "kế thừa cơ quan"
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["old", "new", "on"], name="organizations_succession_once")
        ]
