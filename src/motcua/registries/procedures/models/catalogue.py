"""What the state offers: fields, procedures, their versions, and the sources they were made from."""

from __future__ import annotations

from django.db import models

from motcua.registries.procedures.types import (
    CHANNEL_LABELS,
    LAYER_LABELS,
    LEVEL_LABELS,
    ONLINE_LABELS,
    REPLACED_BY_LABELS,
    UNIT_LABELS,
)


class CatalogueState(models.Model):
    """Dấu bản danh mục: the revision of the catalogue, so that whoever keeps an index knows when it is old."""

    revision = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "trạng thái danh mục"


class Field(models.Model):
    """Lĩnh vực."""

    name = models.CharField("tên lĩnh vực", max_length=300, unique=True)
    code = models.CharField("mã quốc gia", max_length=40, blank=True)

    class Meta:
        verbose_name = "lĩnh vực"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Procedure(models.Model):
    """Thủ tục hành chính: one national code for ever; what it says stands in its versions."""

    code = models.CharField("mã thủ tục", max_length=12, unique=True)
    name = models.CharField("tên", max_length=2000)
    field = models.ForeignKey(Field, on_delete=models.PROTECT, null=True, related_name="procedures")
    issuing_body = models.CharField("cơ quan ban hành", max_length=300, blank=True)
    scope = models.CharField("phạm vi", max_length=8, blank=True)
    province = models.CharField("tỉnh ban hành", max_length=100, blank=True)
    top_level = models.CharField(
        "cấp gần dân nhất", max_length=10, blank=True, choices=list(LEVEL_LABELS.items())
    )
    accepts_online = models.BooleanField("có kênh trực tuyến", null=True)
    is_listed = models.BooleanField("còn trong danh mục", default=True)
    detail = models.CharField("mức chi tiết", max_length=12, blank=True)
    current = models.ForeignKey(
        "ProcedureVersion",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="phiên bản hiện hành",
    )

    class Meta:
        verbose_name = "thủ tục hành chính"
        ordering = ["code"]
        indexes = [models.Index(fields=["field", "code"]), models.Index(fields=["is_listed", "code"])]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ProcedureVersion(models.Model):
    """Bản thủ tục: what a procedure says from one day to another. Never changed: a dossier keeps the one it came under."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("số phiên bản")
    name = models.CharField("tên", max_length=2000)
    field_name = models.CharField("lĩnh vực", max_length=300, blank=True)
    code_suffix = models.CharField("đuôi mã", max_length=40, blank=True)
    issuing_body = models.CharField("cơ quan ban hành", max_length=300, blank=True)
    scope = models.CharField("phạm vi", max_length=8, blank=True)
    province = models.CharField("tỉnh ban hành", max_length=100, blank=True)
    levels = models.JSONField("cấp thực hiện", default=list)
    level_text = models.CharField("cấp thực hiện (nguyên văn)", max_length=300, blank=True)
    executing_agency = models.TextField("cơ quan thực hiện", blank=True)
    deciding_agency = models.TextField("cơ quan có thẩm quyền", blank=True)
    delegated_agency = models.TextField("cơ quan được ủy quyền", blank=True)
    coordinating_agency = models.TextField("cơ quan phối hợp", blank=True)
    receiving_address = models.TextField("địa chỉ tiếp nhận", blank=True)
    procedure_type = models.CharField("loại thủ tục", max_length=300, blank=True)
    decision_no = models.CharField("số quyết định công bố", max_length=300, blank=True)
    applicant_kinds = models.JSONField("đối tượng thực hiện", default=list)
    papers_known = models.BooleanField("có bảng thành phần hồ sơ", default=True)
    results = models.JSONField("kết quả", default=list)
    conditions = models.TextField("yêu cầu, điều kiện", blank=True)
    steps_text = models.TextField("trình tự thực hiện", blank=True)
    keywords = models.TextField("từ khóa", blank=True)
    online_level = models.CharField(
        "mức độ trực tuyến", max_length=8, blank=True, choices=list(ONLINE_LABELS.items())
    )
    accepts_online = models.BooleanField("có kênh trực tuyến", null=True)
    limit_value = models.FloatField("thời hạn đã soát", null=True)
    limit_unit = models.CharField("đơn vị", max_length=14, blank=True, choices=list(UNIT_LABELS.items()))
    limit_note = models.TextField("ghi chú thời hạn", blank=True)
    fee_vnd = models.PositiveBigIntegerField("mức thu đã soát", null=True)
    fee_note = models.TextField("ghi chú mức thu", blank=True)
    status = models.CharField("hiệu lực", max_length=10, default="in_force")
    listed = models.BooleanField("còn trong danh mục", default=True)
    detail = models.CharField("mức chi tiết", max_length=12, blank=True)
    source = models.JSONField("nguồn", default=list)
    captured_on = models.DateField("ngày lấy dữ liệu", null=True)
    confidence = models.CharField("độ tin cậy", max_length=10, blank=True)
    verified_fields = models.JSONField("trường đã kiểm", default=list)
    published_from = models.DateField("có hiệu lực từ")
    published_to = models.DateField("đến hết ngày", null=True)
    content_hash = models.CharField("dấu nội dung", max_length=64)
    created_at = models.DateTimeField("lập lúc")

    class Meta:
        verbose_name = "phiên bản thủ tục"
        ordering = ["procedure_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="procedures_version_number")
        ]
        indexes = [models.Index(fields=["procedure", "published_from"])]

    def __str__(self) -> str:
        return f"{self.name} (phiên bản {self.number})"


class Method(models.Model):
    """Cách thức thực hiện: one row of the portal's table, its words beside its numbers."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="methods")
    order = models.PositiveSmallIntegerField()
    channel = models.CharField("kênh", max_length=8, choices=list(CHANNEL_LABELS.items()))
    time_text = models.TextField("thời hạn (nguyên văn)", blank=True)
    time_value = models.FloatField("thời hạn (số)", null=True)
    time_unit = models.CharField("đơn vị", max_length=14, null=True, choices=list(UNIT_LABELS.items()))
    fee_text = models.TextField("phí, lệ phí (nguyên văn)", blank=True)
    fee_vnd = models.PositiveBigIntegerField("mức thu (đồng)", null=True)
    note = models.TextField("mô tả", blank=True)

    class Meta:
        verbose_name = "cách thức thực hiện"
        ordering = ["order"]


class Paper(models.Model):
    """Thành phần hồ sơ."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="papers")
    order = models.PositiveSmallIntegerField()
    case = models.TextField("trường hợp", blank=True)
    code = models.CharField("mã giấy tờ", max_length=60, blank=True)
    name = models.TextField("tên giấy tờ")
    form_name = models.TextField("mẫu đơn, tờ khai", blank=True)
    original = models.PositiveIntegerField("bản chính", null=True)
    copies = models.PositiveIntegerField("bản sao", null=True)
    required = models.BooleanField("phải nộp", default=True)
    notes = models.TextField("ghi chú", blank=True)
    replaced_by = models.CharField(
        "cơ sở dữ liệu thay giấy", max_length=60, blank=True, choices=list(REPLACED_BY_LABELS.items())
    )

    class Meta:
        verbose_name = "thành phần hồ sơ"
        ordering = ["order"]


class LegalBasis(models.Model):
    """Căn cứ pháp lý."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="legal_bases")
    order = models.PositiveSmallIntegerField()
    number = models.CharField("số ký hiệu", max_length=500)
    title = models.TextField("trích yếu", blank=True)

    class Meta:
        verbose_name = "căn cứ pháp lý"
        ordering = ["order"]
        indexes = [models.Index(fields=["number"])]


class SourceRecord(models.Model):
    """Bản ghi nguồn: what one source said last about one procedure; versions are composed from these layers."""

    code = models.CharField("mã thủ tục", max_length=12)
    layer = models.CharField("nguồn", max_length=10, choices=list(LAYER_LABELS.items()))
    data = models.JSONField("nội dung")
    digest = models.CharField(max_length=64)
    file = models.CharField("tệp", max_length=300, blank=True)
    taken_at = models.DateTimeField("nhập lúc")

    class Meta:
        verbose_name = "bản ghi nguồn"
        constraints = [models.UniqueConstraint(fields=["code", "layer"], name="procedures_source_once")]


class PendingImport(models.Model):
    """Lượt nhập chờ duyệt: a catalogue file an administrator sent, which the worker reads and, once its differences were seen,
    takes; how far it is, who asked, and what came of it."""

    class Stage(models.TextChoices):
        ASKED = "asked", "Chờ đọc tệp"
        READING = "reading", "Đang đọc và so"
        READY = "ready", "Chờ người xem khác biệt"
        WANTED = "wanted", "Chờ nhập"
        TAKING = "taking", "Đang nhập"
        TAKEN = "taken", "Đã nhập"
        CLOSED = "closed", "Không có gì để nhập"

    stage = models.CharField("đến đâu", max_length=8, choices=Stage, default=Stage.READY)
    by = models.JSONField("người yêu cầu", default=dict)
    by_name = models.CharField("tên người yêu cầu", max_length=250, blank=True)
    asked_at = models.DateTimeField("yêu cầu lúc", null=True)
    begun_at = models.DateTimeField("bắt đầu lúc", null=True)
    beat_at = models.DateTimeField("báo lần cuối lúc", null=True)
    done_at = models.DateTimeField("xong lúc", null=True)
    tries = models.PositiveSmallIntegerField("lần thử", default=0)
    part = models.CharField("phần đang làm", max_length=20, blank=True)
    done = models.PositiveIntegerField("đã làm", default=0)
    total = models.PositiveIntegerField("phải làm", default=0)
    outcome = models.JSONField("kết quả", default=dict)
    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField("tên tệp", max_length=300)
    content = models.BinaryField()
    uploaded_at = models.DateTimeField("gửi lên lúc")
    rows = models.PositiveIntegerField("số thủ tục trong tệp", default=0)
    unchanged = models.PositiveIntegerField("giữ nguyên", default=0)
    revision = models.PositiveBigIntegerField("dấu bản danh mục khi so", default=0)

    class Meta:
        verbose_name = "tệp chờ nhập"


class PendingDifference(models.Model):
    """Khác biệt của lượt nhập: what taking the file would do to one procedure."""

    pending = models.ForeignKey(PendingImport, on_delete=models.CASCADE, related_name="differences")
    code = models.CharField("mã thủ tục", max_length=12)
    name = models.CharField("tên", max_length=2000)
    kind = models.CharField("loại", max_length=8)
    changes = models.JSONField("trường đổi", default=list)
    is_adopted = models.BooleanField("tỉnh áp dụng", default=False)
    open_dossiers = models.PositiveIntegerField("hồ sơ đang giải quyết", default=0)

    class Meta:
        verbose_name = "khác biệt của lượt nhập"
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["pending", "code"], name="procedures_difference_once")]
        indexes = [models.Index(fields=["pending", "kind"])]
