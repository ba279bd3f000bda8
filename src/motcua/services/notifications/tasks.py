"""Jobs of the clock: letters are posted, those past their time told as such, old notices cleared."""

from datetime import timedelta

from motcua.kernel import clock
from motcua.kernel.outbox import periodic

from . import services


@periodic(name="notifications.post", every=timedelta(seconds=30))
def post() -> None:
    """Gửi thư và tin nhắn; a carrier that does not answer turns this job's light."""
    services.expire(at=clock.now())
    while services.post_letters(at=clock.now()) >= services.BATCH:
        pass


@periodic(name="notifications.clear", at="03:20")
def clear() -> None:
    """Dọn tin đã đọc từ hơn một năm."""
    services.clear_old(at=clock.now())
