"""The night's clearing of kept answers."""

from motcua.kernel import clock
from motcua.kernel.outbox import periodic
from motcua.services.clients import services


@periodic(name="clients.forget_answers", at="02:40")
def forget_answers() -> None:
    """Xóa câu trả lời đã giữ quá 30 ngày."""
    services.forget_answers(at=clock.now())
