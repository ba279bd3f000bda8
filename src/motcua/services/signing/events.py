"""News from signing."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from motcua.kernel.events import Event


@dataclass(frozen=True)
class DocumentSigned(Event):
    """A file has received one more signature."""

    name: ClassVar[str] = "signing.signed"
    sha256_before: str
    sha256_after: str
    holder_kind: str
    holder_code: str
    level: str
    occurred_at: datetime

    @property
    def stream(self) -> str:
        return f"file:{self.sha256_after}"
