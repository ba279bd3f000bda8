"""Commands of accounts: open, lock, change roles and posts, reset second factors, end sessions."""

from .locking import lock_user, reset_factors, set_password, set_roles, unlock_user
from .mailbox import confirm_mailbox, set_mailbox
from .opening import confirm_identity, create_admin_user, create_citizen_user, create_officer_user
from .sessions import choose_post, end_sessions, one_time_code, password_changed, session_seen

__all__ = [
    "choose_post",
    "confirm_identity",
    "confirm_mailbox",
    "create_admin_user",
    "create_citizen_user",
    "create_officer_user",
    "end_sessions",
    "lock_user",
    "one_time_code",
    "password_changed",
    "reset_factors",
    "session_seen",
    "set_mailbox",
    "set_password",
    "set_roles",
    "unlock_user",
]
