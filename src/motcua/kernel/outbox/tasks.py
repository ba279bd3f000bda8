"""Jobs of the kernel itself: the ledger is sealed as it grows and recomputed every night; old mail is cleared."""

from datetime import timedelta

from motcua.kernel import audit, clock
from motcua.kernel.outbox import periodic, services


@periodic(name="audit.seal", every=timedelta(minutes=5))
def seal_ledger() -> None:
    """Niêm phong nhật ký: fold new rows into the tree until none is left."""
    while audit.seal(at=clock.now()):
        pass


@periodic(name="audit.inspect", at="02:30")
def inspect_ledger() -> None:
    """Kiểm tra nhật ký: recompute every row and head; the finding turns the console's light."""
    audit.inspect(at=clock.now())


@periodic(name="outbox.prune", at="03:10")
def prune_outbox() -> None:
    """Dọn thư đã giao: messages heard by all, kept for a quarter."""
    services.prune(at=clock.now())
