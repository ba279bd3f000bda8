"""Nhận hồ sơ khi mất mạng: the counter's intake goes on while the line is down.

A machine at a counter reserves provisional numbers while the line is there, and keeps what it takes in encrypted under a
key that only its officer is given. When the line is back each intake is sent once, in order, and becomes a dossier by the
command the counter itself uses; what no longer fits is kept here until a person has settled it.
"""
