"""Measures of visible signatures."""

from __future__ import annotations

from datetime import date

from motcua.kernel.legal import basis, parameter


@basis("30/2020/NĐ-CP", article="Phụ lục I", note="hình con dấu màu đỏ, kích thước bằng thực tế")
def seal_diameter_mm(kind: str, *, on: date) -> int:
    """Size of the seal's picture; `kind` is provincial_committee or anything else."""
    sizes: dict[str, int] = parameter("signing.seal_diameter_mm", on=on)
    return sizes.get(kind, sizes["other"])
