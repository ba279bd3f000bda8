from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction

from motcua.kernel import clock, outbox
from motcua.kernel.numbers.models import Series
from motcua.kernel.outbox import services, worker
from motcua.kernel.outbox.models import Delivery, Job
from motcua.kernel.tests.conftest import AT, Rang

pytestmark = pytest.mark.django_db(transaction=True)


def publish(*turns: int, bell: int = 1) -> None:
    with transaction.atomic():
        for turn in turns:
            outbox.publish(Rang(bell, turn))


def later(minutes: float):
    return clock.fixed(AT + timedelta(minutes=minutes))


def test_news_of_a_command_that_failed_is_never_told(hears):
    heard = []
    hears(heard.append)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.publish(Rang(1, 1))
        raise ZeroDivisionError
    worker.drain()
    assert heard == [] and not Delivery.objects.exists()


def test_what_nobody_hears_is_not_written(db):
    publish(1)
    assert not Delivery.objects.exists()


def test_an_event_comes_back_as_it_was_told(hears):
    heard = []
    hears(heard.append)
    publish(1)
    worker.drain()
    assert heard == [Rang(1, 1)]
    assert heard[0].occurred_at == AT


def test_each_listener_gets_each_event_once_and_in_order_within_a_stream(hears):
    first, second = [], []
    hears(lambda event: first.append((event.bell, event.turn)), "kernel_tests.first")
    hears(lambda event: second.append((event.bell, event.turn)), "kernel_tests.second")
    publish(1, 2, 3, bell=1)
    publish(1, 2, 3, bell=2)
    assert worker.drain() == 12
    for heard in (first, second):
        assert sorted(heard) == [(b, t) for b in (1, 2) for t in (1, 2, 3)]
        assert [t for b, t in heard if b == 1] == [1, 2, 3] == [t for b, t in heard if b == 2]
    assert worker.drain() == 0


def test_a_failing_delivery_holds_its_stream_and_lets_the_others_go_on(hears):
    heard = []

    def listener(event):
        if (event.bell, event.turn) == (1, 1):
            raise ValueError("chuông hỏng")
        heard.append((event.bell, event.turn))

    hears(listener)
    publish(1, 2, bell=1)
    publish(1, 2, bell=2)
    with later(1):
        worker.drain()
    assert heard == [(2, 1), (2, 2)]
    row = Delivery.objects.get(payload__bell=1, payload__turn=1)
    assert (row.state, row.attempts) == ("pending", 1)
    assert "chuông hỏng" in row.last_error
    assert AT + timedelta(minutes=1) < row.run_at <= AT + timedelta(minutes=1, seconds=3)


def test_it_backs_off_longer_each_time_then_waits_for_a_person(hears):
    tries = []

    def listener(event):
        tries.append(clock.now())
        raise ValueError("chuông hỏng")

    hears(listener)
    publish(1, 2)
    waits = []
    minutes = 0.0
    for _ in range(2000):
        with later(minutes):
            worker.drain()
        row = Delivery.objects.order_by("id").first()
        if row.state == "dead":
            break
        waits.append(row.run_at - (AT + timedelta(minutes=minutes)))
        minutes = (row.run_at - AT).total_seconds() / 60 + 0.001
    assert row.state == "dead" and len(tries) == worker.MAX_ATTEMPTS == row.attempts
    assert all(later > 1.1 * sooner for sooner, later in pairwise(waits))
    with later(minutes + 10_000):
        assert worker.drain() == 0  # the second of the stream waits behind the dead one


def test_what_an_operator_retries_is_delivered_and_its_stream_goes_on(hears):
    from motcua.kernel.access import Actor
    from motcua.kernel.outbox import services
    from motcua.kernel.outbox.types import OPERATE, NoDelivery

    broken = [True]
    heard = []

    def listener(event):
        if broken[0]:
            raise ValueError("chuông hỏng")
        heard.append(event.turn)

    hears(listener)
    publish(1, 2)
    Delivery.objects.filter(payload__turn=1).update(state="dead", attempts=8)
    broken[0] = False
    dead = Delivery.objects.get(state="dead")
    operator = Actor.system("thử", OPERATE)
    services.retry_delivery(delivery_id=dead.pk, by=operator, at=AT)
    worker.drain()
    assert heard == [1, 2]
    with pytest.raises(NoDelivery):
        services.retry_delivery(delivery_id=dead.pk, by=operator, at=AT)


def test_an_effect_in_the_database_happens_once_when_a_worker_dies_after_it(hears, monkeypatch):
    """The worker is killed between the effect and the commit: nothing of it stays, and the next one does it whole."""
    monkeypatch.setattr(worker, "LEASE", timedelta(minutes=5))

    def listener(event):
        Series.objects.create(name=f"rang-{event.turn}")

    hears(listener)
    publish(1)
    row = worker.ready(1)[0]

    class Killed(BaseException):
        pass

    def dying(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed), clock.fixed(AT):
        patch.setattr(worker, "from_plain", lambda *a: (listener(Rang(1, 1)), dying())[1])
        worker.deliver(row)
    assert not Series.objects.exists()
    row.refresh_from_db()
    assert row.state == "pending" and row.lease_until is not None
    with later(1):
        assert worker.ready(10) == []  # still leased to the dead worker
    with later(6):
        assert worker.drain() == 1
    assert Series.objects.filter(name="rang-1").count() == 1
    with later(60):
        assert worker.drain() == 0


def test_a_worker_whose_lease_ran_out_undoes_its_copy(hears):
    """Slow worker A is overtaken by B; A's effects are rolled back when it finds the delivery done."""

    def listener(event):
        try:
            with transaction.atomic():
                Series.objects.create(name="rang")
        except IntegrityError:
            raise AssertionError("seen twice") from None
        # meanwhile B finishes the same delivery
        Delivery.objects.update(state="done")
        Series.objects.filter(name="rang").update(last=1)

    hears(listener)
    publish(1)
    worker.deliver(worker.ready(1)[0])
    assert not Series.objects.exists()


@pytest.mark.parametrize(
    "theirs",
    [
        {"state": "done", "lease_until": None, "done_at": AT},
        {"state": "pending", "lease_until": AT + timedelta(minutes=20)},
    ],
)
def test_a_worker_whose_lease_ran_out_and_fails_leaves_the_delivery_to_who_took_over(
    hears, monkeypatch, theirs
):
    """Slow worker A is overtaken by B, who finished it or still works on it; then A fails."""
    hears(lambda event: None)
    publish(1)
    row = worker.ready(1)[0]

    class Overtaken(dict):
        def get(self, *args):
            Delivery.objects.update(**theirs)
            raise ZeroDivisionError

    monkeypatch.setattr(worker, "HANDLERS", Overtaken())
    assert worker.deliver(row) is False
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in theirs} == theirs
    assert (row.attempts, row.last_error) == (0, "")


def test_old_mail_that_all_have_heard_is_cleared_and_what_waits_stays(hears):
    heard = []
    hears(heard.append)
    for turn in (1, 2, 3):
        publish(turn)
    with later(1):
        assert worker.drain() == 3
    _, second, third = Delivery.objects.order_by("id")
    Delivery.objects.filter(pk=second.pk).update(state="dead")
    Delivery.objects.filter(pk=third.pk).update(done_at=AT + timedelta(days=50))
    assert services.prune(at=AT + timedelta(days=89)) == 0 and Delivery.objects.count() == 3
    assert services.prune(at=AT + timedelta(days=91)) == 1
    assert set(Delivery.objects.values_list("pk", flat=True)) == {second.pk, third.pk}
    assert services.prune(at=AT + timedelta(days=200)) == 1
    assert [row.state for row in Delivery.objects.all()] == ["dead"]


def test_two_workers_at_once_deliver_each_event_once_and_in_order(hears, own_database):
    import threading

    from motcua.kernel.numbers import take

    def listener(event):
        Series.objects.create(name=f"{event.bell}/{event.turn}/{take(f'bell-{event.bell}')}")

    hears(listener)
    for bell in range(4):
        publish(*range(1, 9), bell=bell)
    wrong = []

    def work():
        try:
            for _ in range(60):
                if not Delivery.objects.filter(state="pending").exists():
                    return
                for row in worker.ready(5):
                    worker.deliver(row)
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=90)
    assert wrong == []
    names = sorted(Series.objects.filter(name__contains="/").values_list("name", flat=True))
    assert names == sorted(f"{bell}/{turn}/{turn}" for bell in range(4) for turn in range(1, 9))
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}


def test_a_job_runs_when_its_time_has_come_and_keeps_its_light(monkeypatch):
    ran = []

    def job():
        ran.append(clock.now())
        if len(ran) == 2:
            raise OSError("đĩa đầy")

    one = outbox.Periodic("kernel_tests.job", job, timedelta(minutes=5))
    monkeypatch.setattr(worker, "PERIODIC", {one.name: one})
    with later(0):
        assert worker.run_due_jobs() == 1
        assert worker.run_due_jobs() == 0
    with later(5.1):
        assert worker.run_due_jobs() == 1
    row = Job.objects.get(name=one.name)
    assert row.failures == 1 and "đĩa đầy" in row.last_error
    assert row.last_done_at == AT and row.last_started_at == AT + timedelta(minutes=5.1)
    with later(11):
        assert worker.run_due_jobs() == 1
    row.refresh_from_db()
    assert (row.failures, row.last_error) == (0, "")
    assert len(ran) == 3


def test_a_daily_job_keeps_its_hour():
    job = outbox.Periodic("x", lambda: None, at=clock.now().time().replace(2, 30, 0, 0))
    assert f"{job.next_after(AT):%d %H:%M}" == "21 02:30"
    assert f"{job.next_after(AT.replace(hour=1)):%d %H:%M}" == "20 02:30"


def test_two_listeners_cannot_share_a_name(hears):
    with pytest.raises(ValueError):
        outbox.handles(Rang, name="kernel_tests.twice")(lambda event: None)
        outbox.handles(Rang, name="kernel_tests.twice")(lambda event: None)
    outbox.HANDLERS[Rang.name].pop("kernel_tests.twice")
