"""Sắp xếp bộ máy: merger, split, renaming and abolition of agencies at a date, as a plan that two people stand for.

A plan is rows of old bodies and heirs, checked against the register, tried without writing, approved by a second person,
called off until its date. On the date the worker carries it out in chunks, each one transaction that moves the mark of how
far it is with what it moved, so it goes on after any break where it ended. Every room hands over what is its own.
"""
