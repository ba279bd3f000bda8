"""Commands of digitising, by verb."""

from .confirming import confirm, remove, sign_copy
from .gathering import add_file, begin, drop_page, edit_page, order_pages, read_again
from .handing import hand_over
from .working import work_once

__all__ = [
    "add_file",
    "begin",
    "confirm",
    "drop_page",
    "edit_page",
    "hand_over",
    "order_pages",
    "read_again",
    "remove",
    "sign_copy",
    "work_once",
]
