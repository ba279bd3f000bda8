"""Quản trị: the administrators' front office.

Rooms bring their own pages under /quan-tri/; this office gives them a home with live figures, the rail,
the ledger, the queue of deliveries and jobs, and the health of the installation (`motcua doctor` reads the same).
"""
