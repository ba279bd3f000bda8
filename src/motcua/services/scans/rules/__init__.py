"""Decisions of digitising, and the programs that work on one page under limits."""
