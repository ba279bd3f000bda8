"""Jobs of the clock: fresh revocation lists, and old verdicts forgotten."""

from datetime import timedelta

from motcua.kernel import clock
from motcua.kernel.outbox import periodic
from motcua.services.signing import services


@periodic(name="signing.publish_revocations", at="01:30")
def publish_revocations() -> None:
    """A list says nothing once it has expired: write it anew each night."""
    services.publish_revocations(at=clock.now())


@periodic(name="signing.forget_reports", every=timedelta(hours=6))
def forget_reports() -> None:
    """Verdicts are remembered only to answer the same question twice."""
    services.forget_reports(before=clock.now() - timedelta(days=1))
