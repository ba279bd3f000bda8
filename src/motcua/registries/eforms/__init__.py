"""Biểu mẫu điện tử: the questions an authority asks, kept as versioned data.

A form is a list of sections, a section a list of typed fields with conditions, checks, prefill sources
and help. The room reads definitions strictly, shows them as accessible pages that need no script, and
judges answers again on the server. A dossier keeps the version it was filled in.
"""
