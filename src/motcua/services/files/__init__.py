"""Kho tệp: what people upload and what we issue, kept by content and never changed.

A file is known by its SHA-256; it is taken in by content, not by its name, within bounds, and looked at
for what must not stand in an office (scripts, macros, bombs, disguises, viruses). Who may open a file is
asked by the room that owns it; addresses of files are never public.
"""
