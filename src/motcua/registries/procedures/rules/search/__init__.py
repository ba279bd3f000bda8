"""Finding a procedure by what people say: pure, in memory, the same from files and from tables."""

from motcua.registries.procedures.rules.search.building import Source, build
from motcua.registries.procedures.rules.search.index import FORMAT, Index
from motcua.registries.procedures.rules.search.ranking import rank
from motcua.registries.procedures.rules.search.typing import rank_begun

__all__ = ["FORMAT", "Index", "Source", "build", "rank", "rank_begun"]
