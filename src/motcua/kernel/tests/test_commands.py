"""A command's trail is written with it or not at all, in its order, and each thread has its own."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from motcua.kernel import audit, commands, rows
from motcua.kernel.access import Actor
from motcua.kernel.audit.models import Entry
from motcua.kernel.commands import command
from motcua.kernel.outbox.models import Delivery, Message
from motcua.kernel.rows import Prepared

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
BY = Actor.system("test")


def line(words):
    audit.record(BY, words, "thing:1", at=AT)


def written():
    return list(Entry.objects.order_by("id").values_list("action", flat=True))


@command
def two():
    before = Entry.objects.count()
    line("first")
    line("second")
    assert Entry.objects.count() == before


@command
def refused():
    line("never")
    raise ValueError


@command
def around():
    line("before")
    two()
    with pytest.raises(ValueError):
        refused()
    line("after")


def test_a_trail_is_written_in_one_statement_at_the_end(db, django_assert_num_queries):
    with transaction.atomic(), commands.sole(), django_assert_num_queries(2 + 1):
        two()
    assert written() == ["first", "second"]


def test_a_refused_command_leaves_nothing(db):
    with pytest.raises(ValueError):
        refused()
    assert written() == []


def test_what_was_left_before_a_command_inside_stands_before_it(db):
    around()
    assert written() == ["before", "first", "second", "after"]


def test_outside_a_command_a_row_is_written_at_once(db):
    line("now")
    assert written() == ["now"]


def test_a_sole_command_takes_no_savepoint_and_the_next_one_does(db, django_assert_num_queries):
    with transaction.atomic(), commands.sole():
        with django_assert_num_queries(2 + 1):
            two()
        with django_assert_num_queries(2 + 2 + 1):
            two()


@pytest.mark.django_db(transaction=True)
def test_a_thread_never_sees_the_trail_of_another():
    inside, go_on = threading.Event(), threading.Event()

    @command
    def slow():
        line("slow")
        inside.set()
        assert go_on.wait(10)

    def run():
        slow()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert inside.wait(10)
    trail = rows.of_this_thread().get("trail")
    go_on.set()
    thread.join(10)
    assert trail is None
    assert written() == ["slow"]


# --- rows -------------------------------------------------------------------------------------------------


def message(name="a.b"):
    return Message(stream="a:1", name=name, payload={"x": ["đ", None]}, occurred_at=AT)


def test_rows_learn_their_ids_and_whose_they_are(db):
    first, second = message("a.1"), message("a.2")
    deliveries = [Delivery(message=m, handler="h", stream=m.stream, run_at=AT) for m in (first, second)]
    rows.insert([first, second])
    rows.insert(deliveries)
    told = {d.message.name: d.pk for d in Delivery.objects.select_related("message")}
    assert told == {"a.1": deliveries[0].pk, "a.2": deliveries[1].pk}
    assert Message.objects.get(pk=first.pk).payload == {"x": ["đ", None]}


def test_a_saved_row_keeps_what_an_expression_says(db):
    row = Delivery(message=message(), handler="h", stream="a:1", run_at=AT)
    row.message.save()
    row.message_id = row.message.pk
    row.save()
    row.attempts = F("attempts") + 1
    row.save(update_fields=["attempts"])
    assert Delivery.objects.get(pk=row.pk).attempts == 1


def test_change_tells_how_many_it_changed(db):
    rows.insert([message("a.1"), message("a.2")])
    assert rows.change(Message, {"stream": "a:1", "name": "a.1"}, name="a.3") == 1
    assert rows.change(Message, {"stream": "a:1", "name": "a.1"}, name="a.4") == 0
    assert sorted(Message.objects.values_list("name", flat=True)) == ["a.2", "a.3"]


def test_a_prepared_question_answers_as_the_mapper_does(db):
    rows.insert([message("a.1"), message("a.2")])
    of_name = Prepared(lambda name: Message.objects.filter(name=name))
    for _ in range(4):  # planned by the database from the third time
        assert [row.payload for row in of_name("a.2")] == [{"x": ["đ", None]}]
        assert of_name.one("a.9") is None
    assert of_name.one("a.1").occurred_at == AT


def test_a_prepared_question_uses_what_it_is_given_as_it_is(db):
    folded = Prepared(lambda name: Message.objects.filter(name=name.upper() + "!"))
    with pytest.raises(ValueError, match="as it is"):
        folded("a.1")


@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.django_db(transaction=True)
def test_a_lock_is_taken_inside_a_transaction_only():
    locked = Prepared(lambda name: Message.objects.select_for_update().filter(name=name))
    with transaction.atomic():
        assert locked("a.1") == []
    with pytest.raises(transaction.TransactionManagementError):
        locked("a.1")


def test_a_new_row_gives_way_to_its_like(db):
    def like():
        return Delivery(message=first, handler="h", stream="a:1", run_at=AT)

    first = message()
    rows.insert([first])
    assert rows.insert_new(like()) is True
    assert rows.insert_new(like()) is False
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert([like()])
    assert Delivery.objects.count() == 1
