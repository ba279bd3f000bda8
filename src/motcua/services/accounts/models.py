"""Tables of accounts: the user and the post chosen for the day."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from .types import UserKind


class UserManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(username__iexact=username)

    def create_user(self, username, password=None, **fields):
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username, password=None, **fields):
        fields.setdefault("kind", UserKind.ADMIN.value)
        fields.setdefault("full_name", username)
        return self.create_user(username, password, **fields)


class User(AbstractBaseUser):
    """Tài khoản: one person who can sign in. What they may do comes from their posts, not from here."""

    username = models.CharField("tên đăng nhập", max_length=60, unique=True)
    full_name = models.CharField("họ và tên", max_length=120)
    folded = models.CharField(max_length=260, editable=False, default="", db_index=True)
    kind = models.CharField("loại tài khoản", max_length=8, choices=UserKind.choices())
    phone = models.CharField("số điện thoại", max_length=15, blank=True)
    email = models.CharField("thư điện tử", max_length=120, blank=True)
    email_confirmed_at = models.DateTimeField("thư điện tử được xác nhận lúc", null=True, blank=True)
    officer = models.OneToOneField(
        "organizations.Officer", null=True, blank=True, on_delete=models.PROTECT, related_name="user"
    )
    person = models.OneToOneField(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="user"
    )
    roles = models.JSONField("vai trò riêng", default=list, blank=True)
    identity_checked_at = models.DateTimeField("danh tính được xác nhận lúc", null=True, blank=True)
    is_active = models.BooleanField("đang hoạt động", default=True)
    locked_reason = models.CharField("lý do khóa", max_length=255, blank=True)
    must_change_password = models.BooleanField("phải đổi mật khẩu", default=False)
    last_post_code = models.CharField("chức vụ chọn lần cuối", max_length=80, blank=True)
    joined_at = models.DateTimeField("tạo lúc")

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects = UserManager()

    class Meta:
        verbose_name = "tài khoản"
        ordering = ["username"]
        indexes = [models.Index(fields=["kind", "username"], name="accounts_user_kind")]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.rsplit(" ", 1)[-1]

    @property
    def is_staff(self) -> bool:
        return self.kind == UserKind.ADMIN.value

    @property
    def is_superuser(self) -> bool:
        return False

    def has_perm(self, perm, obj=None) -> bool:  # framework permissions are not used; posts decide
        return False

    def has_module_perms(self, label) -> bool:
        return False
