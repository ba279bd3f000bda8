"""Báo cáo của Một cửa: by field, procedure, agency, channel, fee, hand-over, lateness; any period, any day's organisation.

One narrow fact a dossier is kept by events, outside the commands, and can be counted again from the dossiers. A figure and
the list behind it are one condition over these facts. It decides nothing and changes no dossier.
"""
