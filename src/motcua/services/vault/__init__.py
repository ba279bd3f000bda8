"""Kho dữ liệu điện tử: the papers of each person and organisation, to be used again instead of handed in again.

What a dossier has brought forth (its result, its digitised papers) is kept here under its owner's number, as a reference
to the same file by its hash. The owner reads it and sees who looked; an officer comes to a paper only by a dossier that
lacks it. Nothing is erased: what was taken back, replaced or has run out stays and is no longer offered. Which dossier
needs what is known by the room above, which names it (``dossier:H42.15-…``).
"""
