"""Lịch làm việc: days off, worked swap days, office hours, and the one clock that counts limits on them.

`rules` is the engine (pure), `queries.calendar(agency_code)` gives the plain data it runs on.
The official days 2018–2027 ship as dated, cited data; an administrator confirms and corrects them.
No other room counts days or hours by itself.
"""
