"""Tests that other connections look on at: rows are committed, so no province stands open in a transaction here."""
