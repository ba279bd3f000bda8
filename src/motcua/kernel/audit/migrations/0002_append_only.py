"""The ledger refuses UPDATE and DELETE in the database itself, whoever asks.

On PostgreSQL rows may commit in another order than their ids were taken. Every insert therefore holds a shared
advisory lock until its commit, which sealing waits for; it needs no right on the table that the ledger must not give.
"""

from django.db import migrations

LINE = 6962  # the advisory lock named in audit.LINE

SQLITE = [
    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'audit ledger is append-only'); END"
    for table in ("audit_entry", "audit_treehead")
    for verb in ("UPDATE", "DELETE")
]
POSTGRES = [
    "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'audit ledger is append-only'; END $$",
    "CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
    "CREATE TRIGGER audit_treehead_append_only BEFORE UPDATE OR DELETE ON audit_treehead FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
    "CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()",
    f"CREATE FUNCTION audit_in_line() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock_shared({LINE}); RETURN NULL; END $$",
    "CREATE TRIGGER audit_entry_in_line BEFORE INSERT ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_in_line()",
]


def add(apps, editor):
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRES:
        editor.execute(statement)


def drop(apps, editor):
    if editor.connection.vendor == "sqlite":
        for table in ("audit_entry", "audit_treehead"):
            editor.execute(f"DROP TRIGGER {table}_no_update")
            editor.execute(f"DROP TRIGGER {table}_no_delete")
    else:
        editor.execute("DROP TRIGGER audit_entry_append_only ON audit_entry")
        editor.execute("DROP TRIGGER audit_treehead_append_only ON audit_treehead")
        editor.execute("DROP TRIGGER audit_entry_no_truncate ON audit_entry")
        editor.execute("DROP TRIGGER audit_entry_in_line ON audit_entry")
        editor.execute("DROP FUNCTION audit_in_line()")
        editor.execute("DROP FUNCTION audit_append_only")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(add, drop)]
