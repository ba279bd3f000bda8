"""The model that the rooms on a dossier's way are kept as."""

from __future__ import annotations

from typing import Any

from django.db import models

from motcua.kernel import rows


class Row(models.Model):
    """A model whose ``save`` sends a statement that was composed when its like was saved before."""

    class Meta:
        abstract = True

    def _do_insert(self, manager: Any, using: str, fields: Any, returning_fields: Any, raw: bool) -> Any:
        if raw or [f.attname for f in returning_fields] != ["id"]:
            return super()._do_insert(manager, using, fields, returning_fields, raw)  # type: ignore[misc]
        return rows.insert_as([self], fields)

    def _do_update(
        self, base_qs: Any, using: str, pk_val: Any, values: Any, update_fields: Any, forced_update: Any
    ) -> bool:
        if not values or any(hasattr(value, "resolve_expression") for _, _, value in values):
            return super()._do_update(base_qs, using, pk_val, values, update_fields, forced_update)  # type: ignore[misc]
        pairs = [(field, value) for field, _, value in values]
        return rows.update_as(type(self), [(self._meta.pk, pk_val)], pairs).rowcount > 0
