import hashlib
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.kernel import audit
from motcua.kernel.access import Actor
from motcua.kernel.audit import proofs, queries
from motcua.kernel.audit.models import Entry, Inspection, TreeHead
from motcua.kernel.audit.types import VIEW, Change, NoProof, changes
from motcua.kernel.tests.conftest import AT

OFFICER = Actor(
    "officer", "CB-1", "Trần Thị Bưởi", post_code="VT-1", post_title="Cán bộ tiếp nhận", agency_code="H42.15"
)


def write(number: int, first: int = 0) -> None:
    for n in range(first, first + number):
        audit.record(
            OFFICER,
            "dossiers.accept",
            f"dossier:{n}",
            at=AT + timedelta(seconds=n),
            before={"a": n},
            after={"a": n + 1},
        )


@pytest.fixture
def tampering(db):
    """What somebody with the keys of the database could do: switch the guard off."""

    def run(sql: str, *values):
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("DROP TRIGGER IF EXISTS audit_entry_no_update")
                cursor.execute("DROP TRIGGER IF EXISTS audit_entry_no_delete")
            else:
                cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only")
            cursor.execute(sql, values)

    return run


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["UPDATE audit_entry SET reason = 'khác'", "DELETE FROM audit_entry"])
def test_the_database_itself_refuses_to_change_or_erase_a_line(change):
    write(2)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    assert Entry.objects.filter(reason="").count() == 2
    assert audit.verify() is None


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["UPDATE audit_treehead SET size = 1", "DELETE FROM audit_treehead"])
def test_a_sealed_head_stays_as_it_was_sealed(change):
    write(2)
    audit.seal(at=AT)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    assert TreeHead.objects.get().size == 2


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_role_that_may_only_add_records_and_seals_and_cannot_change():
    """The rights an office gives the application: the ledger works with INSERT and SELECT alone."""
    if connection.vendor != "postgresql":
        pytest.skip("roles are PostgreSQL's")
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE motcua_may_only_add NOLOGIN")
        cursor.execute("GRANT SELECT, INSERT ON audit_entry, audit_treehead TO motcua_may_only_add")
        cursor.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO motcua_may_only_add")
        cursor.execute("SET LOCAL ROLE motcua_may_only_add")
    write(3)
    assert audit.seal(at=AT).size == 3
    write(2, first=3)
    assert audit.seal(at=AT).size == 5
    for table in ("audit_entry", "audit_treehead"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"TRUNCATE {table}")
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE {table} SET id = id")
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.mark.django_db
def test_a_line_says_who_in_which_post_did_what_to_what():
    audit.record(
        OFFICER, "dossiers.accept", "dossier:H42.15-1", at=AT, after={"hạn": AT.date()}, reason="Đủ giấy"
    )
    row = Entry.objects.get()
    assert (row.actor_name, row.post_title, row.agency_code) == (
        "Trần Thị Bưởi",
        "Cán bộ tiếp nhận",
        "H42.15",
    )
    assert row.after == {"hạn": "2026-11-20"} and row.before is None
    assert bytes(row.leaf) == audit.leaf_hash(row)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE audit_entry SET actor_name = 'Người khác' WHERE subject = 'dossier:3'", "đã bị sửa"),
        ("DELETE FROM audit_entry WHERE subject = 'dossier:3'", "không khớp"),
        ("DELETE FROM audit_entry WHERE subject = 'dossier:9'", "thiếu 1 dòng"),
    ],
)
def test_whoever_gets_past_the_guard_is_found_by_the_tree(tampering, sql, said):
    write(5)
    audit.seal(at=AT)
    write(5, first=5)
    audit.seal(at=AT)
    assert audit.verify() is None
    tampering(sql)
    assert said in audit.verify()


@pytest.mark.django_db
def test_a_line_rewritten_with_its_own_hash_is_found_by_the_head(tampering):
    write(5)
    audit.seal(at=AT)
    row = Entry.objects.order_by("id")[2]
    row.reason = "sửa khéo"
    tampering(
        "UPDATE audit_entry SET reason = %s, leaf = %s WHERE id = %s",
        row.reason,
        audit.leaf_hash(row),
        row.id,
    )
    assert "không khớp" in audit.verify()


@pytest.mark.django_db
def test_sealing_in_small_batches_gives_the_same_root_as_at_once():
    write(23)
    while audit.seal(at=AT, batch=4):
        pass
    heads = list(TreeHead.objects.order_by("size").values_list("size", flat=True))
    assert heads == [4, 8, 12, 16, 20, 23]
    leaves = [bytes(leaf) for leaf in Entry.objects.order_by("id").values_list("leaf", flat=True)]
    assert bytes(TreeHead.objects.first().root) == merkle(leaves)
    assert audit.seal(at=AT) is None


def merkle(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1 as the text has it: recursive, split at the largest power of two below n."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + merkle(leaves[:split]) + merkle(leaves[split:])).digest()


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=70))
@settings(max_examples=60)
def test_the_growing_tree_agrees_with_the_recursive_definition(leaves):
    peaks: list[tuple[int, bytes]] = []
    for leaf in leaves:
        audit._add(peaks, leaf)
    assert audit._root(peaks) == merkle(leaves)


@pytest.mark.django_db
def test_an_inspection_is_kept_with_what_it_found(tampering):
    write(3)
    audit.seal(at=AT)
    assert audit.inspect(at=AT) is None
    tampering("UPDATE audit_entry SET reason = 'khác' WHERE subject = 'dossier:1'")
    found = audit.inspect(at=AT + timedelta(hours=1))
    newest = Inspection.objects.first()
    assert newest.finding == found and "đã bị sửa" in found and newest.entries == 3


@pytest.mark.django_db
def test_a_command_that_fails_leaves_no_line():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write(1)
        raise ZeroDivisionError
    assert not Entry.objects.exists()


def test_changes_are_told_in_words_and_only_where_they_differ():
    told = changes({"a": 1, "b": True, "c": None}, {"a": 1, "b": False, "d": ["x", "y"], "c": {"k": None}})
    assert told == (Change("b", "có", "không"), Change("c", "", "k: "), Change("d", "", "x, y"))


TREES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40, unique=True)


@given(TREES, st.data())
@settings(max_examples=80)
def test_a_proof_holds_for_its_own_leaf_and_for_no_other(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    head, path = merkle(leaves), proofs.inclusion(index, leaves)
    assert proofs.root(leaves) == head
    assert proofs.holds_inclusion(leaves[index], index, len(leaves), path, head)
    assert not proofs.holds_inclusion(b"x" * 32, index, len(leaves), path, head)
    assert not proofs.holds_inclusion(leaves[index], index, len(leaves), path, b"x" * 32)
    assert not proofs.holds_inclusion(leaves[index], index, len(leaves), [*path, b"x" * 32], head)
    if len(leaves) > 1:
        other = (index + 1) % len(leaves)
        assert not proofs.holds_inclusion(leaves[other], index, len(leaves), path, head)


@given(TREES, st.data())
@settings(max_examples=80)
def test_an_older_head_is_a_beginning_and_a_changed_past_is_not(leaves, data):
    old = data.draw(st.integers(1, len(leaves)))
    path = proofs.consistency(old, leaves)
    past, head = merkle(leaves[:old]), merkle(leaves)
    assert proofs.holds_consistency(old, len(leaves), past, head, path)
    changed = merkle([b"x" * 32, *leaves[1:old]])
    if old < len(leaves):
        assert not proofs.holds_consistency(old, len(leaves), changed, head, path)


@pytest.mark.django_db
def test_a_sealed_line_comes_with_a_proof_that_needs_nothing_of_ours():
    write(11)
    audit.seal(at=AT)
    write(1, first=11)
    reader = Actor.system("thanh tra", VIEW)
    row = Entry.objects.order_by("id")[6]
    found = queries.proof(row.id, by=reader)
    leaf = hashlib.sha256(b"\x00" + found["content"].encode()).digest()
    assert leaf.hex() == found["leaf"] and "dossier:6" in found["content"]
    path = [bytes.fromhex(step) for step in found["path"]]
    assert proofs.holds_inclusion(leaf, found["index"], found["size"], path, bytes.fromhex(found["root"]))
    with pytest.raises(NoProof):
        queries.proof(Entry.objects.order_by("id").last().id, by=reader)
