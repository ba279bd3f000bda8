"""Commands of notices."""

from .agreeing import agree, choose, disagree, send_code_to_phone
from .codes import check_code, require_texting, send_code
from .devices import add_device, drop_device
from .posting import BATCH, PostOfficeClosed, clear_old, expire, post_letters
from .shelving import forget, mark_all_read, mark_read, mark_unread
from .telling import CONFIRM_LETTERS, ask_to_confirm, notify
from .tracing import report, resend, resend_many
from .wording import word

__all__ = [
    "BATCH",
    "CONFIRM_LETTERS",
    "PostOfficeClosed",
    "add_device",
    "agree",
    "ask_to_confirm",
    "check_code",
    "choose",
    "clear_old",
    "disagree",
    "drop_device",
    "expire",
    "forget",
    "mark_all_read",
    "mark_read",
    "mark_unread",
    "notify",
    "post_letters",
    "report",
    "require_texting",
    "resend",
    "resend_many",
    "send_code",
    "send_code_to_phone",
    "word",
]
