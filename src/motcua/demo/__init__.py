"""Scenarios: provinces played through the rooms' own commands with a clock that runs through past weeks.

Nothing here writes a table. What a scenario shows is what the commands made of it.
"""
