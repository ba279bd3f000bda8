"""Questions to petitions."""

from .figures import Figures, figures, together
from .lists import TABS, ended, open_at, open_ones, own, published, published_one
from .reading import (
    PURPOSE,
    agency_called,
    enclosure,
    is_seen,
    one,
    opened,
    page_by_token,
    page_for,
    province,
    sent_before,
)
from .scope import in_hands, not_there, scope

__all__ = [
    "PURPOSE",
    "TABS",
    "Figures",
    "agency_called",
    "enclosure",
    "ended",
    "figures",
    "in_hands",
    "is_seen",
    "not_there",
    "one",
    "open_at",
    "open_ones",
    "opened",
    "own",
    "page_by_token",
    "page_for",
    "province",
    "published",
    "published_one",
    "scope",
    "sent_before",
    "together",
]
