"""`begins`: text that begins with some words, found by an index on both databases.

SQLite's LIKE passes an index by, and a range means what it says on PostgreSQL only under the C collation; so it is a
range there and a LIKE on an index with `varchar_pattern_ops` here.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Lookup

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
