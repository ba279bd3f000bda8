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
from motcua.kernel.numbers.models import Series
from motcua.kernel.outbox.models import Delivery
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


@pytest.mark.django_db(transaction=True)
def test_what_fails_with_the_last_statements_undoes_the_whole_command():
    @command
    def doubled():
        Series.objects.create(name="a")
        line("never")
        commands.leave_changed(
            commands.Change(Series, {"name": "a"}, {"last": -1})
        )  # no count is below nothing

    with pytest.raises(IntegrityError):
        doubled()
    assert written() == [] and not Series.objects.exists()
    two()
    assert written() == ["first", "second"]


@pytest.mark.django_db(transaction=True)
def test_what_waits_for_the_commit_runs_after_it_and_may_ask():
    found = []

    @command
    def asking():
        Series.objects.create(name="a")
        line("first")
        transaction.on_commit(lambda: found.append(Series.objects.update(last=3)))

    asking()
    assert found == [1] and written() == ["first"]


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
    return Delivery(
        handler="h", stream="a:1", name=name, payload={"x": ["đ", None]}, occurred_at=AT, run_at=AT
    )


def test_rows_learn_their_ids(db):
    made = [message("a.1"), message("a.2")]
    rows.insert(made)
    assert dict(Delivery.objects.values_list("name", "pk")) == {"a.1": made[0].pk, "a.2": made[1].pk}
    assert Delivery.objects.get(pk=made[0].pk).payload == {"x": ["đ", None]}


def test_a_row_is_changed_and_new_ones_written_in_one_statement(db, django_assert_num_queries):
    first, second, third = message("a.1"), message("a.2"), message("a.3")
    rows.insert([first])
    first.done_at, first.attempts, first.name = AT, 7, "not named below"
    with django_assert_num_queries(1):
        assert rows.change_and_insert(
            first, [second, third], changed=("done_at", "attempts"), while_null="done_at"
        )
    found = list(Delivery.objects.order_by("id").values_list("pk", "name", "attempts", "done_at"))
    assert found == [(first.pk, "a.1", 7, AT), (second.pk, "a.2", 0, None), (third.pk, "a.3", 0, None)]


def test_of_two_who_change_a_row_the_second_writes_nothing(db):
    first, late = message("a.1"), message("a.2")
    rows.insert([first])
    seen = Delivery.objects.get()
    first.done_at = AT
    assert rows.change_and_insert(first, [], changed=("done_at",), while_null="done_at")
    seen.done_at, seen.attempts = AT, 9
    assert not rows.change_and_insert(seen, [late], changed=("done_at", "attempts"), while_null="done_at")
    assert list(Delivery.objects.values_list("name", "attempts")) == [("a.1", 0)]


def test_a_new_row_finds_its_like(db, django_assert_num_queries):
    first, second = Series(name="a", last=5), Series(name="a", last=0)
    with django_assert_num_queries(2):
        rows.insert_or_find(first, "name", "last")
        rows.insert_or_find(second, "name", "last")
    assert (second.pk, second.last) == (first.pk, 5) and Series.objects.count() == 1


def test_a_saved_row_keeps_what_an_expression_says(db):
    row = message()
    row.save()
    row.attempts = F("attempts") + 1
    row.save(update_fields=["attempts"])
    assert Delivery.objects.get(pk=row.pk).attempts == 1


def test_change_tells_how_many_it_changed(db):
    rows.insert([message("a.1"), message("a.2")])
    assert rows.change(Delivery, {"stream": "a:1", "name": "a.1"}, name="a.3") == 1
    assert rows.change(Delivery, {"stream": "a:1", "name": "a.1"}, name="a.4") == 0
    assert sorted(Delivery.objects.values_list("name", flat=True)) == ["a.2", "a.3"]


def test_a_prepared_question_answers_as_the_mapper_does(db):
    rows.insert([message("a.1"), message("a.2")])
    of_name = Prepared(lambda name: Delivery.objects.filter(name=name))
    for _ in range(4):  # planned by the database from the third time
        assert [row.payload for row in of_name("a.2")] == [{"x": ["đ", None]}]
        assert of_name.one("a.9") is None
    assert of_name.one("a.1").occurred_at == AT


def test_a_prepared_question_uses_what_it_is_given_as_it_is(db):
    folded = Prepared(lambda name: Delivery.objects.filter(name=name.upper() + "!"))
    with pytest.raises(ValueError, match="as it is"):
        folded("a.1")


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.django_db(transaction=True)
def test_a_lock_is_taken_inside_a_transaction_only():
    locked = Prepared(lambda name: Delivery.objects.select_for_update().filter(name=name))
    with transaction.atomic():
        assert locked("a.1") == []
    with pytest.raises(transaction.TransactionManagementError):
        locked("a.1")


def test_a_new_row_gives_way_to_its_like(db):
    assert rows.insert_new(Series(name="a")) is True
    assert rows.insert_new(Series(name="a")) is False
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert([Series(name="a")])
    assert Series.objects.count() == 1
