"""Chỉ số: what the province did today, this month, this quarter, in figures anybody may read.

Counts are kept as facts of one day, one agency, one field, moved by the news of dossiers, so that a figure costs
the same at a hundred dossiers and at a million. Each fact can be counted again from the dossiers themselves.
Visits to the portal are counted a day, without cookies or addresses.
"""
