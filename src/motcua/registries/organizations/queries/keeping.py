"""Answers kept while the register does not change."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from motcua.kernel import clock

from ..models import Revision

_books: dict[str, dict[Any, Any]] = {}
_LARGEST = 20_000
Answer = TypeVar("Answer")


def kept(query: Callable[..., Answer]) -> Callable[..., Answer]:
    """Keep the answers of a query for as long as the register's token stays the same.

    One look-up by key stands for five to eight queries; who asks often (each step of each dossier) gains most.
    """

    @functools.wraps(query)
    def ask(*args: Any, **kwargs: Any) -> Answer:
        token = Revision.current()
        if token is None:
            return query(*args, **kwargs)
        book = _books.get(token)
        if book is None:
            while len(_books) > 1:
                _books.pop(next(iter(_books)), None)
            book = _books.setdefault(token, {})
        key = (query.__name__, clock.today(), args, tuple(sorted(kwargs.items())))
        if key in book:
            answer = book[key]
        else:
            answer = query(*args, **kwargs)
            if len(book) >= _LARGEST:
                book.clear()
            book[key] = answer
        return answer.copy() if isinstance(answer, list | dict) else answer  # type: ignore[return-value]

    return ask
