"""Quầy của Bộ phận Một cửa: tickets, who is called where, the board and the voice.

A desk has lines (nhóm việc) and counters (quầy); a person takes a number at the kiosk and is called by it. Numbers run
without gaps by desk, day and line. No personal data is kept but the account that booked a half hour: who comes is known when
the dossier is taken in.
"""
