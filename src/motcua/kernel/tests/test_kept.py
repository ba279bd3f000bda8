"""What never changes is read once a process, and nothing is kept of a transaction that was rolled back."""

import pytest
from django.db import transaction

from motcua.kernel import stamps
from motcua.kernel.numbers.models import Series

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kept():
    def read(pk):
        asked.append(pk)
        return Series.objects.filter(pk=pk).values_list("name", flat=True).first()

    asked = []
    found = stamps.Kept(read)
    found.asked = asked
    return found


def test_what_is_there_is_read_once_and_what_is_not_each_time(kept):
    row = Series.objects.create(name="a")
    assert [kept.get(row.pk), kept.get(row.pk), kept.get(row.pk + 1), kept.get(row.pk + 1)] == [
        "a",
        "a",
        None,
        None,
    ]
    assert kept.asked == [row.pk, row.pk + 1, row.pk + 1]


def test_of_a_transaction_rolled_back_nothing_is_kept(kept):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        row = Series.objects.create(name="a")
        assert kept.get(row.pk) == "a"
        raise ZeroDivisionError
    assert kept.get(row.pk) is None
    Series.objects.create(pk=row.pk, name="b")
    assert kept.get(row.pk) == "b"


def test_it_does_not_grow_without_bound(kept, monkeypatch):
    monkeypatch.setattr(stamps, "KEPT", 2)
    rows = [Series.objects.create(name=name) for name in "abc"]
    assert [kept.get(row.pk) for row in rows * 2] == ["a", "b", "c"] * 2
    assert len(kept._known) <= 2
