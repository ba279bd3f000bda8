import threading

import pytest
from django.db import close_old_connections, connection, transaction
from django.db.transaction import TransactionManagementError

from motcua.kernel.numbers import take, take_each
from motcua.kernel.numbers.models import Series


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_refused():
    with pytest.raises(TransactionManagementError):
        take("a")
    assert not Series.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_command_that_fails_gives_its_number_back():
    with transaction.atomic():
        assert take("a") == 1
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert take("a") == 2
        raise ZeroDivisionError
    with transaction.atomic():
        assert take("a") == 2
        assert take("b") == 1


@pytest.mark.django_db(transaction=True)
def test_numbers_of_several_series_come_in_one_statement(django_assert_num_queries):
    with transaction.atomic():
        assert take_each("b", "a") == [1, 1]
        assert take("a") == 2
        with django_assert_num_queries(1):
            assert take_each("b", "a") == [2, 3]


@pytest.mark.django_db(transaction=True)
def test_who_takes_the_same_series_in_another_order_waits_and_is_not_refused(own_database):
    taken: list[tuple[int, ...]] = []
    wrong: list[BaseException] = []
    start = threading.Barrier(4)

    def desk(names: tuple[str, str]) -> None:
        try:
            start.wait()
            for _ in range(25):
                with transaction.atomic():
                    found = dict(zip(names, take_each(*names), strict=True))
                taken.append((found["a"], found["b"]))
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        assert take_each("a", "b") == [1, 1]
    threads = [threading.Thread(target=desk, args=(("a", "b")[:: 1 - 2 * (n % 2)],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert wrong == []
    assert sorted(taken) == [(n, n) for n in range(2, 102)]


@pytest.mark.django_db(transaction=True)
def test_threads_share_a_series_without_gap_or_double_even_when_some_fail(own_database):
    taken: list[int] = []
    wrong: list[BaseException] = []
    start = threading.Barrier(4)

    def desk(failing: bool) -> None:
        try:
            start.wait()
            for n in range(25):
                try:
                    with transaction.atomic():
                        number = take("dossiers")
                        if failing and n % 3 == 0:
                            raise ZeroDivisionError
                    taken.append(number)
                except ZeroDivisionError:
                    pass
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()
            close_old_connections()

    threads = [threading.Thread(target=desk, args=(n == 0,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert wrong == []
    assert sorted(taken) == list(range(1, len(taken) + 1))
    assert len(taken) == 3 * 25 + 16
    assert Series.objects.get(name="dossiers").last == len(taken)
