"""Đơn vị hành chính: provinces, districts (until 30/06/2025) and communes, with codes, dates and successors.

A code is reused across time, so a unit is (code, valid_from); `valid_to` is the last day it stood.
Addresses keep the unit they were written with; `queries.successors` tells what stands there now.
"""
