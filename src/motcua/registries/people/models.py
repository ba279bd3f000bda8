"""Tables of the people register. Read them only through `queries`, which write down who looked."""

from django.db import models
from django.db.models import Q

from .types import ORGANIZATION_KINDS, Precision, Sex


class Person(models.Model):
    """Cá nhân: identified by the 12-digit personal number when there is one."""

    personal_number = models.CharField(
        "số định danh cá nhân", max_length=12, unique=True, null=True, blank=True
    )
    full_name = models.CharField("họ, chữ đệm và tên", max_length=120)
    folded = models.CharField(max_length=160, editable=False, default="", db_index=True)
    born_on = models.DateField("ngày sinh", null=True, blank=True)
    born_precision = models.CharField(
        "ngày sinh ghi đến", max_length=5, choices=Precision.choices(), default=Precision.DAY.value
    )
    sex = models.CharField("giới tính", max_length=8, choices=Sex.choices(), default=Sex.UNKNOWN.value)
    phone = models.CharField("số điện thoại", max_length=15, blank=True, db_index=True)
    email = models.CharField("thư điện tử", max_length=120, blank=True)
    address = models.CharField("địa chỉ như đã ghi", max_length=255, blank=True)
    place_code_written = models.CharField("mã địa bàn lúc ghi", max_length=10, blank=True)
    place_code = models.CharField("mã địa bàn hiện nay", max_length=10, blank=True)
    nationality = models.CharField("quốc tịch", max_length=60, default="Việt Nam")
    ethnic_group = models.CharField("dân tộc", max_length=60, blank=True)
    source = models.CharField("nguồn", max_length=40, blank=True)
    created_at = models.DateTimeField("ghi lúc")
    changed_at = models.DateTimeField("sửa lúc")

    class Meta:
        verbose_name = "cá nhân"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.full_name


class IdentityDocument(models.Model):
    """Giấy tờ tùy thân."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField("loại giấy tờ", max_length=40)
    number = models.CharField("số", max_length=30)
    issued_on = models.DateField("ngày cấp", null=True, blank=True)
    issued_by = models.CharField("nơi cấp", max_length=160, blank=True)
    expires_on = models.DateField("có giá trị đến", null=True, blank=True)

    class Meta:
        verbose_name = "giấy tờ tùy thân"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "number"], name="people_document_once")
        ]


class Organization(models.Model):
    """Tổ chức: known by its tax code."""

    tax_code = models.CharField("mã số thuế", max_length=14, unique=True, null=True, blank=True)
    name = models.CharField("tên", max_length=255)
    folded = models.CharField(max_length=300, editable=False, default="", db_index=True)
    kind = models.CharField("loại", max_length=24, choices=ORGANIZATION_KINDS, default="enterprise")
    representative = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="represents"
    )
    representative_name = models.CharField("người đại diện", max_length=120, blank=True)
    phone = models.CharField("số điện thoại", max_length=15, blank=True)
    email = models.CharField("thư điện tử", max_length=120, blank=True)
    address = models.CharField("địa chỉ", max_length=255, blank=True)
    place_code = models.CharField("mã địa bàn", max_length=10, blank=True)
    created_at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "tổ chức"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Mandate(models.Model):
    """Ủy quyền nộp hộ: someone may act for a person or an organisation, within a scope and dates."""

    principal = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="mandates_given"
    )
    principal_organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="mandates_given"
    )
    agent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates_received")
    scope = models.JSONField("mã thủ tục (trống là mọi thủ tục)", default=list, blank=True)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    paper = models.CharField("văn bản ủy quyền", max_length=160, blank=True)
    revoked_at = models.DateTimeField("chấm dứt lúc", null=True, blank=True)

    class Meta:
        verbose_name = "ủy quyền nộp hộ"
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(principal__isnull=False, principal_organization__isnull=True)
                | Q(principal__isnull=True, principal_organization__isnull=False),
                name="people_mandate_one_principal",
            )
        ]


class AccessLook(models.Model):
    """Ai đã xem: one row for every look by someone else at a person's record, or at a paper in the store of a person or
    organisation. Shown to its owner."""

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="looks")
    owner_number = models.CharField("số định danh, mã số thuế", max_length=20, blank=True)
    subject = models.CharField(
        max_length=60, blank=True, help_text="what of theirs: vault:KEY; empty: the record"
    )
    what = models.CharField("xem gì", max_length=300, blank=True)
    at = models.DateTimeField("lúc", db_index=True)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=60)
    actor_name = models.CharField("người xem", max_length=120)
    post_title = models.CharField("chức vụ", max_length=160, blank=True)
    agency_code = models.CharField("cơ quan", max_length=40, blank=True)
    reason = models.CharField("lý do", max_length=255)
    refused = models.BooleanField(default=False, help_text="nothing was shown")

    class Meta:
        verbose_name = "lượt xem dữ liệu cá nhân"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-at"], name="people_look_person_at"),
            models.Index(fields=["owner_number", "-at"], name="people_look_owner_at"),
        ]
