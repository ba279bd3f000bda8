"""Doors of accounts: entrance (signing in), portal (my account), console (administrators), doors (middleware)."""
