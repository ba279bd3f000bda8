-- Rights of the role that the web and the worker run as. Run as the owner of the tables, after every `migrate`:
--   psql "postgresql://motcua_owner@127.0.0.1/motcua" -v ON_ERROR_STOP=1 -v app=motcua -f deploy/grants.sql
-- The ledger may be added to and read, never changed: not by a mistake in the code, not by whoever steals its password.
GRANT USAGE ON SCHEMA public TO :"app";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"app";
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO :"app";
REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry, audit_treehead FROM :"app";
