"""`begins`: text that begins with some words, found by an index on both databases. `among`: keys, however many, in one
parameter.

SQLite's LIKE passes an index by, and a range means what it says on PostgreSQL only under the C collation; so it is a
range there and a LIKE on an index with `varchar_pattern_ops` here.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import CharField, IntegerField, Lookup

LAST = "\U0010ffff"


@CharField.register_lookup
class Begins(Lookup):
    """`filter(tail__begins="nguyen van")`; case matters."""

    lookup_name = "begins"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """LIKE, with what would be a wildcard escaped."""
        left, values = self.process_lhs(compiler, connection)
        return f"{left} LIKE %s", [*values, f"{connection.ops.prep_for_like_query(self.rhs)}%"]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """From the words themselves to the last text that begins with them."""
        left, values = self.process_lhs(compiler, connection)
        return f"({left} >= %s AND {left} < %s)", [*values, self.rhs, *values, f"{self.rhs}{LAST}"]


@IntegerField.register_lookup
class Among(Lookup):
    """`filter(pk__among=keys)`: what `__in` says, but a thousand keys are one parameter and not a thousand, which take
    longer to be written into the statement than the database takes to answer it."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """An array."""
        left, values = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*values, self._keys()]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """A list in JSON."""
        left, values = self.process_lhs(compiler, connection)
        return f"{left} IN (SELECT value FROM json_each(%s))", [*values, json.dumps(self._keys())]

    def _keys(self) -> list[int]:
        keys = list(self.rhs)
        if not keys:
            raise EmptyResultSet
        return keys
