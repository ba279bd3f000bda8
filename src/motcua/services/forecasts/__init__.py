"""Dự báo trễ hạn: each morning, when each open dossier will be done and how likely it is late; what if people are away; and
how good the forecasts of past mornings were.

It reads what the same steps took lately and what lies in the unit's queue now. It decides nothing and changes no dossier.
"""
