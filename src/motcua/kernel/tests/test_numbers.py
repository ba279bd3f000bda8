import threading

import pytest
from django.db import close_old_connections, connection, transaction
from django.db.transaction import TransactionManagementError

from motcua.kernel.numbers import take
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
